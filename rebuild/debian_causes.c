/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_causes.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/finding.h"
#include "rebuild/debian_clues.h"

static const char names_cause[] = "compiler-revision";
static const char code_cause[] = "compiler-codegen";

/* What a row looks at, and what it finds. */
struct look {
	const struct finding *finding;
	int64_t built;
	const char *network;	   /* of the build's log; NULL: it never tried */
	char *published, *rebuilt; /* owned */
};

static bool
in_section(const struct finding *finding, const char *section)
{
	return text_ends_with(finding->path, section);
}

static bool
is_year(struct look *look)
{
	return debian_clue_year(look->finding->diff, look->built, &look->published,
				&look->rebuilt);
}

static bool
is_debhelper(struct look *look)
{
	const char *diff = look->finding->diff;

	return debian_clue_version(diff, "dh_", &look->published, &look->rebuilt) ||
	       debian_clue_trimmed(diff);
}

/* The entry of a binNMU is cut out by debhelper, of which older ones left a line. */
static bool
is_blank_line(struct look *look)
{
	return strstr(look->finding->path, "/changelog.Debian.") != NULL &&
	       strcmp(look->finding->message, "white space only") == 0;
}

static bool
is_documentation(struct look *look)
{
	static const char *const generators[] = {
		"Doxygen ",  "doxygen ",  "Sphinx ",   "GNU Texinfo ", "GNU texinfo ",
		"makeinfo ", "Pod::Man ", "help2man ", "Stylesheets v"
	};

	for (size_t i = 0; i < array_length(generators); i++)
		if (debian_clue_version(look->finding->diff, generators[i],
					&look->published, &look->rebuilt))
			return true;
	return false;
}

static bool
is_path(struct look *look)
{
	return debian_clue_path(look->finding->diff, &look->published, &look->rebuilt);
}

static bool
is_merged(struct look *look)
{
	return debian_clue_merged_usr(look->finding->diff);
}

/* Links alone may be of anything: it takes a build that asked for where they lead. */
static bool
is_link(struct look *look)
{
	if (look->network == NULL || !debian_clue_links(look->finding->diff))
		return false;
	look->rebuilt = xstrdup(look->network);
	return true;
}

static bool
is_order_in_library(struct look *look)
{
	return look->finding->kind == FINDING_ORDER &&
	       strstr(look->finding->path, ".a//") != NULL;
}

static bool
is_code(struct look *look)
{
	return in_section(look->finding, "//.text") &&
	       look->finding->severity == SEVERITY_CHANGE;
}

static bool
never(struct look *look)
{
	(void)look;
	return false;
}

/* The first that fits is taken.  Those that never do are compare/'s own. */
static const struct row {
	const char *name, *said, *hint;
	bool (*fits)(struct look *look);
} rows[] = {
	{ names_cause, NULL, NULL, never },
	{ "symbol-version", NULL, NULL, never },
	{ "installed-size", NULL, NULL, never },
	{ "build-date", "the year of the build, which was another one",
	  "with libfaketime in the environment: --package faketime --vary time=TIME",
	  is_year },
	{ "debhelper-version", "another version of debhelper",
	  "--package debhelper=VERSION; --build-option notrimdch keeps changelogs whole",
	  is_debhelper },
	{ "debhelper-version", "another version of debhelper", NULL, is_blank_line },
	{ "doc-tool-version", "another version of what generated it", NULL,
	  is_documentation },
	{ "network",
	  "pages have links to what the build could ask other machines for; the build "
	  "here tried to, and has no network",
	  NULL, is_link },
	{ "build-path", "it was built in another place", "--vary path=PATH", is_path },
	{ "merged-usr", "built where /bin is a folder of its own", NULL, is_merged },
	{ "binutils-version", "another version of the linker or of ar", NULL,
	  is_order_in_library },
	{ code_cause, "another version of the compiler, or of headers, made other code",
	  "build with the compiler of that day", is_code },
};

void
debian_causes_release(struct debian_causes *causes)
{
	for (size_t i = 0; i < causes->count; i++) {
		free(causes->items[i].path);
		free(causes->items[i].published);
		free(causes->items[i].rebuilt);
	}
	free(causes->items);
	*causes = (struct debian_causes){ 0 };
}

const struct debian_cause *
debian_causes_named(const struct debian_causes *causes, const char *name)
{
	for (size_t i = 0; i < causes->count; i++)
		if (strcmp(causes->items[i].name, name) == 0)
			return &causes->items[i];
	return NULL;
}

static void
note(struct debian_causes *causes, const char *name, struct look *look)
{
	struct debian_cause cause = { .name = name,
				      .path = xstrdup(look->finding->path),
				      .count = 1 };

	for (size_t i = 0; i < causes->count; i++)
		if (strcmp(causes->items[i].name, name) == 0) {
			causes->items[i].count++;
			free(cause.path);
			return;
		}
	cause.published = steal_pointer(&look->published);
	cause.rebuilt = steal_pointer(&look->rebuilt);
	array_append(causes->items, causes->count, cause);
}

static const struct row *
row_of(struct look *look)
{
	const char *known = look->finding->cause;
	size_t size = known != NULL ? strcspn(known, ":") : 0;

	for (size_t i = 0; i < array_length(rows); i++) {
		bool named = known != NULL && strlen(rows[i].name) == size &&
			     strncmp(known, rows[i].name, size) == 0;

		if (named || (known == NULL && rows[i].fits(look)))
			return &rows[i];
	}
	return NULL;
}

static void
look_at(struct debian_causes *causes, struct finding *finding, int64_t built,
	const char *network)
{
	struct look look = { .finding = finding, .built = built, .network = network };
	const struct row *row = row_of(&look);

	if (row != NULL && finding->cause == NULL) {
		cleanup_free char *said = xasprintf("%s: %s", row->name, row->said);

		finding_set_cause(finding, said, row->hint);
	}
	if (row != NULL)
		note(causes, row->name, &look);
	free(look.published);
	free(look.rebuilt);
}

/* The file of which this is a part: up to the last "//". */
static size_t
file_size(const char *path)
{
	const char *last = NULL;

	for (const char *at = strstr(path, "//"); at != NULL; at = strstr(at + 2, "//"))
		last = at;
	return last != NULL && last[2] == '.' && last[3] != '/' ? (size_t)(last - path)
								: strlen(path);
}

static bool
is_same_file(const struct finding *a, const struct finding *b)
{
	size_t size = file_size(a->path);

	return size == file_size(b->path) && strncmp(a->path, b->path, size) == 0;
}

/* Other code has other data, other frames, other segments. */
static void
spread_code(struct debian_causes *causes, struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->finding_count; i++) {
		const struct finding *code = &comparison->findings[i];

		if (code->cause == NULL || !in_section(code, "//.text") ||
		    !text_starts_with(code->cause, code_cause))
			continue;
		for (size_t k = 0; k < comparison->finding_count; k++) {
			struct finding *finding = &comparison->findings[k];
			struct look look = { .finding = finding };

			if (finding->cause != NULL ||
			    finding->severity != SEVERITY_CHANGE ||
			    !is_same_file(code, finding))
				continue;
			finding_set_cause(finding,
					  "compiler-codegen: the code of this "
					  "file is another one",
					  NULL);
			note(causes, code_cause, &look);
		}
	}
}

/* What a rule excuses has a cause all the same. */
static void
add_excused(struct debian_causes *causes, const struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->normalized_count; i++) {
		const struct normalized *line = &comparison->normalized[i];
		struct finding finding = { .path = line->path };
		struct look look = { .finding = &finding };

		if (!text_starts_with(line->rule, "build-id/"))
			continue;
		note(causes, names_cause, &look);
		causes->names += line->count;
	}
}

static void
count_rest(struct debian_causes *causes, const struct comparison *comparison)
{
	causes->only_names = comparison->finding_count > 0 || causes->names > 0;
	for (size_t i = 0; i < comparison->finding_count; i++) {
		const struct finding *finding = &comparison->findings[i];

		causes->names += strcmp(finding->key, "build-id") == 0;
		causes->unexplained +=
			finding->cause == NULL && finding->severity > SEVERITY_NOTE;
		if (finding->cause == NULL ||
		    !text_starts_with(finding->cause, names_cause) ||
		    finding->severity > SEVERITY_NOTE)
			causes->only_names = false;
	}
}

void
debian_causes_find(struct debian_causes *out, struct comparison *comparison,
		   int64_t built, const char *network)
{
	*out = (struct debian_causes){ 0 };
	for (size_t i = 0; i < comparison->finding_count; i++)
		look_at(out, &comparison->findings[i], built, network);
	spread_code(out, comparison);
	add_excused(out, comparison);
	count_rest(out, comparison);
}
