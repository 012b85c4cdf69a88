/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/base64.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "tests/unit.h"

enum { MOST = 64 };

/* The samples of RFC 4648, section 10. */
static const struct sample {
	const char *bytes, *text;
} samples[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

static void
what_is_written_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < array_length(samples); i++) {
		cleanup_buffer struct buffer text = BUFFER_INIT(MOST),
					     bytes = BUFFER_INIT(MOST);
		struct error err = { 0 };

		base64_write(bytes_of_text(samples[i].bytes), &text);
		assert_string_equal(buffer_text(&text), samples[i].text);
		assert_int_equal(base64_read(buffer_bytes(&text), &bytes, &err), 0);
		assert_string_equal(buffer_text(&bytes), samples[i].bytes);
	}
}

static void
what_is_written_in_another_way_is_refused(void **state)
{
	static const char *const texts[] = {
		"Zh==",	    "Zm9=",   "Zg=",  "Z===", "====",
		"Zg==Zg==", "Zm9v\n", "Zm9 ", " Zm9", "Zm-_"
	};

	(void)state;
	for (size_t i = 0; i < array_length(texts); i++) {
		cleanup_buffer struct buffer bytes = BUFFER_INIT(MOST);
		struct error err = { 0 };

		buffer_append_text(&bytes, "before");
		assert_int_equal(base64_read(bytes_of_text(texts[i]), &bytes, &err), -1);
		assert_int_equal(err.kind, ERROR_MALFORMED);
		assert_int_equal(bytes.size, strlen("before"));
	}
}

static void
a_text_that_is_too_long_is_a_limit(void **state)
{
	cleanup_buffer struct buffer bytes = BUFFER_INIT(3), text = BUFFER_INIT(3);
	struct error err = { 0 };

	(void)state;
	assert_int_equal(base64_read(bytes_of_text("Zm9vYg=="), &bytes, &err), -1);
	assert_int_equal(err.kind, ERROR_LIMIT);
	base64_write(bytes_of_text("f"), &text);
	assert_int_equal(buffer_check(&text, &err), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(what_is_written_in_another_way_is_refused),
		cmocka_unit_test(a_text_that_is_too_long_is_a_limit),
	};

	return cmocka_run_group_tests_name("base64", tests, NULL, NULL);
}
