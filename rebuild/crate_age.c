/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/crate_age.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/* What tar-rs gives every file in its deterministic mode. */
static const int64_t one_time_of_all = 1153704088;

struct evidence {
	const struct crate *crate; /* borrowed, both */
	const struct inventory *inventory;
	const struct json *package;
};

static int64_t
generated_time(const struct evidence *evidence)
{
	const struct inventory_entry *entry =
		inventory_find(evidence->inventory, "Cargo.toml");

	return entry != NULL ? entry->mtime : -1;
}

static bool
real_times(const struct evidence *evidence)
{
	return generated_time(evidence) > 1 &&
	       generated_time(evidence) != one_time_of_all;
}

static bool
zero_times(const struct evidence *evidence)
{
	return generated_time(evidence) == 0;
}

static bool
generated_time_1(const struct evidence *evidence)
{
	return generated_time(evidence) == 1;
}

static bool
one_time(const struct evidence *evidence)
{
	return generated_time(evidence) == one_time_of_all;
}

static bool
manifest_says(const struct evidence *evidence, const char *words)
{
	const char *text = inventory_text(evidence->inventory, "Cargo.toml");

	return text != NULL && strstr(text, words) != NULL;
}

static bool
old_banner(const struct evidence *evidence)
{
	return manifest_says(evidence, "# If you believe there's an error in this file");
}

static bool
new_banner(const struct evidence *evidence)
{
	return manifest_says(evidence,
			     "# See Cargo.toml.orig for the original contents.");
}

static bool
path_in_vcs(const struct evidence *evidence)
{
	return evidence->crate->path_in_vcs != NULL;
}

static bool
no_path_in_vcs(const struct evidence *evidence)
{
	return evidence->crate->commit != NULL && !path_in_vcs(evidence);
}

static bool
listed_targets(const struct evidence *evidence)
{
	return json_get(evidence->package, "autobins") != NULL &&
	       json_get(evidence->package, "build") != NULL;
}

static bool
automatic_targets(const struct evidence *evidence)
{
	return evidence->package != NULL && !listed_targets(evidence);
}

static bool
autolib(const struct evidence *evidence)
{
	return json_get(evidence->package, "autolib") != NULL;
}

static bool
no_autolib(const struct evidence *evidence)
{
	return evidence->package != NULL && !autolib(evidence);
}

/* Programs and examples had theirs before. */
static bool
lock_of_library(const struct evidence *evidence)
{
	const struct json *manifest = crate_manifest(evidence->crate);

	if (crate_lock(evidence->crate) == NULL || !listed_targets(evidence))
		return false;
	return json_count(json_get(manifest, "bin")) == 0 &&
	       json_count(json_get(manifest, "example")) == 0;
}

static const struct {
	bool (*is_there)(const struct evidence *evidence);
	int oldest, newest;
	const char *said;
} marks[] = {
#define MARK(test, oldest, newest, said) { test, oldest, newest, said },
#include "rebuild/crate_marks.def"
#undef MARK
};

void
crate_age_release(struct crate_age *age)
{
	strings_release(&age->said);
}

/* A mark that contradicts those before it says nothing. */
void
crate_age_find(struct crate_age *out, const struct crate *crate,
	       const struct inventory *inventory)
{
	const struct evidence evidence = {
		.crate = crate,
		.inventory = inventory,
		.package = json_get(crate_manifest(crate), "package"),
	};

	*out = (struct crate_age){ .newest = CARGO_MINOR_MOST };
	for (size_t i = 0; i < array_length(marks); i++) {
		if (marks[i].newest < out->oldest || marks[i].oldest > out->newest ||
		    !marks[i].is_there(&evidence))
			continue;
		if (marks[i].oldest > out->oldest || marks[i].newest < out->newest)
			strings_add(&out->said, marks[i].said);
		if (marks[i].oldest > out->oldest)
			out->oldest = marks[i].oldest;
		if (marks[i].newest < out->newest)
			out->newest = marks[i].newest;
	}
}

int
cargo_minor(const char *version)
{
	char *end;
	long minor;

	if (strncmp(version, "1.", 2) != 0)
		return -1;
	minor = strtol(version + 2, &end, 10);
	return end == version + 2 || minor < 0 || minor > CARGO_MINOR_MOST ? -1
									   : (int)minor;
}

int
crate_age_distance(const struct crate_age *age, const char *version)
{
	int minor = cargo_minor(version);

	if (minor < 0)
		return CARGO_MINOR_MOST;
	if (minor < age->oldest)
		return age->oldest - minor;
	return minor > age->newest ? minor - age->newest : 0;
}
