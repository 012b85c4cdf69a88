/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/zip_order.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/jar.h"

static bool
is_leader(const struct zip *zip, size_t index)
{
	return zip_name_leads(zip->entries[index].header.name);
}

/* Those that lead by their name alone go last: at the front they would be leaders. */
static int
order_indexes(const void *a, const void *b, void *context)
{
	const struct zip *zip = context;
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	if (is_leader(zip, left) != is_leader(zip, right))
		return is_leader(zip, left) ? 1 : -1;
	return bytes_order(zip->entries[left].header.name,
			   zip->entries[right].header.name);
}

static void
note_order(struct normalizer *normalizer, const struct zip *zip, const size_t *order)
{
	bool moved = !zip->in_order;

	for (size_t i = 0; i < zip->count; i++)
		moved = moved || order[i] != i;
	if (moved)
		normalize_note(normalizer,
			       &(struct normalize_change){ "zip-order", "order",
							   "as packed", "bytewise" });
}

/* Who signs a jar writes the manifest before its folder, and other tools behind: that is
 * the order in which they are left. */
static void
put_folder_first(const struct zip *zip, size_t *order)
{
	size_t at[2], count = 0, folder;
	struct zip_entry *entries = zip->entries;

	for (size_t i = 0; i < zip->count && count < 2; i++)
		if (!jar_is_signature(entries[order[i]].header.name))
			at[count++] = i;
	if (count < 2 ||
	    !bytes_equal_text(entries[order[at[0]]].header.name,
			      "META-INF/MANIFEST.MF") ||
	    !bytes_equal_text(entries[order[at[1]]].header.name, "META-INF/"))
		return;
	folder = order[at[1]];
	order[at[1]] = order[at[0]];
	order[at[0]] = folder;
	folder = entries[order[at[0]]].rank;
	entries[order[at[0]]].rank = entries[order[at[1]]].rank;
	entries[order[at[1]]].rank = folder;
}

size_t *
zip_order_make(struct normalizer *normalizer, struct zip *zip)
{
	size_t *order = xcalloc(zip->count + 1, sizeof(*order));
	size_t leaders = zip_leaders(zip);

	for (size_t i = 0; i < zip->count; i++)
		order[i] = i;
	if (rule_on(&normalizer->rules, "signature-block") != NULL && !zip_repeats(zip))
		put_folder_first(zip, order);
	if (rule_on(&normalizer->rules, "zip-order") == NULL || zip_repeats(zip))
		return order;
	if (leaders < zip->count)
		qsort_r(order + leaders, zip->count - leaders, sizeof(*order),
			order_indexes, zip);
	note_order(normalizer, zip, order);
	for (size_t i = 0; i < zip->count; i++)
		zip->entries[order[i]].rank = i;
	return order;
}

size_t
zip_order_close(struct zip *zip)
{
	cleanup_free size_t *by_rank = xcalloc(zip->count + 1, sizeof(*by_rank));
	size_t rank = 0;

	for (size_t i = 0; i < zip->count; i++)
		by_rank[zip->entries[i].rank] = i;
	for (size_t i = 0; i < zip->count; i++) {
		struct zip_entry *entry = &zip->entries[by_rank[i]];

		if (!jar_is_signature(entry->header.name))
			entry->rank = rank++;
	}
	return rank;
}
