/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/dump.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/tree.h"

enum {
	PART_MAX = 100,	    /* bytes of one part of a name */
	PARTS_MAX = 24,	    /* folders in folders */
	NAME_MAX_ALL = 800, /* bytes of a name with its folders */
	HEX_SHOWN = 16,
	LIST_MAX = 1 << 28,
};

/* Of the leaves of one comparison. */
static const uint64_t room_size = UINT64_C(4) << 30;

static const char published_folder[] = "published", rebuilt_folder[] = "rebuilt";

struct dump {
	char *path;	     /* owned */
	int folder;	     /* owned */
	struct json *leaves; /* owned: what was written */
	uint64_t left_out;
	size_t count;
};

void
dump_close(struct dump *dump)
{
	if (dump == NULL)
		return;
	close(dump->folder);
	json_free(dump->leaves);
	free(dump->path);
	free(dump);
}

/* 1 when nothing is in it, 0 when something is. */
static int
is_empty(const char *path, struct error *err)
{
	cleanup_directory DIR *folder = opendir(path);
	const struct dirent *entry;

	if (folder == NULL)
		return error_set_errno(err, "%s", path);
	while (errno = 0, (entry = readdir(folder)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			return 0;
	return errno != 0 ? error_set_errno(err, "%s", path) : 1;
}

int
dump_open(struct dump **out, const char *path, struct error *err)
{
	cleanup_close int folder = -1;
	int empty;

	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return error_set_errno(err, "%s", path);
	empty = is_empty(path, err);
	if (empty < 0)
		return -1;
	if (empty == 0)
		return error_set(err, ERROR_USAGE,
				 "--dump: %s is not empty; name a new folder", path);
	folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return error_set_errno(err, "%s", path);
	*out = xcalloc(1, sizeof(**out));
	(*out)->path = xstrdup(path);
	(*out)->folder = steal_fd(&folder);
	(*out)->leaves = json_new_array();
	return 0;
}

int
dump_make_room(const struct dump *dump, struct spool **spool, struct error *err)
{
	return spool_open(spool, dump->path, room_size, err);
}

/* "~" stands before what we add, and before nothing else. */
static bool
is_plain(uint8_t c)
{
	return isascii(c) && (isalnum(c) || (c != '\0' && strchr("._-+=@,", c) != NULL));
}

static void
append_hash(struct buffer *out, struct bytes bytes)
{
	char hex[DIGEST_HEX_MAX];

	digest_hex_of(DIGEST_SHA256, bytes, hex);
	buffer_printf(out, "~%.*s", HEX_SHOWN, hex);
}

/* One part between slashes: never "." or "..", never an option, never too long. */
static void
append_part(struct buffer *out, struct bytes part)
{
	cleanup_buffer struct buffer name = BUFFER_INIT(PART_MAX);
	bool dots = part.size <= 2 && bytes_are_all(part, '.');

	for (size_t i = 0; i < part.size && !name.overflow; i++) {
		uint8_t c = part.data[i];

		if (!is_plain(c) || dots || (i == 0 && c == '-'))
			buffer_printf(&name, "%%%02X", c);
		else
			buffer_append_byte(&name, c);
	}
	buffer_append(out, buffer_bytes(&name));
	if (name.overflow)
		append_hash(out, part);
}

char *
dump_name(struct bytes path)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(NAME_MAX_ALL);
	struct bytes rest = path;
	size_t parts = 0;

	while (rest.size > 0 && parts <= PARTS_MAX && !out.overflow) {
		struct bytes part = bytes_before(rest, '/');

		if (part.size > 0 && parts++ > 0)
			buffer_append_byte(&out, '/');
		append_part(&out, part);
		rest = bytes_slice(rest, part.size + 1, rest.size);
	}
	if (out.size == 0 || out.overflow || parts > PARTS_MAX) {
		out.size = 0;
		out.overflow = false;
		buffer_append_text(&out, "~path");
		append_hash(&out, path);
	}
	return buffer_steal_text(&out);
}

static int
write_bytes(int fd, const char *name, struct bytes content, struct error *err)
{
	if (file_write_all(fd, content) < 0 || fchmod(fd, 0644) < 0)
		return error_set_errno(err, "%s", name);
	return 0;
}

/* One side of a leaf: 1 where something of that name is there already. */
static int
write_side(const struct dump *dump, const char *side, const char *name,
	   struct bytes content, struct error *err)
{
	cleanup_free char *path = xasprintf("%s/%s", side, name);
	cleanup_close int fd = -1;
	int opened = tree_open_new_file(&fd, dump->folder, path, err);

	if (opened == 0)
		return write_bytes(fd, path, content, err);
	return opened;
}

static void
take_back(const struct dump *dump, const char *side, const char *name)
{
	cleanup_free char *path = xasprintf("%s/%s", side, name);

	unlinkat(dump->folder, path, 0);
}

/* Both sides under one name, or none of them. */
static int
write_leaf(const struct dump *dump, const struct leaf *leaf, const char *name,
	   struct error *err)
{
	int written = 0;

	if (leaf->in_published)
		written = write_side(dump, published_folder, name, leaf->published, err);
	if (written != 0 || !leaf->in_rebuilt)
		return written;
	written = write_side(dump, rebuilt_folder, name, leaf->rebuilt, err);
	if (written > 0 && leaf->in_published)
		take_back(dump, published_folder, name);
	return written;
}

static void
list_side(struct json *line, const char *side, const char *name, bool there)
{
	cleanup_free char *path = xasprintf("%s/%s", side, name);

	json_set_text(line, side, there ? path : NULL);
}

static void
list_leaf(struct dump *dump, const struct leaf *leaf, const char *name)
{
	struct json *line = json_new_object();

	json_set(line, "path", json_new_bytes(leaf->path));
	list_side(line, published_folder, name, leaf->in_published);
	list_side(line, rebuilt_folder, name, leaf->in_rebuilt);
	json_append(dump->leaves, line);
}

/* A path that is a file here and a folder there, or two that differ in what a name cannot
 * show: the later one stands aside, under its number. */
static int
place_leaf(struct dump *dump, const struct leaf *leaf, struct error *err)
{
	cleanup_free char *name = dump_name(leaf->path);
	int written = write_leaf(dump, leaf, name, err);

	dump->count++;
	if (written > 0) {
		replace_text(&name, xasprintf("~%zu/%s", dump->count, name));
		written = write_leaf(dump, leaf, name, err);
	}
	if (written > 0)
		return error_set(err, ERROR_SYSTEM, "%s: somebody else writes there",
				 name);
	if (written == 0)
		list_leaf(dump, leaf, name);
	return written;
}

static int
write_list(const struct dump *dump, struct error *err)
{
	cleanup_json struct json *list = json_new_object();
	cleanup_buffer struct buffer text = BUFFER_INIT(LIST_MAX);
	cleanup_free char *path = path_join(dump->path, "leaves.json");

	json_set_text(list, "format", "cupel-leaves/1");
	json_set(list, "leaves", json_clone(dump->leaves));
	json_set_number(list, "left_out",
			dump->left_out > INT64_MAX ? INT64_MAX : (int64_t)dump->left_out);
	json_write(list, JSON_STYLE_PRETTY, &text);
	if (buffer_check(&text, err) < 0)
		return error_wrap(err, "%s", path);
	return file_write(path, buffer_bytes(&text), 0644, err);
}

int
dump_write(struct dump *dump, const struct leaves *leaves, struct error *err)
{
	struct cursor at = leaves_begin(leaves);
	struct leaf leaf;

	for (size_t i = 0; i < LEAVES_MAX && leaves_next(&at, &leaf); i++)
		if (place_leaf(dump, &leaf, err) < 0)
			return error_wrap(err, "%s", dump->path);
	if (__builtin_add_overflow(dump->left_out, leaves_left_out(leaves),
				   &dump->left_out))
		dump->left_out = UINT64_MAX;
	return write_list(dump, err);
}
