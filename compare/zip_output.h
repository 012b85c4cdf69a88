/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A zip archive on its way out: members one behind the other, then the directory and its
 * end.  Sizes stand in the headers, zip64 fields where a value needs them and nowhere
 * else.
 */

#include "base/buffer.h"
#include "compare/zip.h"

/* An entry as it is to be written. */
struct zip_form {
	const struct zip_entry *entry; /* borrowed: its name, attributes and comment */
	uint16_t made_by, flags, method;
	uint16_t needs, local_needs; /* 0: as few as what is written asks for */
	uint32_t time, crc32;
	uint64_t compressed, size;
	struct buffer extra, local_extra; /* owned: whole fields, none of them zip64 */

	/* Zeros that the local field takes which ends at `aligned` make the content begin
	 * at a multiple of this; 0: there is no such field. */
	uint16_t alignment;
	size_t aligned;
};

#define cleanup_zip_form __attribute__((cleanup(zip_form_release)))
void zip_form_release(struct zip_form *form);

/* Where a record of the directory stands in what is written of it. */
struct zip_record {
	size_t at, size;
};

struct zip_output {
	struct buffer *out;	    /* borrowed */
	size_t start;		    /* of the archive in it */
	size_t base;		    /* in the archive: what offsets are counted from */
	struct buffer directory;    /* owned */
	struct zip_record *records; /* owned: by their rank in the directory */
	size_t count;
	bool unfit; /* something does not fit into the format */

	size_t member; /* in the archive: where the one that is being written begins */
	size_t header; /* the size of its header */
};

void zip_output_release(struct zip_output *output);

/* Begins a member.  Its content is to be appended to the archive, and then its sizes and
 * CRC-32 be set in the form, before it is ended. */
void zip_write_begin(struct zip_output *output, const struct zip_form *form);
void zip_write_end(struct zip_output *output, const struct zip_form *form, size_t rank);

/* The directory by rank, and its end. */
void zip_write_directory(struct zip_output *output, struct bytes comment);
