/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Constants (JVM Specification, section 4.4).  Texts are in a UTF-8 of its own: NUL has
 * two bytes, and what has four elsewhere is two halves of three.  Long and Double take
 * two numbers.
 */
#include "compare/class_file.h"

#include <stdlib.h>

#include "base/digest.h"
#include "base/memory.h"

enum { HEAD = 8, DEPTH_MAX = 8 };

void
class_file_release(struct class_file *file)
{
	free(file->at);
	free(file->bootstraps);
	*file = (struct class_file){ 0 };
}

/* How many bytes stand behind the tag; 0 for a tag that is none. */
static size_t
size_of(uint8_t tag)
{
	switch (tag) {
	case CLASS_UTF8:
	case CLASS_CLASS:
	case CLASS_STRING:
	case CLASS_METHOD_TYPE:
	case CLASS_MODULE:
	case CLASS_PACKAGE:
		return 2;
	case CLASS_METHOD_HANDLE:
		return 3;
	case CLASS_INTEGER:
	case CLASS_FLOAT:
	case CLASS_FIELD:
	case CLASS_METHOD:
	case CLASS_INTERFACE_METHOD:
	case CLASS_NAME_AND_TYPE:
	case CLASS_DYNAMIC:
	case CLASS_INVOKE_DYNAMIC:
		return 4;
	case CLASS_LONG:
	case CLASS_DOUBLE:
		return 8;
	default:
		return 0;
	}
}

static uint16_t
u16_at(struct bytes data, size_t offset)
{
	struct cursor at = cursor_on(bytes_slice(data, offset, 2));

	return cursor_u16be(&at);
}

bool
class_file_read(struct class_file *file, struct bytes content)
{
	struct cursor at = cursor_on(bytes_slice(content, HEAD, SIZE_MAX));

	file->count = cursor_u16be(&at);
	file->at = xcalloc(file->count + 1, sizeof(*file->at));
	file->end = content.size - at.rest.size;
	for (size_t i = 1; i < file->count; i++) {
		struct class_constant *constant = &file->at[i];
		struct bytes rest = at.rest;
		uint8_t tag = cursor_u8(&at);

		constant->data = cursor_take(&at, size_of(tag));
		if (tag == CLASS_UTF8)
			constant->data = cursor_take(&at, u16_at(constant->data, 0));
		if (at.overrun || size_of(tag) == 0)
			return false;
		constant->tag = tag;
		constant->size = rest.size - at.rest.size;
		file->end += constant->size;
		i += tag == CLASS_LONG || tag == CLASS_DOUBLE;
	}
	return file->count > 0;
}

void
class_file_set_bootstraps(struct class_file *file, struct bytes content)
{
	struct cursor at = cursor_on(content);
	size_t count = cursor_u16be(&at);

	if (file->bootstraps != NULL)
		return;
	file->bootstraps = xcalloc(count + 1, sizeof(*file->bootstraps));
	for (size_t i = 0; i < count && !at.overrun; i++) {
		file->bootstraps[i] = at.rest;
		cursor_take(&at, 2);
		cursor_take(&at, (size_t)2 * cursor_u16be(&at));
		file->bootstrap_count += !at.overrun;
	}
}

struct bytes
class_text(const struct class_file *file, unsigned number)
{
	return number < file->count && file->at[number].tag == CLASS_UTF8
		       ? file->at[number].data
		       : (struct bytes){ 0 };
}

/* Appends text of which nothing could be taken for what follows it. */
static void
append_text(struct bytes text, const char *separators, struct buffer *out)
{
	/* As long as the types of most methods. */
	enum { SHOWN = 240, DIGEST_SHOWN = 32 };
	struct bytes shown = bytes_slice(text, 0, SHOWN);
	size_t from = 0;

	for (size_t i = 0; i <= shown.size; i++) {
		if (i < shown.size &&
		    (shown.data[i] == 0 || strchr(separators, shown.data[i]) == NULL))
			continue;
		buffer_append_escaped(out, bytes_slice(shown, from, i - from));
		if (i < shown.size)
			buffer_printf(out, "\\x%02x", shown.data[i]);
		from = i + 1;
	}
	if (text.size > SHOWN) {
		char hex[DIGEST_HEX_MAX];

		digest_hex_of(DIGEST_SHA256, text, hex);
		buffer_printf(out, "...#%zu#%.*s", text.size, DIGEST_SHOWN, hex);
	}
}

void
class_append_name(struct bytes text, struct buffer *out)
{
	append_text(text, " :,\"#{}=", out);
}

/* A point ends the name of a class. */
static void
append_class(struct class_file *file, unsigned number, struct buffer *out)
{
	if (number >= file->count || file->at[number].tag != CLASS_UTF8) {
		buffer_printf(out, "#%u", number);
		return;
	}
	file->at[number].used = true;
	append_text(file->at[number].data, " .:,\"#{}=", out);
}

/* A constant of one kind that another refers to, without the word for the kind. */
static void
append_part(struct class_file *file, unsigned number, enum class_tag wanted,
	    struct buffer *out)
{
	struct class_constant *constant;

	if (number >= file->count || file->at[number].tag != (uint8_t)wanted) {
		buffer_printf(out, "#%u", number);
		return;
	}
	constant = &file->at[number];
	constant->used = true;
	if (wanted == CLASS_UTF8) {
		class_append_name(constant->data, out);
	} else if (wanted == CLASS_CLASS) {
		append_class(file, u16_at(constant->data, 0), out);
	} else {
		append_part(file, u16_at(constant->data, 0), CLASS_UTF8, out);
		buffer_append_text(out, ":");
		append_part(file, u16_at(constant->data, 2), CLASS_UTF8, out);
	}
}

static void
append_member(struct class_file *file, const char *kind,
	      const struct class_constant *constant, struct buffer *out)
{
	buffer_append_text(out, kind);
	append_part(file, u16_at(constant->data, 0), CLASS_CLASS, out);
	buffer_append_text(out, ".");
	append_part(file, u16_at(constant->data, 2), CLASS_NAME_AND_TYPE, out);
}

static void append(struct class_file *file, unsigned number, unsigned depth,
		   struct buffer *out);

/* The method that is asked once what the call or the constant is to be, and what it is
 * told (section 4.7.23). */
static void
append_bootstrap(struct class_file *file, unsigned number, unsigned depth,
		 struct buffer *out)
{
	struct cursor at;
	unsigned arguments;

	if (number >= file->bootstrap_count) {
		buffer_printf(out, " by #%u", number);
		return;
	}
	at = cursor_on(file->bootstraps[number]);
	buffer_append_text(out, " by {");
	append(file, cursor_u16be(&at), depth - 1, out);
	arguments = cursor_u16be(&at);
	for (unsigned i = 0; i < arguments && !at.overrun && !out->overflow; i++) {
		buffer_append_text(out, ", ");
		append(file, cursor_u16be(&at), depth - 1, out);
	}
	buffer_append_text(out, "}");
}

static void
append_handle(struct class_file *file, struct bytes data, unsigned depth,
	      struct buffer *out)
{
	static const char *const kinds[] = { "getField",       "getStatic",
					     "putField",       "putStatic",
					     "invokeVirtual",  "invokeStatic",
					     "invokeSpecial",  "newInvokeSpecial",
					     "invokeInterface" };
	unsigned kind = data.size > 0 ? data.data[0] : 0;

	if (kind > 0 && kind <= array_length(kinds))
		buffer_printf(out, "handle %s ", kinds[kind - 1]);
	else
		buffer_printf(out, "handle #%u ", kind);
	append(file, u16_at(data, 1), depth - 1, out);
}

/* Numbers by their bits, which are all that counts. */
static void
append_number(const struct class_constant *constant, struct buffer *out)
{
	struct cursor at = cursor_on(constant->data);

	if (constant->tag == CLASS_INTEGER)
		buffer_printf(out, "int %d", (int32_t)cursor_u32be(&at));
	else if (constant->tag == CLASS_LONG)
		buffer_printf(out, "long %lld", (long long)cursor_u64be(&at));
	else if (constant->tag == CLASS_FLOAT)
		buffer_printf(out, "float 0x%08x", cursor_u32be(&at));
	else
		buffer_printf(out, "double 0x%016llx",
			      (unsigned long long)cursor_u64be(&at));
}

static void
append_string(struct class_file *file, unsigned number, struct buffer *out)
{
	if (number >= file->count || file->at[number].tag != CLASS_UTF8) {
		buffer_printf(out, "string #%u", number);
		return;
	}
	file->at[number].used = true;
	buffer_append_text(out, "\"");
	append_text(file->at[number].data, "\"#|", out);
	buffer_append_text(out, "\"");
}

static void
append_dynamic(struct class_file *file, const char *kind, struct bytes data,
	       unsigned depth, struct buffer *out)
{
	buffer_append_text(out, kind);
	append_part(file, u16_at(data, 2), CLASS_NAME_AND_TYPE, out);
	append_bootstrap(file, u16_at(data, 0), depth, out);
}

/* Those that are made of one name. */
static const struct {
	uint8_t tag;
	const char *kind;
} named[] = {
	{ CLASS_CLASS, "class " },
	{ CLASS_METHOD_TYPE, "type " },
	{ CLASS_MODULE, "module " },
	{ CLASS_PACKAGE, "package " },
};

static void
append_named(struct class_file *file, const struct class_constant *constant,
	     struct buffer *out)
{
	for (size_t i = 0; i < array_length(named); i++)
		if (named[i].tag == constant->tag)
			buffer_append_text(out, named[i].kind);
	append_part(file, u16_at(constant->data, 0), CLASS_UTF8, out);
}

static void
append(struct class_file *file, unsigned number, unsigned depth, struct buffer *out)
{
	struct class_constant *constant = &file->at[number < file->count ? number : 0];

	/* What is not said is not used: it counts by itself. */
	if (depth == 0 || out->overflow) {
		buffer_printf(out, "#%u", number);
		return;
	}
	constant->used = true;
	switch (constant->tag) {
	case 0:
		buffer_printf(out, "#%u", number);
		return;
	case CLASS_UTF8:
		class_append_name(constant->data, out);
		return;
	case CLASS_INTEGER:
	case CLASS_FLOAT:
	case CLASS_LONG:
	case CLASS_DOUBLE:
		append_number(constant, out);
		return;
	case CLASS_STRING:
		append_string(file, u16_at(constant->data, 0), out);
		return;
	case CLASS_FIELD:
		append_member(file, "Field ", constant, out);
		return;
	case CLASS_METHOD:
		append_member(file, "Method ", constant, out);
		return;
	case CLASS_INTERFACE_METHOD:
		append_member(file, "InterfaceMethod ", constant, out);
		return;
	case CLASS_NAME_AND_TYPE:
		buffer_append_text(out, "NameAndType ");
		append_part(file, number, CLASS_NAME_AND_TYPE, out);
		return;
	case CLASS_METHOD_HANDLE:
		append_handle(file, constant->data, depth, out);
		return;
	case CLASS_DYNAMIC:
		append_dynamic(file, "Dynamic ", constant->data, depth, out);
		return;
	case CLASS_INVOKE_DYNAMIC:
		append_dynamic(file, "InvokeDynamic ", constant->data, depth, out);
		return;
	default:
		append_named(file, constant, out);
	}
}

void
class_append_constant(struct class_file *file, unsigned number, struct buffer *out)
{
	append(file, number, DEPTH_MAX, out);
}
