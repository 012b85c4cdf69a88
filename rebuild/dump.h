/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * --dump: a folder with both versions of each leaf that differs, for other tools:
 * published/x.tgz/package/index.js beside rebuilt/x.tgz/package/index.js, and leaves.json
 * that says which path each stands for.  Names come from hostile inputs: whatever they
 * are, nothing is written outside of the folder, nothing that stands there is touched,
 * and every file is a plain one of mode 0644.
 */

#include "base/error.h"
#include "base/spool.h"
#include "compare/leaves.h"

struct dump;

/* Makes the folder, or takes one that is empty; ERROR_USAGE for any other. */
int dump_open(struct dump **out, const char *path, struct error *err);
void dump_close(struct dump *dump);

/* Room in the folder's file system for the leaves of one comparison; the caller's. */
int dump_make_room(const struct dump *dump, struct spool **spool, struct error *err);

/* Writes all leaves that stand in the room. */
int dump_write(struct dump *dump, const struct leaves *leaves, struct error *err);

/* The file name that stands for a leaf's path: relative, of plain characters, bounded in
 * length and depth; different paths may have one name.  The caller frees. */
char *dump_name(struct bytes path);
