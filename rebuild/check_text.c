/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The report for a person: the word and why, the release, how its commit was found, how it
 * was built; then what the comparison has to say, or what went wrong instead.  Whatever the
 * registry, the repository or the build wrote is escaped.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/check.h"

enum { COLUMNS_USUAL = 80, COLUMNS_LEAST = 40, INDENT = 14, PART_MAX = 1 << 20 };

static const char not_judged[] =
	"cupel compares what was published with what the source makes. "
	"It has not judged the source itself.";

struct page {
	const struct check *check;
	const struct report_style *style;
	struct buffer *out;
	size_t columns;
};

static void
indent(struct page *page, size_t count)
{
	while (count-- > 0)
		buffer_append_byte(page->out, ' ');
}

/* Words, folded so that every line but the first starts at `margin`. */
static void
fold(struct page *page, size_t margin, const char *text)
{
	size_t column = margin;

	for (const char *at = text; *at != '\0';) {
		size_t size = strcspn(at, " ");

		if (column > margin && column + 1 + size > page->columns) {
			buffer_append_byte(page->out, '\n');
			indent(page, margin);
			column = margin;
		} else if (column > margin) {
			buffer_append_byte(page->out, ' ');
			column++;
		}
		buffer_append(page->out, (struct bytes){ (const uint8_t *)at, size });
		column += size;
		at += size + (at[size] == ' ');
	}
	buffer_append_byte(page->out, '\n');
}

static void vrow(struct page *page, const char *label, const char *fmt, va_list args)
	__attribute__((format(printf, 3, 0)));

/* "  label     text": an empty label goes on with the one before. */
static void
vrow(struct page *page, const char *label, const char *fmt, va_list args)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(PART_MAX), escaped = BUFFER_INIT(PART_MAX);

	buffer_vprintf(&text, fmt, args);
	buffer_append_escaped(&escaped, buffer_bytes(&text));
	buffer_printf(page->out, "  %-*s", INDENT - 2, label);
	fold(page, INDENT, buffer_text(&escaped));
}

__attribute__((format(printf, 3, 4))) static void
row(struct page *page, const char *label, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vrow(page, label, fmt, args);
	va_end(args);
}

static void
rows(struct page *page, const char *label, const struct strings *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		row(page, i == 0 ? label : "", "%s", lines->items[i]);
}

static void
heading(struct page *page, const char *text)
{
	buffer_printf(page->out, page->style->colour ? "\n\033[1m%s\033[0m\n" : "\n%s\n", text);
}

static const char *
colour_of(const struct check *check)
{
	switch (check->outcome) {
	case OUTCOME_IDENTICAL:
	case OUTCOME_EQUIVALENT:
		return check->suspicious ? "\033[1;31m" : "\033[1;32m";
	case OUTCOME_DIFFERENT:
		return "\033[1;31m";
	default:
		return "\033[1;33m";
	}
}

static void
write_headline(struct page *page)
{
	const struct check *check = page->check;
	const char *name = check->release.purl != NULL ? check->release.purl
						       : check->release.artifact_name;
	bool colour = page->style->colour;

	if (name != NULL) {
		buffer_append_escaped(page->out, bytes_of_text(name));
		buffer_append_text(page->out, ": ");
	}
	if (!check->decided) {
		buffer_append_text(page->out, "stopped before a verdict\n");
		return;
	}
	buffer_printf(page->out, "%s%s%s%s%s\n", colour ? colour_of(check) : "",
		      outcome_name(check->outcome),
		      check->suspicious ? " (suspicious)" : "",
		      check_is_assisted(check) ? " (assisted)" : "", colour ? "\033[0m" : "");
}

static const struct candidate *
taken_candidate(const struct source *source)
{
	for (size_t i = 0; i < source->candidate_count; i++)
		if (source->candidates[i].taken)
			return &source->candidates[i];
	return NULL;
}

static void
write_source(struct page *page)
{
	const struct source *source = &page->check->source;
	const struct candidate *taken = taken_candidate(source);

	if (source->location == NULL)
		return;
	row(page, "source", "%s", source->location);
	if (source->commit != NULL)
		row(page, "commit", "%s%s%s%s", source->commit,
		    source->ref != NULL ? " (" : "", source->ref != NULL ? source->ref : "",
		    source->ref != NULL ? ")" : "");
	if (taken != NULL && taken->reason != NULL)
		row(page, "", "%s", taken->reason);
}

static void
write_recipe(struct page *page)
{
	const struct recipe *recipe = &page->check->recipe;
	const struct build *build = &page->check->build;
	const struct strings *used = build->tools.count > 0 ? &build->tools : &recipe->tools;
	cleanup_free char *tools = strings_join(used, ", ");

	if (recipe->build.count == 0)
		return;
	row(page, "built by", "%s%s%s", recipe->strategy != NULL ? recipe->strategy : "recipe",
	    *tools != '\0' ? " with " : "", tools);
	if (recipe->reason != NULL)
		row(page, "", "%s", recipe->reason);
	rows(page, "fetch", &recipe->fetch);
	rows(page, "steps", &recipe->build);
	rows(page, "tries", &build->tries);
}

static void
write_origins(struct page *page)
{
	const struct origins *origins = &page->check->origins;
	cleanup_strings struct strings parts = { 0 };
	cleanup_free char *list = NULL;

	if (origins->count == 0)
		return;
	for (enum origin origin = 0; origin < ORIGIN_COUNT; origin++)
		if (origins_count(origins, origin) > 0)
			strings_add_format(&parts, "%zu %s", origins_count(origins, origin),
					   origin_name(origin));
	list = strings_join(&parts, ", ");
	row(page, "files", "%zu: %s", origins->count, list);
}

/* Findings name the files that differ; this names those of which nothing is known. */
static void
write_unexplained(struct page *page)
{
	const struct origins *origins = &page->check->origins;
	cleanup_strings struct strings paths = { 0 };

	if (!page->check->compared)
		return;
	for (size_t i = 0; i < origins->count; i++)
		if (origins->files[i].origin == ORIGIN_UNEXPLAINED)
			strings_add(&paths, origins->files[i].path);
	rows(page, "unexplained", &paths);
}

static void
write_notes(struct page *page)
{
	const struct check *check = page->check;

	rows(page, "note", &check->release.notes);
	rows(page, "note", &check->source.notes);
	rows(page, "note", &check->recipe.notes);
	rows(page, "weakened", &check->build.weakened);
}

/* What was tried, where no source was found. */
static void
write_candidates(struct page *page)
{
	const struct source *source = &page->check->source;

	if (source->candidate_count == 0)
		return;
	heading(page, "Commits that were looked at");
	for (size_t i = 0; i < source->candidate_count; i++) {
		const struct candidate *candidate = &source->candidates[i];
		const char *name = candidate->ref != NULL ? candidate->ref : "";

		row(page, "", "%.12s%s%s: %s%s", candidate->commit ? candidate->commit : "",
		    *name != '\0' ? " " : "", name,
		    candidate->reason ? candidate->reason : "no reason known",
		    candidate->taken ? " (taken)" : "");
	}
}

static void
write_failure(struct page *page)
{
	const struct build *build = &page->check->build;

	heading(page, "The build failed");
	row(page, "phase", "%s", build->phase != NULL ? build->phase : "build");
	for (size_t i = 0; i < build->step_count; i++)
		if (!build->steps[i].succeeded)
			row(page, "step", "%s: %s", build->steps[i].command,
			    build->steps[i].ending);
	if (build->cause != NULL)
		row(page, "cause", "%s", build->cause);
	if (build->tail.count == 0)
		return;
	heading(page, "Its last lines");
	for (size_t i = 0; i < build->tail.count; i++) {
		indent(page, 4);
		buffer_append_escaped(page->out, bytes_of_text(build->tail.items[i]));
		buffer_append_byte(page->out, '\n');
	}
}

static void
write_outcome(struct page *page)
{
	const struct check *check = page->check;

	if (check->compared) {
		buffer_append_byte(page->out, '\n');
		comparison_to_text(&check->comparison, page->style, page->out);
	}
	if (check->outcome == OUTCOME_NO_SOURCE || page->style->verbose)
		write_candidates(page);
	if (check->outcome == OUTCOME_UNBUILDABLE)
		write_failure(page);
}

void
check_to_text(const struct check *check, const struct report_style *style, struct buffer *out)
{
	unsigned columns = style->columns == 0 ? COLUMNS_USUAL : style->columns;
	struct page page = { .check = check,
			     .style = style,
			     .out = out,
			     .columns = columns < COLUMNS_LEAST ? COLUMNS_LEAST : columns };

	write_headline(&page);
	if (!check->compared || check->suspicious || check_is_assisted(check))
		rows(&page, "because", &check->reasons);
	if (check->release.artifact_url != NULL)
		row(&page, "published", "%s", check->release.artifact_url);
	write_source(&page);
	write_recipe(&page);
	write_origins(&page);
	write_unexplained(&page);
	write_notes(&page);
	if (check->decided)
		write_outcome(&page);
	buffer_append_byte(out, '\n');
	fold(&page, 0, not_judged);
}
