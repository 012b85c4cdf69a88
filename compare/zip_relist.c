/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RECORD of a wheel in canonical form (relist.h): what each member will be is learnt
 * before the first is written, as RECORD may stand anywhere. */
#include <fnmatch.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/members.h"
#include "compare/relist.h"
#include "compare/zip_normalize.h"

/* Most archives are no wheels, and are not cut into tiles twice. */
static bool
has_record(const struct zip *zip)
{
	for (size_t i = 0; i < zip->count; i++) {
		struct bytes name = zip->entries[i].header.name;
		cleanup_free char *text = NULL;

		if (name.size == 0 || name.data[name.size - 1] != 'D')
			continue;
		text = xstrndup((const char *)name.data, name.size);
		if (fnmatch("*.dist-info/RECORD", text, FNM_PATHNAME) == 0)
			return true;
	}
	return false;
}

static int
learn_all(struct relist *list, struct normalizer *normalizer, const struct tiling *tiling,
	  struct error *err)
{
	const struct relist *outer = normalizer->relist;
	int learnt = 0;

	normalizer->relist = NULL;
	for (size_t i = 0; i < tiling->member_count && learnt == 0; i++) {
		const struct tile *content = members_content(tiling, i);

		if (content == NULL || tiling->members[i].type != 'f')
			continue;
		learnt = relist_learn(list, normalizer, tiling->members[i].name,
				      tile_content_of(content), err);
		tiling_forget(tiling, i);
	}
	normalizer->relist = outer;
	return learnt;
}

int
zip_relist(struct relist *list, struct normalizer *normalizer, const struct zip *zip,
	   struct error *err)
{
	cleanup_tiling struct tiling tiling = { 0 };
	int begun;

	/* Where members keep their bytes, so does the list. */
	if (normalizer->listed != 0 || !has_record(zip))
		return 0;
	if (normalize_tile(normalizer, &format_zip, zip->content, &tiling, err) < 0)
		return -1;
	/* What is broken is kept, as a whole, by who writes it. */
	if (!normalize_is_sound(&tiling))
		return 0;
	begun = relist_begin(list, normalizer, &format_zip, &tiling);
	if (normalizer->budget.hit.count > 0)
		return error_set(err, ERROR_LIMIT, "%s", normalizer->budget.hit.items[0]);
	if (begun < 0)
		return ZIP_LIST_LIES;
	return begun > 0 ? learn_all(list, normalizer, &tiling, err) : 0;
}
