/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/cpio_member.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "base/memory.h"

static const struct cpio_column newc[] = {
	{ CPIO_INODE, 8 },
	{ CPIO_MODE, 8 },
	{ CPIO_UID, 8 },
	{ CPIO_GID, 8 },
	{ CPIO_NLINK, 8 },
	{ CPIO_MTIME, 8 },
	{ CPIO_SIZE, 8 },
	{ CPIO_FILESYSTEM_MAJOR, 8 },
	{ CPIO_FILESYSTEM_MINOR, 8 },
	{ CPIO_DEVICE_MAJOR, 8 },
	{ CPIO_DEVICE_MINOR, 8 },
	{ CPIO_NAME_SIZE, 8 },
	{ CPIO_CHECK, 8 },
};

static const struct cpio_column odc[] = {
	{ CPIO_FILESYSTEM, 6 }, { CPIO_INODE, 6 }, { CPIO_MODE, 6 },   { CPIO_UID, 6 },
	{ CPIO_GID, 6 },	{ CPIO_NLINK, 6 }, { CPIO_DEVICE, 6 }, { CPIO_MTIME, 11 },
	{ CPIO_NAME_SIZE, 6 },	{ CPIO_SIZE, 11 },
};

static const struct cpio_column binary[] = {
	{ CPIO_FILESYSTEM, 2 }, { CPIO_INODE, 2 }, { CPIO_MODE, 2 },   { CPIO_UID, 2 },
	{ CPIO_GID, 2 },	{ CPIO_NLINK, 2 }, { CPIO_DEVICE, 2 }, { CPIO_MTIME, 4 },
	{ CPIO_NAME_SIZE, 2 },	{ CPIO_SIZE, 4 },
};

/* How a dialect begins, how its numbers are written, and what its parts are filled up to.
 */
static const struct {
	const char *magic;
	uint32_t base;
	size_t unit;
} dialects[] = {
	[CPIO_NEWC] = { "070701", 16, 4 }, [CPIO_CRC] = { "070702", 16, 4 },
	[CPIO_ODC] = { "070707", 8, 1 },   [CPIO_LITTLE] = { "\xc7\x71", 0, 2 },
	[CPIO_BIG] = { "\x71\xc7", 0, 2 },
};

static const char *const keys[] = {
	[CPIO_FILESYSTEM] = "filesystem",
	[CPIO_FILESYSTEM_MAJOR] = "filesystem-major",
	[CPIO_FILESYSTEM_MINOR] = "filesystem-minor",
	[CPIO_INODE] = "inode",
	[CPIO_MODE] = "mode",
	[CPIO_UID] = "uid",
	[CPIO_GID] = "gid",
	[CPIO_NLINK] = "nlink",
	[CPIO_DEVICE] = "device",
	[CPIO_DEVICE_MAJOR] = "devmajor",
	[CPIO_DEVICE_MINOR] = "devminor",
	[CPIO_MTIME] = "mtime",
	[CPIO_NAME_SIZE] = "name-size",
	[CPIO_SIZE] = "size",
	[CPIO_CHECK] = "check",
};

const char *
cpio_field_name(enum cpio_field field)
{
	return keys[field];
}

const struct cpio_column *
cpio_columns(enum cpio_dialect dialect, size_t *count)
{
	if (dialects[dialect].base == 0) {
		*count = array_length(binary);
		return binary;
	}
	*count = dialect == CPIO_ODC ? array_length(odc) : array_length(newc);
	return dialect == CPIO_ODC ? odc : newc;
}

static bool
read_magic(struct cpio_member *member, struct bytes rest)
{
	for (size_t i = 0; i < array_length(dialects); i++)
		if (bytes_start_with(rest, bytes_of_text(dialects[i].magic))) {
			member->dialect = (enum cpio_dialect)i;
			member->base = dialects[i].base;
			member->magic_size = strlen(dialects[i].magic);
			return true;
		}
	return false;
}

static unsigned
digit_of(uint8_t byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10U;
	if (byte >= 'A' && byte <= 'F')
		return byte - 'A' + 10U;
	return UINT8_MAX;
}

/* Eleven digits of three bits fit. */
static bool
read_number(struct bytes text, uint32_t base, uint64_t *number)
{
	*number = 0;
	for (size_t i = 0; i < text.size; i++) {
		unsigned digit = digit_of(text.data[i]);

		if (digit >= base)
			return false;
		*number = *number * base + digit;
	}
	return text.size > 0;
}

/* Of four bytes, the upper two stand first in either order. */
static uint64_t
read_binary(enum cpio_dialect dialect, struct bytes bytes)
{
	struct cursor at = cursor_on(bytes);
	uint64_t number = 0;

	while (at.rest.size > 0)
		number = number << 16 |
			 (dialect == CPIO_BIG ? cursor_u16be(&at) : cursor_u16le(&at));
	return number;
}

void
cpio_put_binary(struct buffer *out, enum cpio_dialect dialect, uint64_t number,
		size_t size)
{
	for (size_t left = size; left > 0; left -= 2) {
		uint16_t half = (uint16_t)(number >> (8 * (left - 2)));
		uint8_t low = (uint8_t)half, high = (uint8_t)(half >> 8);

		buffer_append_byte(out, dialect == CPIO_BIG ? high : low);
		buffer_append_byte(out, dialect == CPIO_BIG ? low : high);
	}
}

static bool
read_field(struct cpio_member *member, struct bytes bytes, uint64_t *number)
{
	if (member->base != 0)
		return read_number(bytes, member->base, number);
	*number = read_binary(member->dialect, bytes);
	return true;
}

static bool
read_header(struct cpio_member *member, struct cursor *at)
{
	size_t count;
	const struct cpio_column *columns = cpio_columns(member->dialect, &count);

	cursor_take(at, member->magic_size);
	member->header_size = member->magic_size;
	for (size_t i = 0; i < count; i++) {
		struct bytes text = cursor_take(at, columns[i].size);

		if (!read_field(member, text, &member->numbers[columns[i].field]))
			return false;
		member->header_size += columns[i].size;
	}
	return true;
}

size_t
cpio_unit(enum cpio_dialect dialect)
{
	return dialects[dialect].unit;
}

static size_t
padding_after(const struct cpio_member *member, size_t size)
{
	size_t unit = cpio_unit(member->dialect);

	return (unit - size % unit) % unit;
}

bool
cpio_member_read(struct cpio_member *member, struct bytes rest)
{
	struct cursor at = cursor_on(rest);
	uint64_t size;

	*member = (struct cpio_member){ 0 };
	if (!read_magic(member, rest) || !read_header(member, &at))
		return false;
	member->name_room = cursor_take(&at, (size_t)member->numbers[CPIO_NAME_SIZE]);
	if (at.overrun || member->name_room.size == 0)
		return false;
	member->name = bytes_before(member->name_room, '\0');
	member->name_padding =
		padding_after(member, member->header_size + member->name_room.size);
	if (member->name_padding > at.rest.size)
		member->name_padding = at.rest.size;
	cursor_take(&at, member->name_padding);
	size = member->numbers[CPIO_SIZE];
	member->content = bytes_slice(at.rest, 0, (size_t)size);
	member->is_cut = member->content.size < size;
	member->is_trailer = bytes_equal_text(member->name, "TRAILER!!!");
	cursor_take(&at, member->content.size);
	member->content_padding = padding_after(member, member->content.size);
	if (member->content_padding > at.rest.size)
		member->content_padding = at.rest.size;
	return true;
}

size_t
cpio_member_size(const struct cpio_member *member)
{
	return member->header_size + member->name_room.size + member->name_padding +
	       member->content.size + member->content_padding;
}

static const struct cpio_type {
	mode_t mode;
	char type;
	const char *name;
} types[] = {
	{ S_IFREG, 'f', "file" },	   { S_IFDIR, 'd', "folder" },
	{ S_IFLNK, 'l', "symbolic link" }, { S_IFCHR, 'o', "character device" },
	{ S_IFBLK, 'o', "block device" },  { S_IFIFO, 'o', "pipe" },
	{ S_IFSOCK, 'o', "socket" },
};

static const struct cpio_type *
find_type(const struct cpio_member *member)
{
	uint64_t mode = member->numbers[CPIO_MODE] & S_IFMT;

	for (size_t i = 0; i < array_length(types); i++)
		if (types[i].mode == mode)
			return &types[i];
	return NULL;
}

char
cpio_type_of(const struct cpio_member *member, const char **name)
{
	const struct cpio_type *type = find_type(member);

	*name = type == NULL ? "of unknown type" : type->name;
	return type == NULL ? 'o' : type->type;
}

bool
cpio_member_is_likely(const struct cpio_member *member)
{
	return member->base != 0 || (member->name.size + 1 == member->name_room.size &&
				     (member->is_trailer || find_type(member) != NULL));
}

uint32_t
cpio_sum(struct bytes content)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < content.size; i++)
		sum += content.data[i];
	return sum;
}

static struct cpio_link
link_of(const struct cpio_member *member, size_t index)
{
	const uint64_t *numbers = member->numbers;
	const char *ignored;

	return (struct cpio_link){
		.filesystem = numbers[CPIO_FILESYSTEM] |
			      numbers[CPIO_FILESYSTEM_MAJOR] << 32 |
			      numbers[CPIO_FILESYSTEM_MINOR],
		.inode = numbers[CPIO_INODE],
		.counts =
			numbers[CPIO_NLINK] > 1 && cpio_type_of(member, &ignored) != 'd',
		.index = index,
		.first = index,
	};
}

static int
order_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int
compare_files(const struct cpio_link *a, const struct cpio_link *b)
{
	int order = order_numbers(b->counts, a->counts);

	if (order == 0)
		order = order_numbers(a->filesystem, b->filesystem);
	return order != 0 ? order : order_numbers(a->inode, b->inode);
}

static int
order_by_file(const void *a, const void *b)
{
	const struct cpio_link *left = a, *right = b;
	int order = compare_files(left, right);

	return order != 0 ? order : order_numbers(left->index, right->index);
}

static int
order_by_index(const void *a, const void *b)
{
	const struct cpio_link *left = a, *right = b;

	return order_numbers(left->index, right->index);
}

static void
find_firsts(struct cpio_link *links, size_t count)
{
	if (count == 0)
		return;
	qsort(links, count, sizeof(*links), order_by_file);
	for (size_t i = 1; i < count && links[i].counts; i++)
		if (compare_files(&links[i - 1], &links[i]) == 0)
			links[i].first = links[i - 1].first;
	qsort(links, count, sizeof(*links), order_by_index);
}

size_t
cpio_links_read(struct cpio_link **links, struct bytes content, uint64_t most)
{
	struct cpio_member member;
	size_t count = 0;

	while (count < most && cpio_member_read(&member, content) && !member.is_trailer) {
		struct cpio_link link = link_of(&member, count);

		array_append(*links, count, link);
		content = bytes_slice(content, cpio_member_size(&member), SIZE_MAX);
	}
	find_firsts(*links, count);
	return count;
}
