/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/tar_member.h"

#include "base/memory.h"

static const char *const pax_keys[MEANINGS] = {
	[MEANS_PATH] = "path",	 [MEANS_LINK] = "linkpath", [MEANS_SIZE] = "size",
	[MEANS_MTIME] = "mtime", [MEANS_ATIME] = "atime",   [MEANS_CTIME] = "ctime",
	[MEANS_UID] = "uid",	 [MEANS_GID] = "gid",	    [MEANS_UNAME] = "uname",
	[MEANS_GNAME] = "gname",
};

enum tar_meaning
tar_meaning_of(struct bytes key)
{
	enum tar_meaning meaning = 0;

	while (meaning < MEANINGS && !bytes_equal_text(key, pax_keys[meaning]))
		meaning++;
	return meaning;
}

const char *
tar_meaning_name(enum tar_meaning meaning)
{
	return pax_keys[meaning];
}

bool
tar_decimal(struct bytes text, int64_t *number)
{
	size_t at = 0;
	int64_t value = 0;

	for (; at < text.size && text.data[at] >= '0' && text.data[at] <= '9'; at++) {
		if (value > (INT64_MAX - 9) / 10)
			return false;
		value = value * 10 + (text.data[at] - '0');
	}
	if (at == 0)
		return false;
	if (at < text.size && text.data[at] == '.')
		for (at++;
		     at < text.size && text.data[at] >= '0' && text.data[at] <= '9';)
			at++;
	*number = value;
	return at == text.size;
}

bool
tar_record_next(struct bytes *rest, struct tar_record *record)
{
	struct bytes digits = bytes_before(*rest, ' '), text;
	int64_t size;

	if (digits.size == rest->size || !tar_decimal(digits, &size) ||
	    (uint64_t)size > rest->size || (size_t)size < digits.size + 3 ||
	    rest->data[size - 1] != '\n')
		return false;
	record->all = bytes_slice(*rest, 0, (size_t)size);
	text = bytes_slice(record->all, digits.size + 1, (size_t)size - digits.size - 2);
	record->key = bytes_before(text, '=');
	if (record->key.size == text.size)
		return false;
	record->value = bytes_slice(text, record->key.size + 1, SIZE_MAX);
	*rest = bytes_slice(*rest, (size_t)size, SIZE_MAX);
	return true;
}

static void
mean(struct tar_meanings *meanings, enum tar_meaning meaning, enum tar_source source,
     struct bytes value)
{
	if (source < meanings->of[meaning].source)
		return;
	meanings->of[meaning].source = source;
	meanings->of[meaning].value = value;
}

/* An empty value takes back what was said. */
static void
read_records(struct tar_meanings *meanings, struct bytes data, enum tar_source source)
{
	struct tar_record record;

	while (tar_record_next(&data, &record)) {
		enum tar_meaning meaning = tar_meaning_of(record.key);

		if (meaning == MEANINGS)
			continue;
		if (record.value.size > 0)
			mean(meanings, meaning, source, record.value);
		else
			meanings->of[meaning].source = SAID_BY_HEADER;
	}
}

/* GNU ends its long names with a NUL. */
static void
read_extension(struct tar_member *member, const struct tar_extension *extension,
	       struct tar_meanings *globals)
{
	switch (extension->type) {
	case 'L':
		mean(&member->meanings, MEANS_PATH, SAID_BY_GNU,
		     bytes_before(extension->data, 0));
		break;
	case 'K':
		mean(&member->meanings, MEANS_LINK, SAID_BY_GNU,
		     bytes_before(extension->data, 0));
		break;
	case 'g':
		read_records(globals, extension->data, SAID_GLOBALLY);
		break;
	default:
		read_records(&member->meanings, extension->data, SAID_BY_PAX);
	}
}

/* Solaris wrote 'X' for 'x'. */
static bool
is_extension(char type)
{
	return type == 'x' || type == 'X' || type == 'g' || type == 'L' || type == 'K';
}

size_t
tar_padded(size_t size)
{
	return (size + TAR_BLOCK_SIZE - 1) / TAR_BLOCK_SIZE * TAR_BLOCK_SIZE;
}

/* Links, devices, folders and pipes have no content, whatever their size says. */
static bool
has_content(char type)
{
	return type < '1' || type > '6';
}

static int
header_at(struct bytes archive, size_t at, struct bytes *header, struct error *err)
{
	*header = bytes_slice(archive, at, TAR_BLOCK_SIZE);
	if (header->size < TAR_BLOCK_SIZE)
		return error_set(err, ERROR_MALFORMED, "the archive is cut short");
	if (!tar_checksum_is_right(*header))
		return error_set(err, ERROR_MALFORMED,
				 "no tar header, or one whose checksum is wrong");
	return 0;
}

/* Takes so many bytes of content at `at`, which must be there. */
static int
content_at(struct bytes archive, size_t at, int64_t size, struct bytes *content)
{
	*content = bytes_slice(archive, at, (size_t)size);
	return content->size == (size_t)size ? 0 : -1;
}

/* The old GNU form has the first four parts of a sparse file in the header, and 21 in
 * each block that follows, of which the last but eight bytes says whether it is the last.
 */
static int
read_sparse(struct tar_member *member, struct bytes archive, size_t at, struct error *err)
{
	enum { MORE = 504 };
	bool more = tar_field_bytes(member->header, TAR_TYPE).data[0] == 'S' &&
		    tar_field_bytes(member->header, TAR_GNU_MORE).data[0] != 0;
	size_t size = 0;

	while (more) {
		struct bytes block = bytes_slice(archive, at + size, TAR_BLOCK_SIZE);

		if (block.size < TAR_BLOCK_SIZE)
			return error_set(err, ERROR_MALFORMED,
					 "a sparse file's map is cut short");
		size += TAR_BLOCK_SIZE;
		more = block.data[MORE] != 0;
	}
	member->sparse = bytes_slice(archive, at, size);
	return 0;
}

static int
read_content(struct tar_member *member, struct bytes archive, size_t at,
	     struct error *err)
{
	char type = (char)tar_field_bytes(member->header, TAR_TYPE).data[0];
	int64_t size = 0;
	bool read = member->meanings.of[MEANS_SIZE].source == SAID_BY_HEADER
			    ? tar_number(tar_field_bytes(member->header, TAR_SIZE), &size)
			    : tar_decimal(member->meanings.of[MEANS_SIZE].value, &size);

	if (!read || size < 0)
		return error_set(err, ERROR_MALFORMED, "a member's size is no number");
	if (!has_content(type))
		size = 0;
	if (content_at(archive, at, size, &member->content) < 0)
		return error_set(err, ERROR_MALFORMED, "a member's content is cut short");
	member->whole = at + tar_padded((size_t)size);
	return 0;
}

static void
read_path(struct tar_member *member)
{
	member->prefix = (struct bytes){ 0 };
	if (member->meanings.of[MEANS_PATH].source != SAID_BY_HEADER) {
		member->path = member->meanings.of[MEANS_PATH].value;
		return;
	}
	member->path = tar_field_text(member->header, TAR_NAME);
	if (tar_dialect_of(member->header) == TAR_USTAR)
		member->prefix = tar_field_text(member->header, TAR_PREFIX);
}

void
tar_member_path(const struct tar_member *member, struct buffer *out)
{
	buffer_append(out, member->prefix);
	if (member->prefix.size > 0)
		buffer_append_byte(out, '/');
	buffer_append(out, member->path);
}

static int
extension_read(struct tar_extension *extension, struct bytes archive, size_t at,
	       char type, struct error *err)
{
	struct bytes header = bytes_slice(archive, at, TAR_BLOCK_SIZE);
	int64_t size;

	*extension = (struct tar_extension){ .type = type, .header = header };
	if (!tar_number(tar_field_bytes(header, TAR_SIZE), &size) || size < 0 ||
	    content_at(archive, at + TAR_BLOCK_SIZE, size, &extension->data) < 0)
		return error_set(err, ERROR_MALFORMED, "an extended header is cut short");
	return 0;
}

int
tar_member_read(struct tar_member *member, struct bytes archive,
		struct tar_meanings *globals, struct error *err)
{
	size_t at = 0;

	*member = (struct tar_member){ .meanings = *globals };
	for (;;) {
		struct tar_extension *extension;
		struct bytes header;
		char type;

		if (header_at(archive, at, &header, err) < 0)
			return -1;
		type = (char)tar_field_bytes(header, TAR_TYPE).data[0];
		if (!is_extension(type)) {
			member->header = header;
			at += TAR_BLOCK_SIZE;
			break;
		}
		if (type == 'g' && member->extension_count > 0)
			return error_set(err, ERROR_MALFORMED,
					 "a global header stands between a member's own");
		if (member->extension_count == EXTENSIONS_MAX)
			return error_set(err, ERROR_MALFORMED,
					 "too many extended headers");
		extension = &member->extensions[member->extension_count++];
		if (extension_read(extension, archive, at, type, err) < 0)
			return -1;
		read_extension(member, extension, globals);
		at += TAR_BLOCK_SIZE + tar_padded(extension->data.size);
		if (type == 'g') {
			member->whole = at;
			return 0;
		}
	}
	read_path(member);
	if (read_sparse(member, archive, at, err) < 0)
		return -1;
	return read_content(member, archive, at + member->sparse.size, err);
}

static const struct {
	char flag, type;
	const char *name;
} types[] = {
	{ '0', 'f', "file" },
	{ '\0', 'f', "file" },
	{ '7', 'f', "file" },
	{ '1', 'h', "hard link" },
	{ '2', 'l', "symbolic link" },
	{ '3', 'o', "character device" },
	{ '4', 'o', "block device" },
	{ '5', 'd', "folder" },
	{ '6', 'o', "pipe" },
	{ 'S', 'f', "sparse file" },
	{ 'D', 'd', "folder with names" },
	{ 'V', 'o', "volume label" },
	{ 'M', 'o', "part of a file" },
};

char
tar_type_of(const struct tar_member *member)
{
	struct bytes path = member->path;
	char flag;

	if (member->header.size == 0)
		return 'o';
	flag = (char)tar_field_bytes(member->header, TAR_TYPE).data[0];
	/* v7 had no flag for folders. */
	if ((flag == '\0' || flag == '0') && path.size > 0 &&
	    path.data[path.size - 1] == '/')
		return 'd';
	for (size_t i = 0; i < array_length(types); i++)
		if (types[i].flag == flag)
			return types[i].type;
	return 'o';
}

const char *
tar_type_name(char flag)
{
	for (size_t i = 0; i < array_length(types); i++)
		if (types[i].flag == flag)
			return types[i].name;
	return "of unknown type";
}
