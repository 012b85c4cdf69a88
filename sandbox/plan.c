/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/plan.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "sandbox/seccomp.h"

enum { LINK_MAX_SIZE = 256, NAME_MAX_SIZE = 64, NICENESS_MAX = 19 };

static struct sandbox_mount *
add_mount(struct sandbox_plan *plan, enum mount_kind kind, const char *from,
	  const char *to)
{
	struct sandbox_mount mount = { .kind = kind,
				       .from = xstrdup_or_null(from),
				       .to = xstrdup(to),
				       .size = plan->limits.scratch };

	array_append(plan->mounts, plan->mount_count, mount);
	return &plan->mounts[plan->mount_count - 1];
}

/* Where /usr is merged these are links into it; elsewhere they are folders of their own.
 */
static void
add_system_folder(struct sandbox_plan *plan, const char *path)
{
	char target[LINK_MAX_SIZE];
	ssize_t size = readlink(path, target, sizeof(target) - 1);

	if (size > 0) {
		target[size] = '\0';
		add_mount(plan, MOUNT_LINK, target, path);
	} else if (access(path, X_OK) == 0) {
		add_mount(plan, MOUNT_READ_ONLY, path, path);
	}
}

static void
init_empty(struct sandbox_plan *plan)
{
	static const char *const environment[] = {
		"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
		"HOME=/home/cupel",
		"USER=cupel",
		"LOGNAME=cupel",
		"TZ=UTC",
		"LC_ALL=C.UTF-8",
		"SOURCE_DATE_EPOCH=0",
	};

	*plan = (struct sandbox_plan){
		.limits = { .grace_milliseconds = 1000,
			    .processes = 512,
			    .file_size = UINT64_C(4) << 30,
			    .scratch = UINT64_C(2) << 30,
			    .log_size = UINT64_C(16) << 20,
			    .open_files = 4096 },
		.look = { .host_name = xstrdup("cupel"),
			  .domain_name = xstrdup("localdomain"),
			  .user_name = xstrdup("cupel"),
			  .group_name = xstrdup("cupel"),
			  .user = 1000,
			  .group = 1000,
			  .home = xstrdup("/home/cupel"),
			  .file_mask = 022,
			  .last_call = SECCOMP_LAST_CALL,
			  .file_time = -1,
			  .clock = -1 },
		.directory = xstrdup("/tmp"),
	};
	for (enum control i = 0; i < CONTROLS; i++)
		plan->needs[i] = control_default(i);
	for (size_t i = 0; i < array_length(environment); i++)
		strings_add(&plan->environment, environment[i]);
}

void
sandbox_plan_init(struct sandbox_plan *plan)
{
	static const char *const folders[] = { "/bin",	 "/sbin",  "/lib",
					       "/lib32", "/lib64", "/libx32" };

	init_empty(plan);
	add_mount(plan, MOUNT_READ_ONLY, "/usr", "/usr");
	for (size_t i = 0; i < array_length(folders); i++)
		add_system_folder(plan, folders[i]);
}

void
sandbox_plan_init_root(struct sandbox_plan *plan, const char *root)
{
	init_empty(plan);
	plan->root = xstrdup(root);
}

void
sandbox_plan_drop_mounts(struct sandbox_plan *plan)
{
	for (size_t i = 0; i < plan->mount_count; i++) {
		free(plan->mounts[i].from);
		free(plan->mounts[i].to);
		free(plan->mounts[i].content);
	}
	free(plan->mounts);
	plan->mounts = NULL;
	plan->mount_count = 0;
}

void
sandbox_plan_release(struct sandbox_plan *plan)
{
	sandbox_plan_drop_mounts(plan);
	strings_release(&plan->arguments);
	strings_release(&plan->environment);
	strings_release(&plan->outputs);
	strings_release(&plan->pretended);
	free(plan->directory);
	free(plan->root);
	free(plan->layer);
	free(plan->look.host_name);
	free(plan->look.domain_name);
	free(plan->look.user_name);
	free(plan->look.group_name);
	free(plan->look.home);
	free(plan->look.personality);
	free(plan->log_path);
	*plan = (struct sandbox_plan){ 0 };
}

void
sandbox_plan_mount(struct sandbox_plan *plan, enum mount_kind kind, const char *from,
		   const char *to)
{
	add_mount(plan, kind, from, to);
}

void
sandbox_plan_file(struct sandbox_plan *plan, const char *to, const char *content)
{
	add_mount(plan, MOUNT_FILE, NULL, to)->content = xstrdup(content);
}

void
sandbox_plan_argument(struct sandbox_plan *plan, const char *argument)
{
	strings_add(&plan->arguments, argument);
}

void
sandbox_plan_set(struct sandbox_plan *plan, const char *name, const char *value)
{
	cleanup_free char *start = xasprintf("%s=", name);
	char *setting = xasprintf("%s%s", start, value);

	for (size_t i = 0; i < plan->environment.count; i++)
		if (text_starts_with(plan->environment.items[i], start)) {
			replace_text(&plan->environment.items[i], setting);
			return;
		}
	array_append(plan->environment.items, plan->environment.count, setting);
}

bool
sandbox_plan_lacks(const struct sandbox_plan *plan, enum control control)
{
	return strings_contain(&plan->pretended, control_name(control));
}

/* Absolute, not the root itself, without ".", ".." or empty parts. */
static bool
is_plain_path(const char *path)
{
	if (path == NULL || path[0] != '/' || path[1] == '\0')
		return false;
	return path_is_inside(path + 1) && strstr(path, "//") == NULL &&
	       strstr(path, "/./") == NULL && !text_ends_with(path, "/") &&
	       !text_ends_with(path, "/.");
}

static bool
lies_beneath(const char *path, const char *folder)
{
	size_t size = strlen(folder);

	return strncmp(path, folder, size) == 0 && path[size] == '/';
}

static int
check_mount(const struct sandbox_plan *plan, size_t at, struct error *err)
{
	const struct sandbox_mount *mount = &plan->mounts[at];
	bool from_host = mount->kind == MOUNT_READ_ONLY ||
			 mount->kind == MOUNT_WRITABLE || mount->kind == MOUNT_COPY;

	if (!is_plain_path(mount->to))
		return error_set(err, ERROR_USAGE,
				 "sandbox: \"%s\" is no plain absolute path inside",
				 mount->to);
	if (from_host && (mount->from == NULL || mount->from[0] != '/'))
		return error_set(err, ERROR_USAGE,
				 "sandbox: %s needs an absolute host path", mount->to);
	if (mount->kind == MOUNT_WRITABLE && mount->from[1] == '\0')
		return error_set(err, ERROR_USAGE,
				 "sandbox: the host's / is never mounted writable");
	/* A link that the outside content holds could lead the mount point elsewhere. */
	for (size_t i = 0; i < at; i++)
		if ((plan->mounts[i].kind == MOUNT_READ_ONLY ||
		     plan->mounts[i].kind == MOUNT_WRITABLE ||
		     plan->mounts[i].kind == MOUNT_COPY) &&
		    lies_beneath(mount->to, plan->mounts[i].to))
			return error_set(
				err, ERROR_USAGE,
				"sandbox: %s lies within %s, which comes from the host",
				mount->to, plan->mounts[i].to);
	return 0;
}

/* A name of a host, a user or a group, which files of /etc hold line by line. */
static bool
is_plain_name(const char *name)
{
	static const char allowed[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789._-";
	size_t size = strspn(name, allowed);

	return size > 0 && size <= NAME_MAX_SIZE && name[size] == '\0' && name[0] != '-';
}

static int
check_look(const struct sandbox_look *look, struct error *err)
{
	const char *const names[] = { look->host_name, look->domain_name, look->user_name,
				      look->group_name };

	for (size_t i = 0; i < array_length(names); i++)
		if (!is_plain_name(names[i]))
			return error_set(err, ERROR_USAGE,
					 "sandbox: \"%s\" is no plain name", names[i]);
	if (!is_plain_path(look->home))
		return error_set(err, ERROR_USAGE,
				 "sandbox: \"%s\" is no absolute folder inside",
				 look->home);
	if (look->personality != NULL && strcmp(look->personality, "linux32") != 0)
		return error_set(err, ERROR_USAGE,
				 "sandbox: \"%s\" is no personality: there is linux32",
				 look->personality);
	if ((look->file_mask & ~0777U) != 0)
		return error_set(err, ERROR_USAGE, "sandbox: %o is no umask",
				 look->file_mask);
	if (look->niceness > NICENESS_MAX)
		return error_set(err, ERROR_USAGE,
				 "sandbox: %u is no niceness from 0 to %d",
				 look->niceness, NICENESS_MAX);
	if (look->last_call < SECCOMP_LEAST_LAST || look->last_call > SECCOMP_MOST_LAST)
		return error_set(err, ERROR_USAGE,
				 "sandbox: the last system call is one from %d to %d, "
				 "not %u",
				 SECCOMP_LEAST_LAST, SECCOMP_MOST_LAST, look->last_call);
	return 0;
}

static int
check_root(const struct sandbox_plan *plan, struct error *err)
{
	if (plan->root != NULL && plan->root[0] != '/')
		return error_set(err, ERROR_USAGE,
				 "sandbox: the root \"%s\" is no absolute "
				 "host path",
				 plan->root);
	if (plan->layer != NULL && (plan->root == NULL || plan->layer[0] != '/'))
		return error_set(err, ERROR_USAGE,
				 "sandbox: a layer is an absolute host path, "
				 "over a root");
	for (size_t i = 0; i < plan->outputs.count; i++)
		if (!is_plain_path(plan->outputs.items[i]))
			return error_set(
				err, ERROR_USAGE,
				"sandbox: \"%s\" is no plain absolute path inside",
				plan->outputs.items[i]);
	for (size_t i = 0; i < plan->pretended.count; i++)
		if (control_find(plan->pretended.items[i]) == CONTROLS)
			return error_set(err, ERROR_USAGE,
					 "sandbox: \"%s\" is no control",
					 plan->pretended.items[i]);
	if ((plan->network == NETWORK_PROXY) !=
	    (plan->proxy_port > 0 && plan->proxy_port <= UINT16_MAX))
		return error_set(err, ERROR_USAGE,
				 "sandbox: a proxy has a port, and nothing else has");
	return 0;
}

static int
check_environment(const struct sandbox_plan *plan, struct error *err)
{
	for (size_t i = 0; i < plan->environment.count; i++) {
		const char *setting = plan->environment.items[i];
		const char *equals = strchr(setting, '=');

		if (equals == NULL || equals == setting)
			return error_set(err, ERROR_USAGE,
					 "sandbox: \"%s\" is no NAME=value", setting);
	}
	return 0;
}

int
sandbox_plan_check(const struct sandbox_plan *plan, struct error *err)
{
	if (plan->arguments.count == 0 || plan->arguments.items[0][0] == '\0')
		return error_set(err, ERROR_USAGE, "sandbox: no program to run");
	if (!is_plain_path(plan->directory) && strcmp(plan->directory, "/") != 0)
		return error_set(err, ERROR_USAGE,
				 "sandbox: \"%s\" is no absolute folder inside",
				 plan->directory);
	if (check_environment(plan, err) < 0 || check_look(&plan->look, err) < 0 ||
	    check_root(plan, err) < 0)
		return -1;
	for (size_t i = 0; i < plan->mount_count; i++)
		if (check_mount(plan, i, err) < 0)
			return -1;
	return 0;
}
