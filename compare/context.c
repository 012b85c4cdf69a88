/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/context.h"

#include <string.h>

#include "base/memory.h"
#include "compare/members.h"

static const struct context *const contexts[] = {
#define CONTEXT(name) &context_##name,
#include "compare/contexts.def"
#undef CONTEXT
};

const struct context *
context_find(const char *name)
{
	for (size_t i = 0; i < array_length(contexts); i++)
		if (strcmp(contexts[i]->name, name) == 0)
			return contexts[i];
	return NULL;
}

const struct context *
context_of(const struct tiling *artifact)
{
	for (size_t i = 0; i < array_length(contexts); i++)
		if (contexts[i]->holds != NULL && contexts[i]->holds(artifact))
			return contexts[i];
	return NULL;
}

/* No bit that lets it run or act for another, and nothing that breaks the format. */
static bool
is_plain_file(const struct tiling *artifact, const struct member *member)
{
	enum { RUNS = 0111, SPECIAL = 07000 };

	for (size_t i = member->first; i < member->first + member->count; i++) {
		const struct tile *tile = &artifact->tiles[i];

		if (tile_complaint_of(tile) != NULL ||
		    (strcmp(tile->key, "mode") == 0 &&
		     (tile->number & (RUNS | SPECIAL)) != 0))
			return false;
	}
	return member->type == 'f';
}

const char *
context_excuse_lone(const struct context *context, const struct tiling *artifact,
		    size_t member, bool published)
{
	const struct member *file = &artifact->members[member];
	const struct tile *content = members_content(artifact, member);

	if (context == NULL || context->excuse_lone == NULL || content == NULL ||
	    !is_plain_file(artifact, file))
		return NULL;
	return context->excuse_lone(file->name, tile_content_of(content), published);
}
