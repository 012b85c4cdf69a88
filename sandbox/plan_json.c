/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cupel-plan/1: tables say where each part of a plan stands in the document, for writing
 * and reading alike.
 *
 *     { "format": "cupel-plan/1",
 *       "arguments": ["make"], "environment": ["TZ=UTC"], "directory": "/build",
 *       "root": null, "layer": null,
 *       "mounts": [{"kind": "read-only", "from": "/usr", "to": "/usr"}],
 *       "network": "none", "limits": {"processes": 512}, "look": {"host_name": "cupel"},
 *       "controls": {"system_calls": "required"}, "outputs": [] }
 */
#include <string.h>

#include "base/json_parts.h"
#include "base/memory.h"
#include "sandbox/plan.h"

static const char format_name[] = "cupel-plan/1";

enum { MOUNTS_MAX = 4096 };

static const char *const network_names[] = {
	[NETWORK_NONE] = "none",
	[NETWORK_PROXY] = "proxy",
	[NETWORK_HOST] = "host",
};
static const struct json_words networks = { network_names, array_length(network_names) };

static const char *const order_names[] = {
	[ORDER_AS_IT_IS] = "as-it-is",
	[ORDER_SORTED] = "sorted",
	[ORDER_SHUFFLED] = "shuffled",
	[ORDER_REVERSED] = "reversed",
};
static const struct json_words orders = { order_names, array_length(order_names) };

static const char *const mount_names[] = {
	[MOUNT_READ_ONLY] = "read-only", [MOUNT_WRITABLE] = "writable",
	[MOUNT_SCRATCH] = "scratch",	 [MOUNT_COPY] = "copy",
	[MOUNT_FILE] = "file",		 [MOUNT_LINK] = "link",
};
static const struct json_words mount_kinds = { mount_names, array_length(mount_names) };

static const char *const need_names[] = {
	[NEED_OFF] = "off",
	[NEED_PREFERRED] = "preferred",
	[NEED_REQUIRED] = "required",
};
static const struct json_words needs = { need_names, array_length(need_names) };

static const struct json_part plan_parts[] = {
	JSON_PART(sandbox_plan, PART_STRINGS, arguments),
	JSON_PART(sandbox_plan, PART_STRINGS, environment),
	JSON_PART(sandbox_plan, PART_TEXT, directory),
	JSON_PART(sandbox_plan, PART_MAYBE, root),
	JSON_PART(sandbox_plan, PART_MAYBE, layer),
	JSON_WORD(sandbox_plan, network, &networks),
	JSON_PART(sandbox_plan, PART_SMALL, proxy_port),
	JSON_PART(sandbox_plan, PART_STRINGS, outputs),
	JSON_PART(sandbox_plan, PART_STRINGS, pretended),
};

static const struct json_part limit_parts[] = {
	JSON_PART(sandbox_limits, PART_NUMBER, wall_milliseconds),
	JSON_PART(sandbox_limits, PART_NUMBER, silence_milliseconds),
	JSON_PART(sandbox_limits, PART_NUMBER, grace_milliseconds),
	JSON_PART(sandbox_limits, PART_SIZE, memory),
	JSON_PART(sandbox_limits, PART_SIZE, memory_total),
	JSON_PART(sandbox_limits, PART_SIZE, processes),
	JSON_PART(sandbox_limits, PART_SIZE, file_size),
	JSON_PART(sandbox_limits, PART_SIZE, scratch),
	JSON_PART(sandbox_limits, PART_SIZE, disk),
	JSON_PART(sandbox_limits, PART_SIZE, log_size),
	JSON_PART(sandbox_limits, PART_SIZE, output),
	JSON_PART(sandbox_limits, PART_SIZE, open_files),
	JSON_PART(sandbox_limits, PART_SIZE, cpu_seconds),
	JSON_PART(sandbox_limits, PART_SIZE, cpu_total),
};

static const struct json_part look_parts[] = {
	JSON_PART(sandbox_look, PART_TEXT, host_name),
	JSON_PART(sandbox_look, PART_TEXT, domain_name),
	JSON_PART(sandbox_look, PART_TEXT, user_name),
	JSON_PART(sandbox_look, PART_TEXT, group_name),
	JSON_PART(sandbox_look, PART_SMALL, user),
	JSON_PART(sandbox_look, PART_SMALL, group),
	JSON_PART(sandbox_look, PART_TEXT, home),
	JSON_PART(sandbox_look, PART_SMALL, file_mask),
	JSON_PART(sandbox_look, PART_SMALL, processors),
	JSON_PART(sandbox_look, PART_SMALL, niceness),
	JSON_PART(sandbox_look, PART_SMALL, last_call),
	JSON_PART(sandbox_look, PART_MAYBE, personality),
	JSON_WORD(sandbox_look, order, &orders),
	JSON_PART(sandbox_look, PART_SIZE, seed),
	JSON_PART(sandbox_look, PART_NUMBER, file_time),
	JSON_PART(sandbox_look, PART_NUMBER, clock),
};

static const struct json_part mount_parts[] = {
	JSON_WORD(sandbox_mount, kind, &mount_kinds),
	JSON_PART(sandbox_mount, PART_MAYBE, from),
	JSON_PART(sandbox_mount, PART_TEXT, to),
	JSON_PART(sandbox_mount, PART_MAYBE, content),
	JSON_PART(sandbox_mount, PART_SIZE, size),
};

static const struct json_part need_parts[] = {
#define CONTROL(id, need, what)                                                          \
	{ #id, PART_WORD,                                                                \
	  offsetof(struct sandbox_plan, needs) +                                         \
		  CONTROL_##id * sizeof(enum control_need),                              \
	  &needs },
#include "sandbox/controls.def"
};

static const struct json_parts whole = JSON_PARTS("plan", plan_parts);
static const struct json_parts look_parts_of = JSON_PARTS("look", look_parts);
static const struct json_parts mount_parts_of = JSON_PARTS("mount", mount_parts);

/* Objects within the plan. */
static const struct {
	const char *key;
	size_t offset; /* of the struct that it is about */
	struct json_parts parts;
} sections[] = {
	{ "limits", offsetof(struct sandbox_plan, limits),
	  JSON_PARTS("limits", limit_parts) },
	{ "look", offsetof(struct sandbox_plan, look), JSON_PARTS("look", look_parts) },
	{ "controls", 0, JSON_PARTS("controls", need_parts) },
};

struct json *
sandbox_look_to_json(const struct sandbox_look *look)
{
	struct json *json = json_new_object();

	json_write_parts(json, &look_parts_of, look);
	return json;
}

struct json *
sandbox_plan_to_json(const struct sandbox_plan *plan)
{
	struct json *json = json_new_object(), *mounts = json_new_array();

	json_set_text(json, "format", format_name);
	json_write_parts(json, &whole, plan);
	for (size_t i = 0; i < plan->mount_count; i++) {
		struct json *mount = json_new_object();

		json_write_parts(mount, &mount_parts_of, &plan->mounts[i]);
		json_append(mounts, mount);
	}
	json_set(json, "mounts", mounts);
	for (size_t i = 0; i < array_length(sections); i++) {
		struct json *section = json_new_object();

		json_write_parts(section, &sections[i].parts,
				 (const char *)plan + sections[i].offset);
		json_set(json, sections[i].key, section);
	}
	return json;
}

static int
read_mounts(struct sandbox_plan *plan, const struct json *json, struct error *err)
{
	if (json_kind(json) != JSON_KIND_ARRAY || json_count(json) > MOUNTS_MAX)
		return error_set(err, ERROR_MALFORMED, "\"mounts\" is no list of mounts");
	sandbox_plan_drop_mounts(plan);
	for (size_t i = 0; i < json_count(json); i++) {
		struct sandbox_mount *mount;

		sandbox_plan_mount(plan, MOUNT_SCRATCH, NULL, "");
		mount = &plan->mounts[plan->mount_count - 1];
		if (json_read_parts(mount, &mount_parts_of, json_at(json, i), err) < 0)
			return -1;
		if ((mount->kind == MOUNT_LINK && mount->from == NULL) ||
		    (mount->kind == MOUNT_FILE && mount->content == NULL))
			return error_set(err, ERROR_MALFORMED,
					 "the mount of %s is not whole", mount->to);
	}
	return 0;
}

static int
read_member(struct sandbox_plan *plan, const char *key, const struct json *value,
	    struct error *err)
{
	int read;

	if (strcmp(key, "format") == 0)
		return 0;
	if (strcmp(key, "mounts") == 0)
		return read_mounts(plan, value, err);
	for (size_t i = 0; i < array_length(sections); i++)
		if (strcmp(sections[i].key, key) == 0)
			return json_read_parts((char *)plan + sections[i].offset,
					       &sections[i].parts, value, err);
	read = json_read_part(plan, &whole, key, value, err);
	if (read > 0)
		return error_set(err, ERROR_MALFORMED, "a plan has no part called \"%s\"",
				 key);
	return read;
}

int
sandbox_plan_from_json(struct sandbox_plan *plan, const struct json *json,
		       struct error *err)
{
	const char *format = json_get_text(json, "format");

	sandbox_plan_init(plan);
	if (format == NULL || strcmp(format, format_name) != 0)
		return error_set(err, ERROR_MALFORMED, "this is no %s", format_name);
	for (const struct json_member *at = json_first(json); at != NULL;
	     at = json_next(json, at))
		if (read_member(plan, json_key(at), json_value(at), err) < 0)
			return -1;
	return 0;
}
