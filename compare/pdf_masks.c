/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the rules for PDF cover, with what varies replaced: a date by the start of 1970,
 * with a + for the sign of its zone, in an identifier every digit by 0.  Nothing in a PDF
 * may move, so a form is as long as the value.
 */
#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

#include "base/memory.h"
#include "compare/dates.h"
#include "compare/pdf_tiles.h"

/* A date that is one itself; the dashes before its hours are none of a zone's. */
static void
append_epoch(struct bytes value, struct buffer *out)
{
	enum { DATE = 8 };
	static const char epoch[] = "19700101";
	size_t digits = 0;

	for (size_t i = 0; i < value.size; i++) {
		uint8_t byte = value.data[i];

		if (isdigit(byte))
			byte = digits < DATE ? (uint8_t)epoch[digits] : '0';
		else if (byte == '-' && digits >= DATE)
			byte = '+';
		digits += isdigit(byte) != 0;
		buffer_append_byte(out, byte);
	}
}

static bool
fits_any(struct bytes text, const char *const *forms)
{
	return text.size > 0 && date_fits_any(text, forms);
}

/* "+01'00'", "Z", and what some writers make of it: "Z00'00'". */
static bool
is_zone(struct bytes zone)
{
	enum { HOURS = 3, QUOTED = 6 };
	const char *digits;

	if (zone.size == 0 || bytes_equal_text(zone, "Z"))
		return true;
	if (strchr("+-Z", zone.data[0]) == NULL || zone.size < QUOTED ||
	    zone.size > QUOTED + 1 || zone.data[HOURS] != '\'' ||
	    (zone.size > QUOTED && zone.data[QUOTED] != '\''))
		return false;
	digits = (const char *)zone.data;
	return isdigit(digits[1]) && isdigit(digits[2]) && isdigit(digits[4]) &&
	       isdigit(digits[5]);
}

/* "(D:20200102030405+01'00')": ISO 32000-1, 7.9.4. */
bool
pdf_mask_date(struct bytes value, struct buffer *out)
{
	enum { SECONDS = 16 };
	static const char *const short_forms[] = { "D:%Y",	   "D:%Y%m",
						   "D:%Y%m%d",	   "D:%Y%m%d%H",
						   "D:%Y%m%d%H%M", NULL };
	struct bytes text;

	if (value.size < 2 || value.data[0] != '(' || value.data[value.size - 1] != ')')
		return false;
	text = bytes_slice(value, 1, value.size - 2);
	if (!fits_any(text, short_forms) &&
	    !(date_fits(bytes_slice(text, 0, SECONDS), "D:%Y%m%d%H%M%S") &&
	      is_zone(bytes_slice(text, SECONDS, SIZE_MAX))))
		return false;
	append_epoch(value, out);
	return true;
}

/* Sixteen bytes: as digits, or as they are, without any that means something. */
static bool
mask_one(struct bytes value, size_t *at, struct buffer *out)
{
	enum { BYTES = 16, DIGITS = 2 * BYTES };
	bool digits = bytes_slice(value, *at, 1).size == 1 && value.data[*at] == '<';
	size_t size = digits ? DIGITS : BYTES, end = pdf_value(value, *at);
	struct bytes inside = bytes_slice(value, *at + 1, size);

	if (end == PDF_NOWHERE || end != *at + size + 2 || inside.size != size ||
	    memchr(inside.data, '\\', size) != NULL)
		return false;
	for (size_t i = 0; digits && i < size; i++)
		if (!isxdigit(inside.data[i]))
			return false;
	buffer_append(out, bytes_slice(value, *at, 1));
	for (size_t i = 0; i < size; i++)
		buffer_append_byte(out, '0');
	buffer_append(out, bytes_slice(value, end - 1, 1));
	*at = end;
	return true;
}

/* "[<...> <...>]": ISO 32000-1, 14.4. */
bool
pdf_mask_id(struct bytes value, struct buffer *out)
{
	size_t at = 0;

	for (unsigned i = 0; i < 3; i++) {
		size_t next = i == 0 ? 1 : at;

		if (i == 0 && (value.size == 0 || value.data[0] != '['))
			return false;
		if (i > 0 && !mask_one(value, &next, out))
			return false;
		at = pdf_white(value, next);
		if (i == 0)
			next = 0;
		buffer_append(out, bytes_slice(value, next, at - next));
	}
	buffer_append(out, bytes_slice(value, at, SIZE_MAX));
	return at + 1 == value.size && value.data[at] == ']';
}

/* ISO 8601 as XMP has it (part 1, 8.2.1.2). */
bool
pdf_mask_xmp_date(struct bytes value, struct buffer *out)
{
	static const char *const forms[] = { "%Y-%m-%d",
					     "%Y-%m-%dT%H:%M",
					     "%Y-%m-%dT%H:%M%z",
					     "%Y-%m-%dT%H:%M:%S%f",
					     "%Y-%m-%dT%H:%M:%S%f%z",
					     NULL };

	if (!fits_any(value, forms))
		return false;
	append_epoch(value, out);
	return true;
}

/* "uuid:8c1a...", "xmp.iid:8c1a...", of a UUID (RFC 9562) or of 32 digits. */
bool
pdf_mask_xmp_id(struct bytes value, struct buffer *out)
{
	static const char *const starts[] = { "uuid:",	  "urn:uuid:", "xmp.did:",
					      "xmp.iid:", "xmp.id:",   "" };
	static const char form[] = "00000000-0000-0000-0000-000000000000";
	size_t size = 0, dashes = 0;

	for (size_t i = 0; i < array_length(starts); i++)
		if (bytes_start_with(value, bytes_of_text(starts[i]))) {
			size = strlen(starts[i]);
			break;
		}
	buffer_append(out, bytes_slice(value, 0, size));
	value = bytes_slice(value, size, SIZE_MAX);
	for (size_t i = 0; i < value.size; i++) {
		bool dash = value.data[i] == '-';

		if (!dash && !isxdigit(value.data[i]))
			return false;
		dashes += dash;
		buffer_append_byte(out, dash ? '-' : '0');
	}
	if (dashes == 0)
		return value.size == 32;
	return value.size == sizeof(form) - 1 &&
	       bytes_equal_text(
		       bytes_slice(buffer_bytes(out), out->size - value.size, SIZE_MAX),
		       form);
}

static const struct {
	const char *key;
	bool (*mask)(struct bytes value, struct buffer *out);
} masks[] = {
	{ "/Info/CreationDate", pdf_mask_date },
	{ "/Info/ModDate", pdf_mask_date },
	{ "/ID", pdf_mask_id },
	{ "xmp:*Date", pdf_mask_xmp_date },
	{ "xap*MM:*ID", pdf_mask_xmp_id },
	{ "xmpMM:*ID", pdf_mask_xmp_id },
};

bool (*pdf_mask_of(const char *key))(struct bytes value, struct buffer *out)
{
	for (size_t i = 0; i < array_length(masks); i++)
		if (fnmatch(masks[i].key, key, 0) == 0)
			return masks[i].mask;
	return NULL;
}
