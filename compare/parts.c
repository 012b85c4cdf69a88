/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/subject.h"

enum { PARTS_MAX = 200 };

void
parts_release(struct comparison *comparison)
{
	for (size_t i = 0; i < comparison->part_count; i++)
		free(comparison->parts[i].name);
	free(comparison->parts);
	comparison->parts = NULL;
	comparison->part_count = 0;
}

/* Files and nothing else, side by side. */
static bool
is_flat(const struct subject *subject)
{
	const struct tiling *folder = &subject->folder;

	for (size_t i = 0; i < folder->member_count; i++)
		if (folder->members[i].type != 'f' ||
		    strchr(folder->members[i].name, '/') != NULL)
			return false;
	return subject->is_folder && folder->member_count <= PARTS_MAX;
}

static const struct member *
find(const struct tiling *folder, const char *name)
{
	for (size_t i = 0; i < folder->member_count; i++)
		if (strcmp(folder->members[i].name, name) == 0)
			return &folder->members[i];
	return NULL;
}

/* "x.deb" or what is in it: "FOLDER//x.deb//control". */
static bool
is_within(const char *path, const char *folder, const char *name)
{
	size_t size = strlen(folder), length = strlen(name);

	return strncmp(path, folder, size) == 0 && strncmp(path + size, "//", 2) == 0 &&
	       strncmp(path + size + 2, name, length) == 0 &&
	       (path[size + 2 + length] == '\0' ||
		strncmp(path + size + 2 + length, "//", 2) == 0);
}

/* A member's bytes; {NULL, 0} on the side where it is not. */
static struct bytes
content_of(const struct tiling *folder, const struct member *member)
{
	for (size_t i = 0; member != NULL && i < member->count; i++)
		if (folder->tiles[member->first + i].kind == TILE_CONTENT)
			return folder->tiles[member->first + i].bytes;
	return (struct bytes){ NULL, 0 };
}

struct sides {
	const struct tiling *published, *rebuilt;
};

static enum outcome
outcome_of(const struct comparison *comparison, const struct sides *sides,
	   const char *folder, const char *name)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (is_within(comparison->findings[i].path, folder, name))
			return OUTCOME_DIFFERENT;
	if (bytes_equal(content_of(sides->published, find(sides->published, name)),
			content_of(sides->rebuilt, find(sides->rebuilt, name))))
		return OUTCOME_IDENTICAL;
	return comparison->limits.count > 0 ? OUTCOME_INCOMPLETE : OUTCOME_EQUIVALENT;
}

static void
add_all(struct comparison *comparison, const struct sides *sides, const char *folder,
	bool rebuilt)
{
	const struct tiling *side = rebuilt ? sides->rebuilt : sides->published;

	for (size_t i = 0; i < side->member_count; i++) {
		const char *name = side->members[i].name;
		struct part_outcome part = { 0 };

		if (rebuilt && find(sides->published, name) != NULL)
			continue;
		part.name = xstrdup(name);
		part.outcome = outcome_of(comparison, sides, folder, name);
		array_append(comparison->parts, comparison->part_count, part);
	}
}

void
parts_find(struct comparison *comparison, const struct subject *published,
	   const struct subject *rebuilt, const char *name)
{
	const struct sides sides = { &published->folder, &rebuilt->folder };

	if (!is_flat(published) || !is_flat(rebuilt))
		return;
	add_all(comparison, &sides, name, false);
	add_all(comparison, &sides, name, true);
}
