/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Buffers that go to the disk when they get large, and threads beside this one. */
#include "base/spool.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "base/trimmer.h"
#include "base/worker.h"
#include "tests/unit.h"

enum { MEBIBYTE = 1 << 20 };

static struct spool *
open_spool(size_t size)
{
	struct spool *spool = NULL;
	struct error err;

	if (spool_open(&spool, "/tmp", size, &err) < 0)
		fail_msg("%s", err.message);
	return spool;
}

static void
what_is_given_back_can_be_taken_again(void **state)
{
	struct spool *spool = open_spool(8 * MEBIBYTE);
	uint8_t *first = spool_take(spool, 5 * MEBIBYTE), *second;

	(void)state;
	assert_non_null(first);
	assert_null(spool_take(spool, 5 * MEBIBYTE));
	first[10] = 1;
	spool_keep(spool, first, MEBIBYTE);
	second = spool_take(spool, 7 * MEBIBYTE);
	assert_ptr_equal(second, first + MEBIBYTE);
	assert_int_equal(first[10], 1);
	spool_keep(spool, first, 0);
	assert_ptr_equal(spool_take(spool, MEBIBYTE), first);
	assert_int_equal(first[10], 0);
	spool_close(spool);
}

static void
there_is_no_room_of_impossible_size(void **state)
{
	struct spool *spool = open_spool(MEBIBYTE);

	(void)state;
	assert_null(spool_take(spool, SIZE_MAX));
	assert_null(spool_take(spool, SIZE_MAX - 4096));
	assert_null(spool_take(spool, 0));
	spool_close(spool);
}

static void
a_folder_that_is_none_is_an_error(void **state)
{
	struct spool *spool = NULL;
	struct error err;

	(void)state;
	assert_int_equal(spool_open(&spool, "/nowhere", MEBIBYTE, &err), -1);
	assert_null(spool);
}

static void
a_large_buffer_moves_and_keeps_its_bytes(void **state)
{
	struct spool *spool = open_spool((size_t)1 << 30);
	struct buffer buffer = { .limit = (size_t)200 * MEBIBYTE, .spool = spool };
	struct bytes mapping = spool_bytes(spool);
	struct trimmer *trimmer = trimmer_start(&mapping, 1);

	(void)state;
	for (unsigned i = 0; i < 100 * MEBIBYTE / 8; i++)
		buffer_append(&buffer, (struct bytes){ (uint8_t *)&(uint64_t){ i }, 8 });
	assert_true(buffer.spooled);
	for (unsigned i = 0; i < 100 * MEBIBYTE / 8; i += 1021) {
		uint64_t number;

		memcpy(&number, buffer.data + 8 * (size_t)i, 8);
		assert_int_equal(number, i);
	}
	assert_non_null(buffer_reserve(&buffer, 100 * MEBIBYTE));
	assert_null(buffer_reserve(&buffer, 101 * MEBIBYTE));
	trimmer_end(trimmer);
	buffer_release(&buffer);
	assert_non_null(spool_take(spool, (size_t)1 << 30));
	spool_close(spool);
}

static void
add_one(void *context)
{
	++*(unsigned *)context;
}

static void
a_worker_does_one_thing_after_the_other(void **state)
{
	struct worker *worker = worker_start();
	unsigned count = 0;

	(void)state;
	assert_non_null(worker);
	for (unsigned i = 0; i < 1000; i++) {
		worker_begin(worker, add_one, &count);
		worker_finish(worker);
		assert_int_equal(count, i + 1);
	}
	worker_begin(worker, add_one, &count);
	worker_end(worker);
	assert_int_equal(count, 1001);
	worker_begin(NULL, add_one, &count);
	worker_finish(NULL);
	assert_int_equal(count, 1002);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_given_back_can_be_taken_again),
		cmocka_unit_test(there_is_no_room_of_impossible_size),
		cmocka_unit_test(a_folder_that_is_none_is_an_error),
		cmocka_unit_test(a_large_buffer_moves_and_keeps_its_bytes),
		cmocka_unit_test(a_worker_does_one_thing_after_the_other),
	};

	return cmocka_run_group_tests_name("spool", tests, NULL, NULL);
}
