/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/inventory_compare.h"

#include <string.h>

#include "base/cleanup.h"

static void
list_files(const struct inventory *inventory, bool with_bytes, struct strings *out)
{
	for (size_t i = 0; i < inventory->count; i++) {
		const struct inventory_entry *entry = &inventory->entries[i];

		if (entry->type != 'd')
			strings_add_format(out, "%s %c %s", entry->path, entry->type,
					   with_bytes ? entry->blob : "");
	}
	strings_sort(out);
}

size_t
inventory_count_unequal(const struct inventory *a, const struct inventory *b,
			bool with_bytes)
{
	cleanup_strings struct strings left = { 0 }, right = { 0 };
	size_t i = 0, j = 0, common = 0;

	list_files(a, with_bytes, &left);
	list_files(b, with_bytes, &right);
	while (i < left.count && j < right.count) {
		int order = strcmp(left.items[i], right.items[j]);

		common += order == 0;
		i += order <= 0;
		j += order >= 0;
	}
	return left.count + right.count - 2 * common;
}

void
inventory_list_absent(struct strings *out, const struct inventory *published,
		      const struct inventory *built)
{
	cleanup_strings struct strings left = { 0 }, right = { 0 };
	size_t i = 0, j = 0;

	list_files(published, false, &left);
	list_files(built, false, &right);
	while (i < left.count) {
		int order = j < right.count ? strcmp(left.items[i], right.items[j]) : -1;

		if (order < 0) /* "PATH f " */
			strings_add_format(out, "%.*s", (int)strlen(left.items[i]) - 3,
					   left.items[i]);
		i += order <= 0;
		j += order >= 0;
	}
}
