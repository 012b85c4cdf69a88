/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Classes of Java (JVM Specification SE 25, chapter 4; all versions from 45).
 *
 * Magic, version; constants, to which all that follows refers by number: texts, names of
 * classes, of fields and methods of other classes, values; then what the class may do,
 * its own name, that of its parent, its interfaces, its fields and its methods.  Fields,
 * methods and the class itself have attributes with a name, a length and a content:
 * Code with the instructions, line numbers for debuggers, annotations, and any that a
 * compiler makes up, which the JVM passes over.
 *
 * Between builds vary the numbers of constants, with another compiler the order of
 * members, line numbers and names of made-up classes.  To hide something there are
 * constants that nothing refers to, unknown attributes, and bytes behind the end, which
 * the JVM refuses.
 *
 * A constant follows from what refers to it, which says all that it stands for.  One that
 * nothing refers to, or that is a door out of the program, is told by itself.
 */
#include "compare/format.h"

#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/class_file.h"
#include "compare/class_judge.h"

enum { HEAD = 8, TEXT_MAX = 1 << 20, ALL_TEXT_MAX = 32 << 20 };

/* A class on its way to tiles; the first time without any, to find out what is used. */
struct walk {
	struct class_file file;
	struct tiler *tiler; /* borrowed; NULL the first time */
	struct cursor at;
	struct buffer text; /* of the value in the making */
	size_t said;	    /* bytes of all texts so far */
	bool broken;	    /* it ends early, or makes no sense */
	bool doubtful;	    /* what has been marked as used may not be said */
};

static int
class_recognize(struct bytes content)
{
	enum { FIRST_MAJOR = 45, LAST_MAJOR = 99 };
	static const uint8_t magic[] = { 0xca, 0xfe, 0xba, 0xbe };
	struct cursor at = cursor_on(bytes_slice(content, 6, 4));
	uint16_t major = cursor_u16be(&at), count = cursor_u16be(&at);

	return bytes_start_with(content, BYTES_OF(magic)) && !at.overrun &&
			       major >= FIRST_MAJOR && major <= LAST_MAJOR && count > 0
		       ? 95
		       : 0;
}

static unsigned
peek(const struct walk *walk, size_t offset)
{
	struct cursor at = cursor_on(bytes_slice(walk->at.rest, offset, 2));

	return cursor_u16be(&at);
}

/* Whether so many bytes are there. */
static bool
has(struct walk *walk, uint64_t size)
{
	walk->broken =
		walk->broken || walk->at.rest.size < size || walk->said > ALL_TEXT_MAX;
	return !walk->broken;
}

/* What follows from what stands around it: counts, lengths, numbers of names. */
static void
take_derived(struct walk *walk, size_t size, const char *key)
{
	if (!has(walk, size))
		return;
	cursor_take(&walk->at, size);
	if (walk->tiler != NULL)
		tile_derived(walk->tiler, size, key, true);
}

/* What the text says in full. */
static void
take_said(struct walk *walk, size_t size, const char *key)
{
	if (has(walk, size)) {
		cursor_take(&walk->at, size);
		walk->said += walk->text.size;
		if (walk->tiler != NULL) {
			tile_field(walk->tiler, size, key, "%s",
				   buffer_text(&walk->text));
			tile_set_symbolic(walk->tiler);
		}
	}
	buffer_clear(&walk->text);
}

static void
take_number(struct walk *walk, size_t size, const char *key)
{
	if (!has(walk, size))
		return;
	if (walk->tiler != NULL)
		tile_number(walk->tiler, size, key, peek(walk, 0));
	cursor_take(&walk->at, size);
}

/* A constant's number. */
static void
take_reference(struct walk *walk, const char *key)
{
	if (!has(walk, 2))
		return;
	class_append_constant(&walk->file, peek(walk, 0), &walk->text);
	take_said(walk, 2, key);
}

/* Bytes that nobody knows the meaning of. */
static void
take_bytes(struct walk *walk, size_t size, const char *key, const char *complaint)
{
	if (!has(walk, size))
		return;
	cursor_take(&walk->at, size);
	if (walk->tiler == NULL)
		return;
	tile_text(walk->tiler, size, key);
	tile_complain(walk->tiler, complaint);
}

static void
take_access(struct walk *walk, enum class_part part)
{
	if (!has(walk, 2))
		return;
	class_append_access(part, peek(walk, 0), &walk->text);
	take_said(walk, 2, "access");
}

/* The content of an attribute, or of something like one, whose name is the key. */
static void
take_content(struct walk *walk, const char *key, struct bytes name, uint64_t size)
{
	if (!has(walk, size))
		return;
	if (class_append_attribute(&walk->file, name,
				   bytes_slice(walk->at.rest, 0, (size_t)size),
				   &walk->text)) {
		take_said(walk, (size_t)size, key);
		return;
	}
	walk->doubtful = walk->doubtful || class_knows_attribute(name);
	buffer_clear(&walk->text);
	take_bytes(walk, (size_t)size, key,
		   class_knows_attribute(name) ? "is not as the JVM wants it" : NULL);
}

static void
take_instructions(struct walk *walk, size_t size)
{
	if (!has(walk, size))
		return;
	if (class_append_code(&walk->file, bytes_slice(walk->at.rest, 0, size),
			      &walk->text)) {
		take_said(walk, size, "code");
		return;
	}
	walk->doubtful = true;
	buffer_clear(&walk->text);
	take_bytes(walk, size, "code", "is no code of the JVM");
}

static void take_attributes(struct walk *walk, bool method);

/* Section 4.7.3. */
static void
take_code(struct walk *walk, size_t size)
{
	enum { ENTRY = 8 };
	static const char table[] = "exception table";
	struct bytes rest = walk->at.rest;
	uint32_t length;

	walk->at.rest = bytes_slice(rest, 0, size);
	take_number(walk, 2, "max_stack");
	take_number(walk, 2, "max_locals");
	length = peek(walk, 0) << 16 | peek(walk, 2);
	take_derived(walk, 4, "code/length");
	take_instructions(walk, length);
	take_content(walk, table, bytes_of_text(table),
		     2 + (uint64_t)peek(walk, 0) * ENTRY);
	take_attributes(walk, false);
	if (walk->at.rest.size > 0 && !walk->broken)
		take_bytes(walk, walk->at.rest.size, "code/rest",
			   "stands behind the end of the code");
	if (!walk->broken)
		walk->at.rest = bytes_slice(rest, size, SIZE_MAX);
}

static void
take_attribute(struct walk *walk, bool method)
{
	enum { ATTRIBUTE_HEAD = 6 };
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);
	cleanup_free char *head = NULL;
	struct bytes name;
	uint32_t size;

	if (!has(walk, ATTRIBUTE_HEAD))
		return;
	name = class_text(&walk->file, peek(walk, 0));
	size = peek(walk, 2) << 16 | peek(walk, 4);
	if (!has(walk, (uint64_t)size + ATTRIBUTE_HEAD))
		return;
	class_append_constant(&walk->file, peek(walk, 0), &key);
	head = xasprintf("%s/head", buffer_text(&key));
	take_derived(walk, ATTRIBUTE_HEAD, head);
	if (method && bytes_equal_text(name, "Code"))
		take_code(walk, size);
	else
		take_content(walk, buffer_text(&key), name, size);
}

static void
take_attributes(struct walk *walk, bool method)
{
	unsigned count = peek(walk, 0);

	take_derived(walk, 2, "attributes");
	for (unsigned i = 0; i < count && !walk->broken; i++)
		take_attribute(walk, method);
}

/* "count:I", "main([Ljava/lang/String;)V". */
static void
begin_member(struct walk *walk, bool method)
{
	class_append_constant(&walk->file, peek(walk, 2), &walk->text);
	buffer_append_text(&walk->text, method ? "" : ":");
	class_append_constant(&walk->file, peek(walk, 4), &walk->text);
	if (walk->tiler != NULL &&
	    !tiler_member(walk->tiler, buffer_bytes(&walk->text), 's'))
		walk->broken = true;
	buffer_clear(&walk->text);
}

static void
take_members(struct walk *walk, bool method)
{
	enum { MEMBER_HEAD = 6 };
	unsigned count = peek(walk, 0);

	take_derived(walk, 2, method ? "methods" : "fields");
	for (unsigned i = 0; i < count && has(walk, MEMBER_HEAD); i++) {
		begin_member(walk, method);
		take_access(walk, method ? CLASS_PART_METHOD : CLASS_PART_FIELD);
		take_reference(walk, "name");
		take_reference(walk, "type");
		take_attributes(walk, method);
		if (walk->tiler != NULL)
			tiler_end_member(walk->tiler);
	}
}

/* All behind the constants. */
static void
take_class(struct walk *walk)
{
	unsigned interfaces;

	take_access(walk, CLASS_PART_CLASS);
	take_reference(walk, "name");
	take_reference(walk, "parent");
	interfaces = peek(walk, 0);
	take_derived(walk, 2, "interfaces");
	for (unsigned i = 0; i < interfaces && !walk->broken; i++)
		take_reference(walk, "interface");
	take_members(walk, false);
	take_members(walk, true);
	take_attributes(walk, false);
}

static void
take_constant(struct walk *walk, unsigned number)
{
	const struct class_constant *constant = &walk->file.at[number];
	bool used = constant->used && !walk->doubtful;
	cleanup_free char *key = NULL;
	const char *door;

	class_append_constant(&walk->file, number, &walk->text);
	door = class_find_door(buffer_text(&walk->text));
	if (used && door == NULL) {
		take_derived(walk, constant->size, "constant");
		buffer_clear(&walk->text);
		return;
	}
	key = xasprintf("%s%s", used ? "" : "unused ", buffer_text(&walk->text));
	take_said(walk, constant->size, key);
}

/* Skips the attributes of a member or of the class; those of the class may tell how
 * constants are made. */
static void
skip_attributes(struct class_file *file, struct cursor *at, bool of_class)
{
	unsigned count = cursor_u16be(at);

	for (unsigned i = 0; i < count && !at->overrun; i++) {
		struct bytes name = class_text(file, cursor_u16be(at));
		struct bytes content = cursor_take(at, cursor_u32be(at));

		if (of_class && bytes_equal_text(name, "BootstrapMethods"))
			class_file_set_bootstraps(file, content);
	}
}

static void
find_bootstraps(struct class_file *file, struct bytes rest)
{
	enum { NAMES = 6, MEMBER_NAMES = 6 };
	struct cursor at = cursor_on(rest);

	cursor_take(&at, NAMES);
	cursor_take(&at, (size_t)2 * cursor_u16be(&at));
	for (int kind = 0; kind < 2; kind++) {
		unsigned count = cursor_u16be(&at);

		for (unsigned i = 0; i < count && !at.overrun; i++) {
			cursor_take(&at, MEMBER_NAMES);
			skip_attributes(file, &at, false);
		}
	}
	skip_attributes(file, &at, true);
}

/* What refers to a constant is not always known to be said before all has been read. */
static void
find_used(struct walk *walk, struct bytes rest)
{
	walk->at = cursor_on(rest);
	take_class(walk);
	walk->doubtful = walk->doubtful || walk->broken;
	walk->broken = false;
	walk->said = 0;
}

static void
take_all(struct walk *walk, struct tiler *tiler)
{
	struct bytes content = tiler->content;

	if (!class_file_read(&walk->file, content)) {
		walk->broken = true;
		return;
	}
	find_bootstraps(&walk->file, bytes_slice(content, walk->file.end, SIZE_MAX));
	find_used(walk, bytes_slice(content, walk->file.end, SIZE_MAX));
	walk->tiler = tiler;
	walk->at = cursor_on(tiler_rest(tiler));
	take_derived(walk, 2, "constants");
	for (unsigned i = 1; i < walk->file.count; i++)
		if (walk->file.at[i].tag != 0)
			take_constant(walk, i);
	take_class(walk);
}

static int
class_tile(struct tiler *tiler, struct error *err)
{
	enum { FIRST_OF_JAVA = 44, NAMED_FROM = 49 };
	struct walk walk = { .text = BUFFER_INIT(TEXT_MAX) };
	struct cursor at = cursor_on(bytes_slice(tiler->content, 4, 4));
	unsigned minor = cursor_u16be(&at), major = cursor_u16be(&at);

	tile_text(tiler, 4, "magic");
	if (major >= NAMED_FROM)
		tile_field(tiler, 4, "version", "%u.%u (Java %u)", major, minor,
			   major - FIRST_OF_JAVA);
	else
		tile_field(tiler, 4, "version", "%u.%u", major, minor);
	take_all(&walk, tiler);
	buffer_release(&walk.text);
	class_file_release(&walk.file);
	if (walk.said > ALL_TEXT_MAX)
		return error_set(err, ERROR_LIMIT, "more text than a class has");
	return walk.broken ? error_set(err, ERROR_MALFORMED, "the class makes no sense")
			   : 0;
}

const struct format format_class = {
	.name = "class",
	.said = "a class of Java",
	.recognize = class_recognize,
	.tile = class_tile,
	.judge = class_judge,
};
