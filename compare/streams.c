/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/streams.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/memory.h"

enum { STREAMS_MAX = 100000 };

const char *
streams_key(struct streams *streams, const char *name)
{
	if (streams->number == 1)
		snprintf(streams->key, sizeof(streams->key), "%s", name);
	else
		snprintf(streams->key, sizeof(streams->key), "%u/%s", streams->number,
			 name);
	return streams->key;
}

static int
too_many(struct streams *streams, const char *what, struct error *err)
{
	budget_hit(streams->tiler->budget, "streams: more than %d %s in one file",
		   STREAMS_MAX, what);
	return error_set(err, ERROR_LIMIT, "more than %d %s", STREAMS_MAX, what);
}

int
streams_tile(struct tiler *tiler, const struct stream_kind *kind, struct error *err)
{
	struct streams streams = { .tiler = tiler, .number = 1 };

	for (;; streams.number++) {
		if (kind->take_between != NULL && kind->take_between(&streams, err) < 0)
			return -1;
		if (kind->recognize(tiler_rest(tiler)) == 0 ||
		    (kind->single && streams.number > 1))
			break;
		if (streams.number > STREAMS_MAX)
			return too_many(&streams, "streams", err);
		if (kind->take(&streams, err) < 0)
			return -1;
	}
	if (tiler_rest(tiler).size > 0) {
		cleanup_free char *complaint =
			xasprintf("data after the end of the %s", kind->said);

		tile_opaque(tiler, SIZE_MAX, "trailing", complaint);
	}
	return 0;
}

/* A limit is ours: where the other side has a stream, this one has it too. */
static void
take_undecoded(struct streams *streams, bool full, const struct error *err)
{
	struct budget *budget = streams->tiler->budget;

	if (full)
		budget_hit_decoding(budget);
	else
		budget_hit(budget, "memory: %s", err->message);
	tile_opaque(streams->tiler, SIZE_MAX, streams_key(streams, "stream"), NULL);
}

int
streams_decode(struct streams *streams, size_t offset,
	       int (*decode)(struct decoding *decoding, struct error *err),
	       struct decoding *decoding, struct error *err)
{
	struct tiler *tiler = streams->tiler;
	struct buffer *out = decoding->out;

	*out = budget_buffer(tiler->budget);
	decoding->encoded = bytes_slice(tiler->content, offset, SIZE_MAX);
	decoding->memory = budget_window(tiler->budget);
	if (decode(decoding, err) == 0) {
		buffer_trim(out);
		return 0;
	}
	if (err->kind == ERROR_LIMIT)
		take_undecoded(streams, out->overflow, err);
	return -1;
}

void
streams_set_size(struct streams *streams, uint64_t size)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, size);
	tile_set_value(streams->tiler, bytes_of_text(text));
	tile_set_number(streams->tiler, (int64_t)size);
}

void
streams_judge(struct finding *finding, const struct difference *difference)
{
	if (text_ends_with(difference->key, "skippable")) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "%s: data that readers pass over, and no encoder "
				    "writes by itself",
				    difference->key);
	}
	if (text_ends_with(difference->key, "dictionary-id"))
		finding_raise(finding, SEVERITY_ALARM);
}

enum { SKIPPABLE_HEADER = 8, SKIPPABLE_SHOWN = 64 };

/* Whether one stands here, and the size of its payload. */
static bool
read_skippable(struct bytes content, uint32_t *payload)
{
	static const uint32_t first = 0x184d2a50, last = 0x184d2a5f;
	struct cursor at = cursor_on(content);
	uint32_t magic = cursor_u32le(&at);

	*payload = cursor_u32le(&at);
	return !at.overrun && magic >= first && magic <= last;
}

/* Its size, its digest, and how it begins: it may be of any size. */
static void
take_skippable(struct streams *streams, const char *key, uint32_t size)
{
	cleanup_buffer struct buffer value = BUFFER_INIT(SIZE_MAX);
	struct bytes payload =
		bytes_slice(tiler_rest(streams->tiler), SKIPPABLE_HEADER, size);
	char digest[DIGEST_HEX_MAX];

	digest_hex_of(DIGEST_SHA256, payload, digest);
	buffer_printf(&value, "%" PRIu32 " bytes, sha256:%s: ", size, digest);
	buffer_append_escaped(&value, bytes_slice(payload, 0, SKIPPABLE_SHOWN));
	tile_field(streams->tiler, (size_t)SKIPPABLE_HEADER + size, key, "%s",
		   buffer_text(&value));
	if (payload.size < size)
		tile_complain(streams->tiler, "is cut short");
}

/* They have numbers of their own, so that one more renames no other tile. */
int
streams_take_skippable(struct streams *streams, struct error *err)
{
	struct streams own = { .tiler = streams->tiler };
	uint32_t size;

	while (read_skippable(tiler_rest(streams->tiler), &size)) {
		own.number = ++streams->skippable;
		if (own.number > STREAMS_MAX)
			return too_many(streams, "skippable frames", err);
		take_skippable(streams, streams_key(&own, "skippable"), size);
	}
	return 0;
}

struct bytes
streams_behind_skippable(struct bytes content)
{
	enum { LOOKED_AT = 16 };
	uint32_t size;

	for (unsigned i = 0; i < LOOKED_AT && read_skippable(content, &size); i++)
		content = bytes_slice(content, (size_t)SKIPPABLE_HEADER + size, SIZE_MAX);
	return content;
}
