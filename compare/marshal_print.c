/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Objects as Python prints them, as far as a person needs to tell one from another. */
#include <inttypes.h>
#include <stdio.h>

#include "compare/decode.h"
#include "compare/marshal.h"

enum { SHOWN_MAX = 2000, DEPTH_MAX = 8 };

struct printing {
	struct cursor at;
	const struct marshal_layout *layout; /* borrowed */
	struct buffer *out;		     /* borrowed */
	size_t most;			     /* the size at which *out is long enough */
	unsigned depth;
};

static void print(struct printing *printing);

static double
take_double(struct cursor *at)
{
	uint64_t bits = cursor_u64le(at);
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

static void
print_double(struct printing *printing)
{
	buffer_printf(printing->out, "%.17g", take_double(&printing->at));
}

/* Digits of 15 bits, the lowest first; those of large numbers are named by a checksum. */
static void
print_long(struct printing *printing)
{
	enum { FITS = 4, DIGIT = 15 };
	int32_t count = (int32_t)cursor_u32le(&printing->at);
	uint32_t digits = count < 0 ? -(uint32_t)count : (uint32_t)count;
	struct bytes bytes = cursor_take(&printing->at, 2 * (size_t)digits);
	struct cursor at = cursor_on(bytes);
	uint64_t value = 0;

	buffer_append_text(printing->out, count < 0 ? "-" : "");
	if (digits > FITS) {
		buffer_printf(printing->out,
			      "(an integer of %" PRIu32 " bits, %08" PRIx32 ")",
			      digits * DIGIT, decode_crc32(bytes));
		return;
	}
	for (uint32_t i = 0; i < digits; i++)
		value |= (uint64_t)cursor_u16le(&at) << (i * DIGIT);
	buffer_printf(printing->out, "%" PRIu64, value);
}

static void
print_text(struct printing *printing, const char *prefix, size_t size)
{
	struct bytes text = cursor_take(&printing->at, size);
	struct bytes shown = bytes_slice(text, 0, SHOWN_MAX);

	buffer_printf(printing->out, "%s'", prefix);
	buffer_append_escaped(printing->out, shown);
	buffer_append_text(printing->out, "'");
	if (shown.size < text.size)
		buffer_printf(printing->out, "... (%zu bytes, %08" PRIx32 ")", text.size,
			      decode_crc32(text));
}

static void
print_items(struct printing *printing, const char *open, uint32_t count,
	    const char *close)
{
	buffer_append_text(printing->out, open);
	for (uint32_t i = 0; i < count; i++) {
		buffer_append_text(printing->out, i == 0 ? "" : ", ");
		print(printing);
		if (printing->out->size >= printing->most)
			return;
	}
	buffer_append_text(printing->out, close);
}

static void
print_dictionary(struct printing *printing)
{
	const char *between = "{";

	while (printing->at.rest.size > 0 && printing->at.rest.data[0] != '0' &&
	       printing->out->size < printing->most) {
		buffer_append_text(printing->out, between);
		print(printing);
		buffer_append_text(printing->out, ": ");
		print(printing);
		between = ", ";
	}
	cursor_u8(&printing->at);
	buffer_append_text(printing->out, "}");
}

static bool
print_constant(struct printing *printing, uint8_t letter)
{
	static const struct {
		uint8_t letter;
		const char *said;
	} constants[] = { { 'N', "None" },
			  { 'F', "False" },
			  { 'T', "True" },
			  { 'S', "StopIteration" },
			  { '.', "..." } };

	for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
		if (constants[i].letter == letter) {
			buffer_append_text(printing->out, constants[i].said);
			return true;
		}
	return false;
}

static void
print_number(struct printing *printing, uint8_t letter)
{
	switch (letter) {
	case 'i':
		buffer_printf(printing->out, "%" PRId32,
			      (int32_t)cursor_u32le(&printing->at));
		break;
	case 'I':
		buffer_printf(printing->out, "%" PRId64,
			      (int64_t)cursor_u64le(&printing->at));
		break;
	case 'l':
		print_long(printing);
		break;
	case 'g':
		print_double(printing);
		break;
	case 'y':
		buffer_append_text(printing->out, "complex(");
		print_double(printing);
		buffer_append_text(printing->out, ", ");
		print_double(printing);
		buffer_append_text(printing->out, ")");
		break;
	default:
		break;
	}
}

static void
print_held(struct printing *printing, uint8_t letter)
{
	switch (letter) {
	case 'z':
		print_text(printing, "", cursor_u8(&printing->at));
		break;
	case 'a':
	case 'u':
		print_text(printing, "", cursor_u32le(&printing->at));
		break;
	case 's':
		print_text(printing, "b", cursor_u32le(&printing->at));
		break;
	case 'f':
		print_text(printing, "float", cursor_u8(&printing->at));
		break;
	case ')':
		print_items(printing, "(", cursor_u8(&printing->at), ")");
		break;
	case '(':
		print_items(printing, "(", cursor_u32le(&printing->at), ")");
		break;
	case '[':
		print_items(printing, "[", cursor_u32le(&printing->at), "]");
		break;
	case '<':
		print_items(printing, "{", cursor_u32le(&printing->at), "}");
		break;
	case '>':
		print_items(printing, "frozenset({", cursor_u32le(&printing->at), "})");
		break;
	case ':':
		print_items(printing, "slice(", 3, ")");
		break;
	case '{':
		print_dictionary(printing);
		break;
	default:
		print_number(printing, letter);
	}
}

static void
print(struct printing *printing)
{
	struct bytes rest = printing->at.rest;
	uint8_t letter = cursor_u8(&printing->at);
	size_t size;

	if (print_constant(printing, letter))
		return;
	/* Code objects that stand in no code object's constants, and what is nested
	 * deeply, are told apart by their bytes. */
	if (letter != 'c' && letter != 'x' && printing->depth < DEPTH_MAX) {
		printing->depth++;
		print_held(printing, letter);
		printing->depth--;
		return;
	}
	size = marshal_size(rest, printing->layout);
	printing->at = cursor_on(bytes_slice(rest, size, SIZE_MAX));
	buffer_printf(printing->out, "(%s of %zu bytes, %08" PRIx32 ")",
		      letter == 'c' ? "code" : "an object", size,
		      decode_crc32(bytes_slice(rest, 0, size)));
}

void
marshal_print(struct bytes object, const struct marshal_layout *layout,
	      struct buffer *out)
{
	struct printing printing = { .at = cursor_on(object),
				     .layout = layout,
				     .out = out,
				     .most = out->size + SHOWN_MAX };

	print(&printing);
	if (printing.at.rest.size > 0)
		buffer_printf(out, " ... (%zu bytes, %08" PRIx32 ")", object.size,
			      decode_crc32(object));
}
