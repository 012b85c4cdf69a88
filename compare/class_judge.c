/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/class_judge.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/class_file.h"
#include "compare/explain.h"

/* Sections 4.1, 4.5 and 4.6, by number of the bit. */
static const char *const access_words[][16] = {
	[CLASS_PART_CLASS] = { "public", "0x2", "0x4", "0x8", "final", "super", "0x40",
			       "0x80", "0x100", "interface", "abstract", "0x800",
			       "synthetic", "annotation", "enum", "module" },
	[CLASS_PART_FIELD] = { "public", "private", "protected", "static", "final",
			       "0x20", "volatile", "transient", "0x100", "0x200", "0x400",
			       "0x800", "synthetic", "0x2000", "enum", "mandated" },
	[CLASS_PART_METHOD] = { "public", "private", "protected", "static", "final",
				"synchronized", "bridge", "varargs", "native", "0x200",
				"abstract", "strict", "synthetic", "0x2000", "0x4000",
				"mandated" },
};

static const char no_access[] = "none";

void
class_append_access(enum class_part part, unsigned bits, struct buffer *out)
{
	bool begun = false;

	for (unsigned bit = 0; bit < array_length(access_words[part]); bit++)
		if ((bits >> bit & 1) != 0) {
			buffer_printf(out, "%s%s", begun ? " " : "",
				      access_words[part][bit]);
			begun = true;
		}
	if (!begun)
		buffer_append_text(out, no_access);
}

/* What a program rarely needs, and an attacker often. */
static const struct {
	const char *start, *does;
} doors[] = {
	{ "Method java/lang/Runtime.exec:", "starts other programs" },
	{ "class java/lang/ProcessBuilder", "starts other programs" },
	{ "class java/net/URLClassLoader", "loads classes from elsewhere" },
	{ "class javax/naming/InitialContext", "asks a directory for objects" },
	{ "InterfaceMethod javax/naming/Context.lookup:",
	  "asks a directory for objects" },
	{ "Method java/lang/System.load:", "loads native code" },
	{ "Method java/lang/System.loadLibrary:", "loads native code" },
	{ "Method java/lang/Runtime.load", "loads native code" },
	{ "class javax/script/ScriptEngineManager", "runs scripts" },
	{ "class java/net/Socket", "connects to other machines" },
	{ "class sun/misc/Unsafe", "writes anywhere in memory" },
	{ "Method java/lang/instrument/Instrumentation.", "changes loaded classes" },
};

const char *
class_find_door(const char *constant)
{
	for (size_t i = 0; i < array_length(doors); i++)
		if (text_starts_with(constant, doors[i].start))
			return doors[i].does;
	/* Of whichever class loader. */
	if (text_starts_with(constant, "Method ") &&
	    strstr(constant, ".defineClass:") != NULL)
		return "makes classes of bytes";
	return NULL;
}

/* One instruction a line. */
static void
append_lines(struct buffer *out, const char *code)
{
	const char *next;

	for (; (next = strstr(code, CLASS_NEXT)) != NULL;
	     code = next + strlen(CLASS_NEXT)) {
		buffer_append(out, (struct bytes){ (const uint8_t *)code,
						   (size_t)(next - code) });
		buffer_append_byte(out, '\n');
	}
	buffer_append_text(out, code);
	buffer_append_byte(out, '\n');
}

/* The first line of the one that is another in the other, by its number. */
struct first_line {
	size_t number;
	struct bytes published, rebuilt;
};

static void
find_first(struct first_line *first, struct bytes published, struct bytes rebuilt)
{
	struct cursor ours = cursor_on(published), theirs = cursor_on(rebuilt);

	for (*first = (struct first_line){ 0 };; first->number++) {
		first->published = cursor_take_line(&ours);
		first->rebuilt = cursor_take_line(&theirs);
		if (!bytes_equal(first->published, first->rebuilt) ||
		    (ours.rest.size == 0 && theirs.rest.size == 0))
			return;
	}
}

static char *
line_text(struct bytes line)
{
	enum { SHOWN = 300, CONTINUES = 0x80, CONTINUES_MASK = 0xc0 };
	struct bytes shown = bytes_slice(line, 0, SHOWN);

	if (line.size == 0)
		return xstrdup("nothing");
	/* Not in the middle of a character. */
	while (shown.size > 0 && shown.size < line.size &&
	       (line.data[shown.size] & CONTINUES_MASK) == CONTINUES)
		shown.size--;
	return xasprintf("%.*s%s", (int)shown.size, (const char *)shown.data,
			 line.size > SHOWN ? "..." : "");
}

/* "main([Ljava/lang/String;)V+12: sipush 1 -> sipush 2" */
static void
judge_code(struct finding *finding, const struct difference *difference)
{
	static const struct limits limits = { .diff_lines = 200 };
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;
	cleanup_buffer struct buffer left = BUFFER_INIT(SIZE_MAX),
				     right = BUFFER_INIT(SIZE_MAX);
	cleanup_free char *ours = NULL, *theirs = NULL;
	struct first_line first;
	size_t offset;

	append_lines(&left, published->value);
	append_lines(&right, rebuilt->value);
	find_first(&first, buffer_bytes(&left), buffer_bytes(&right));
	offset = class_code_offset(published->bytes, first.number);
	explain_text(finding, buffer_bytes(&left), buffer_bytes(&right), &limits);
	ours = line_text(first.published);
	theirs = line_text(first.rebuilt);
	finding_set_message(finding, "%s+%zu: %s -> %s",
			    difference->member != NULL ? difference->member : "code",
			    offset, theirs, ours);
	finding_set_cause(finding, NULL, NULL);
}

/* What debuggers and stack traces show, and nothing else. */
static const char *const for_debuggers[] = { "LineNumberTable", "LocalVariableTable",
					     "LocalVariableTypeTable", "SourceFile" };

static bool
is_for_debuggers(const char *key)
{
	for (size_t i = 0; i < array_length(for_debuggers); i++)
		if (strcmp(for_debuggers[i], key) == 0)
			return true;
	return false;
}

static void
judge_lone(struct finding *finding, const struct difference *difference)
{
	const char *side = difference->published != NULL ? "published" : "rebuilt";
	const char *door = class_find_door(difference->key);

	if (door != NULL)
		finding_set_message(finding, "only the %s class refers to %s, which %s",
				    side, difference->key, door);
	else
		finding_set_message(finding, "only the %s class has this: %s", side,
				    difference->key);
}

static void
judge_member(struct finding *finding, const struct difference *difference)
{
	const struct tile *access = difference->published != NULL ? difference->published
								  : difference->rebuilt;

	finding_set_message(finding, "only the %s class has this %s%s%s",
			    difference->published != NULL ? "published" : "rebuilt",
			    difference->member != NULL &&
					    strchr(difference->member, '(') != NULL
				    ? "method"
				    : "field",
			    access != NULL && access->value != NULL ? ": " : "",
			    access != NULL && access->value != NULL ? access->value : "");
}

void
class_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (strcmp(key, "order") == 0 || strcmp(key, "tile-order") == 0) {
		finding_set_message(finding, "order only: the same parts");
		finding_set_cause(finding, NULL, NULL);
	} else if (strcmp(key, "member") == 0) {
		judge_member(finding, difference);
	} else if (is_for_debuggers(key)) {
		finding->severity = SEVERITY_NOTE;
		finding_set_message(finding, "%s differs: it is for debuggers", key);
	} else if (difference->published == NULL || difference->rebuilt == NULL) {
		judge_lone(finding, difference);
	} else if (strcmp(key, "code") == 0) {
		judge_code(finding, difference);
	} else if (strcmp(key, "version") == 0) {
		finding_set_cause(finding,
				  "class-version: it was compiled for another Java",
				  "javac --release");
	}
}
