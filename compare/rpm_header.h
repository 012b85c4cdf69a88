/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* One header of an RPM package: an index of tags, and the store that their data is in. */

#include "base/bytes.h"
#include "base/error.h"

enum { RPM_INTRO_SIZE = 16, RPM_ENTRY_SIZE = 16 };

enum rpm_type {
	RPM_NOTHING,
	RPM_CHARACTERS,
	RPM_NUMBERS_8,
	RPM_NUMBERS_16,
	RPM_NUMBERS_32,
	RPM_NUMBERS_64,
	RPM_TEXT,
	RPM_BYTES,
	RPM_TEXTS,
	RPM_TEXTS_OF_LANGUAGES,
	RPM_TYPES,
};

struct rpm_tag {
	uint32_t number;
	const char *name;
	enum rpm_type type; /* that rpm writes */
	bool of_files;	    /* one value for each file of the package */
};

/* The tag of this number, or NULL; those of the signature header are others. */
const struct rpm_tag *rpm_tag_find(uint32_t number, bool signature);

const char *rpm_type_name(uint32_t type);

/* Bytes of one number; 0 for what is none. */
size_t rpm_type_width(uint32_t type);

struct rpm_entry {
	uint32_t tag, type, offset, count;
	size_t index_at, data_at; /* in the file */
	struct bytes data;	  /* as much of it as no other entry points to */
	size_t alignment;	  /* bytes before it that only fill up */
	const char *trouble;	  /* static: how it breaks the format; NULL */
};

struct rpm_header {
	struct bytes whole;	   /* borrowed from the file: intro, index and store */
	size_t at;		   /* in the file */
	struct rpm_entry *entries; /* owned: in the order of the index */
	size_t count;
};

#define cleanup_rpm_header __attribute__((cleanup(rpm_header_release)))

void rpm_header_release(struct rpm_header *header);

/* The header that stands there; -1 with ERROR_MALFORMED when none does. */
int rpm_header_read(struct rpm_header *header, struct bytes file, size_t at,
		    struct error *err);

/* The first entry of a tag with this type, sound; NULL when there is none. */
const struct rpm_entry *rpm_header_find(const struct rpm_header *header, uint32_t tag,
					enum rpm_type type);

/* The next value of an entry's data: a number, or a text without its NUL. */
uint64_t rpm_take_number(struct cursor *at, uint32_t type);
