/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contents that are compared as a whole: those without parts, and two of different kinds.
 */
#include <inttypes.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/claims.h"
#include "compare/compare.h"
#include "compare/explain.h"

static void
explain(struct finding *finding, const struct format *format,
	const struct contents *contents, const struct limits *limits)
{
	const struct difference *outer = contents->outer;
	const struct pair *pair = &contents->pair;

	finding->published =
		(struct side){ .present = true, .size = pair->published.size };
	finding->rebuilt = (struct side){ .present = true, .size = pair->rebuilt.size };
	if (outer != NULL && outer->format->explain_part != NULL &&
	    outer->format->explain_part(finding, outer, limits))
		return;
	if (format->explain != NULL)
		format->explain(finding, pair->published, pair->rebuilt, limits);
	else if (format->is_text)
		explain_text(finding, pair->published, pair->rebuilt, limits);
	else
		explain_bytes(finding, pair->published, pair->rebuilt, limits);
}

void
compare_ask_context(struct report *report, const struct place *place,
		    const struct bytes *published, const struct bytes *rebuilt)
{
	if (report->context != NULL && report->context->judge != NULL &&
	    place->depth == place->outer + 1)
		report->context->judge(report, place, published, rebuilt);
}

void
compare_excuse(struct report *report, const struct place *place, const struct rule *rule,
	       const char *key, const struct pair *pair)
{
	cleanup_free char *published = xasprintf("%zu bytes", pair->published.size);
	cleanup_free char *rebuilt = xasprintf("%zu bytes", pair->rebuilt.size);

	report_normalized(
		report, place,
		&(struct ledger_line){ rule, key, published, rebuilt,
				       explain_count(pair->published, pair->rebuilt) });
}

/* What of a leaf a rule is about: its size where nobody knows better. */
static void
state_covered(const struct report *report, const struct format *format,
	      const struct rule *rule, struct bytes content, struct buffer *out)
{
	const struct context *context = report->context;

	if ((context == NULL || context->covered == NULL ||
	     !context->covered(rule->id, content, out)) &&
	    (format->covered == NULL || !format->covered(rule->id, content, out)))
		buffer_printf(out, "%zu bytes", content.size);
}

static void
excuse_leaf(struct report *report, const struct place *place, const struct rule *rule,
	    const struct format *format, const struct pair *pair)
{
	cleanup_buffer struct buffer published = BUFFER_INIT(SIZE_MAX),
				     rebuilt = BUFFER_INIT(SIZE_MAX);

	state_covered(report, format, rule, pair->published, &published);
	state_covered(report, format, rule, pair->rebuilt, &rebuilt);
	report_normalized(report, place,
			  &(struct ledger_line){
				  rule, "content",
				  published.size > 0 ? buffer_text(&published) : NULL,
				  rebuilt.size > 0 ? buffer_text(&rebuilt) : NULL,
				  explain_count(pair->published, pair->rebuilt) });
}

/* A rule for whole files, by the package's kind or by the file's. */
static const struct rule *
rule_for_leaf(struct report *report, const struct place *place,
	      const struct format *format, const struct contents *contents)
{
	const struct pair *pair = &contents->pair;
	const struct rule *rule = NULL;
	struct tile published = tile_of_content(pair->published);
	struct tile rebuilt = tile_of_content(pair->rebuilt);
	struct difference whole = { .format = format,
				    .key = "content",
				    .published = &published,
				    .rebuilt = &rebuilt,
				    .member = place->member };

	if (report->excuses && report->context->excuse != NULL &&
	    place->depth == place->outer + 1 && place->member != NULL) {
		const char *id = report->context->excuse(place->member, pair->published,
							 pair->rebuilt);

		rule = id == NULL ? NULL : rule_on(&report->rules, id);
	}
	if (rule == NULL && format->tile == NULL)
		rule = rule_for(&report->rules, &whole);
	/* A section is no file: its rules are those of what it is a section of. */
	if (rule == NULL && contents->outer != NULL && contents->outer->type == 's')
		rule = rule_for(&report->rules, contents->outer);
	return rule;
}

/* The finding about two leaves; NULL where a rule covers them or the report is full. */
static struct finding *
find_leaf(struct report *report, const struct place *place, const struct format *format,
	  const struct contents *contents)
{
	const struct pair *pair = &contents->pair;
	const struct rule *rule = rule_for_leaf(report, place, format, contents);
	struct finding *finding;

	if (rule != NULL) {
		excuse_leaf(report, place, rule, format, pair);
		return NULL;
	}
	if (claims_follow_here(place, pair)) {
		report_follows(report, explain_count(pair->published, pair->rebuilt));
		report->unmeasured++;
		return NULL;
	}
	rule = claims_rule_here(report, place, pair);
	if (rule != NULL) {
		excuse_leaf(report, place, rule, format, pair);
		return NULL;
	}
	compare_keep(report, place, NULL, &pair->published, &pair->rebuilt);
	finding = report_finding(report, place, "content", FINDING_CONTENT,
				 explain_count(pair->published, pair->rebuilt));
	if (finding != NULL)
		explain(finding, format, contents, &report->options->limits);
	return finding;
}

void
compare_leaf(struct report *report, const struct place *place,
	     const struct format *format, const struct contents *contents)
{
	if (find_leaf(report, place, format, contents) != NULL)
		compare_ask_context(report, place, &contents->pair.published,
				    &contents->pair.rebuilt);
}

/* What a file that is nothing but one stream holds. */
static bool
is_one_stream(const struct tiling *tiling, struct bytes *decoded)
{
	size_t streams = 0;

	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];

		if (tile->complaint != NULL || tile->member != NO_MEMBER)
			return false;
		if (tile->kind != TILE_STREAM)
			continue;
		*decoded = tile_content_of(tile);
		streams++;
	}
	return streams == 1 && tiling->member_count == 0;
}

static void
state_kinds(struct finding *finding, const struct formats *formats)
{
	finding_set_message(finding, "the published one is %s, the rebuilt one is %s",
			    formats->published->said, formats->rebuilt->said);
}

/* The same file, perhaps, compressed by two programs: what they hold is compared too. */
static bool
compare_wrappings(struct report *report, const struct place *place,
		  const struct formats *formats, const struct contents *contents)
{
	cleanup_tiling struct tiling published = { 0 }, rebuilt = { 0 };
	struct place deeper = *place;
	struct finding *finding;
	struct pair inside;

	if (formats->published->tile == NULL || formats->rebuilt->tile == NULL ||
	    place->nesting >= report->options->limits.depth)
		return false;
	compare_tile_sides(report, formats, &contents->pair, &published, &rebuilt);
	if (!is_one_stream(&published, &inside.published) ||
	    !is_one_stream(&rebuilt, &inside.rebuilt))
		return false;
	finding = report_finding(
		report, place, "format", FINDING_FIELD,
		explain_count(contents->pair.published, contents->pair.rebuilt));
	if (finding != NULL)
		state_kinds(finding, formats);
	deeper.nesting++;
	compare_content(report, &deeper, &inside, NULL);
	return true;
}

/* Text beside text is compared as text, all else as bytes. */
void
compare_kinds(struct report *report, const struct place *place,
	      const struct formats *formats, const struct contents *contents)
{
	const struct format *published = formats->published, *rebuilt = formats->rebuilt;
	bool leaves = published->tile == NULL && rebuilt->tile == NULL;
	bool texts = published->is_text && rebuilt->is_text;
	struct finding *finding;

	if (compare_wrappings(report, place, formats, contents))
		return;
	finding = find_leaf(report, place, texts ? &format_text : &format_raw, contents);
	if (finding == NULL)
		return;
	if (!leaves && !texts)
		state_kinds(finding, formats);
	compare_ask_context(report, place, &contents->pair.published,
			    &contents->pair.rebuilt);
}
