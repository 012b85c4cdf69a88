/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/plan.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

enum { LINK_MAX_SIZE = 256 };

static struct sandbox_mount *
add_mount(struct sandbox_plan *plan, enum mount_kind kind, const char *from, const char *to)
{
	struct sandbox_mount mount = { .kind = kind,
				       .from = xstrdup_or_null(from),
				       .to = xstrdup(to),
				       .size = plan->limits.scratch };

	array_append(plan->mounts, plan->mount_count, mount);
	return &plan->mounts[plan->mount_count - 1];
}

/* Where /usr is merged these are links into it; elsewhere they are folders of their own. */
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

void
sandbox_plan_init(struct sandbox_plan *plan)
{
	static const char *const folders[] = { "/bin", "/sbin", "/lib", "/lib32", "/lib64",
					       "/libx32" };
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
		.limits = { .processes = 512,
			    .file_size = UINT64_C(4) << 30,
			    .scratch = UINT64_C(2) << 30,
			    .log_size = UINT64_C(16) << 20,
			    .open_files = 4096 },
		.directory = xstrdup("/tmp"),
		.host_name = xstrdup("cupel"),
	};
	add_mount(plan, MOUNT_READ_ONLY, "/usr", "/usr");
	for (size_t i = 0; i < array_length(folders); i++)
		add_system_folder(plan, folders[i]);
	for (size_t i = 0; i < array_length(environment); i++)
		strings_add(&plan->environment, environment[i]);
}

void
sandbox_plan_release(struct sandbox_plan *plan)
{
	for (size_t i = 0; i < plan->mount_count; i++) {
		free(plan->mounts[i].from);
		free(plan->mounts[i].to);
		free(plan->mounts[i].content);
	}
	free(plan->mounts);
	strings_release(&plan->arguments);
	strings_release(&plan->environment);
	free(plan->directory);
	free(plan->host_name);
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
	bool from_host = mount->kind == MOUNT_READ_ONLY || mount->kind == MOUNT_WRITABLE;

	if (!is_plain_path(mount->to))
		return error_set(err, ERROR_USAGE,
				 "sandbox: \"%s\" is no plain absolute path inside", mount->to);
	if (from_host && (mount->from == NULL || mount->from[0] != '/'))
		return error_set(err, ERROR_USAGE, "sandbox: %s needs an absolute host path",
				 mount->to);
	if (mount->kind == MOUNT_WRITABLE && mount->from[1] == '\0')
		return error_set(err, ERROR_USAGE,
				 "sandbox: the host's / is never mounted writable");
	/* A link that the outside content holds could lead the mount point elsewhere. */
	for (size_t i = 0; i < at; i++)
		if (plan->mounts[i].kind <= MOUNT_WRITABLE &&
		    lies_beneath(mount->to, plan->mounts[i].to))
			return error_set(err, ERROR_USAGE,
					 "sandbox: %s lies within %s, which comes from the host",
					 mount->to, plan->mounts[i].to);
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
	for (size_t i = 0; i < plan->environment.count; i++) {
		const char *setting = plan->environment.items[i];
		const char *equals = strchr(setting, '=');

		if (equals == NULL || equals == setting)
			return error_set(err, ERROR_USAGE, "sandbox: \"%s\" is no NAME=value",
					 setting);
	}
	for (size_t i = 0; i < plan->mount_count; i++)
		if (check_mount(plan, i, err) < 0)
			return -1;
	return 0;
}

static struct json *
mount_to_json(const struct sandbox_mount *mount)
{
	static const char *const kinds[] = {
		[MOUNT_READ_ONLY] = "read-only", [MOUNT_WRITABLE] = "writable",
		[MOUNT_SCRATCH] = "scratch",	 [MOUNT_FILE] = "file",
		[MOUNT_LINK] = "link",
	};
	struct json *json = json_new_object();

	json_set_text(json, "kind", kinds[mount->kind]);
	json_set_text(json, "to", mount->to);
	if (mount->from != NULL)
		json_set_text(json, "from", mount->from);
	if (mount->kind == MOUNT_FILE)
		json_set_text(json, "content", mount->content);
	if (mount->kind == MOUNT_SCRATCH)
		json_set_number(json, "size", (int64_t)mount->size);
	return json;
}

static struct json *
limits_to_json(const struct sandbox_limits *limits)
{
	struct json *json = json_new_object();

	json_set_number(json, "wall_milliseconds", limits->wall_milliseconds);
	json_set_number(json, "memory", (int64_t)limits->memory);
	json_set_number(json, "processes", (int64_t)limits->processes);
	json_set_number(json, "file_size", (int64_t)limits->file_size);
	json_set_number(json, "scratch", (int64_t)limits->scratch);
	json_set_number(json, "log_size", (int64_t)limits->log_size);
	json_set_number(json, "open_files", (int64_t)limits->open_files);
	json_set_number(json, "cpu_seconds", (int64_t)limits->cpu_seconds);
	return json;
}

struct json *
sandbox_plan_to_json(const struct sandbox_plan *plan)
{
	struct json *json = json_new_object(), *mounts = json_new_array();

	json_set(json, "arguments", json_new_strings(&plan->arguments));
	json_set(json, "environment", json_new_strings(&plan->environment));
	json_set_text(json, "directory", plan->directory);
	for (size_t i = 0; i < plan->mount_count; i++)
		json_append(mounts, mount_to_json(&plan->mounts[i]));
	json_set(json, "mounts", mounts);
	json_set_text(json, "network", plan->network == NETWORK_FETCH ? "fetch" : "none");
	json_set_text(json, "host_name", plan->host_name);
	json_set(json, "limits", limits_to_json(&plan->limits));
	return json;
}
