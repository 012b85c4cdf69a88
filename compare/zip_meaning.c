/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/zip_meaning.h"

#include "base/clock.h"
#include "base/memory.h"
#include "compare/decode.h"
#include "compare/tile.h"

enum { TYPE = 0170000, FOLDER = 0040000, LINK = 0120000, REGULAR = 0100000 };

static int
decode_deflated(struct decoding *decoding, struct error *err)
{
	return decode_deflate(decoding->encoded, &decoding->used, decoding->out, err);
}

static const struct {
	uint16_t number;
	const char *name;
	int (*decode)(struct decoding *decoding, struct error *err);
} methods[] = {
	{ ZIP_STORED, "stored", NULL },
	{ ZIP_DEFLATED, "deflate", decode_deflated },
	{ ZIP_BZIP2, "bzip2", decode_bzip2 },
	{ ZIP_LZMA, "lzma", NULL },
	{ ZIP_ZSTD, "zstd", decode_zstd },
	{ ZIP_XZ, "xz", decode_xz },
};

const char *
zip_method_name(uint16_t method)
{
	for (size_t i = 0; i < array_length(methods); i++)
		if (methods[i].number == method)
			return methods[i].name;
	return NULL;
}

int (*zip_decoder_of(uint16_t method))(struct decoding *decoding, struct error *err)
{
	for (size_t i = 0; i < array_length(methods); i++)
		if (methods[i].number == method)
			return methods[i].decode;
	return NULL;
}

uint16_t
zip_mode_of(const struct zip_entry *entry)
{
	return (uint16_t)(entry->external >> 16);
}

static bool
is_unix(const struct zip_entry *entry)
{
	uint8_t host = (uint8_t)(entry->made_by >> 8);

	return host == ZIP_HOST_UNIX || host == ZIP_HOST_DARWIN;
}

char
zip_type_of(const struct zip_entry *entry)
{
	struct bytes name = entry->header.name;
	bool folder = name.size > 0 && name.data[name.size - 1] == '/';
	unsigned type = is_unix(entry) ? zip_mode_of(entry) & TYPE : 0;

	if (type == LINK)
		return 'l';
	if (folder || type == FOLDER)
		return 'd';
	return type == 0 || type == REGULAR ? 'f' : 'o';
}

static const struct {
	uint8_t host;
	bool dos;
	const char *name;
} hosts[] = {
	{ ZIP_HOST_DOS, true, "dos" }, { ZIP_HOST_UNIX, false, "unix" },
	{ 6, true, "os/2" },	       { 10, true, "ntfs" },
	{ 14, true, "vfat" },	       { ZIP_HOST_DARWIN, false, "darwin" },
};

const char *
zip_host_name(uint8_t host)
{
	for (size_t i = 0; i < array_length(hosts); i++)
		if (hosts[i].host == host)
			return hosts[i].name;
	return NULL;
}

bool
zip_host_is_dos(uint8_t host)
{
	for (size_t i = 0; i < array_length(hosts); i++)
		if (hosts[i].host == host)
			return hosts[i].dos;
	return false;
}

int64_t
zip_time_of(uint32_t time)
{
	enum { DAY = 24 * 60 * 60 };
	unsigned second = (time & 0x1f) * 2, minute = time >> 5 & 0x3f;
	unsigned hour = time >> 11 & 0x1f, day = time >> 16 & 0x1f;
	unsigned month = time >> 21 & 0x0f, year = (time >> 25) + 1980;

	if (time == 0)
		day = month = 1;
	if (second > 59 || minute > 59 || hour > 23 || month < 1 || month > 12 ||
	    day < 1 || clock_days(year, month, day) >= clock_days(year, month + 1, 1))
		return NOT_A_NUMBER;
	return clock_days(year, month, day) * DAY + hour * 3600 + minute * 60 + second;
}
