/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/leaf.h"

/* A catalogue as msgfmt lays it out. */
#define HEAD "Project-Id-Version: x\n"
#define TAIL "Content-Type: text/plain; charset=UTF-8\n"
#define POT  "POT-Creation-Date: 2019-01-02 03:04+0100\n"

static void
append_number(struct buffer *out, size_t number, bool big_endian)
{
	for (unsigned i = 0; i < 4; i++)
		buffer_append_byte(
			out, (uint8_t)(number >> (big_endian ? 24 - 8 * i : 8 * i)));
}

enum { MESSAGES = 3, SLOTS = 5 };

/* As msgfmt fills it for these messages. */
static const uint8_t slots[SLOTS] = { 1, 3, 0, 2, 0 };

static void
append_table(struct buffer *mo, struct buffer *strings, const char *const *texts,
	     size_t begin, bool big_endian)
{
	for (size_t i = 0; i < MESSAGES; i++) {
		append_number(mo, strlen(texts[i]), big_endian);
		append_number(mo, begin + strings->size, big_endian);
		buffer_append_text(strings, texts[i]);
		buffer_append_byte(strings, 0);
	}
}

struct catalogue {
	const char *header, *translation;
	bool big_endian;
	const uint8_t *slots; /* NULL: no hash table */
};

static struct bytes
make(struct buffer *mo, const struct catalogue *about)
{
	const char *const originals[MESSAGES] = { "", "Hello", "menu\4Open" };
	const char *const translations[MESSAGES] = { about->header, about->translation,
						     "Apri" };
	size_t table = 28 + 16 * MESSAGES, size = about->slots == NULL ? 0 : SLOTS;
	const size_t header[] = { 0x950412de,	     0,	   MESSAGES, 28,
				  28 + 8 * MESSAGES, size, table };
	cleanup_buffer struct buffer strings = LEAF_INIT;

	buffer_clear(mo);
	for (size_t i = 0; i < array_length(header); i++)
		append_number(mo, header[i], about->big_endian);
	append_table(mo, &strings, originals, table + 4 * size, about->big_endian);
	append_table(mo, &strings, translations, table + 4 * size, about->big_endian);
	for (size_t i = 0; i < size; i++)
		append_number(mo, about->slots[i], about->big_endian);
	buffer_append(mo, buffer_bytes(&strings));
	return buffer_bytes(mo);
}

static struct bytes
catalogue_of(struct buffer *mo, const char *header, const char *translation,
	     bool big_endian)
{
	return make(mo, &(struct catalogue){ header, translation, big_endian, NULL });
}

static struct bytes
catalogue(struct buffer *mo, const char *header)
{
	return catalogue_of(mo, header, "Ciao", false);
}

static void
every_byte_is_named_and_every_prefix_is_told(void **state)
{
	cleanup_buffer struct buffer mo = LEAF_INIT;

	(void)state;
	leaf_truncate(catalogue(&mo, HEAD POT TAIL), &format_mo);
	leaf_truncate(catalogue_of(&mo, HEAD POT TAIL "no newline", "Ciao", true),
		      &format_mo);
}

static void
a_hash_table_follows_from_the_strings(void **state)
{
	static const uint8_t wrong[SLOTS] = { 1, 3, 2, 0, 0 };
	const struct catalogue right = { HEAD TAIL, "Ciao", false, slots };
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;

	(void)state;
	leaf_truncate(make(&a, &right), &format_mo);
	leaf_judge(make(&b, &(struct catalogue){ HEAD POT TAIL, "Ciao", false, slots }),
		   buffer_bytes(&a), "mo-dates/1");
	leaf_expect(make(&b, &(struct catalogue){ HEAD TAIL, "Ciao", false, wrong }),
		    buffer_bytes(&a), "hash", SEVERITY_ALARM,
		    "is not what the rest of the file makes it");
}

static void
dates_are_excused_where_they_are_dates(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	struct bytes without = catalogue(&a, HEAD TAIL);

	(void)state;
	leaf_judge(catalogue(&b, HEAD POT TAIL), without, "mo-dates/1");
	leaf_judge(catalogue(&b, POT HEAD TAIL), without, "mo-dates/1");
	leaf_judge(catalogue(&b, HEAD "PO-Revision-Date: YEAR-MO-DA HO:MI+ZONE\n" TAIL),
		   catalogue(&a, HEAD "PO-Revision-Date: 2019-01-02 03:04+0100\n" TAIL),
		   "mo-dates/1");
	without = catalogue(&a, HEAD TAIL);
	leaf_judge(catalogue(&b, HEAD "POT-Creation-Date: 2019-01-02 or so\n" TAIL),
		   without, NULL);
	leaf_judge(catalogue(&b, HEAD "POT-Creation-Date: \n" TAIL), without, NULL);
	leaf_judge(catalogue(&b, HEAD "X-Date: 2019-01-02 03:04+0100\n" TAIL), without,
		   NULL);
	leaf_judge(catalogue(&b, HEAD POT POT TAIL), without, NULL);
	leaf_judge(catalogue(&b, HEAD TAIL POT),
		   catalogue(&a, HEAD TAIL "POT-Creation-Date: 2019-01-02 03:05+0100"),
		   "mo-dates/1");
}

static void
dates_are_cut_out_of_either_byte_order(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT, canonical = LEAF_INIT;

	(void)state;
	leaf_judge(catalogue_of(&a, HEAD POT TAIL, "Ciao", true),
		   catalogue_of(&b, HEAD TAIL, "Ciao", true), "mo-dates/1");
	leaf_canonical(buffer_bytes(&a), NULL, &canonical);
	assert_true(bytes_equal(buffer_bytes(&canonical), buffer_bytes(&b)));
}

static void
a_translation_is_named_by_its_message(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;

	(void)state;
	leaf_expect(catalogue_of(&a, HEAD POT TAIL, "Addio", false),
		    catalogue(&b, HEAD TAIL), "msgstr:Hello", SEVERITY_CHANGE,
		    "msgstr:Hello differs");
	leaf_expect(catalogue(&a, HEAD "Plural-Forms: nplurals=1\n" TAIL),
		    catalogue(&b, HEAD TAIL), "header/Plural-Forms", SEVERITY_CHANGE,
		    "only the published catalogue has this");
}

static void
what_no_string_stands_on_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;

	(void)state;
	catalogue(&a, HEAD TAIL);
	buffer_append_text(&a, "hidden");
	leaf_expect(buffer_bytes(&a), catalogue(&b, HEAD TAIL), "gap", SEVERITY_ALARM,
		    "no string stands on");
}

static void
malformed_tables_are_told(void **state)
{
	enum { COUNT = 8, HELLO_SIZE = 28 + 8, HELLO_AT = HELLO_SIZE + 4 };
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	struct bytes right = catalogue(&b, HEAD TAIL);

	(void)state;
	catalogue(&a, HEAD TAIL);
	a.data[COUNT + 2] = 1;
	leaf_expect(buffer_bytes(&a), right, "gap", SEVERITY_ALARM,
		    "a table lies outside");
	catalogue(&a, HEAD TAIL);
	a.data[HELLO_AT + 3] = 1;
	leaf_expect(buffer_bytes(&a), right, "gap", SEVERITY_ALARM,
		    "a string lies outside");
	catalogue(&a, HEAD TAIL);
	a.data[HELLO_SIZE] = 4;
	leaf_expect(buffer_bytes(&a), right, "msgid:Hell", SEVERITY_ALARM,
		    "does not end in a NUL");
	catalogue(&a, HEAD TAIL);
	a.data[HELLO_SIZE] = (uint8_t)(right.size - a.data[HELLO_AT] - 1);
	leaf_expect(buffer_bytes(&a), right, "gap", SEVERITY_ALARM,
		    "strings lie on each other");
	catalogue(&a, HEAD TAIL);
	a.data[6] = 2;
	leaf_expect(buffer_bytes(&a), right, "gap", SEVERITY_ALARM, "revision");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_named_and_every_prefix_is_told),
		cmocka_unit_test(a_hash_table_follows_from_the_strings),
		cmocka_unit_test(dates_are_excused_where_they_are_dates),
		cmocka_unit_test(dates_are_cut_out_of_either_byte_order),
		cmocka_unit_test(a_translation_is_named_by_its_message),
		cmocka_unit_test(what_no_string_stands_on_is_an_alarm),
		cmocka_unit_test(malformed_tables_are_told),
	};

	return cmocka_run_group_tests_name("format_mo", tests, NULL, NULL);
}
