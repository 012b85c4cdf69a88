/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/zip_form.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/decode.h"
#include "compare/zip_meaning.h"

enum { FIRST_TIME = 1U << 21 | 1U << 16, VERSION_USUAL = 20 };

static const struct tile *
find(const struct tiling *tiling, const char *key)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (strcmp(tiling->tiles[i].key, key) == 0)
			return &tiling->tiles[i];
	return NULL;
}

/* The same question as the rule asks of two sides, asked of one. */
static bool
is_covered(const struct rule *rule, const struct tile *tile)
{
	struct difference alone = { .format = &format_zip };

	if (rule == NULL || tile == NULL)
		return false;
	alone.key = tile->key;
	alone.published = alone.rebuilt = tile;
	return rule->fits(&alone);
}

void
zip_form_note(const struct zip_subject *subject, const struct normalize_change *change)
{
	struct normalize_change full = *change;
	cleanup_free char *key = NULL;

	if (change->old != NULL &&
	    change->new != NULL &&strcmp(change->old, change->new) == 0)
		return;
	key = xasprintf("%s %s", subject->tiling->members[0].name, change->key);
	full.key = key;
	normalize_note(subject->normalizer, &full);
}

static void
note_tile(const struct zip_subject *subject, const char *rule, const struct tile *tile,
	  const char *new)
{
	zip_form_note(subject,
		      &(struct normalize_change){ rule, tile->key, tile->value, new });
}

static void
take_host(struct zip_form *form, const struct zip_subject *subject,
	  const struct rule *rule)
{
	const struct tile *tile = find(subject->tiling, "made-by");
	char new[32];

	form->made_by = subject->entry->made_by;
	if (!is_covered(rule, tile))
		return;
	form->made_by = (uint16_t)((uint16_t)tile->number << 8 | VERSION_USUAL);
	if (form->made_by == subject->entry->made_by)
		return;
	snprintf(new, sizeof(new), "%s, 2.0",
		 zip_host_is_dos((uint8_t)tile->number) ? "dos"
		 : tile->number == ZIP_HOST_UNIX	? "unix"
							: "as it is");
	note_tile(subject, "zip-host", tile, new);
}

/* What both headers ask of readers; a local one that repeats is no field of its own. */
static void
take_needs(struct zip_form *form, const struct zip_subject *subject,
	   const struct rule *rule)
{
	const struct tile *central = find(subject->tiling, "needs");
	const struct tile *local = find(subject->tiling, "local/needs");
	bool repeats = subject->local->needs == subject->entry->header.needs;

	form->needs = subject->entry->header.needs;
	if (is_covered(rule, central)) {
		form->needs = 0;
		note_tile(subject, "zip-host", central, "2.0");
	}
	form->local_needs = subject->local->needs;
	if (repeats)
		form->local_needs = form->needs;
	else if (is_covered(rule, local)) {
		form->local_needs = form->needs;
		note_tile(subject, "zip-host", local, NULL);
	}
}

/* What the number leaves out says nothing of the content. */
static void
take_flags(struct zip_form *form, const struct zip_subject *subject)
{
	const struct tile *tile = find(subject->tiling, "flags");
	const struct tile *descriptor = find(subject->tiling, "descriptor");
	char new[8];

	form->flags = (uint16_t)tile->number;
	snprintf(new, sizeof(new), "%04x", form->flags);
	note_tile(subject, "zip-flags", tile, new);
	if (descriptor != NULL && (form->flags & ZIP_DESCRIPTOR) == 0)
		note_tile(subject, "zip-flags", descriptor, NULL);
}

static void
take_time(struct zip_form *form, const struct zip_subject *subject,
	  const struct rule *rule)
{
	const struct tile *tile = find(subject->tiling, "mtime");

	form->time = subject->entry->header.time;
	if (!is_covered(rule, tile))
		return;
	form->time = FIRST_TIME;
	note_tile(subject, "zip-time", tile, "1980-01-01 00:00:00");
}

/* The tile that was made of exactly these bytes. */
static const struct tile *
find_at(const struct tiling *tiling, struct bytes bytes)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (tiling->tiles[i].bytes.data == bytes.data &&
		    tiling->tiles[i].bytes.size == bytes.size)
			return &tiling->tiles[i];
	return NULL;
}

/* Whether a rule takes the field away; zip64 fields are written where they are needed. */
static bool
is_dropped(const struct zip_subject *subject, const struct zip_rules *rules,
	   const struct zip_extra *extra)
{
	const struct tile *tile = find_at(subject->tiling, extra->all);
	const struct rule *rule = NULL;
	const char *id = "zip-time";

	if (extra->id == ZIP_EXTRA_ZIP64)
		return true;
	if (extra->id == ZIP_EXTRA_TIMES || extra->id == ZIP_EXTRA_NTFS)
		rule = rules->time;
	else if (extra->id == ZIP_EXTRA_OWNER)
		rule = rules->host;
	if (!is_covered(rule, tile))
		return false;
	if (extra->id == ZIP_EXTRA_OWNER)
		id = "zip-host";
	note_tile(subject, id, tile, NULL);
	return true;
}

/* Without its zeros, which are counted when it is known where the content begins. */
static void
put_alignment(struct zip_form *form, struct buffer *out, const struct zip_extra *extra)
{
	struct cursor at = cursor_on(extra->data);
	uint16_t alignment = cursor_u16le(&at);

	encode_number(out, ZIP_EXTRA_ALIGNMENT, 2);
	encode_number(out, 2, 2);
	encode_number(out, alignment, 2);
	if (out != &form->local_extra || form->alignment != 0)
		return;
	form->alignment = alignment;
	form->aligned = out->size;
}

static void
take_extra(struct zip_form *form, const struct zip_subject *subject,
	   const struct zip_rules *rules, bool local)
{
	struct bytes fields = zip_extra_fields(local ? subject->local->extra
						     : subject->entry->header.extra);
	struct buffer *out = local ? &form->local_extra : &form->extra;
	struct zip_extra extra;

	while (zip_extra_next(&fields, &extra)) {
		if (is_dropped(subject, rules, &extra))
			continue;
		if (extra.id == ZIP_EXTRA_ALIGNMENT)
			put_alignment(form, out, &extra);
		else
			buffer_append(out, extra.all);
	}
}

void
zip_form_make(struct zip_form *form, const struct zip_subject *subject,
	      const struct zip_rules *rules)
{
	const struct zip_entry *entry = subject->entry;

	*form = (struct zip_form){ .entry = entry,
				   .method = entry->header.method,
				   .crc32 = entry->header.crc32,
				   .compressed = entry->compressed,
				   .size = entry->size,
				   .extra = BUFFER_INIT(SIZE_MAX),
				   .local_extra = BUFFER_INIT(SIZE_MAX) };
	take_host(form, subject, rules->host);
	take_needs(form, subject, rules->host);
	take_flags(form, subject);
	take_time(form, subject, rules->time);
	take_extra(form, subject, rules, true);
	take_extra(form, subject, rules, false);
}
