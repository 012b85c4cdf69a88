/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/encoded.h"

#include <stdlib.h>

#include "base/memory.h"
#include "compare/decode.h"

struct encoded *
encoded_new(struct bytes encoded, const struct encoded_source *source,
	    struct budget *budget)
{
	struct encoded *stream = xcalloc(1, sizeof(*stream));

	stream->encoded = encoded;
	stream->source = *source;
	stream->budget = budget;
	return stream;
}

/* What a stream that cannot be read is said to be may be so. */
static void
believe(struct encoded *stream)
{
	stream->size_is_right = stream->crc32_is_right = stream->digest_is_right = true;
}

struct encoded *
encoded_of_decoded(struct bytes encoded, struct buffer *decoded, struct budget *budget)
{
	struct encoded *stream =
		encoded_new(encoded, &(struct encoded_source){ .decode = NULL }, budget);

	stream->decoded = *decoded;
	*decoded = BUFFER_INIT(0);
	stream->state = ENCODED_READ;
	believe(stream);
	budget_spend(budget, &stream->decoded);
	return stream;
}

static void
release(struct encoded *stream)
{
	if (!stream->decoded.spooled)
		budget_return(stream->budget, stream->decoded.size);
	buffer_release(&stream->decoded);
}

void
encoded_free(struct encoded *stream)
{
	if (stream == NULL)
		return;
	release(stream);
	free(stream->complaint);
	free(stream);
}

static bool
has_digest(const struct encoded_source *source, struct bytes content)
{
	struct digest digest = digest_of(source->digest_kind, content);

	return digest.size == source->digest.size &&
	       memcmp(digest.data, source->digest.data, digest.size) == 0;
}

static void
judge(struct encoded *stream, struct bytes content)
{
	believe(stream);
	if (stream->source.digest.size > 0) {
		stream->digest_is_right = has_digest(&stream->source, content);
		return;
	}
	stream->size_is_right = content.size == stream->source.size;
	stream->crc32_is_right = decode_crc32(content) == stream->source.crc32;
}

/* What came out before the end has been paid for all the same. */
static void
fail(struct encoded *stream, enum encoded_state state, const char *complaint)
{
	budget_spend(stream->budget, &stream->decoded);
	release(stream);
	stream->state = state;
	believe(stream);
	if (complaint != NULL)
		replace_text(&stream->complaint, xstrdup(complaint));
}

/* One byte more than is said shows that it goes on. */
static struct buffer
room_for(const struct encoded *stream)
{
	struct buffer room = budget_buffer(stream->budget);
	uint64_t said = stream->source.size;

	if (said < room.limit)
		room.limit = said + 1;
	return room;
}

static void
note_failure(struct encoded *stream, const struct error *err)
{
	bool full = stream->decoded.overflow;

	if (err->kind != ERROR_LIMIT) {
		fail(stream, ENCODED_BROKEN, err->message);
	} else if (full && stream->decoded.limit > stream->source.size) {
		fail(stream, ENCODED_BROKEN,
		     "unpacks to more than the size that is said");
	} else if (full) {
		budget_hit_decoding(stream->budget);
		fail(stream, ENCODED_TOO_LARGE, NULL);
	} else {
		budget_hit(stream->budget, "memory: %s", err->message);
		fail(stream, ENCODED_TOO_LARGE, NULL);
	}
}

static void
decode(struct encoded *stream)
{
	struct decoding decoding = { .encoded = stream->encoded,
				     .memory = budget_window(stream->budget),
				     .out = &stream->decoded };
	struct error err = { .kind = ERROR_NONE };

	stream->decoded = room_for(stream);
	if (stream->source.decode(&decoding, &err) < 0) {
		note_failure(stream, &err);
		return;
	}
	buffer_trim(&stream->decoded);
	stream->state = ENCODED_READ;
	budget_spend(stream->budget, &stream->decoded);
	judge(stream, buffer_bytes(&stream->decoded));
	if (decoding.used < stream->encoded.size && stream->complaint == NULL)
		stream->complaint =
			xasprintf("ends %zu bytes before what is called its end",
				  stream->encoded.size - decoding.used);
}

struct bytes
encoded_read(struct encoded *stream)
{
	if (stream->source.decode == NULL && stream->state != ENCODED_READ) {
		if (stream->state == ENCODED_UNREAD)
			judge(stream, stream->encoded);
		stream->state = ENCODED_FORGOTTEN;
		return stream->encoded;
	}
	if (stream->state == ENCODED_UNREAD || stream->state == ENCODED_FORGOTTEN)
		decode(stream);
	return buffer_bytes(&stream->decoded);
}

void
encoded_charge(struct encoded *stream, struct budget *budget)
{
	stream->budget = budget;
}

void
encoded_forget(struct encoded *stream)
{
	if (stream->state != ENCODED_READ || stream->source.decode == NULL)
		return;
	release(stream);
	stream->state = ENCODED_FORGOTTEN;
}

bool
encoded_is_readable(const struct encoded *stream)
{
	return stream->state != ENCODED_BROKEN && stream->state != ENCODED_TOO_LARGE;
}

const char *
encoded_complaint(const struct encoded *stream, enum encoded_fact fact)
{
	if (stream->state == ENCODED_UNREAD)
		return NULL;
	switch (fact) {
	case ENCODED_SIZE:
		return stream->size_is_right ? NULL : "is not the size of the content";
	case ENCODED_CRC32:
		return stream->crc32_is_right ? NULL : "is not that of the content";
	case ENCODED_DIGEST:
		return stream->digest_is_right ? NULL
					       : "is not the digest of the content";
	default:
		return stream->complaint;
	}
}
