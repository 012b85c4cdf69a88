/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/compare.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/worker.h"
#include "compare/claims.h"

/* Below this, two threads take longer than one. */
enum { WORTH_A_THREAD = 32 << 10 };

/* One side of a pair on its way to tiles. */
struct side_work {
	const struct format *format;
	struct bytes content;
	struct budget budget;
	struct tiling *tiling; /* borrowed */
};

static void
tile_side(void *context)
{
	struct side_work *work = context;

	format_tile(work->format, work->content, &work->budget, work->tiling);
}

void
compare_tile_sides(struct report *report, const struct formats *formats,
		   const struct pair *pair, struct tiling *published,
		   struct tiling *rebuilt)
{
	struct budget before = report->budget;
	struct side_work ours = { formats->published, pair->published,
				  budget_side(&before), published };
	struct side_work theirs = { formats->rebuilt, pair->rebuilt, budget_side(&before),
				    rebuilt };
	/* Streams take long to decode. */
	bool large = MIN(pair->published.size, pair->rebuilt.size) >= WORTH_A_THREAD;
	struct worker *worker = large ? report->options->worker : NULL;

	worker_begin(worker, tile_side, &theirs);
	tile_side(&ours);
	worker_finish(worker);
	budget_join(&report->budget, &ours.budget, &before);
	budget_join(&report->budget, &theirs.budget, &before);
	tiling_charge(published, &report->budget);
	tiling_charge(rebuilt, &report->budget);
}

/* What had been reported before the parts of a file were compared. */
struct count {
	struct accounting bytes;
	uint64_t unmeasured;
	size_t findings;
};

/* Tiles that are all equal make files that are, unless our own tiling is wrong or they
 * stand elsewhere; and what follows has to follow from something. */
static void
find_layout(struct report *report, const struct place *place,
	    const struct contents *contents, const struct count *before)
{
	const struct accounting *now = &report->comparison->accounting;
	struct finding *finding;

	if (now->found != before->bytes.found ||
	    now->normalized != before->bytes.normalized ||
	    report->unmeasured != before->unmeasured ||
	    report->comparison->finding_count != before->findings)
		return;
	if (now->differing == before->bytes.differing) {
		compare_leaf(report, place, &format_raw, contents);
		return;
	}
	finding = report_finding(report, place, "layout", FINDING_ORDER, 0);
	if (finding != NULL)
		finding_set_message(finding, "the same parts, placed differently");
}

static bool
has_found(const struct report *report, const struct count *before)
{
	return report->comparison->accounting.found > before->bytes.found ||
	       report->comparison->finding_count > before->findings;
}

static const struct tile *
find_signature(const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (tiling->tiles[i].member == NO_MEMBER &&
		    strcmp(tiling->tiles[i].key, "signature") == 0)
			return &tiling->tiles[i];
	return NULL;
}

/* A signature that is right and that the rebuilt side cannot have. */
static bool
is_signed_once(const struct tiling *published, const struct tiling *rebuilt)
{
	const struct tile *signature = find_signature(published);

	return signature != NULL && tile_complaint_of(signature) == NULL &&
	       find_signature(rebuilt) == NULL;
}

static void
compare_parts(struct report *report, const struct place *place,
	      const struct format *format, const struct contents *contents)
{
	cleanup_tiling struct tiling published = { 0 }, rebuilt = { 0 };
	struct tilings tilings = { format, &published, &rebuilt, false };
	struct count before = { report->comparison->accounting, report->unmeasured,
				report->comparison->finding_count };
	cleanup_claims struct claims claims = { 0 };
	struct package package = { format, contents->pair.published,
				   contents->pair.rebuilt, strlen(place->path), false };
	struct place here = *place, whole = *place;
	struct rule_set rules = report->rules;

	if (format->inside != NULL)
		here.package = &package;
	rule_set_enter(&report->rules, format);
	compare_tile_sides(report, &(struct formats){ format, format }, &contents->pair,
			   &published, &rebuilt);
	if (format->inside != NULL)
		package.is_signed = is_signed_once(&published, &rebuilt);
	if (claims_find(&claims, format, &published, &rebuilt, &report->budget)) {
		here.listed = &claims;
		if (claims.source->scope == NULL)
			here.claims = &claims;
		else
			here.scoped = &claims;
	}
	whole.in_leaf = here.in_leaf = place->in_leaf || compare_is_leaf(&tilings);
	if (!compare_streams(report, &here, &tilings))
		compare_tilings(report, &here, &tilings);
	report->rules = rules;
	find_layout(report, &whole, contents, &before);
	if (here.in_leaf && has_found(report, &before))
		compare_keep(report, place, NULL, &contents->pair.published,
			     &contents->pair.rebuilt);
}

/* What the content is known to be, or looks like. */
static const struct format *
format_of(const struct place *place, struct bytes content, const struct tile *tile)
{
	const struct package *package = place->package;
	const struct format *seen;

	if (tile != NULL && tile->as != NULL)
		return tile->as;
	seen = format_recognize(content);
	if (package == NULL || strlen(place->path) == package->path_size)
		return seen;
	return package->format->inside(place->path + package->path_size + strlen("//"),
				       seen);
}

static void
note_whereabouts(struct report *report, const struct place *place)
{
	if (report->options->whereabouts != NULL)
		snprintf(report->options->whereabouts, WHEREABOUTS_SIZE, "%s",
			 place->path);
}

void
compare_content(struct report *report, const struct place *place, const struct pair *pair,
		const struct difference *outer)
{
	const struct contents contents = { *pair, outer };
	const struct format *published, *rebuilt;

	if (bytes_equal(pair->published, pair->rebuilt))
		return;
	note_whereabouts(report, place);
	published = format_of(place, pair->published,
			      outer == NULL ? NULL : outer->published);
	rebuilt = format_of(place, pair->rebuilt, outer == NULL ? NULL : outer->rebuilt);
	if (published != rebuilt) {
		compare_kinds(report, place, &(struct formats){ published, rebuilt },
			      &contents);
	} else if (published->tile == NULL) {
		compare_leaf(report, place, published, &contents);
	} else if (place->nesting >= report->options->limits.depth) {
		budget_hit(&report->budget,
			   "depth: archives in archives deeper than %" PRIu32,
			   report->options->limits.depth);
		compare_leaf(report, place, &format_raw, &contents);
	} else {
		compare_parts(report, place, published, &contents);
	}
}
