/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/marshal.h"
#include "tests/unit/leaf.h"

enum { PYTHON_37 = 3394, PYTHON_38 = 3413, PYTHON_311 = 3495, MARK = 0x80 };

static void
append_u32(struct buffer *out, uint32_t value)
{
	for (unsigned shift = 0; shift < 32; shift += 8)
		buffer_append_byte(out, (uint8_t)(value >> shift));
}

static void
append_header(struct buffer *out, uint16_t number, uint32_t flags, uint32_t mtime)
{
	buffer_clear(out);
	buffer_append_byte(out, (uint8_t)number);
	buffer_append_byte(out, (uint8_t)(number >> 8));
	buffer_append_text(out, "\r\n");
	append_u32(out, flags);
	append_u32(out, mtime);
	append_u32(out, 100);
}

static void
append_text(struct buffer *out, uint8_t letter, const char *text)
{
	buffer_append_byte(out, letter);
	if ((letter | MARK) == ('z' | MARK) || (letter | MARK) == ('Z' | MARK))
		buffer_append_byte(out, (uint8_t)strlen(text));
	else
		append_u32(out, (uint32_t)strlen(text));
	buffer_append_text(out, text);
}

static void
append_number(struct buffer *out, uint32_t number)
{
	buffer_append_byte(out, 'i');
	append_u32(out, number);
}

static void
append_reference(struct buffer *out, uint32_t number)
{
	buffer_append_byte(out, 'r');
	append_u32(out, number);
}

static void
append_empty(struct buffer *out, unsigned tuples)
{
	for (unsigned i = 0; i < tuples; i++) {
		buffer_append_byte(out, ')');
		buffer_append_byte(out, 0);
	}
}

/* What a code object of Python 3.8 has before and behind its constants. */
static void
begin_code(struct buffer *out, const char *bytecode, uint8_t constants)
{
	buffer_append_byte(out, 'c');
	for (unsigned i = 0; i < 6; i++)
		append_u32(out, i);
	append_text(out, 's', bytecode);
	buffer_append_byte(out, ')');
	buffer_append_byte(out, constants);
}

static void
end_code(struct buffer *out, const char *name)
{
	append_empty(out, 4);
	append_text(out, 'z', "/build/x.py");
	append_text(out, 'z', name);
	append_u32(out, 7);
	append_text(out, 's', "lines");
}

/* A module with one function, whose code and constant these are. */
static struct bytes
module_of(struct buffer *out, const char *bytecode, uint32_t constant)
{
	append_header(out, PYTHON_38, 0, 1000);
	begin_code(out, "d\1S\1", 2);
	buffer_append_byte(out, 'N');
	begin_code(out, bytecode, 1);
	append_number(out, constant);
	end_code(out, "f");
	end_code(out, "<module>");
	return buffer_bytes(out);
}

/* A module whose constants these objects are. */
static struct bytes
module_with(struct buffer *out, uint8_t count, struct bytes constants)
{
	append_header(out, PYTHON_38, 0, 1000);
	begin_code(out, "d\1S\1", count);
	buffer_append(out, constants);
	end_code(out, "<module>");
	return buffer_bytes(out);
}

#define MODULE_WITH(out, count, text)                                                    \
	module_with(out, count,                                                          \
		    (struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

static struct bytes
of_newer_python(struct buffer *out)
{
	append_header(out, PYTHON_311, 3, 0);
	buffer_append_byte(out, 'c');
	for (unsigned i = 0; i < 5; i++)
		append_u32(out, i);
	append_text(out, 's', "d\1S\1");
	append_empty(out, 3);
	append_text(out, 's', "");
	append_text(out, 'z', "x.py");
	append_text(out, 'Z', "<module>");
	append_text(out, 'Z', "<module>");
	append_u32(out, 7);
	append_text(out, 's', "lines");
	append_text(out, 's', "");
	return buffer_bytes(out);
}

static void
every_byte_is_named_and_every_prefix_is_told(void **state)
{
	cleanup_buffer struct buffer pyc = LEAF_INIT;

	(void)state;
	leaf_truncate(module_of(&pyc, "d\1S\1", 1), &format_pyc);
	leaf_truncate(of_newer_python(&pyc), &format_pyc);
}

static void
a_time_is_excused_and_a_hash_is_not(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;

	(void)state;
	module_of(&a, "d\1S\1", 1);
	module_of(&b, "d\1S\1", 1);
	a.data[9] = 1;
	leaf_judge(buffer_bytes(&a), buffer_bytes(&b), "pyc-mtime/1");
	of_newer_python(&a);
	of_newer_python(&b);
	a.data[9] = 1;
	leaf_judge(buffer_bytes(&a), buffer_bytes(&b), NULL);
	leaf_expect(buffer_bytes(&a), buffer_bytes(&b), "source-hash", SEVERITY_CHANGE,
		    "source-hash differs");
	/* The source's size stands behind its time. */
	module_of(&a, "d\1S\1", 1);
	module_of(&b, "d\1S\1", 1);
	a.data[12] = 1;
	leaf_judge(buffer_bytes(&a), buffer_bytes(&b), NULL);
}

/* The adversarial pair: another time, the same size, and a function that returns
 * something else. */
static void
a_function_that_returns_something_else_is_named(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;

	(void)state;
	module_of(&a, "d\1S\1", 2);
	a.data[9] = 1;
	leaf_compare(&comparison, buffer_bytes(&a), module_of(&b, "d\1S\1", 1), NULL);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	assert_int_equal(comparison.finding_count, 1);
	finding = leaf_find(&comparison, "const[0]");
	assert_string_equal(finding->path, "x//f");
	assert_string_equal(finding->message, "const[0] of f differs");
	assert_string_equal(finding->published.value, "2");
	assert_string_equal(finding->rebuilt.value, "1");
	leaf_expect(module_of(&a, "d\1S\1d\2S\1", 1), buffer_bytes(&b), "content",
		    SEVERITY_CHANGE,
		    "the code of f differs from instruction 2 on: 4 instructions "
		    "published, 2 rebuilt");
}

static void
references_are_a_way_to_write_and_are_said_to_be(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;

	(void)state;
	/* ("ab", "ab"), the second one written out or as a reference, or interned. */
	MODULE_WITH(&a, 2, "\xfa\2abr\0\0\0\0");
	leaf_expect(buffer_bytes(&a), MODULE_WITH(&b, 2, "z\2abz\2ab"), "code",
		    SEVERITY_NOTE, "only which objects are written as references");
	leaf_expect(buffer_bytes(&a), MODULE_WITH(&b, 2, "\xda\2abr\0\0\0\0"), "code",
		    SEVERITY_NOTE, "only which objects are written as references");
	leaf_expect(buffer_bytes(&a), MODULE_WITH(&b, 2, "z\2abz\2ac"), "const[1]",
		    SEVERITY_CHANGE, "const[1] of <module> differs");
	leaf_judge(buffer_bytes(&a), MODULE_WITH(&b, 2, "z\2abz\2ab"), NULL);
}

static void
what_follows_the_code_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;

	(void)state;
	module_of(&a, "d\1S\1", 1);
	buffer_append_text(&a, "more");
	leaf_expect(buffer_bytes(&a), module_of(&b, "d\1S\1", 1), "trailing",
		    SEVERITY_ALARM, "data after the end of the code");
}

static void
malformed_code_is_told(void **state)
{
	static const char loop[] = "\xa9\1r\0\0\0\0"; /* a tuple that holds itself */
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	struct bytes right = module_of(&b, "d\1S\1", 1);

	(void)state;
	leaf_expect(MODULE_WITH(&a, 1, "r\0\0\0\0"), right, "code", SEVERITY_ALARM,
		    "no object that Python has marshalled");
	leaf_expect(MODULE_WITH(&a, 1, "?"), right, "code", SEVERITY_ALARM,
		    "no object that Python has marshalled");
	leaf_expect(MODULE_WITH(&a, 1, loop), right, "code", SEVERITY_ALARM,
		    "no object that Python has marshalled");
	leaf_expect(MODULE_WITH(&a, 1, "(\xff\xff\xff\xff"), right, "code",
		    SEVERITY_ALARM, "no object that Python has marshalled");
	module_of(&a, "d\1S\1", 1);
	a.data[4] = 4;
	leaf_expect(buffer_bytes(&a), right, "flags", SEVERITY_ALARM,
		    "none that Python knows");
	append_header(&a, PYTHON_37, 0, 1000);
	buffer_append_byte(&a, 'N');
	leaf_expect(buffer_bytes(&a), right, "object", SEVERITY_ALARM, "is no code");
}

/* Tuples of references to the one before: 255 to the power of six objects. */
static void
objects_that_unfold_without_end_stop_at_a_limit(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT, bomb = LEAF_INIT;

	(void)state;
	buffer_append_text(&bomb, "\xfa\x05large");
	for (uint32_t level = 0; level < 6; level++) {
		buffer_append_byte(&bomb, ')' | MARK);
		buffer_append_byte(&bomb, 255);
		for (unsigned i = 0; i < 255; i++)
			append_reference(&bomb, level);
	}
	leaf_expect(module_with(&a, 7, buffer_bytes(&bomb)), module_of(&b, "d\1S\1", 1),
		    "code", SEVERITY_CHANGE, "");
}

static void
objects_nested_deeply_stop_at_a_limit(void **state)
{
	enum { DEEP = 100000 };
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT, deep = LEAF_INIT;

	(void)state;
	for (unsigned i = 0; i < DEEP; i++)
		buffer_append(&deep, (struct bytes){ (const uint8_t *)")\1", 2 });
	buffer_append_byte(&deep, 'N');
	leaf_expect(module_with(&a, 1, buffer_bytes(&deep)), module_of(&b, "d\1S\1", 1),
		    "code", SEVERITY_CHANGE, "");
}

static void
assert_printed(struct bytes object, const char *printed)
{
	cleanup_buffer struct buffer out = LEAF_INIT;
	const struct marshal_layout *layout = marshal_layout_at(1);

	assert_int_equal(marshal_size(object, layout), object.size);
	marshal_print(object, layout, &out);
	assert_string_equal(buffer_text(&out), printed);
}

#define PRINTED(text, printed)                                                           \
	assert_printed((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 },      \
		       printed)

static void
objects_are_printed_as_python_does(void **state)
{
	(void)state;
	PRINTED("N", "None");
	PRINTED("T", "True");
	PRINTED("F", "False");
	PRINTED(".", "...");
	PRINTED("i\xff\xff\xff\xff", "-1");
	PRINTED("l\3\0\0\0\0\0\0\0\1\0", "1073741824");
	PRINTED("l\xff\xff\xff\xff\5\0", "-5");
	PRINTED("g\0\0\0\0\0\0\xf8\x3f", "1.5");
	PRINTED("y\0\0\0\0\0\0\xf8\x3f\0\0\0\0\0\0\0\0", "complex(1.5, 0)");
	PRINTED("z\3a\nb", "'a\\x0ab'");
	PRINTED("s\2\0\0\0\xff"
		"a",
		"b'\\xffa'");
	PRINTED(")\2NT", "(None, True)");
	PRINTED("[\1\0\0\0N", "[None]");
	PRINTED(">\1\0\0\0N", "frozenset({None})");
	PRINTED("{z\1aN0", "{'a': None}");
	PRINTED(":NNN", "slice(None, None, None)");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_named_and_every_prefix_is_told),
		cmocka_unit_test(a_time_is_excused_and_a_hash_is_not),
		cmocka_unit_test(a_function_that_returns_something_else_is_named),
		cmocka_unit_test(references_are_a_way_to_write_and_are_said_to_be),
		cmocka_unit_test(what_follows_the_code_is_an_alarm),
		cmocka_unit_test(malformed_code_is_told),
		cmocka_unit_test(objects_that_unfold_without_end_stop_at_a_limit),
		cmocka_unit_test(objects_nested_deeply_stop_at_a_limit),
		cmocka_unit_test(objects_are_printed_as_python_does),
	};

	return cmocka_run_group_tests_name("format_pyc", tests, NULL, NULL);
}
