/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/dates.h"

#include "base/memory.h"

static const char weekdays[] = "MonTueWedThuFriSatSun";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
static const char halves[] = "AMPM";

static bool
is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

/* Exactly so many digits, giving a number within the bounds. */
static bool
take_number(struct cursor *at, size_t digits, unsigned least, unsigned most)
{
	unsigned number = 0;

	for (size_t i = 0; i < digits; i++) {
		uint8_t byte = cursor_u8(at);

		if (!is_digit(byte))
			return false;
		number = number * 10 + (byte - '0');
	}
	return number >= least && number <= most;
}

/* One of the names, all of `size` letters, that stand side by side. */
static bool
take_name(struct cursor *at, const char *names, size_t size)
{
	struct bytes name = cursor_take(at, size);

	for (; *names != '\0'; names += size)
		if (bytes_equal(name, (struct bytes){ (const uint8_t *)names, size }))
			return true;
	return false;
}

static bool
take_byte(struct cursor *at, uint8_t wanted)
{
	if (at->rest.size == 0 || at->rest.data[0] != wanted)
		return false;
	cursor_u8(at);
	return true;
}

static bool
take_day(struct cursor *at)
{
	if (at->rest.size > 1 && at->rest.data[0] != ' ' && is_digit(at->rest.data[1]))
		return take_number(at, 2, 1, 31);
	take_byte(at, ' ');
	return take_number(at, 1, 1, 9);
}

static bool
take_fraction(struct cursor *at)
{
	enum { DIGITS_MAX = 9 };
	size_t digits = 0;

	if (!take_byte(at, '.'))
		return true;
	while (at->rest.size > 0 && is_digit(at->rest.data[0])) {
		cursor_u8(at);
		digits++;
	}
	return digits > 0 && digits <= DIGITS_MAX;
}

static bool
take_offset(struct cursor *at)
{
	if (take_byte(at, 'Z'))
		return true;
	if ((!take_byte(at, '+') && !take_byte(at, '-')) || !take_number(at, 2, 0, 14))
		return false;
	take_byte(at, ':');
	return take_number(at, 2, 0, 59);
}

static bool
is_in_zone(uint8_t byte)
{
	return is_digit(byte) || (byte >= 'A' && byte <= 'Z') || byte == '+' ||
	       byte == '-' || byte == ':';
}

static bool
take_zone(struct cursor *at)
{
	enum { ZONE_MAX = 9 };
	size_t size = 0;

	while (size < at->rest.size && is_in_zone(at->rest.data[size]))
		size++;
	cursor_take(at, size);
	return size > 0 && size <= ZONE_MAX;
}

static bool
take_part(struct cursor *at, char part)
{
	switch (part) {
	case 'Y':
		return take_number(at, 4, 0, 9999);
	case 'm':
		return take_number(at, 2, 1, 12);
	case 'd':
		return take_number(at, 2, 1, 31);
	case 'e':
		return take_day(at);
	case 'H':
		return take_number(at, 2, 0, 23);
	case 'I':
		return take_number(at, 2, 1, 12);
	case 'M':
		return take_number(at, 2, 0, 59);
	case 'S':
		return take_number(at, 2, 0, 60);
	case 'f':
		return take_fraction(at);
	case 'z':
		return take_offset(at);
	case 'Z':
		return take_zone(at);
	case 'a':
		return take_name(at, weekdays, 3);
	case 'b':
		return take_name(at, months, 3);
	default:
		return part == 'p' && take_name(at, halves, 2);
	}
}

bool
date_fits(struct bytes text, const char *form)
{
	struct cursor at = cursor_on(text);

	for (; *form != '\0'; form++)
		if (*form != '%' ? !take_byte(&at, (uint8_t)*form)
				 : !take_part(&at, *++form))
			return false;
	return !at.overrun && at.rest.size == 0;
}

bool
date_fits_any(struct bytes text, const char *const *forms)
{
	for (; *forms != NULL; forms++)
		if (date_fits(text, *forms))
			return true;
	return false;
}
