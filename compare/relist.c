/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/relist.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/members.h"

void
relist_release(struct relist *relist)
{
	claims_list_release(&relist->said);
	claims_list_release(&relist->now);
	free(relist->sizes);
	*relist = (struct relist){ .source = NULL };
}

/* Members of members are none of ours. */
static bool
is_list(const struct relist *relist, const char *name)
{
	return strstr(name, "//") == NULL &&
	       claims_name_is(relist->source->carrier, name);
}

static const char *
plain_name(const char *name)
{
	return strncmp(name, "./", 2) == 0 ? name + 2 : name;
}

int
relist_begin(struct relist *relist, struct normalizer *normalizer,
	     const struct format *format, const struct tiling *tiling)
{
	static const char *const rule[] = { "wheel-record" };

	if (!claims_find_one(&relist->said, &relist->source, format, tiling,
			     &normalizer->budget))
		return 0;
	for (size_t i = 0; i < tiling->member_count; i++) {
		const struct tile *content = members_content(tiling, i);
		cleanup_free char *trouble =
			content == NULL
				? NULL
				: claims_check(&relist->said, tiling->members[i].name,
					       tile_content_of(content));

		if (trouble != NULL)
			return -1;
	}
	relist->base = strlen(normalizer->path);
	relist->base += relist->base > 0 ? strlen("//") : 0;
	relist->sorted = normalize_wants(normalizer, rule, array_length(rule));
	return 1;
}

/* A name is claimed by several digests at times. */
static void
learn_digests(struct relist *relist, const char *name, struct bytes before,
	      struct bytes after)
{
	size_t count = relist->now.count;

	for (size_t i = 0; i < relist->said.count; i++) {
		const struct claim *claim = &relist->said.at[i];

		if (strcmp(claim->name, name) != 0 || claim->digest.size == 0)
			continue;
		array_append(relist->sizes, count,
			     ((struct relist_size){ before.size, after.size }));
		array_append(relist->now.at, relist->now.count,
			     ((struct claim){ .name = xstrdup(name),
					      .kind = claim->kind,
					      .digest = digest_of(claim->kind, after) }));
	}
}

int
relist_learn(struct relist *relist, struct normalizer *normalizer, const char *name,
	     struct bytes content, struct error *err)
{
	cleanup_buffer struct buffer canonical = BUFFER_INIT(content.size + (64U << 20));
	cleanup_strings struct strings unsaid = { NULL, 0 };
	struct strings *ledger = normalizer->ledger;
	int written;

	if (relist->source == NULL || is_list(relist, name))
		return 0;
	/* What changes is noted when the member is written. */
	normalizer->ledger = &unsaid;
	written = normalize_content(normalizer, name, content, &canonical, err);
	normalizer->ledger = ledger;
	if (written < 0)
		return -1;
	if (!bytes_equal(content, buffer_bytes(&canonical)))
		learn_digests(relist, plain_name(name), content,
			      buffer_bytes(&canonical));
	return 0;
}

struct telling {
	struct claim_now now;
	const struct relist *relist;
};

static const struct digest *
tell(const struct claim_now *now, struct bytes name, enum digest_kind kind,
     size_t *before, size_t *after)
{
	const struct relist *relist = ((const struct telling *)now)->relist;
	cleanup_buffer struct buffer escaped = BUFFER_INIT(SIZE_MAX);

	buffer_append_escaped(&escaped, name);
	for (size_t i = 0; i < relist->now.count; i++) {
		const struct claim *claim = &relist->now.at[i];

		if (claim->kind != kind ||
		    strcmp(claim->name, plain_name(buffer_text(&escaped))) != 0)
			continue;
		*before = relist->sizes[i].before;
		*after = relist->sizes[i].after;
		return &claim->digest;
	}
	return NULL;
}

bool
relist_write(const struct relist *relist, struct normalizer *normalizer,
	     struct bytes content, struct buffer *out)
{
	struct telling telling = { { tell, relist->sorted }, relist };
	size_t before = out->size;

	if (relist->source == NULL || relist->source->write == NULL ||
	    strlen(normalizer->path) <= relist->base ||
	    !is_list(relist, normalizer->path + relist->base))
		return false;
	relist->source->write(out, content, &telling.now);
	if (!bytes_equal(bytes_slice(buffer_bytes(out), before, SIZE_MAX), content))
		normalize_note(normalizer,
			       &(struct normalize_change){
				       strcmp(relist->source->id, "RECORD") == 0
					       ? "wheel-record"
					       : "follows",
				       relist->source->id, "as published",
				       "of the canonical members" });
	return true;
}
