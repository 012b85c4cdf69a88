/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/toolchain.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment.h"
#include "rebuild/rust_toolchains.h"
#include "sandbox/sandbox.h"

enum { COMMANDS_MAX = 2, ASKING_MILLISECONDS = 60000 };

struct tool_command {
	const char *name;
	const char *program; /* within the package */
};

struct tool_kind {
	const char *name;
	const char *package; /* of a script; else "-PROCESSOR" follows; NULL: rustup's */
	bool script;	     /* run by node */
	struct tool_command commands[COMMANDS_MAX];
};

#define COMMAND(name, program)                                                           \
	{                                                                                \
		name, program                                                            \
	}
#define TOOL(name, package, script, ...) { name, package, script, { __VA_ARGS__ } },
static const struct tool_kind kinds[] = {
#include "rebuild/tools.def"
};
#undef TOOL
#undef COMMAND

void
toolchain_release(struct toolchain *toolchain)
{
	for (size_t i = 0; i < toolchain->count; i++) {
		free(toolchain->tools[i].group);
		free(toolchain->tools[i].version);
		free(toolchain->tools[i].folder);
	}
	free(toolchain->tools);
	*toolchain = (struct toolchain){ 0 };
}

const char *
toolchain_named(const struct strings *names, const char *name)
{
	size_t size = strlen(name);

	for (size_t i = 0; i < names->count; i++)
		if (strncmp(names->items[i], name, size) == 0 &&
		    names->items[i][size] == '=')
			return names->items[i] + size + 1;
	return NULL;
}

char *
toolchain_name(const struct tool *tool)
{
	return xasprintf("%s%s%s", tool->group, *tool->group == '\0' ? "" : "/",
			 tool->kind->name);
}

static const struct tool_kind *
find_kind(const char *name, size_t size)
{
	for (size_t i = 0; i < array_length(kinds); i++)
		if (strlen(kinds[i].name) == size &&
		    strncmp(kinds[i].name, name, size) == 0)
			return &kinds[i];
	return NULL;
}

/* The host's own tools are where a distribution or `make install` puts them: the sandbox
 * shows /usr and nothing of anybody's home. */
static bool
host_has(const char *name)
{
	static const char *const folders[] = { "/usr/local/bin", "/usr/bin" };

	for (size_t i = 0; i < array_length(folders); i++) {
		cleanup_free char *path = path_join(folders[i], name);

		if (access(path, X_OK) == 0)
			return true;
	}
	return false;
}

int
toolchain_ask_host(char **version, const struct session *session, const char *name,
		   struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	const char *answer;

	*version = NULL;
	if ((session->environment == NULL || session->environment->root == NULL) &&
	    !host_has(name))
		return 0;
	environment_plan(&plan, session->environment);
	sandbox_plan_argument(&plan, name);
	sandbox_plan_argument(&plan, "--version");
	plan.limits.wall_milliseconds = ASKING_MILLISECONDS;
	if (sandbox_run(&result, &plan, NULL, &session->cancel, err) < 0)
		return error_wrap(err, "asking %s for its version", name);
	if (result.end != SANDBOX_EXITED || result.exit_code != 0 ||
	    result.tail.count == 0)
		return 0; /* one that does not even say its version is no use */
	answer = result.tail.items[result.tail.count - 1];
	answer += strcspn(answer, "0123456789");
	*version = xstrndup(answer, strcspn(answer, " "));
	return 0;
}

/* As node and npm name processors. */
static const char *
processor(void)
{
	struct utsname host;

	if (uname(&host) == 0 && strcmp(host.machine, "aarch64") == 0)
		return "arm64";
	return "x64";
}

static int
fetch(struct tool *tool, const struct session *session, const char *range,
      struct error *err)
{
	cleanup_free char *package =
		tool->kind->script ? xstrdup(tool->kind->package)
				   : xasprintf("%s-%s", tool->kind->package, processor());

	return release_fetch_tool(&tool->folder, &tool->version, session, package, range,
				  err);
}

bool
toolchain_in_range(const char *version, const char *range)
{
	size_t size = strlen(range);

	return strncmp(version, range, size) == 0 &&
	       (version[size] == '\0' || version[size] == '.');
}

static int
find_tool(struct tool *tool, const struct session *session, const char *range,
	  struct error *err)
{
	if (toolchain_ask_host(&tool->version, session, tool->kind->name, err) < 0)
		return -1;
	if (tool->version != NULL && toolchain_in_range(tool->version, range))
		return 0;
	replace_text(&tool->version, NULL);
	return tool->kind->package == NULL
		       ? rust_toolchain_find(&tool->folder, &tool->version, session,
					     range, err)
		       : fetch(tool, session, range, err);
}

/* Names become paths and go into scripts and URLs. */
static bool
is_plain(const char *text, size_t size)
{
	return size > 0 && *text != '.' &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ01234567"
			    "89.-+") >= size;
}

static int
add_tool(struct toolchain *out, const struct session *session, const char *item,
	 struct error *err)
{
	size_t size = strcspn(item, "=");
	const char *slash = memchr(item, '/', size);
	const char *name = slash == NULL ? item : slash + 1;
	const char *range = item + size + 1;
	struct tool tool = { .kind = find_kind(name, size - (size_t)(name - item)) };

	if (tool.kind == NULL)
		return error_set(err, ERROR_USAGE, "no tool is named '%.*s'", (int)size,
				 item);
	if (item[size] != '=' || !is_plain(range, strlen(range)) ||
	    (slash != NULL && !is_plain(item, (size_t)(slash - item))))
		return error_set(err, ERROR_USAGE, "'%s' names no tool's version", item);
	tool.group = slash == NULL ? xstrdup("") : xstrndup(item, (size_t)(slash - item));
	array_append(out->tools, out->count, tool);
	return find_tool(&out->tools[out->count - 1], session, range, err);
}

static char *
inside(const struct tool *tool, const char *path)
{
	return xasprintf(TOOLCHAIN_ROOT "/tools/%s-%s%s%s", tool->kind->name,
			 tool->version, *path == '\0' ? "" : "/", path);
}

/* What runs a group's scripts, whatever PATH says by then; the caller's. */
static char *
node_of(const struct toolchain *toolchain, const char *group)
{
	for (size_t i = 0; i < toolchain->count; i++) {
		const struct tool *node = &toolchain->tools[i];

		if (strcmp(node->kind->name, "node") == 0 && node->folder != NULL &&
		    strcmp(node->group, group) == 0)
			return inside(node, node->kind->commands[0].program);
	}
	return xstrdup("node");
}

static void
mount_commands(const struct toolchain *toolchain, const struct tool *tool,
	       struct sandbox_plan *plan)
{
	cleanup_free char *node = node_of(toolchain, tool->group);

	for (size_t i = 0; i < COMMANDS_MAX && tool->kind->commands[i].name != NULL;
	     i++) {
		const struct tool_command *command = &tool->kind->commands[i];
		cleanup_free char *program = inside(tool, command->program);
		cleanup_free char *path = xasprintf(TOOLCHAIN_ROOT "%s%s/bin/%s",
						    *tool->group == '\0' ? "" : "/",
						    tool->group, command->name);
		cleanup_free char *text = xasprintf(
			"#!/bin/sh\nexec %s%s%s \"$@\"\n", tool->kind->script ? node : "",
			tool->kind->script ? " " : "", program);

		sandbox_plan_file(plan, path, text);
	}
}

void
toolchain_mount(const struct toolchain *toolchain, struct sandbox_plan *plan)
{
	sandbox_plan_file(plan, TOOLCHAIN_QUIET "/sh", "#!/bin/sh\nexit 0\n");
	for (size_t i = 0; i < toolchain->count; i++) {
		const struct tool *tool = &toolchain->tools[i];
		cleanup_free char *to = inside(tool, "");

		if (tool->folder == NULL)
			continue;
		sandbox_plan_mount(plan, MOUNT_READ_ONLY, tool->folder, to);
		mount_commands(toolchain, tool, plan);
	}
	sandbox_plan_set(plan, "PATH",
			 TOOLCHAIN_ROOT
			 "/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin");
}

int
toolchain_prepare(struct toolchain *out, const struct session *session,
		  const struct strings *names, struct error *err)
{
	*out = (struct toolchain){ 0 };
	for (size_t i = 0; i < names->count; i++)
		if (add_tool(out, session, names->items[i], err) < 0) {
			toolchain_release(out);
			return -1;
		}
	return 0;
}
