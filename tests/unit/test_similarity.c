/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contents that have pieces in common find each other. */
#include "compare/similarity.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "tests/unit/archives.h"

/* Text that is different for each seed. */
static void
write_text(struct buffer *out, unsigned seed, unsigned lines)
{
	for (unsigned i = 0; i < lines; i++)
		buffer_printf(out, "line %u of text %u, whose number is %u\n", i, seed,
			      (i + 1) * (seed + 17) * 2654435761U);
}

static unsigned
common(const struct sketch *a, const struct sketch *b)
{
	unsigned count = 0;

	for (unsigned i = 0; i < a->count; i++)
		for (unsigned j = 0; j < b->count; j++)
			count += a->least[i] == b->least[j];
	return count;
}

static void
an_insertion_leaves_most_of_a_sketch(void **state)
{
	cleanup_buffer struct buffer one = BUFFER_INIT(1 << 20),
				     two = BUFFER_INIT(1 << 20),
				     other = BUFFER_INIT(1 << 20);
	struct sketch a, b, c;

	(void)state;
	write_text(&one, 1, 500);
	buffer_append_text(&two, "something new at the front\n");
	write_text(&two, 1, 500);
	write_text(&other, 2, 500);
	sketch_make(&a, buffer_bytes(&one));
	sketch_make(&b, buffer_bytes(&two));
	sketch_make(&c, buffer_bytes(&other));
	assert_int_equal(a.count, SKETCH_SIZE);
	assert_true(common(&a, &b) >= SKETCH_SIZE - 3);
	assert_true(common(&a, &c) < SKETCH_SIZE / 4);
}

static void
what_is_tiny_has_a_small_sketch(void **state)
{
	struct sketch sketch;

	(void)state;
	sketch_make(&sketch, (struct bytes){ 0 });
	assert_int_equal(sketch.count, 0);
	sketch_make(&sketch, bytes_of_text("x"));
	assert_int_equal(sketch.count, 1);
}

static struct sketched
sketched(const char *name, unsigned seed, unsigned lines)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(1 << 20);
	struct sketched made = { .name = name };

	write_text(&text, seed, lines);
	sketch_make(&made.sketch, buffer_bytes(&text));
	return made;
}

static void
the_most_similar_pair_and_strangers_stay_alone(void **state)
{
	struct sketched row[] = { sketched("a", 1, 400), sketched("b", 2, 400),
				  sketched("c", 3, 400) };
	struct sketched others[] = { sketched("y", 2, 390), sketched("z", 1, 100),
				     sketched("x", 1, 399) };
	size_t partner[3];

	(void)state;
	sketches_pair(row, 3, others, 3, partner);
	assert_int_equal(partner[0], 2);
	assert_int_equal(partner[1], 0);
	assert_int_equal(partner[2], 3);
}

static const char *
finding_about(const struct comparison *comparison, const char *path, const char *key)
{
	for (size_t i = 0; i < comparison->finding_count; i++)
		if (text_ends_with(comparison->findings[i].path, path) &&
		    strcmp(comparison->findings[i].key, key) == 0)
			return comparison->findings[i].message;
	return NULL;
}

static void
a_file_that_is_renamed_and_changed_is_told_as_such(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT,
				     text = BUFFER_INIT(1 << 20);
	cleanup_comparison struct comparison comparison = { 0 };
	struct comparison_options options;

	(void)state;
	comparison_options_init(&options);
	write_text(&text, 1, 300);
	archive_add(&theirs, '0', "old/name", buffer_text(&text));
	buffer_append_text(&text, "one line more\n");
	archive_add(&ours, '0', "new/name", buffer_text(&text));
	archive_end(&ours);
	archive_end(&theirs);
	archives_compare(&comparison, buffer_bytes(&ours), buffer_bytes(&theirs),
			 &options);
	assert_string_equal(finding_about(&comparison, "new/name", "path"),
			    "similar content is called old/name in the rebuilt one");
	assert_string_equal(finding_about(&comparison, "new/name", "content"),
			    "1 line added");
	assert_int_equal(comparison.finding_count, 2);
	assert_int_equal(comparison.accounting.differing,
			 comparison.accounting.found + comparison.accounting.normalized +
				 comparison.accounting.follows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_insertion_leaves_most_of_a_sketch),
		cmocka_unit_test(what_is_tiny_has_a_small_sketch),
		cmocka_unit_test(the_most_similar_pair_and_strangers_stay_alone),
		cmocka_unit_test(a_file_that_is_renamed_and_changed_is_told_as_such),
	};

	comparison_prepare();
	return cmocka_run_group_tests_name("similarity", tests, NULL, NULL);
}
