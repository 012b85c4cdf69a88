/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A corpus: which bytes the projects have released whose files others copy into their own
 * release tarballs (m4 macros, config.guess, install-sh, ltmain.sh, ...), by git's ids.
 *
 * The file, "cupel-corpus/1", with numbers of 4 bytes little-endian where nothing else is
 * said, and texts by their offset in the table of texts:
 *
 *   16 bytes   "cupel-corpus/1\n" and a NUL
 *   4 numbers  of projects, names and entries, and bytes of texts
 *   projects   name, flags (1: its whole history is there), newest time (8 bytes), by
 * name names      name ("po.m4"), unpacked bytes, offset and size of a frame (8 bytes
 * each), by name entries    id (20 bytes), project and name by their numbers, version,
 * path, offset and size in the name's unpacked bytes; by id texts      each ends in a NUL
 *   frames     one of zstd (RFC 8878) for each name: all that was ever called so
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/json.h"
#include "rebuild/id_set.h"

#define CORPUS_FORMAT "cupel-corpus/1"

struct corpus;

struct corpus_project {
	const char *name; /* borrowed */
	bool whole;	  /* what it has not, the project never had, until `newest` */
	bool vouched;	  /* a person named the corpus, whatever it was made of */
	int64_t newest;	  /* of its commits; 0: not known */
};

struct corpus_entry {
	const uint8_t *id; /* borrowed: ID_SIZE bytes */
	struct corpus_project project;
	const char *version; /* borrowed: "0.21.1", "2023-02-19 3adaddd73e12" */
	const char *path;    /* borrowed: in the project, package or repository */
	size_t name;	     /* number of its name */
	size_t offset, size; /* of its content among what is called so */
};

/* -1 with ERROR_MALFORMED where it is no sound corpus. */
int corpus_open(struct corpus **out, const char *path, struct error *err);
void corpus_close(struct corpus *corpus);
void corpus_close_at(struct corpus **at);

#define cleanup_corpus __attribute__((cleanup(corpus_close_at)))

/* It is vouched for: of the versions that it has, it has all the forms. */
void corpus_trust(struct corpus *corpus);

size_t corpus_entry_count(const struct corpus *corpus);
struct corpus_entry corpus_entry_at(const struct corpus *corpus, size_t index);

size_t corpus_project_count(const struct corpus *corpus);
struct corpus_project corpus_project_at(const struct corpus *corpus, size_t index);

/* How many entries have this id (40 hex digits); *first is the first of them. */
size_t corpus_find(const struct corpus *corpus, const char *blob, size_t *first);

/* The number of a name, the last part of paths; -1 when nothing is called so. */
int64_t corpus_name_find(const struct corpus *corpus, const char *name);

/* All contents of that name, packed: a frame of zstd; *unpacked becomes their size. */
struct bytes corpus_name_frame(const struct corpus *corpus, size_t name,
			       size_t *unpacked);

/* What it holds, for a person and as cupel-corpus JSON. */
void corpus_to_text(const struct corpus *corpus, struct buffer *out);
struct json *corpus_to_json(const struct corpus *corpus);
