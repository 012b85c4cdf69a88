/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/compare.h"
#include "compare/explain.h"

static struct bytes
bytes_of(const struct tile *tile)
{
	return tile == NULL ? (struct bytes){ 0 } : tile->bytes;
}

static const char *
value_of(const struct tile *tile)
{
	return tile == NULL ? NULL : tile->value;
}

static uint64_t
count(const struct difference *difference)
{
	return explain_count(bytes_of(difference->published),
			     bytes_of(difference->rebuilt));
}

static enum finding_kind
kind_of_lone(const struct difference *difference)
{
	return difference->published != NULL ? FINDING_ADDED : FINDING_REMOVED;
}

static struct finding *
add_finding(struct report *report, const struct place *place,
	    const struct difference *difference, enum finding_kind kind)
{
	const struct limits *limits = &report->options->limits;
	struct finding *finding =
		report_finding(report, place, difference->key, kind, count(difference));

	if (finding == NULL)
		return NULL;
	report_side(&finding->published, difference->published, limits);
	report_side(&finding->rebuilt, difference->rebuilt, limits);
	return finding;
}

/* What an input gets wrong is shown as it stands. */
static void
show_bytes(struct report *report, struct finding *finding,
	   const struct difference *difference)
{
	cleanup_free char *message = finding->message;

	finding->message = NULL;
	explain_bytes(finding, bytes_of(difference->published),
		      bytes_of(difference->rebuilt), &report->options->limits);
	replace_text(&finding->message, steal_pointer(&message));
}

/* Bytes that are no file have their key for a name. */
static void
keep(struct report *report, const struct place *place,
     const struct difference *difference)
{
	struct bytes published = bytes_of(difference->published);
	struct bytes rebuilt = bytes_of(difference->rebuilt);

	compare_keep(report, place, difference->key,
		     difference->published == NULL ? NULL : &published,
		     difference->rebuilt == NULL ? NULL : &rebuilt);
}

static void
find_anomaly(struct report *report, const struct place *place,
	     const struct difference *difference)
{
	const struct tile *published = difference->published;
	bool ours = published == NULL || tile_complaint_of(published) == NULL;
	const struct tile *tile = ours ? difference->rebuilt : published;
	struct finding *finding;

	if (tile->kind == TILE_OPAQUE || tile->kind == TILE_PADDING)
		keep(report, place, difference);
	finding = add_finding(report, place, difference, FINDING_ANOMALY);
	if (finding == NULL)
		return;
	finding_set_message(finding, "%s: %s: %s", ours ? "rebuilt" : "published",
			    tile->key, tile_complaint_of(tile));
	if (!ours)
		finding_raise(finding, SEVERITY_ALARM);
	if (tile->kind != TILE_FIELD)
		show_bytes(report, finding, difference);
}

/* Both refer to the same thing, which stands elsewhere. */
static bool
is_same_reference(const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	return published != NULL && rebuilt != NULL && published->symbolic &&
	       rebuilt->symbolic && text_is_same(published->value, rebuilt->value);
}

static void
compare_field(struct report *report, const struct place *place,
	      const struct difference *difference)
{
	const struct rule *rule;
	struct finding *finding;

	if (is_same_reference(difference) || claims_follow_tile(place, difference)) {
		report_follows(report, count(difference));
		report->unmeasured += difference->published->claim;
		return;
	}
	rule = rule_for(&report->rules, difference);
	if (rule != NULL) {
		report_normalized(report, place,
				  &(struct ledger_line){ rule, difference->key,
							 value_of(difference->published),
							 value_of(difference->rebuilt),
							 count(difference) });
		return;
	}
	finding = add_finding(report, place, difference, FINDING_FIELD);
	if (finding == NULL)
		return;
	finding_set_message(finding, "%s differs", difference->key);
	if (difference->format->judge != NULL)
		difference->format->judge(finding, difference);
}

static void
compare_lone(struct report *report, const struct place *place,
	     const struct difference *difference)
{
	struct finding *finding;

	keep(report, place, difference);
	finding = add_finding(report, place, difference, kind_of_lone(difference));
	if (finding == NULL)
		return;
	finding_set_message(finding, "only the %s file has this",
			    difference->published != NULL ? "published" : "rebuilt");
	finding_raise(finding, SEVERITY_ALARM);
	show_bytes(report, finding, difference);
	if (difference->format->judge != NULL)
		difference->format->judge(finding, difference);
}

/* What both hold, of which one at least was encoded. */
static void
compare_decoded(struct report *report, const struct place *place,
		const struct difference *difference)
{
	const struct pair inside = { tile_content_of(difference->published),
				     tile_content_of(difference->rebuilt) };
	struct place deeper = *place;

	deeper.nesting++;
	compare_content(report, &deeper, &inside, difference);
}

static void
compare_stream(struct report *report, const struct place *place,
	       const struct difference *difference)
{
	const struct rule *rule;
	struct finding *finding;

	if (!tile_holds_same(difference->published, difference->rebuilt)) {
		report_follows(report, count(difference));
		compare_decoded(report, place, difference);
		return;
	}
	rule = rule_for(&report->rules, difference);
	if (rule != NULL) {
		compare_excuse(report, place, rule, difference->key,
			       &(struct pair){ difference->published->bytes,
					       difference->rebuilt->bytes });
		return;
	}
	finding = add_finding(report, place, difference, FINDING_CONTENT);
	if (finding == NULL)
		return;
	finding->severity = SEVERITY_NOTE;
	finding_set_message(
		finding,
		"the same content, compressed differently (rule encoder is off)");
	if (difference->format->judge != NULL)
		difference->format->judge(finding, difference);
}

static void
compare_opaque(struct report *report, const struct place *place,
	       const struct difference *difference)
{
	struct finding *finding;

	keep(report, place, difference);
	finding = add_finding(report, place, difference, FINDING_OPAQUE);
	if (finding == NULL)
		return;
	explain_bytes(finding, bytes_of(difference->published),
		      bytes_of(difference->rebuilt), &report->options->limits);
	if (difference->format->view != NULL)
		compare_view(report, place, difference, finding);
	if (difference->format->judge != NULL)
		difference->format->judge(finding, difference);
}

static bool
is_broken(const struct tile *tile)
{
	return tile != NULL && tile_complaint_of(tile) != NULL;
}

/* Whether a reader gets something out of it, which is tried. */
static bool
holds_content(const struct tile *tile)
{
	if (tile == NULL || (tile->kind != TILE_CONTENT && tile->kind != TILE_STREAM))
		return false;
	tile_content_of(tile);
	return tile->encoded == NULL || encoded_is_readable(tile->encoded);
}

/* Two contents, either of them encoded or not. */
static void
compare_contents(struct report *report, const struct place *place,
		 const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	if (is_broken(published) || is_broken(rebuilt)) {
		find_anomaly(report, place, difference);
		compare_decoded(report, place, difference);
	} else if (published->kind == TILE_STREAM || rebuilt->kind == TILE_STREAM) {
		compare_stream(report, place, difference);
	} else {
		compare_content(report, place,
				&(struct pair){ published->bytes, rebuilt->bytes },
				difference);
	}
}

static void
compare_derived(struct report *report, const struct place *place,
		const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;
	const struct tile *any = published != NULL ? published : rebuilt;
	bool lone = published == NULL || rebuilt == NULL;

	/* The same value written otherwise follows from nothing. */
	if (any->value != NULL &&
	    (lone || text_is_same(published->value, rebuilt->value)))
		compare_field(report, place, difference);
	else
		report_follows(report, count(difference));
}

/* Two tiles of one kind that hold no content that can be read, or one that is alone. */
static void
compare_by_kind(struct report *report, const struct place *place,
		const struct difference *difference)
{
	bool lone = difference->published == NULL || difference->rebuilt == NULL;
	const struct tile *any = difference->published != NULL ? difference->published
							       : difference->rebuilt;

	switch (any->kind) {
	case TILE_FIELD:
		compare_field(report, place, difference);
		break;
	case TILE_DERIVED:
		compare_derived(report, place, difference);
		break;
	case TILE_PADDING:
		report_follows(report, count(difference));
		break;
	case TILE_CONTENT:
	case TILE_STREAM:
		if (lone)
			compare_lone(report, place, difference);
		else
			compare_opaque(report, place, difference);
		break;
	case TILE_OPAQUE:
		compare_opaque(report, place, difference);
		break;
	}
}

void
compare_tile(struct report *report, const struct place *place,
	     const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;
	bool lone = published == NULL || rebuilt == NULL;

	if (!lone && tile_is_same(published, rebuilt))
		return;
	if (holds_content(published) && holds_content(rebuilt))
		compare_contents(report, place, difference);
	else if (is_broken(published) || is_broken(rebuilt))
		find_anomaly(report, place, difference);
	else if (!lone && published->kind != rebuilt->kind)
		compare_opaque(report, place, difference);
	else
		compare_by_kind(report, place, difference);
}
