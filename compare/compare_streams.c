/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One content that the two sides have cut into streams differently: what all of a side's
 * streams hold is compared, where its format's tools unpack them all.  Where they are as
 * many, and each holds the same, or where there is more than streams, tiles are compared
 * one by one.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/compare.h"
#include "compare/explain.h"
#include "compare/streams.h"

/* How a side's content was cut. */
struct cut {
	const struct tiling *tiling; /* borrowed */
	size_t count;		     /* of streams */
	struct buffer whole;	     /* owned: what they hold */
	char *said;		     /* owned: for a person */
};

struct cuts {
	const struct format *format;
	struct cut published, rebuilt;
};

static void
release(struct cuts *cuts)
{
	buffer_release(&cuts->published.whole);
	buffer_release(&cuts->rebuilt.whole);
	free(cuts->published.said);
	free(cuts->rebuilt.said);
}

#define cleanup_cuts __attribute__((cleanup(release)))

static const struct tile *
stream_after(const struct tiling *tiling, size_t *at)
{
	while (*at < tiling->tile_count) {
		const struct tile *tile = &tiling->tiles[(*at)++];

		if (tile->kind == TILE_STREAM)
			return tile;
	}
	return NULL;
}

static bool
are_cut_alike(const struct cuts *cuts)
{
	const struct tile *published, *rebuilt;
	size_t a = 0, b = 0;

	do {
		published = stream_after(cuts->published.tiling, &a);
		rebuilt = stream_after(cuts->rebuilt.tiling, &b);
		if (published == NULL || rebuilt == NULL)
			return published == rebuilt;
	} while (tile_holds_same(published, rebuilt));
	return false;
}

/* Whether both sides are streams and nothing else, with settings that these rules excuse.
 */
static bool
are_plain(const struct rule_set *rules, struct cuts *cuts)
{
	cuts->published.count =
		streams_count_plain(rules, cuts->format, cuts->published.tiling);
	cuts->rebuilt.count =
		streams_count_plain(rules, cuts->format, cuts->rebuilt.tiling);
	return cuts->published.count > 0 && cuts->rebuilt.count > 0;
}

static bool
join(struct report *report, struct cut *cut)
{
	size_t at = 0;
	const struct tile *first = stream_after(cut->tiling, &at);

	cut->said = cut->count == 1 ? xstrdup("1 stream")
				    : xasprintf("%zu streams (the first with %zu bytes)",
						cut->count, tile_content_of(first).size);
	cut->whole = budget_buffer(&report->budget);
	streams_join(cut->tiling, &cut->whole);
	if (!cut->whole.overflow)
		return true;
	budget_hit_decoding(&report->budget);
	return false;
}

static uint64_t
count_bytes(const struct cuts *cuts)
{
	return explain_count(cuts->published.tiling->content,
			     cuts->rebuilt.tiling->content);
}

static void
find_cut(struct report *report, const struct place *place, const struct cuts *cuts)
{
	struct finding *finding = report_finding(report, place, "streams", FINDING_FIELD,
						 count_bytes(cuts));

	if (finding == NULL)
		return;
	finding->published = (struct side){ .present = true,
					    .size = cuts->published.tiling->content.size,
					    .value = xstrdup(cuts->published.said) };
	finding->rebuilt = (struct side){ .present = true,
					  .size = cuts->rebuilt.tiling->content.size,
					  .value = xstrdup(cuts->rebuilt.said) };
	finding_set_message(finding,
			    "the same content, in %s instead of %s: readers that stop at "
			    "the end of the first see less of it",
			    cuts->published.said, cuts->rebuilt.said);
}

static bool
compare_equal(struct report *report, const struct place *place, const struct cuts *cuts,
	      const struct rule *rule)
{
	if (rule == NULL)
		find_cut(report, place, cuts);
	else
		report_normalized(
			report, place,
			&(struct ledger_line){ rule, "streams", cuts->published.said,
					       cuts->rebuilt.said, count_bytes(cuts) });
	return true;
}

bool
compare_streams(struct report *report, const struct place *place,
		const struct tilings *tilings)
{
	cleanup_cuts struct cuts cuts = { .format = tilings->format,
					  .published.tiling = tilings->published,
					  .rebuilt.tiling = tilings->rebuilt };
	const struct rule *rule = streams_may_be_one(&report->rules, tilings->format);
	struct place deeper = *place;
	struct rule_set all;
	struct pair wholes;

	memset(&all, true, sizeof(all));
	if (!tilings->format->wraps || !are_plain(&all, &cuts) ||
	    cuts.published.count + cuts.rebuilt.count == 2 || are_cut_alike(&cuts) ||
	    !join(report, &cuts.published) || !join(report, &cuts.rebuilt))
		return false;
	wholes = (struct pair){ buffer_bytes(&cuts.published.whole),
				buffer_bytes(&cuts.rebuilt.whole) };
	if (!are_plain(&report->rules, &cuts))
		rule = NULL;
	if (bytes_equal(wholes.published, wholes.rebuilt))
		return compare_equal(report, place, &cuts, rule);
	if (rule == NULL)
		return false;
	report_follows(report, count_bytes(&cuts));
	deeper.nesting++;
	compare_content(report, &deeper, &wholes, NULL);
	return true;
}
