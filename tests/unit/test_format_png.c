/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/decode.h"
#include "compare/decode_zlib.h"
#include "compare/png_image.h"

#include "tests/unit/leaf.h"

/* Two by two pixels of three bytes, without a filter, and filtered by the line above. */
static const uint8_t plain[] = { 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 7 };
static const uint8_t filtered[] = { 0, 1, 2, 3, 4, 5, 6, 2, 0, 0, 0, 0, 0, 1 };
static const uint8_t other[] = { 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 9, 7 };

static void
append_u32(struct buffer *out, uint32_t value)
{
	for (unsigned shift = 32; shift > 0; shift -= 8)
		buffer_append_byte(out, (uint8_t)(value >> (shift - 8)));
}

static void
add_chunk(struct buffer *png, const char *type, struct bytes data)
{
	cleanup_buffer struct buffer summed = LEAF_INIT;

	buffer_append_text(&summed, type);
	buffer_append(&summed, data);
	append_u32(png, (uint32_t)data.size);
	buffer_append(png, buffer_bytes(&summed));
	append_u32(png, decode_crc32(buffer_bytes(&summed)));
}

static void
begin(struct buffer *png)
{
	static const uint8_t header[] = { 0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0 };

	buffer_clear(png);
	buffer_append(png, png_signature);
	add_chunk(png, "IHDR", BYTES_OF(header));
}

static void
end(struct buffer *png)
{
	add_chunk(png, "IEND", (struct bytes){ 0 });
}

/* The stream of the lines in chunks of at most so many bytes. */
static void
add_image(struct buffer *png, struct bytes lines, size_t chunk)
{
	cleanup_buffer struct buffer stream = LEAF_INIT;
	struct error err;

	assert_int_equal(encode_zlib(lines, &stream, &err), 0);
	for (size_t at = 0; at < stream.size; at += chunk)
		add_chunk(png, "IDAT", bytes_slice(buffer_bytes(&stream), at, chunk));
}

/* An image with one chunk more, before the image data. */
static struct bytes
image_with(struct buffer *png, const char *type, struct bytes data)
{
	begin(png);
	if (type != NULL)
		add_chunk(png, type, data);
	add_image(png, BYTES_OF(plain), 100);
	end(png);
	return buffer_bytes(png);
}

static struct bytes
image_of(struct buffer *png, struct bytes lines, size_t chunk)
{
	begin(png);
	add_image(png, lines, chunk);
	end(png);
	return buffer_bytes(png);
}

#define TEXT(text) ((struct bytes){ (const uint8_t *)(text), sizeof(text) - 1 })

static void
every_byte_is_named_and_every_prefix_is_told(void **state)
{
	static const uint8_t time[] = { 7, 0xe0, 1, 2, 3, 4, 5 };
	static const uint8_t gamma[] = { 0, 0, 0xb1, 0x8f };
	cleanup_buffer struct buffer png = LEAF_INIT, packed = LEAF_INIT;
	struct error err;

	(void)state;
	begin(&png);
	add_chunk(&png, "gAMA", BYTES_OF(gamma));
	add_chunk(&png, "tIME", BYTES_OF(time));
	add_chunk(&png, "tEXt", TEXT("Software\0by hand"));
	add_chunk(&png, "iTXt", TEXT("Title\0\0\0en\0T\0a title"));
	buffer_append(&packed, TEXT("Comment\0\0"));
	assert_int_equal(encode_zlib(TEXT("long"), &packed, &err), 0);
	add_chunk(&png, "zTXt", buffer_bytes(&packed));
	add_image(&png, BYTES_OF(plain), 5);
	end(&png);
	leaf_truncate(buffer_bytes(&png), &format_png);
}

static void
dates_are_excused_where_they_are_dates(void **state)
{
	static const uint8_t time[] = { 7, 0xe0, 1, 2, 3, 4, 5 };
	static const uint8_t no_time[] = { 7, 0xe0, 13, 2, 3, 4, 5 };
	static const uint8_t long_time[] = { 7, 0xe0, 1, 2, 3, 4, 5, 'x' };
	cleanup_buffer struct buffer png = LEAF_INIT, bare = LEAF_INIT;
	struct bytes without = image_with(&bare, NULL, (struct bytes){ 0 });

	(void)state;
	leaf_judge(image_with(&png, "tIME", BYTES_OF(time)), without, "png-time/1");
	leaf_judge(image_with(&png, "tIME", BYTES_OF(no_time)), without, NULL);
	leaf_judge(image_with(&png, "tIME", BYTES_OF(long_time)), without, NULL);
	leaf_judge(image_with(&png, "tEXt",
			      TEXT("date:create\0002020-02-03T04:05:06+00:00")),
		   without, "png-time/1");
	leaf_judge(image_with(&png, "tEXt",
			      TEXT("Creation Time\0Tue, 01 Jan 2019 00:00:00 GMT")),
		   without, "png-time/1");
	leaf_judge(image_with(&png, "tEXt",
			      TEXT("date:create\0002020-02-03T04:05:06+00:00 and more")),
		   without, NULL);
	leaf_judge(image_with(&png, "tEXt", TEXT("date:create\0")), without, NULL);
	leaf_judge(
		image_with(&png, "tEXt", TEXT("date:other\0002020-02-03T04:05:06+00:00")),
		without, NULL);
	leaf_judge(image_with(&png, "tEXt", TEXT("Software\0by hand")), without, NULL);
}

static void
a_date_that_stands_twice_is_not_excused(void **state)
{
	static const uint8_t time[] = { 7, 0xe0, 1, 2, 3, 4, 5 };
	static const uint8_t other_time[] = { 7, 0xe0, 1, 2, 3, 4, 6 };
	cleanup_buffer struct buffer png = LEAF_INIT, bare = LEAF_INIT;

	(void)state;
	begin(&png);
	add_chunk(&png, "tIME", BYTES_OF(time));
	add_chunk(&png, "tIME", BYTES_OF(time));
	add_image(&png, BYTES_OF(plain), 100);
	end(&png);
	leaf_judge(buffer_bytes(&png), image_with(&bare, NULL, (struct bytes){ 0 }),
		   NULL);
	begin(&bare);
	add_chunk(&bare, "tIME", BYTES_OF(other_time));
	add_chunk(&bare, "tIME", BYTES_OF(time));
	add_image(&bare, BYTES_OF(plain), 100);
	end(&bare);
	leaf_judge(buffer_bytes(&png), buffer_bytes(&bare), NULL);
}

static void
an_encoder_is_excused_and_other_filters_or_pixels_are_not(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	struct bytes whole = image_of(&a, BYTES_OF(plain), 100);

	(void)state;
	leaf_judge(whole, image_of(&b, BYTES_OF(plain), 3), "encoder/1");
	leaf_judge(whole, image_of(&b, BYTES_OF(filtered), 100), NULL);
	leaf_expect(whole, image_of(&b, BYTES_OF(filtered), 100), "content",
		    SEVERITY_NOTE, "the same pixels");
	leaf_judge(whole, image_of(&b, BYTES_OF(other), 100), NULL);
	leaf_expect(whole, image_of(&b, BYTES_OF(other), 4), "content", SEVERITY_CHANGE,
		    "1 of 4 pixels differ, the first in column 1 of line 1");
}

static void
lines_that_the_image_does_not_have_are_told(void **state)
{
	static const uint8_t more[] = { 0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 4, 5, 7, 'm' };
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT, c = LEAF_INIT;
	struct bytes right = image_of(&a, BYTES_OF(plain), 100);
	struct bytes wrong = image_of(&b, BYTES_OF(more), 100);

	(void)state;
	leaf_expect(wrong, right, "IDAT/stream", SEVERITY_ALARM,
		    "holds more than the image");
	/* Not even where both sides have them and write them in other chunks. */
	leaf_judge(wrong, image_of(&c, BYTES_OF(more), 3), NULL);
}

static void
what_readers_pass_over_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT, stream = LEAF_INIT;
	struct bytes right = image_of(&a, BYTES_OF(plain), 100);
	struct error err;

	(void)state;
	image_of(&b, BYTES_OF(plain), 100);
	buffer_append_text(&b, "more");
	leaf_expect(buffer_bytes(&b), right, "trailing", SEVERITY_ALARM,
		    "data after the end of the image");
	leaf_expect(image_with(&b, "pRvt", TEXT("secret")), right, "pRvt/data",
		    SEVERITY_ALARM, "only the published file has this");
	leaf_expect(image_with(&b, "pRvt", TEXT("")), right, "pRvt/start",
		    SEVERITY_CHANGE, "only the published image has this");

	begin(&b);
	assert_int_equal(encode_zlib(BYTES_OF(plain), &stream, &err), 0);
	buffer_append_text(&stream, "hidden");
	add_chunk(&b, "IDAT", buffer_bytes(&stream));
	end(&b);
	leaf_expect(buffer_bytes(&b), right, "IDAT/after", SEVERITY_ALARM,
		    "data after the end of the image stream");
}

static void
a_wrong_crc_is_an_alarm_that_excuses_nothing(void **state)
{
	static const uint8_t time[] = { 7, 0xe0, 1, 2, 3, 4, 5 };
	enum { TIME_CRC = 8 + 25 + 8 + 7, SECOND_TYPE = 8 + 25 + 8 + 3 };
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	struct bytes right = image_with(&a, "tIME", BYTES_OF(time));

	(void)state;
	image_with(&b, "tIME", BYTES_OF(time));
	b.data[TIME_CRC] ^= 1;
	leaf_expect(buffer_bytes(&b), right, "tIME/crc", SEVERITY_ALARM,
		    "is not what the rest of the file makes it");
	image_of(&a, BYTES_OF(plain), 100);
	image_of(&b, BYTES_OF(plain), 3);
	b.data[SECOND_TYPE] ^= 1; /* the CRC between two chunks */
	leaf_expect(buffer_bytes(&b), buffer_bytes(&a), "IDAT/stream", SEVERITY_ALARM,
		    "another CRC");
}

static void
malformed_chunks_are_told(void **state)
{
	cleanup_buffer struct buffer a = LEAF_INIT, b = LEAF_INIT;
	struct bytes right = image_with(&a, NULL, (struct bytes){ 0 });
	struct bytes wrong = image_with(&b, "tEXt", TEXT("no keyword"));

	(void)state;
	leaf_expect(wrong, right, "tEXt:no keyword", SEVERITY_ALARM, "has no keyword");
	wrong = image_with(&b, "gAMA", TEXT("ab"));
	leaf_expect(wrong, right, "gAMA/gamma", SEVERITY_ALARM, "is cut short");
	wrong = image_with(&b, "gAMA", TEXT("abcdef"));
	leaf_expect(wrong, right, "gAMA/data", SEVERITY_ALARM, "no part of the chunk");
	wrong = image_with(&b, "ABcd", TEXT("x"));
	leaf_expect(wrong, right, "ABcd/data", SEVERITY_ALARM, "nobody knows");
	wrong = image_with(&b, "zTXt", TEXT("Comment\0\1abcd"));
	leaf_expect(wrong, right, "zTXt:Comment/header", SEVERITY_ALARM, "method");
	leaf_expect(wrong, right, "zTXt:Comment/stream", SEVERITY_ALARM, "zlib");
	wrong = image_with(&b, "tE1t", TEXT("x"));
	leaf_expect(wrong, right, "rest", SEVERITY_ALARM, "a chunk breaks off");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_is_named_and_every_prefix_is_told),
		cmocka_unit_test(dates_are_excused_where_they_are_dates),
		cmocka_unit_test(a_date_that_stands_twice_is_not_excused),
		cmocka_unit_test(
			an_encoder_is_excused_and_other_filters_or_pixels_are_not),
		cmocka_unit_test(lines_that_the_image_does_not_have_are_told),
		cmocka_unit_test(what_readers_pass_over_is_an_alarm),
		cmocka_unit_test(a_wrong_crc_is_an_alarm_that_excuses_nothing),
		cmocka_unit_test(malformed_chunks_are_told),
	};

	return cmocka_run_group_tests_name("format_png", tests, NULL, NULL);
}
