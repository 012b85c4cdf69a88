/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of Java: what differs is told by method and instruction, and nothing hides. */
#include "compare/class_file.h"
#include "tests/unit/class_image.h"
#include "tests/unit/leaf.h"

#define CHOICE(...) (&(struct class_choice){ __VA_ARGS__ })

static struct bytes
make(struct buffer *out, const struct class_choice *choice)
{
	buffer_clear(out);
	put_class(out, choice);
	return buffer_bytes(out);
}

static void
expect(const struct class_choice *published, const struct class_choice *rebuilt,
       const char *key, const char *words)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;

	leaf_expect(make(&a, published), make(&b, rebuilt), key, SEVERITY_CHANGE, words);
}

static void
every_byte_is_named_and_every_prefix_is_told(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT;

	(void)state;
	leaf_truncate(make(&a, CHOICE()), &format_class);
	leaf_truncate(make(&a, CHOICE(.calls = "x", .source = "A.java", .lambda = true,
				      .more = "y", .attribute = "Odd")),
		      &format_class);
}

static void
only_what_has_a_version_of_java_is_a_class(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT;

	(void)state;
	assert_ptr_equal(format_recognize(make(&a, CHOICE(.major = 45))), &format_class);
	assert_ptr_equal(format_recognize(make(&a, CHOICE(.major = 69))), &format_class);
	assert_ptr_not_equal(format_recognize(make(&a, CHOICE(.major = 2))),
			     &format_class);
}

static void
an_instruction_is_told_by_method_and_place(void **state)
{
	(void)state;
	expect(CHOICE(.number = 2), CHOICE(.number = 1), "code",
	       "f()I+0: bipush 1 -> bipush 2");
	expect(CHOICE(.number = 2, .calls = "b"), CHOICE(.number = 1, .calls = "b"),
	       "code", "f()I+3: bipush 1 -> bipush 2");
	expect(CHOICE(.calls = "b"), CHOICE(.calls = "c"), "code",
	       "f()I+0: invokestatic Method org/example/B.c:()V -> invokestatic Method "
	       "org/example/B.b:()V");
}

/* Only the code differs: numbers follow from the constants, and these from it. */
static void
constants_are_told_where_they_are_used(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	leaf_compare(&comparison, make(&a, CHOICE(.calls = "b")),
		     make(&b, CHOICE(.calls = "longer")), NULL);
	assert_int_equal(comparison.finding_count, 1);
	leaf_compare(&comparison,
		     make(&a, CHOICE(.calls = "b", .shifted = true, .lambda = true)),
		     make(&b, CHOICE(.calls = "b", .lambda = true)), NULL);
	assert_int_equal(comparison.outcome, OUTCOME_DIFFERENT);
	for (size_t i = 0; i < comparison.finding_count; i++)
		assert_int_equal(comparison.findings[i].kind, FINDING_ORDER);
}

static void
a_constant_that_nothing_uses_is_told(void **state)
{
	(void)state;
	expect(CHOICE(.unused = "payload"), CHOICE(.unused = "harmless"),
	       "unused payload", "only the published class has this");
	expect(CHOICE(.unused = "payload"), CHOICE(), "unused payload",
	       "only the published class has this");
}

static void
what_a_dynamic_call_leads_to_is_told(void **state)
{
	(void)state;
	expect(CHOICE(.lambda = true, .calls_in = "org/example/C"),
	       CHOICE(.lambda = true), "code",
	       "by {handle invokeStatic Method "
	       "org/example/C.b:()V, class "
	       "org/example/A}");
}

static void
methods_and_attributes_that_are_added_are_told(void **state)
{
	(void)state;
	expect(CHOICE(.more = "g"), CHOICE(), "member",
	       "only the published class has this method: public abstract");
	expect(CHOICE(.attribute = "Odd"), CHOICE(), "Odd",
	       "only the published class has this");
	expect(CHOICE(.access = 0x10), CHOICE(), "access", "access differs");
	expect(CHOICE(.major = 65), CHOICE(), "version", "version differs");
}

static void
what_reaches_out_of_the_program_is_said(void **state)
{
	(void)state;
	expect(CHOICE(.calls = "exec", .calls_in = "java/lang/Runtime"),
	       CHOICE(.calls = "b"), "Method java/lang/Runtime.exec:()V",
	       "which starts other programs");
	expect(CHOICE(.calls = "defineClass", .calls_in = "x/Loader"),
	       CHOICE(.calls = "b"), "Method x/Loader.defineClass:()V",
	       "which makes classes of bytes");
}

static void
what_debuggers_see_is_a_note(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;

	(void)state;
	leaf_expect(make(&a, CHOICE(.line = 7)), make(&b, CHOICE(.line = 8)),
		    "LineNumberTable", SEVERITY_NOTE, "for debuggers");
	leaf_expect(make(&a, CHOICE(.source = "A.java")),
		    make(&b, CHOICE(.source = "B.java")), "SourceFile", SEVERITY_NOTE,
		    "for debuggers");
}

static void
bytes_behind_the_class_are_an_alarm(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;

	(void)state;
	make(&a, CHOICE());
	buffer_append_text(&a, "hidden");
	leaf_expect(buffer_bytes(&a), make(&b, CHOICE()), "rest", SEVERITY_ALARM,
		    "no part of the format");
}

/* Where code is none, what it refers to is not known, and all constants count. */
static void
what_the_jvm_refuses_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	struct bytes other;

	(void)state;
	make(&a, CHOICE(.opcode = 250, .source = "A.java", .number = 1));
	other = make(&b, CHOICE(.opcode = 250, .source = "B.java", .number = 2));
	leaf_expect(buffer_bytes(&a), other, "code", SEVERITY_ALARM, "is no code");
	leaf_expect(buffer_bytes(&a), other, "unused A.java", SEVERITY_CHANGE,
		    "only the published");
	make(&a, CHOICE(.source = "A.java"));
	/* The last length is that of SourceFile. */
	a.data[a.size - 3] = 1;
	a.size--;
	leaf_expect(buffer_bytes(&a), make(&b, CHOICE(.source = "A.java")), "SourceFile",
		    SEVERITY_ALARM, "not as the JVM wants it");
}

/* Constants that refer to each other, and to themselves. */
static void
circles_of_constants_come_to_an_end(void **state)
{
	static const uint8_t handles[] = {
		0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 61, 0, 3,
		/* Two handles, each of the other. */
		15, 6, 0, 2, 15, 6, 0, 1,
		/* The class of the one, its parent the other; nothing else. */
		0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0
	};

	(void)state;
	assert_int_equal(leaf_tile(BYTES_OF(handles), &format_class), 0);
}

/* Names stand for themselves: none can be taken for two, or for a number. */
static void
no_two_texts_are_alike(void **state)
{
	static const char *const names[] = {
		"a b", "a:b", "#1", "a\"b", "a,b", "a\\x20b"
	};
	cleanup_buffer struct buffer text = LEAF_INIT;

	(void)state;
	for (size_t i = 0; i < array_length(names); i++) {
		buffer_clear(&text);
		class_append_name(bytes_of_text(names[i]), &text);
		assert_null(strpbrk(buffer_text(&text), " :#\","));
	}
	assert_string_equal(buffer_text(&text), "a\\x5cx20b");
}

/* Much text of few bytes: every interface has a name of bytes that are escaped. */
static void
too_much_text_is_a_limit(void **state)
{
	enum { NAME = 240, NUMBERS = 0xffff };
	cleanup_buffer struct buffer a = LEAF_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	struct comparison_options options;
	struct budget budget = { .limits = &options.limits };

	(void)state;
	comparison_options_init(&options);
	put_big(&a, 0xcafebabe, 4);
	put_big(&a, 61, 4);
	put_big(&a, 3, 2);
	put_big(&a, 1, 1);
	put_big(&a, NAME, 2);
	for (int i = 0; i < NAME; i++)
		buffer_append_byte(&a, 1);
	put_big(&a, 7, 1);
	put_big(&a, 1, 2);
	put_big(&a, 0x00210002, 4);
	put_big(&a, 2, 2);
	put_big(&a, NUMBERS, 2);
	for (int i = 0; i < NUMBERS; i++)
		put_big(&a, 2, 2);
	put_big(&a, 0, 6);
	format_tile(&format_class, buffer_bytes(&a), &budget, &tiling);
	assert_int_equal(tiling.tiles[tiling.tile_count - 1].kind, TILE_OPAQUE);
	assert_null(tiling.tiles[tiling.tile_count - 1].complaint);
	budget_release(&budget);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_named_and_every_prefix_is_told),
		cmocka_unit_test(only_what_has_a_version_of_java_is_a_class),
		cmocka_unit_test(an_instruction_is_told_by_method_and_place),
		cmocka_unit_test(constants_are_told_where_they_are_used),
		cmocka_unit_test(a_constant_that_nothing_uses_is_told),
		cmocka_unit_test(what_a_dynamic_call_leads_to_is_told),
		cmocka_unit_test(methods_and_attributes_that_are_added_are_told),
		cmocka_unit_test(what_reaches_out_of_the_program_is_said),
		cmocka_unit_test(what_debuggers_see_is_a_note),
		cmocka_unit_test(bytes_behind_the_class_are_an_alarm),
		cmocka_unit_test(what_the_jvm_refuses_is_an_alarm),
		cmocka_unit_test(circles_of_constants_come_to_an_end),
		cmocka_unit_test(no_two_texts_are_alike),
		cmocka_unit_test(too_much_text_is_a_limit),
	};

	return cmocka_run_group_tests_name("format_class", tests, NULL, NULL);
}
