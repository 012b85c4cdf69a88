/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/memory.h"
#include "compare/leaves.h"

enum { ROOM = 4096 };

static uint8_t room[ROOM];

static struct leaves
fresh_room(size_t size)
{
	memset(room, 0, sizeof(room));
	return (struct leaves){ .room = { room, size } };
}

static struct leaf
leaf_of(const char *path, const char *published, const char *rebuilt)
{
	static const struct bytes none;

	return (struct leaf){
		.path = bytes_of_text(path),
		.published = published == NULL ? none : bytes_of_text(published),
		.rebuilt = rebuilt == NULL ? none : bytes_of_text(rebuilt),
		.in_published = published != NULL,
		.in_rebuilt = rebuilt != NULL,
	};
}

static void
add(const struct leaves *leaves, const char *path, const char *published,
    const char *rebuilt)
{
	struct leaf leaf = leaf_of(path, published, rebuilt);

	leaves_add(leaves, &leaf);
}

static size_t
count_of(const struct leaves *leaves)
{
	struct cursor at = leaves_begin(leaves);
	struct leaf leaf;
	size_t count = 0;

	while (leaves_next(&at, &leaf))
		count++;
	return count;
}

static void
what_is_laid_down_is_found_again(void **state)
{
	struct leaves leaves = fresh_room(ROOM);
	struct cursor at;
	struct leaf leaf;

	(void)state;
	add(&leaves, "x//a", "one", "two");
	add(&leaves, "x//b", NULL, "");
	at = leaves_begin(&leaves);
	assert_true(leaves_next(&at, &leaf));
	assert_true(bytes_equal_text(leaf.path, "x//a"));
	assert_true(bytes_equal_text(leaf.published, "one"));
	assert_true(bytes_equal_text(leaf.rebuilt, "two"));
	assert_true(leaves_next(&at, &leaf));
	assert_false(leaf.in_published);
	assert_true(leaf.in_rebuilt);
	assert_int_equal(leaf.rebuilt.size, 0);
	assert_false(leaves_next(&at, &leaf));
	assert_int_equal(leaves_left_out(&leaves), 0);
}

static void
no_room_is_no_leaf(void **state)
{
	struct leaves none = { 0 }, tiny = fresh_room(10);

	(void)state;
	add(&none, "x", "a", "b");
	add(&tiny, "x", "a", "b");
	leaves_add(NULL, NULL);
	assert_int_equal(count_of(&none), 0);
	assert_int_equal(count_of(&tiny), 0);
}

static void
what_does_not_fit_is_counted(void **state)
{
	static char large[ROOM];
	struct leaves leaves = fresh_room(200);

	(void)state;
	memset(large, 'x', sizeof(large) - 1);
	add(&leaves, "x//large", large, "");
	add(&leaves, "x//small", "a", "b");
	assert_int_equal(count_of(&leaves), 1);
	assert_int_equal(leaves_left_out(&leaves), 1);
}

static void
there_is_an_end_to_how_many(void **state)
{
	enum { LARGE = 1 << 20 };
	uint8_t *large = xcalloc(LARGE, 1);
	struct leaves leaves = { .room = { large, LARGE } };

	(void)state;
	for (size_t i = 0; i < LEAVES_MAX + 5; i++)
		add(&leaves, "x", "a", "b");
	assert_int_equal(count_of(&leaves), LEAVES_MAX);
	assert_int_equal(leaves_left_out(&leaves), 5);
	free(large);
}

/* Whoever took the writer over may have written anything. */
static void
any_room_is_read_within_its_bounds(void **state)
{
	struct leaves leaves = fresh_room(300);
	uint8_t saved[300];

	(void)state;
	add(&leaves, "x//a", "one", "two");
	add(&leaves, "x//b", "three", NULL);
	memcpy(saved, room, sizeof(saved));
	for (size_t at = 0; at < sizeof(saved); at++)
		for (int flip = 1; flip < 256; flip <<= 1) {
			uint8_t *copy = xcalloc(sizeof(saved), 1);
			struct leaves changed = { .room = { copy, sizeof(saved) } };

			memcpy(copy, saved, sizeof(saved));
			copy[at] ^= (uint8_t)flip;
			assert_in_range(count_of(&changed), 0, sizeof(saved));
			(void)leaves_left_out(&changed);
			add(&changed, "x", "a", "b");
			free(copy);
		}
	for (size_t size = 0; size < sizeof(saved); size++) {
		uint8_t *copy = xcalloc(size + 1, 1);
		struct leaves cut = { .room = { copy + 1, size } };

		memcpy(copy + 1, saved, size);
		(void)count_of(&cut);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_laid_down_is_found_again),
		cmocka_unit_test(no_room_is_no_leaf),
		cmocka_unit_test(what_does_not_fit_is_counted),
		cmocka_unit_test(there_is_an_end_to_how_many),
		cmocka_unit_test(any_room_is_read_within_its_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
