/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing; ids are digests, so that their first bytes are hash enough.  Whoever
 * makes many with equal ones makes it slow, never wrong. */
#include "rebuild/id_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum { FIRST_ROOM = 1024 };

static const uint8_t none[ID_SIZE];

void
id_set_release(struct id_set *set)
{
	free(set->ids);
	*set = (struct id_set){ 0 };
}

/* Where the id is, or would go. */
static size_t
place_of(const struct id_set *set, const uint8_t *id)
{
	size_t at;

	memcpy(&at, id, sizeof(at));
	for (at %= set->room; memcmp(set->ids[at], none, ID_SIZE) != 0;
	     at = (at + 1) % set->room)
		if (memcmp(set->ids[at], id, ID_SIZE) == 0)
			break;
	return at;
}

static void
grow(struct id_set *set)
{
	struct id_set larger = { .room = set->room > 0 ? 2 * set->room : FIRST_ROOM };

	larger.ids = xcalloc(larger.room, sizeof(*larger.ids));
	for (size_t i = 0; i < set->room; i++)
		if (memcmp(set->ids[i], none, ID_SIZE) != 0)
			memcpy(larger.ids[place_of(&larger, set->ids[i])], set->ids[i],
			       ID_SIZE);
	larger.count = set->count;
	free(set->ids);
	*set = larger;
}

bool
id_set_add(struct id_set *set, const uint8_t *id)
{
	size_t at;

	if (2 * set->count >= set->room)
		grow(set);
	at = place_of(set, id);
	if (memcmp(set->ids[at], none, ID_SIZE) != 0)
		return false;
	memcpy(set->ids[at], id, ID_SIZE);
	set->count++;
	return true;
}

bool
id_set_has(const struct id_set *set, const uint8_t *id)
{
	return set->room > 0 && memcmp(set->ids[place_of(set, id)], none, ID_SIZE) != 0;
}
