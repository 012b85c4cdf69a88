/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the code of a .pyc file unfolds to (marshal.h): one byte for the layout of code
 * objects, and the module's code object with those of its classes and functions in its
 * constants.  No file is this; format_pyc.c makes it.
 *
 * Each code object is a part: "<module>", "f", "C.method", a second lambda "<lambda>#2".
 * Its tiles are its fields by the names that Python has for them (co_argcount is
 * "argcount"), with co_code as "bytecode", and its constants one by one.
 */
#include "compare/format.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/explain.h"
#include "compare/marshal.h"

enum { PATH_LONGEST = 200, PRINTED_MAX = 16 << 10, NO_PARENT = -1 };

struct code {
	size_t offset;
	ptrdiff_t parent;  /* index of the one whose constant it is */
	struct bytes name; /* borrowed */
	char *path;	   /* owned */
	char *numbered;	   /* owned: the path with a number, where it needs one */
};

struct pycode {
	struct tiler *tiler;		     /* borrowed */
	const struct marshal_layout *layout; /* borrowed */
	struct code *codes;		     /* owned: each before those within it */
	size_t code_count;
	size_t next; /* of the codes, to be taken */
};

static void
pycode_release(struct pycode *pycode)
{
	for (size_t i = 0; i < pycode->code_count; i++) {
		free(pycode->codes[i].path);
		free(pycode->codes[i].numbered);
	}
	free(pycode->codes);
}

static int
pycode_recognize(struct bytes content)
{
	(void)content;
	return 0;
}

static struct bytes
object_at(const struct pycode *pycode, size_t offset)
{
	struct bytes rest = bytes_slice(pycode->tiler->content, offset, SIZE_MAX);

	return bytes_slice(rest, 0, marshal_size(rest, pycode->layout));
}

static bool
is_code(const struct pycode *pycode, size_t offset)
{
	struct bytes content = pycode->tiler->content;

	return offset < content.size && content.data[offset] == 'c';
}

/* First the code objects are found: a name stands behind the constants. */
static size_t find_code(struct pycode *pycode, size_t offset, ptrdiff_t parent);

static size_t
find_in_constants(struct pycode *pycode, size_t offset, ptrdiff_t parent)
{
	struct bytes constants = bytes_slice(pycode->tiler->content, offset, SIZE_MAX);
	uint32_t count;
	size_t begin;

	if (!marshal_items(constants, &count, &begin))
		return offset + object_at(pycode, offset).size;
	offset += begin;
	for (uint32_t i = 0; i < count; i++)
		offset = is_code(pycode, offset)
				 ? find_code(pycode, offset, parent)
				 : offset + object_at(pycode, offset).size;
	return offset;
}

/* Where the code object ends. */
static size_t
find_code(struct pycode *pycode, size_t offset, ptrdiff_t parent)
{
	size_t index = pycode->code_count;

	array_append(pycode->codes, pycode->code_count,
		     ((struct code){ .offset = offset, .parent = parent }));
	offset++;
	for (const char *const *field = pycode->layout->fields; *field != NULL; field++) {
		if (strcmp(*field, "name") == 0)
			pycode->codes[index].name =
				marshal_text(object_at(pycode, offset));
		if ((*field)[0] == '#')
			offset += 4;
		else if (strcmp(*field, "consts") == 0)
			offset = find_in_constants(pycode, offset, (ptrdiff_t)index);
		else
			offset += object_at(pycode, offset).size;
	}
	return offset;
}

static char *
path_of(const struct pycode *pycode, const struct code *code)
{
	cleanup_buffer struct buffer path = BUFFER_INIT(SIZE_MAX);
	const char *outer = code->parent <= 0 ? "" : pycode->codes[code->parent].path;

	if (outer[0] != '\0' && strlen(outer) < PATH_LONGEST)
		buffer_printf(&path, "%s.", outer);
	buffer_append_escaped(&path, bytes_slice(code->name, 0, PATH_LONGEST));
	return buffer_steal_text(&path);
}

static int
order_codes(const void *a, const void *b)
{
	const struct code *left = *(const struct code *const *)a;
	const struct code *right = *(const struct code *const *)b;
	int order = strcmp(left->path, right->path);

	return order != 0
		       ? order
		       : (left->offset > right->offset) - (left->offset < right->offset);
}

/* Python may define a name many times; the second one of a path gets a number. */
static void
number_paths(struct pycode *pycode)
{
	cleanup_free struct code **sorted =
		xcalloc(pycode->code_count + 1, sizeof(struct code *));
	unsigned times = 1;

	for (size_t i = 0; i < pycode->code_count; i++)
		sorted[i] = &pycode->codes[i];
	qsort(sorted, pycode->code_count, sizeof(struct code *), order_codes);
	for (size_t i = 1; i < pycode->code_count; i++) {
		times = strcmp(sorted[i]->path, sorted[i - 1]->path) == 0 ? times + 1 : 1;
		if (times > 1)
			sorted[i]->numbered = xasprintf("%s#%u", sorted[i]->path, times);
	}
}

static void
take_printed(struct pycode *pycode, const char *key)
{
	cleanup_buffer struct buffer printed = BUFFER_INIT(PRINTED_MAX);
	struct bytes object = object_at(pycode, pycode->tiler->at);

	marshal_print(object, pycode->layout, &printed);
	tile_field(pycode->tiler, object.size, key, "%s", buffer_text(&printed));
}

/* The instructions without the letter and the length before them. */
static void
take_bytecode(struct pycode *pycode)
{
	struct bytes object = object_at(pycode, pycode->tiler->at);
	struct bytes code = marshal_text(object);

	if (object.size == 0 || object.data[0] != 's') {
		take_printed(pycode, "bytecode");
		return;
	}
	tile_derived(pycode->tiler, object.size - code.size, "bytecode-size", true);
	tile_content(pycode->tiler, code.size, "bytecode");
	tile_set_format(pycode->tiler, &format_raw);
}

static void
take_number(struct pycode *pycode, const char *key)
{
	struct cursor at = cursor_on(tiler_rest(pycode->tiler));

	tile_number(pycode->tiler, 4, key, (int32_t)cursor_u32le(&at));
}

static int take_code(struct pycode *pycode, struct error *err);

static int
take_constants(struct pycode *pycode, struct error *err)
{
	struct tiler *tiler = pycode->tiler;
	size_t member = tiler->member, begin;
	uint32_t count;

	if (!marshal_items(tiler_rest(tiler), &count, &begin)) {
		take_printed(pycode, "consts");
		return 0;
	}
	tile_number(tiler, begin, "consts", count);
	for (uint32_t i = 0; i < count; i++) {
		char key[32];

		snprintf(key, sizeof(key), "const[%" PRIu32 "]", i);
		if (!is_code(pycode, tiler->at))
			take_printed(pycode, key);
		else if (take_code(pycode, err) < 0)
			return -1;
		tiler->member = member;
	}
	return 0;
}

static int
take_code(struct pycode *pycode, struct error *err)
{
	const struct code *code = &pycode->codes[pycode->next++];
	const char *name = code->numbered != NULL ? code->numbered : code->path;
	struct tiler *tiler = pycode->tiler;

	if (!tiler_member(tiler, bytes_of_text(name), 's'))
		return error_set(err, ERROR_LIMIT, "too many members");
	tile_seek(tiler, code->offset);
	tile_field(tiler, 1, "type", "code");
	for (const char *const *field = pycode->layout->fields; *field != NULL; field++)
		if ((*field)[0] == '#')
			take_number(pycode, *field + 1);
		else if (strcmp(*field, "bytecode") == 0)
			take_bytecode(pycode);
		else if (strcmp(*field, "consts") != 0)
			take_printed(pycode, *field);
		else if (take_constants(pycode, err) < 0)
			return -1;
	return 0;
}

static int
pycode_tile(struct tiler *tiler, struct error *err)
{
	__attribute__((cleanup(pycode_release))) struct pycode pycode = { .tiler =
										  tiler };
	struct cursor at = cursor_on(tiler->content);
	unsigned layout = cursor_u8(&at);

	pycode.layout = marshal_layout_at(layout);
	if (pycode.layout == NULL || object_at(&pycode, 1).size != at.rest.size)
		return error_set(err, ERROR_MALFORMED, "no unfolded code");
	tile_field(tiler, 1, "layout", "%u", layout);
	if (!is_code(&pycode, 1)) {
		take_printed(&pycode, "object");
		tile_complain(tiler, "is no code");
		return 0;
	}
	find_code(&pycode, 1, NO_PARENT);
	for (size_t i = 0; i < pycode.code_count; i++)
		pycode.codes[i].path = path_of(&pycode, &pycode.codes[i]);
	number_paths(&pycode);
	return take_code(&pycode, err);
}

static bool
pycode_explain_part(struct finding *finding, const struct difference *difference,
		    const struct limits *limits)
{
	enum { INSTRUCTION = 2 };
	struct bytes published = difference->published->bytes,
		     rebuilt = difference->rebuilt->bytes;
	size_t first = bytes_common(published, rebuilt) / INSTRUCTION;

	if (strcmp(difference->key, "bytecode") != 0 || difference->member == NULL)
		return false;
	explain_bytes(finding, published, rebuilt, limits);
	finding_set_message(finding,
			    "the code of %s differs from instruction %zu on: %zu "
			    "instructions published, %zu rebuilt",
			    difference->member, first, published.size / INSTRUCTION,
			    rebuilt.size / INSTRUCTION);
	return true;
}

static bool
is_set(const struct tile *tile)
{
	return tile != NULL && tile->value != NULL &&
	       text_starts_with(tile->value, "frozenset(");
}

static void
pycode_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (strcmp(key, "member") == 0)
		finding_set_message(finding, "only the %s file has the code %s",
				    finding->kind == FINDING_ADDED ? "published"
								   : "rebuilt",
				    difference->member);
	else if (text_starts_with(key, "const[") && finding->kind == FINDING_FIELD)
		finding_set_message(finding, "%s of %s differs", key, difference->member);
	if (strcmp(key, "filename") == 0)
		finding_set_cause(finding, "build-path: the path of the source",
				  "python -m compileall -s BUILD_ROOT -p INSTALLED_ROOT");
	if (text_starts_with(key, "const[") && is_set(difference->published) &&
	    is_set(difference->rebuilt))
		finding_set_cause(finding, "the order of a set of texts",
				  "PYTHONHASHSEED=0");
}

const struct format format_pycode = {
	.name = "pycode",
	.said = "Python code",
	.recognize = pycode_recognize,
	.tile = pycode_tile,
	.explain_part = pycode_explain_part,
	.judge = pycode_judge,
};
