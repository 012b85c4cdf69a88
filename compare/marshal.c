/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * marshal (CPython, Python/marshal.c), versions 3 to 5 as of Python 3.6 to 3.14.
 *
 * An object is a letter for its type and what that type has: nothing (None), a number, a
 * length and bytes, or a count and that many objects.  The highest bit of the letter says
 * that the object gets a number, from 0 in the order of their beginnings; "r" and a
 * number stand for the object once more.  Which objects are numbered depends on how many
 * references there were in the writing process: that varies between builds of one source,
 * and so does whether a string was interned, which has letters of its own.
 */
#include "compare/marshal.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"

enum { DEPTH_MAX = 400, NUMBERED = 0x80 };

static const char *const fields_36[] = {
	"#argcount", "#kwonlyargcount", "#nlocals", "#stacksize", "#flags",   "bytecode",
	"consts",    "names",		"varnames", "freevars",	  "cellvars", "filename",
	"name",	     "#firstlineno",	"lines",    NULL,
};
static const char *const fields_38[] = {
	"#argcount",
	"#posonlyargcount",
	"#kwonlyargcount",
	"#nlocals",
	"#stacksize",
	"#flags",
	"bytecode",
	"consts",
	"names",
	"varnames",
	"freevars",
	"cellvars",
	"filename",
	"name",
	"#firstlineno",
	"lines",
	NULL,
};
static const char *const fields_311[] = {
	"#argcount", "#posonlyargcount", "#kwonlyargcount", "#stacksize",
	"#flags",    "bytecode",	 "consts",	    "names",
	"locals",    "localkinds",	 "filename",	    "name",
	"qualname",  "#firstlineno",	 "lines",	    "exceptions",
	NULL,
};
static const struct marshal_layout layouts[] = { { fields_36 },
						 { fields_38 },
						 { fields_311 } };

const struct marshal_layout *
marshal_layout_at(unsigned number)
{
	return number < array_length(layouts) ? &layouts[number] : NULL;
}

/* What stands behind a letter: bytes of the object's own, then objects. */
struct shape {
	uint64_t own;
	uint64_t inner;
	bool known, numbered;
};

static struct shape
shape_of_counted(struct bytes rest, uint8_t letter)
{
	struct shape shape = { .known = true, .numbered = true };
	struct cursor at = cursor_on(rest);

	switch (letter) {
	case 's':
	case 'u':
	case 't':
	case 'a':
	case 'A':
		shape.own = 4 + (uint64_t)cursor_u32le(&at);
		break;
	case 'z':
	case 'Z':
	case 'f':
		shape.own = 1 + (uint64_t)cursor_u8(&at);
		break;
	case '(':
	case '[':
	case '<':
	case '>':
		shape.own = 4;
		shape.inner = cursor_u32le(&at);
		break;
	case ')':
		shape.own = 1;
		shape.inner = cursor_u8(&at);
		break;
	default:
		shape.known = false;
	}
	return shape;
}

static uint64_t
size_of_long(struct bytes rest)
{
	struct cursor at = cursor_on(rest);
	int64_t digits = (int32_t)cursor_u32le(&at);

	return 4 + 2 * (uint64_t)(digits < 0 ? -digits : digits);
}

static uint64_t
size_of_complex(struct bytes rest)
{
	struct cursor at = cursor_on(rest);

	cursor_take(&at, cursor_u8(&at));
	cursor_take(&at, cursor_u8(&at));
	return rest.size - at.rest.size + at.overrun;
}

static struct shape
shape_of(struct bytes rest, uint8_t letter)
{
	struct shape shape = { .known = true, .numbered = true };

	switch (letter) {
	case 'N':
	case 'F':
	case 'T':
	case 'S':
	case '.':
		shape.numbered = false;
		return shape;
	case 'i':
		shape.own = 4;
		return shape;
	case 'I':
	case 'g':
		shape.own = 8;
		return shape;
	case 'y':
		shape.own = 16;
		return shape;
	case 'l':
		shape.own = size_of_long(rest);
		return shape;
	case 'x':
		shape.own = size_of_complex(rest);
		return shape;
	case ':':
		shape.inner = 3;
		return shape;
	default:
		return shape_of_counted(rest, letter);
	}
}

/* Where a numbered object begins; it is open until it ends. */
struct numbered {
	size_t offset;
	bool open;
};

struct unfolding {
	struct bytes content; /* borrowed */
	size_t at;
	const struct marshal_layout *layout; /* borrowed */
	struct buffer *out;		     /* borrowed; NULL: only measured */
	struct numbered *numbered;	     /* owned */
	size_t numbered_count;
	unsigned again; /* within how many objects that have been read before */
	unsigned depth;
};

static int unfold(struct unfolding *unfolding, struct error *err);

static int
malformed(struct error *err)
{
	return error_set(err, ERROR_MALFORMED, "no object that Python has marshalled");
}

/* Takes bytes as they are. */
static int
copy(struct unfolding *unfolding, uint64_t size, struct error *err)
{
	if (size > unfolding->content.size - unfolding->at)
		return malformed(err);
	if (unfolding->out != NULL) {
		buffer_append(unfolding->out, bytes_slice(unfolding->content,
							  unfolding->at, (size_t)size));
		if (buffer_check(unfolding->out, err) < 0)
			return -1;
	}
	unfolding->at += (size_t)size;
	return 0;
}

/* The letter that one writing of the object has in common with any other. */
static uint8_t
plain_letter(uint8_t letter)
{
	switch (letter) {
	case 't':
		return 'u';
	case 'A':
		return 'a';
	case 'Z':
		return 'z';
	default:
		return letter;
	}
}

static uint8_t
peek(const struct unfolding *unfolding)
{
	return unfolding->at < unfolding->content.size
		       ? unfolding->content.data[unfolding->at]
		       : 0;
}

/* The object that the number stands for, once more. */
static int
unfold_reference(struct unfolding *unfolding, struct error *err)
{
	struct cursor at =
		cursor_on(bytes_slice(unfolding->content, unfolding->at, SIZE_MAX));
	uint32_t number = (cursor_u8(&at), cursor_u32le(&at));
	size_t behind = unfolding->content.size - at.rest.size;
	int unfolded;

	if (at.overrun || number >= unfolding->numbered_count ||
	    unfolding->numbered[number].open)
		return malformed(err);
	unfolding->at = unfolding->numbered[number].offset;
	unfolding->again++;
	unfolded = unfold(unfolding, err);
	unfolding->again--;
	unfolding->at = behind;
	return unfolded;
}

static int
unfold_code(struct unfolding *unfolding, struct error *err)
{
	for (const char *const *field = unfolding->layout->fields; *field != NULL;
	     field++)
		if ((*field)[0] == '#' ? copy(unfolding, 4, err) < 0
				       : unfold(unfolding, err) < 0)
			return -1;
	return 0;
}

/* Keys and values until a NULL. */
static int
unfold_dictionary(struct unfolding *unfolding, struct error *err)
{
	while (peek(unfolding) != '0')
		if (unfold(unfolding, err) < 0 || unfold(unfolding, err) < 0)
			return -1;
	return copy(unfolding, 1, err);
}

static int
unfold_rest(struct unfolding *unfolding, uint8_t letter, const struct shape *shape,
	    struct error *err)
{
	if (letter == 'c')
		return unfold_code(unfolding, err);
	if (letter == '{')
		return unfold_dictionary(unfolding, err);
	if (copy(unfolding, shape->own, err) < 0)
		return -1;
	for (uint64_t i = 0; i < shape->inner; i++)
		if (unfold(unfolding, err) < 0)
			return -1;
	return 0;
}

static int
unfold_object(struct unfolding *unfolding, struct error *err)
{
	uint8_t flagged = peek(unfolding), letter = flagged & (uint8_t)~NUMBERED;
	uint8_t plain = plain_letter(letter);
	struct shape shape = { .known = true, .numbered = true };
	size_t number = unfolding->numbered_count;
	bool numbers;

	if (flagged == 'r')
		return unfold_reference(unfolding, err);
	if (letter != 'c' && letter != '{')
		shape = shape_of(
			bytes_slice(unfolding->content, unfolding->at + 1, SIZE_MAX),
			letter);
	if (!shape.known)
		return malformed(err);
	numbers = (flagged & NUMBERED) != 0 && shape.numbered && unfolding->again == 0;
	if (numbers)
		array_append(unfolding->numbered, unfolding->numbered_count,
			     ((struct numbered){ unfolding->at, true }));
	unfolding->at++;
	if (unfolding->out != NULL)
		buffer_append_byte(unfolding->out, plain);
	if (unfold_rest(unfolding, letter, &shape, err) < 0)
		return -1;
	if (numbers)
		unfolding->numbered[number].open = false;
	return 0;
}

static int
unfold(struct unfolding *unfolding, struct error *err)
{
	int unfolded;

	if (unfolding->depth >= DEPTH_MAX)
		return error_set(err, ERROR_LIMIT, "objects nested deeper than %d",
				 DEPTH_MAX);
	unfolding->depth++;
	unfolded = unfold_object(unfolding, err);
	unfolding->depth--;
	return unfolded;
}

int
marshal_unfold(struct bytes content, const struct marshal_layout *layout, size_t *used,
	       struct buffer *out, struct error *err)
{
	struct unfolding unfolding = { .content = content, .layout = layout, .out = out };
	int unfolded = unfold(&unfolding, err);

	free(unfolding.numbered);
	*used = unfolding.at;
	return unfolded;
}

size_t
marshal_size(struct bytes content, const struct marshal_layout *layout)
{
	struct error ignored;
	size_t size;

	return marshal_unfold(content, layout, &size, NULL, &ignored) < 0 ? 0 : size;
}

bool
marshal_items(struct bytes object, uint32_t *count, size_t *begin)
{
	struct cursor at = cursor_on(object);
	uint8_t letter = cursor_u8(&at);

	if (letter == ')')
		*count = cursor_u8(&at);
	else if (letter == '(' || letter == '[' || letter == '<' || letter == '>')
		*count = cursor_u32le(&at);
	else
		return false;
	*begin = object.size - at.rest.size;
	return !at.overrun;
}

struct bytes
marshal_text(struct bytes object)
{
	struct cursor at = cursor_on(object);
	uint8_t letter = cursor_u8(&at);
	uint32_t size = 0;

	if (letter == 'z')
		size = cursor_u8(&at);
	else if (letter == 'a' || letter == 'u' || letter == 's')
		size = cursor_u32le(&at);
	return cursor_take(&at, size);
}
