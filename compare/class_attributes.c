/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Attributes (JVM Specification, section 4.7), each as a pattern of what it is made of:
 *
 *     c        a constant by its number        u b     a number of two bytes, of one
 *     [...]    a count of two bytes, and so often what is in the brackets
 *     (...)    the same with a count of one byte
 *     A T E    an annotation, one of a type, a value of one
 *     S        a frame of StackMapTable
 *     @        attributes of what has been named before
 */
#include "compare/class_file.h"

#include <string.h>

#include "base/memory.h"

static const struct {
	const char *name, *pattern;
} attributes[] = {
	{ "AnnotationDefault", "E" },
	{ "BootstrapMethods", "[c[c]]" },
	{ "ConstantValue", "c" },
	{ "Deprecated", "" },
	{ "EnclosingMethod", "cc" },
	{ "Exceptions", "[c]" },
	{ "InnerClasses", "[cccu]" },
	{ "LineNumberTable", "[uu]" },
	{ "LocalVariableTable", "[uuccu]" },
	{ "LocalVariableTypeTable", "[uuccu]" },
	{ "MethodParameters", "(cu)" },
	{ "Module", "cuc[cuc][cu[c]][cu[c]][c][c[c]]" },
	{ "ModuleMainClass", "c" },
	{ "ModulePackages", "[c]" },
	{ "NestHost", "c" },
	{ "NestMembers", "[c]" },
	{ "PermittedSubclasses", "[c]" },
	{ "Record", "[cc@]" },
	{ "RuntimeInvisibleAnnotations", "[A]" },
	{ "RuntimeInvisibleParameterAnnotations", "([A])" },
	{ "RuntimeInvisibleTypeAnnotations", "[T]" },
	{ "RuntimeVisibleAnnotations", "[A]" },
	{ "RuntimeVisibleParameterAnnotations", "([A])" },
	{ "RuntimeVisibleTypeAnnotations", "[T]" },
	{ "Signature", "c" },
	{ "SourceFile", "c" },
	{ "StackMapTable", "[S]" },
	{ "Synthetic", "" },
	{ "exception table", "[uuuc]" },
};

enum { DEPTH_MAX = 16 };

struct reading {
	struct class_file *file;
	struct cursor at;
	struct buffer *out;
	unsigned depth;
};

static const char *find_pattern(struct bytes name);
static void read_pattern(struct reading *reading, const char **pattern);

static void
fail(struct reading *reading)
{
	cursor_take(&reading->at, SIZE_MAX);
}

static void
read_parts(struct reading *reading, const char *pattern)
{
	while (*pattern != '\0' && !reading->at.overrun)
		read_pattern(reading, &pattern);
}

static void
read_constant(struct reading *reading)
{
	buffer_append_text(reading->out, " ");
	class_append_constant(reading->file, cursor_u16be(&reading->at), reading->out);
}

static unsigned
read_number(struct reading *reading, bool wide)
{
	unsigned number = wide ? cursor_u16be(&reading->at) : cursor_u8(&reading->at);

	buffer_printf(reading->out, " %u", number);
	return number;
}

static void
read_value(struct reading *reading)
{
	uint8_t tag = cursor_u8(&reading->at);

	buffer_append_text(reading->out, " ");
	if (tag == 0 || strchr("BCDFIJSZsec@[", tag) == NULL) {
		fail(reading);
		return;
	}
	buffer_append_byte(reading->out, tag);
	read_parts(reading, tag == 'e'	 ? "cc"
			    : tag == '@' ? "A"
			    : tag == '[' ? "[E]"
					 : "c");
}

/* Where an annotation of a type stands (section 4.7.20). */
static void
read_type_annotation(struct reading *reading)
{
	static const struct {
		uint8_t from, to;
		const char *pattern;
	} targets[] = {
		{ 0x00, 0x01, "b" },	 { 0x10, 0x10, "u" }, { 0x11, 0x12, "bb" },
		{ 0x13, 0x15, "" },	 { 0x16, 0x16, "b" }, { 0x17, 0x17, "u" },
		{ 0x40, 0x41, "[uuu]" }, { 0x42, 0x46, "u" }, { 0x47, 0x4b, "ub" },
	};
	unsigned target = read_number(reading, false);

	for (size_t i = 0; i < array_length(targets); i++)
		if (target >= targets[i].from && target <= targets[i].to) {
			read_parts(reading, targets[i].pattern);
			read_parts(reading, "(bb)A");
			return;
		}
	fail(reading);
}

/* What is known of a value: of which class an object is, or which `new` it came from. */
static void
read_known(struct reading *reading)
{
	enum { OBJECT = 7, UNINITIALIZED = 8 };
	unsigned tag = read_number(reading, false);

	if (tag > UNINITIALIZED)
		fail(reading);
	else if (tag >= OBJECT)
		read_parts(reading, tag == OBJECT ? "c" : "u");
}

/* Section 4.7.4. */
static void
read_frame(struct reading *reading)
{
	enum { SAME_MAX = 63, ONE_MAX = 127, ONE_WIDE = 247, NO_MORE = 251, FULL = 255 };
	unsigned type = read_number(reading, false);

	if (type <= SAME_MAX)
		return;
	if (type <= ONE_MAX) {
		read_known(reading);
	} else if (type < ONE_WIDE) {
		fail(reading);
	} else if (type == ONE_WIDE) {
		read_parts(reading, "uV");
	} else if (type == FULL) {
		read_parts(reading, "u[V][V]");
	} else {
		read_number(reading, true);
		for (unsigned i = NO_MORE; i < type; i++)
			read_known(reading);
	}
}

/* Those that nobody knows are their bytes. */
static void
read_attributes(struct reading *reading)
{
	unsigned count = cursor_u16be(&reading->at);

	for (unsigned i = 0; i < count && !reading->at.overrun; i++) {
		struct cursor outer = reading->at;
		unsigned number = cursor_u16be(&outer);
		struct bytes name = class_text(reading->file, number);
		struct bytes content = cursor_take(&outer, cursor_u32be(&outer));
		const char *pattern = find_pattern(name);

		read_constant(reading);
		buffer_append_text(reading->out, "=");
		reading->at = cursor_on(content);
		if (pattern != NULL)
			read_parts(reading, pattern);
		for (size_t j = 0; pattern == NULL && j < content.size; j++)
			read_number(reading, false);
		if (pattern != NULL && (reading->at.overrun || reading->at.rest.size > 0))
			outer.overrun = true;
		reading->at = outer;
	}
}

/* Where the brackets end that a pattern begins with. */
static const char *
skip_brackets(const char *pattern)
{
	unsigned open = 0;

	do {
		open += *pattern == '[' || *pattern == '(';
		open -= *pattern == ']' || *pattern == ')';
		pattern++;
	} while (open > 0 && *pattern != '\0');
	return pattern;
}

static void
read_repeated(struct reading *reading, const char *pattern)
{
	const char *end = skip_brackets(pattern) - 1;
	unsigned count =
		*pattern == '[' ? cursor_u16be(&reading->at) : cursor_u8(&reading->at);

	buffer_append_text(reading->out, " {");
	for (unsigned i = 0; i < count && !reading->at.overrun; i++) {
		const char *part = pattern + 1;

		buffer_append_text(reading->out, i > 0 ? "," : "");
		while (part < end && !reading->at.overrun)
			read_pattern(reading, &part);
	}
	buffer_append_text(reading->out, " }");
}

static void
read_deeper(struct reading *reading, char what)
{
	if (reading->depth == DEPTH_MAX || reading->out->overflow) {
		fail(reading);
		return;
	}
	reading->depth++;
	if (what == 'A')
		read_parts(reading, "c[cE]");
	else if (what == 'E')
		read_value(reading);
	else if (what == 'T')
		read_type_annotation(reading);
	else if (what == 'S')
		read_frame(reading);
	else if (what == 'V')
		read_known(reading);
	else
		read_attributes(reading);
	reading->depth--;
}

/* Reads what the pattern begins with, and moves it on. */
static void
read_pattern(struct reading *reading, const char **pattern)
{
	const char *at = *pattern;

	*pattern = at + 1;
	switch (*at) {
	case 'c':
		read_constant(reading);
		break;
	case 'u':
	case 'b':
		read_number(reading, *at == 'u');
		break;
	case '[':
	case '(':
		*pattern = skip_brackets(at);
		read_repeated(reading, at);
		break;
	default:
		read_deeper(reading, *at);
	}
}

static const char *
find_pattern(struct bytes name)
{
	for (size_t i = 0; i < array_length(attributes); i++)
		if (bytes_equal_text(name, attributes[i].name))
			return attributes[i].pattern;
	return NULL;
}

bool
class_knows_attribute(struct bytes name)
{
	return find_pattern(name) != NULL;
}

bool
class_append_attribute(struct class_file *file, struct bytes name, struct bytes content,
		       struct buffer *out)
{
	struct reading reading = { file, cursor_on(content), out, 0 };
	const char *pattern = find_pattern(name);

	if (pattern == NULL)
		return false;
	read_parts(&reading, pattern);
	return !reading.at.overrun && reading.at.rest.size == 0 && !out->overflow;
}
