/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Order is a fact of its own: equal members, or equal tiles, in another order make other
 * bytes.  What stands before something that it stood behind has been moved. */
#include <inttypes.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/members.h"

/* What has been moved: how many, and how many bytes. */
struct moved {
	uint64_t count, bytes;
};

static uint64_t
bytes_of_tile(const struct tiling *tiling, size_t tile)
{
	return tiling->tiles[tile].bytes.size;
}

static struct moved
find_moved(const struct tiling *published, const struct pairing *pairing,
	   uint64_t (*bytes_of)(const struct tiling *tiling, size_t index))
{
	struct moved moved = { 0 };
	size_t furthest = 0;

	for (size_t i = 0; i < pairing->match_count; i++) {
		const struct match *match = &pairing->matches[i];

		if (i == 0 || match->rebuilt > furthest) {
			furthest = match->rebuilt;
			continue;
		}
		moved.count++;
		moved.bytes += bytes_of(published, match->published);
	}
	return moved;
}

static void
report_moved(struct report *report, const struct place *place,
	     const struct difference *difference, const struct rule *rule,
	     const struct moved *moved)
{
	bool members = strcmp(difference->key, "order") == 0;
	struct finding *finding;

	if (rule != NULL) {
		cleanup_free char *said = xasprintf("%" PRIu64 " moved", moved->count);

		report_normalized(report, place,
				  &(struct ledger_line){ rule, difference->key, said,
							 NULL, moved->bytes });
		return;
	}
	finding = report_finding(report, place, difference->key, FINDING_ORDER,
				 moved->bytes);
	if (finding == NULL)
		return;
	finding->severity = SEVERITY_NOTE;
	finding_set_message(finding, "%" PRIu64 " %s in another order", moved->count,
			    members ? "members stand" : "parts stand");
	finding_set_cause(finding, NULL, members ? "tar --sort=name" : NULL);
	if (difference->format->judge != NULL)
		difference->format->judge(finding, difference);
}

void
compare_order(struct report *report, const struct place *place,
	      const struct tilings *tilings, const struct pairing *pairing,
	      bool excusable)
{
	struct difference difference = {
		.format = tilings->format,
		.key = "order",
		.published_file = tilings->published->content,
		.rebuilt_file = tilings->rebuilt->content,
	};
	struct moved moved = find_moved(tilings->published, pairing, members_bytes);

	if (moved.count > 0)
		report_moved(report, place, &difference,
			     excusable ? rule_for(&report->rules, &difference) : NULL,
			     &moved);
}

void
compare_tile_order(struct report *report, const struct place *place,
		   const struct tilings *tilings, const struct pairing *pairing)
{
	struct difference difference = { .format = tilings->format, .key = "tile-order" };
	struct moved moved = find_moved(tilings->published, pairing, bytes_of_tile);

	if (moved.count > 0)
		report_moved(report, place, &difference,
			     rule_for(&report->rules, &difference), &moved);
}
