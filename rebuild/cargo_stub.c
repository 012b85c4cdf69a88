/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/cargo_stub.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/cargo_index.h"
#include "rebuild/crate_dependencies.h"
#include "rebuild/crate_lock.h"

enum { STEP_MOST = 60000, LINE_MOST = 1 << 20, PACKAGES_MOST = 20000 };

/* Cargo looks for a registry from beside the folder that its settings are in. */
static const char configure[] = "mkdir -p $beside/cargo $beside/registry/index && "
				"cat >$beside/cargo/config.toml <<'END'\n"
				"[source.crates-io]\n"
				"replace-with = \"stub\"\n"
				"[source.stub]\n"
				"local-registry = \"registry\"\n"
				"END";

static const char loop[] =
	"while read -r place crate line; do\n"
	"mkdir -p \"$beside/registry/index/${place%/*}\" &&\n"
	"printf '%s\\n' \"$line\" >>\"$beside/registry/index/$place\" &&\n"
	": >\"$beside/registry/$crate\" || exit\n"
	"done <<'END'\n";

static bool
is_checksum(const char *text)
{
	enum { DIGITS = 64 };

	return text != NULL && strlen(text) == DIGITS &&
	       strspn(text, "0123456789abcdef") == DIGITS;
}

/* An edge of the lock: exactly this version. */
static struct json *
new_edge(const char *name, const char *version)
{
	struct json *edge = json_new_object();
	cleanup_free char *exact =
		xasprintf("=%.*s", (int)strcspn(version, "+"), version);

	json_set_text(edge, "name", name);
	json_set_text(edge, "req", exact);
	json_set(edge, "features", json_new_array());
	json_set_bool(edge, "optional", false);
	json_set_bool(edge, "default_features", true);
	json_set(edge, "target", json_new_null());
	json_set_text(edge, "kind", "normal");
	return edge;
}

static struct json *
new_features(const struct crate_dependencies *wanted, const char *name)
{
	struct json *features = json_new_object();

	for (size_t i = 0; i < wanted->count; i++) {
		const struct crate_dependency *each = &wanted->items[i];

		if (strcmp(each->package, name) != 0)
			continue;
		for (size_t k = 0; k < each->features.count; k++)
			json_set(features, each->features.items[k], json_new_array());
	}
	return features;
}

/* One line of the index, its place and its file. */
static void
append_line(struct buffer *out, const char *name, const char *version,
	    const char *checksum, struct json *edges, struct json *features)
{
	static const char nothing[] = /* SHA-256 of no bytes */
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
	cleanup_free char *place = cargo_index_path(name);
	cleanup_json struct json *line = json_new_object();

	json_set_text(line, "name", name);
	json_set_text(line, "vers", version);
	json_set(line, "deps", edges);
	json_set_text(line, "cksum", is_checksum(checksum) ? checksum : nothing);
	json_set(line, "features", features);
	json_set_bool(line, "yanked", false);
	buffer_printf(out, "%s %s-%s.crate ", place, name, version);
	json_write(line, JSON_STYLE_COMPACT, out);
	buffer_append_text(out, "\n");
}

static struct json *
edges_of(const struct crate_lock *lock, const struct locked_package *package)
{
	struct json *edges = json_new_array();

	for (size_t i = 0; i < package->dependencies.count; i++) {
		const struct locked_package *other =
			crate_lock_find(lock, package->dependencies.items[i]);

		if (other != NULL && other->from_registry)
			json_append(edges, new_edge(other->name, other->version));
	}
	return edges;
}

static void
append_locked(struct strings *lines, const struct crate_lock *lock,
	      const struct crate_dependencies *wanted)
{
	for (size_t i = 0; i < lock->count; i++) {
		const struct locked_package *package = &lock->items[i];
		cleanup_buffer struct buffer line = BUFFER_INIT(LINE_MOST);

		if (!package->from_registry)
			continue;
		append_line(&line, package->name, package->version, package->checksum,
			    edges_of(lock, package), new_features(wanted, package->name));
		strings_add(lines, buffer_text(&line));
	}
}

static void
append_wanted(struct strings *lines, const struct crate_dependencies *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const struct crate_dependency *each = &wanted->items[i];
		cleanup_free char *version = cargo_lowest_version(each->requirement);
		cleanup_buffer struct buffer line = BUFFER_INIT(LINE_MOST);

		if (version == NULL)
			continue;
		append_line(&line, each->package, version, NULL, json_new_array(),
			    new_features(wanted, each->package));
		if (!strings_contain(lines, buffer_text(&line)))
			strings_add(lines, buffer_text(&line));
	}
}

/* An argument of a program has an end (MAX_ARG_STRLEN), so that there may be several. */
static void
add_steps(struct recipe *recipe, const struct strings *lines, const char *beside,
	  const char *origin)
{
	for (size_t i = 0; i < lines->count;) {
		cleanup_buffer struct buffer step = BUFFER_INIT(4 * LINE_MOST);

		buffer_printf(&step, "# a registry of %zu packages, by %s\nbeside=%s\n%s",
			      lines->count, origin, beside, loop);
		do {
			buffer_append_text(&step, lines->items[i++]);
		} while (i < lines->count &&
			 step.size + strlen(lines->items[i]) < STEP_MOST);
		buffer_append_text(&step, "END");
		strings_add(&recipe->build, buffer_text(&step));
	}
}

int
cargo_stub_add(struct recipe *recipe, const struct crate *crate, const char *beside,
	       bool *from_lock, struct error *err)
{
	cleanup_crate_lock struct crate_lock lock = { 0 };
	cleanup_crate_dependencies struct crate_dependencies wanted = { 0 };
	cleanup_strings struct strings lines = { 0 };

	*from_lock = crate_lock(crate) != NULL;
	crate_dependencies_find(&wanted, crate_manifest(crate));
	if (*from_lock && crate_lock_read(&lock, crate_lock(crate), err) < 0)
		return -1;
	if (lock.count > PACKAGES_MOST || wanted.count > PACKAGES_MOST)
		return error_set(err, ERROR_LIMIT, "it depends on more than %d packages",
				 PACKAGES_MOST);
	if (*from_lock)
		append_locked(&lines, &lock, &wanted);
	else
		append_wanted(&lines, &wanted);
	strings_add_format(&recipe->build, "beside=%s; %s", beside, configure);
	add_steps(recipe, &lines, beside, *from_lock ? "Cargo.lock" : "Cargo.toml");
	return 0;
}

/* Numbers that are not there are 0; "1.*" is "1". */
static char *
fill_numbers(const char *text)
{
	unsigned long numbers[3] = { 0 };
	const char *at = text;

	for (size_t i = 0; i < array_length(numbers); i++) {
		char *end;

		numbers[i] = strtoul(at, &end, 10);
		if (end == at)
			break;
		at = end;
		if (*at != '.')
			break;
		at++;
	}
	if (*at == '-' && cargo_version_is_plain(text))
		return xstrdup(text);
	return xasprintf("%lu.%lu.%lu", numbers[0], numbers[1], numbers[2]);
}

char *
cargo_lowest_version(const char *requirement)
{
	const char *at = requirement + strspn(requirement, " ");
	size_t size = strcspn(at, ",");
	bool above = at[0] == '>' && at[1] != '=', below = at[0] == '<';
	cleanup_free char *first = NULL;

	at += strspn(at, "^~=<> ");
	size = strcspn(at, ", ");
	first = xstrndup(at, size);
	if (below)
		return xstrdup("0.0.0");
	if (above) {
		unsigned long major = strtoul(first, NULL, 10);

		return xasprintf("%lu.0.0", major + 1);
	}
	return fill_numbers(first);
}
