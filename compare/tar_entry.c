/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/tar_entry.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/tar_tiles.h"

/* One member on its way out. */
struct entry {
	struct normalizer *normalizer; /* borrowed */
	const struct tar_member *member;
	const char *name; /* borrowed: escaped */
	uint8_t header[TAR_BLOCK_SIZE];
	struct buffer records; /* owned: of a pax header */
};

/* "LENGTH KEY=VALUE\n", where the length counts its own digits. */
static void
add_record(struct entry *entry, struct bytes key, struct bytes value)
{
	size_t rest = key.size + value.size + 3, size = rest + 1;
	char digits[24];

	while (size != rest + (size_t)snprintf(digits, sizeof(digits), "%zu", size))
		size = rest + strlen(digits);
	buffer_printf(&entry->records, "%zu ", size);
	buffer_append(&entry->records, key);
	buffer_append_byte(&entry->records, '=');
	buffer_append(&entry->records, value);
	buffer_append_byte(&entry->records, '\n');
}

static uint8_t *
field_of(struct entry *entry, enum tar_field field, size_t *size)
{
	struct bytes header = { entry->header, TAR_BLOCK_SIZE };
	struct bytes place = tar_field_bytes(header, field);

	*size = place.size;
	return entry->header + (place.data - header.data);
}

static void
put_text(struct entry *entry, enum tar_field field, const char *pax, struct bytes text)
{
	size_t size;
	uint8_t *place = field_of(entry, field, &size);

	if (text.size > size) {
		add_record(entry, bytes_of_text(pax), text);
		text = bytes_slice(text, 0, size);
	}
	if (text.size > 0)
		memcpy(place, text.data, text.size);
}

static void
put_number(struct entry *entry, enum tar_field field, const char *pax, int64_t number)
{
	size_t size;
	uint8_t *place = field_of(entry, field, &size);
	bool fits = number >= 0 && (uint64_t)number < 1ULL << (3 * (size - 1));
	char text[32];

	if (!fits && pax != NULL) {
		snprintf(text, sizeof(text), "%" PRId64, number);
		add_record(entry, bytes_of_text(pax), bytes_of_text(text));
		number = 0;
	}
	snprintf(text, sizeof(text), "%0*" PRIo64, (int)size - 1, (uint64_t)number);
	memcpy(place, text, size - 1);
}

static bool
is_said_elsewhere(const struct tar_member *member, enum tar_meaning meaning)
{
	return member->meanings.of[meaning].source != SAID_BY_HEADER;
}

static struct bytes
text_of(const struct tar_member *member, enum tar_meaning meaning, enum tar_field field)
{
	if (is_said_elsewhere(member, meaning))
		return member->meanings.of[meaning].value;
	/* v7 has zeros there. */
	return tar_field_text(member->header, field);
}

static int64_t
number_of(const struct tar_member *member, enum tar_meaning meaning, enum tar_field field)
{
	int64_t number = 0;

	if (is_said_elsewhere(member, meaning))
		(void)tar_decimal(member->meanings.of[meaning].value, &number);
	else
		(void)tar_number(tar_field_bytes(member->header, field), &number);
	return number;
}

static void
note_number(struct entry *entry, const char *rule, const char *key, int64_t old,
	    int64_t new)
{
	bool mode = strcmp(key, "mode") == 0;
	cleanup_free char *before =
		xasprintf(mode ? "%04" PRIo64 : "%" PRId64, (uint64_t)old);
	cleanup_free char *after =
		xasprintf(mode ? "%04" PRIo64 : "%" PRId64, (uint64_t) new);
	cleanup_free char *place = xasprintf("%s %s", entry->name, key);

	normalize_note(entry->normalizer,
		       &(struct normalize_change){ rule, place, before, after });
}

/* The same question as the rule asks of two sides, asked of one. */
static bool
rule_takes(struct entry *entry, const char *id, const struct tile *tile)
{
	const struct rule *rule = rule_on(&entry->normalizer->rules, id);
	struct difference alone = { &format_tar, tile->key, tile, tile, 0 };

	return rule != NULL && rule->fits(&alone);
}

static void
put_ruled_number(struct entry *entry, const char *rule, const char *key,
		 enum tar_field field, int64_t number)
{
	struct tile tile = { .kind = TILE_FIELD, .key = key, .number = number };

	if (rule_takes(entry, rule, &tile)) {
		note_number(entry, rule, key, number, 0);
		number = 0;
	}
	put_number(entry, field, key, number);
}

static void
put_owner(struct entry *entry, const char *key, enum tar_field field, struct bytes name)
{
	cleanup_free char *text = name.size == 0
					  ? xstrdup("")
					  : xstrndup((const char *)name.data, name.size);
	struct tile tile = {
		.kind = TILE_FIELD, .key = key, .number = NOT_A_NUMBER, .value = text
	};

	if (rule_takes(entry, "tar-owner", &tile)) {
		cleanup_free char *place = xasprintf("%s %s", entry->name, key);

		normalize_note(entry->normalizer, &(struct normalize_change){
							  "tar-owner", place, text, "" });
		name = (struct bytes){ 0 };
	}
	put_text(entry, field, key, name);
}

/* go+r,go-w, go+x where u+x: what the rule asks of two sides is still asked of their
 * canonical forms. */
static void
put_mode(struct entry *entry)
{
	int64_t mode = 0, canonical;
	struct tile tile = { .kind = TILE_FIELD, .key = "mode" };

	(void)tar_number(tar_field_bytes(entry->member->header, TAR_MODE), &mode);
	tile.number = mode;
	canonical = (mode & ~(int64_t)0066) | 0044 | ((mode & 0100) != 0 ? 0011 : 0);
	if (!rule_takes(entry, "tar-mode-umask", &tile) ||
	    tar_type_of(entry->member) == 'l')
		canonical = mode;
	note_number(entry, "tar-mode-umask", "mode", mode, canonical);
	put_number(entry, TAR_MODE, NULL, canonical);
}

/* A long path is split at a slash where both parts fit. */
static void
put_path(struct entry *entry, struct bytes path)
{
	size_t name_size, prefix_size;
	uint8_t *name = field_of(entry, TAR_NAME, &name_size);
	uint8_t *prefix = field_of(entry, TAR_PREFIX, &prefix_size);

	for (size_t at = path.size > name_size ? path.size - name_size - 1 : path.size;
	     at < path.size && at <= prefix_size && path.size > name_size; at++) {
		if (path.data[at] != '/' || at == 0 || at + 1 == path.size)
			continue;
		memcpy(prefix, path.data, at);
		memcpy(name, path.data + at + 1, path.size - at - 1);
		return;
	}
	put_text(entry, TAR_NAME, "path", path);
}

static void
put_unknown_records(struct entry *entry)
{
	for (size_t i = 0; i < entry->member->extension_count; i++) {
		const struct tar_extension *extension = &entry->member->extensions[i];
		struct bytes rest = extension->data;
		struct tar_record record;

		if (extension->type != 'x' && extension->type != 'X')
			continue;
		while (tar_record_next(&rest, &record))
			if (tar_meaning_of(record.key) == MEANINGS)
				add_record(entry, record.key, record.value);
	}
}

/* Times of access and change have no field in ustar. */
static void
put_time(struct entry *entry, enum tar_meaning meaning, const char *rule)
{
	struct bytes value = entry->member->meanings.of[meaning].value;
	struct tile tile = { .kind = TILE_FIELD, .key = tar_meaning_name(meaning) };

	if (!is_said_elsewhere(entry->member, meaning))
		return;
	tile.number = number_of(entry->member, meaning, TAR_MTIME);
	if (!rule_takes(entry, rule, &tile))
		add_record(entry, bytes_of_text(tile.key), value);
}

static void
put_type(struct entry *entry)
{
	uint8_t flag = tar_field_bytes(entry->member->header, TAR_TYPE).data[0];
	size_t size;
	uint8_t *place = field_of(entry, TAR_TYPE, &size);

	if (flag == '\0' || flag == '7')
		flag = '0';
	*place = flag == '0' && tar_type_of(entry->member) == 'd' ? '5' : flag;
	memcpy(field_of(entry, TAR_MAGIC, &size), "ustar\00000", 8);
}

static void
fill(struct entry *entry, struct bytes path, size_t size)
{
	const struct tar_member *member = entry->member;
	int64_t number;

	put_path(entry, path);
	put_mode(entry);
	put_ruled_number(entry, "tar-owner", "uid", TAR_UID,
			 number_of(member, MEANS_UID, TAR_UID));
	put_ruled_number(entry, "tar-owner", "gid", TAR_GID,
			 number_of(member, MEANS_GID, TAR_GID));
	put_number(entry, TAR_SIZE, "size", (int64_t)size);
	put_ruled_number(entry, "tar-mtime", "mtime", TAR_MTIME,
			 number_of(member, MEANS_MTIME, TAR_MTIME));
	put_type(entry);
	put_text(entry, TAR_LINK, "linkpath", text_of(member, MEANS_LINK, TAR_LINK));
	put_owner(entry, "uname", TAR_UNAME, text_of(member, MEANS_UNAME, TAR_UNAME));
	put_owner(entry, "gname", TAR_GNAME, text_of(member, MEANS_GNAME, TAR_GNAME));
	(void)tar_number(tar_field_bytes(member->header, TAR_DEVMAJOR), &number);
	put_number(entry, TAR_DEVMAJOR, NULL, number);
	(void)tar_number(tar_field_bytes(member->header, TAR_DEVMINOR), &number);
	put_number(entry, TAR_DEVMINOR, NULL, number);
	put_time(entry, MEANS_ATIME, "tar-atime");
	put_time(entry, MEANS_CTIME, "tar-ctime");
	put_unknown_records(entry);
	tar_checksum_set(entry->header);
}

static void
append_padded(struct buffer *out, struct bytes content)
{
	static const uint8_t zeros[TAR_BLOCK_SIZE];

	buffer_append(out, content);
	buffer_append(out, bytes_slice(BYTES_OF(zeros), 0,
				       tar_padded(content.size) - content.size));
}

static void
append_records(struct entry *entry, struct buffer *out)
{
	struct entry extended = { .normalizer = entry->normalizer,
				  .member = entry->member };
	size_t size;

	if (entry->records.size == 0)
		return;
	put_text(&extended, TAR_NAME, "path", bytes_of_text("PaxHeader"));
	put_number(&extended, TAR_MODE, NULL, 0644);
	put_number(&extended, TAR_UID, NULL, 0);
	put_number(&extended, TAR_GID, NULL, 0);
	put_number(&extended, TAR_SIZE, NULL, (int64_t)entry->records.size);
	put_number(&extended, TAR_MTIME, NULL, 0);
	*field_of(&extended, TAR_TYPE, &size) = 'x';
	memcpy(field_of(&extended, TAR_MAGIC, &size), "ustar\00000", 8);
	tar_checksum_set(extended.header);
	buffer_append(out, BYTES_OF(extended.header));
	append_padded(out, buffer_bytes(&entry->records));
}

int
tar_entry_write(struct normalizer *normalizer, const struct tar_member *member,
		const char *name, struct buffer *out, struct error *err)
{
	cleanup_buffer struct buffer content = BUFFER_INIT(out->limit),
				     path = BUFFER_INIT(SIZE_MAX);
	struct entry entry = { .normalizer = normalizer,
			       .member = member,
			       .name = name,
			       .records = BUFFER_INIT(out->limit) };

	if (member->content.size > 0 &&
	    normalize_content(normalizer, name, member->content, &content, err) < 0)
		return -1;
	tar_member_path(member, &path);
	fill(&entry, buffer_bytes(&path), content.size);
	append_records(&entry, out);
	buffer_release(&entry.records);
	buffer_append(out, BYTES_OF(entry.header));
	append_padded(out, buffer_bytes(&content));
	return buffer_check(out, err);
}
