/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Files by content, kept between runs: CACHE/content/SHA256 and, to find them again,
 * CACHE/index/SHA256-OF-KEY, which holds the content's name.  Everything gets its name by
 * rename(2), so that several processes may share one store and a run that dies leaves
 * no half file under a name.  What is found is checked against its name first.
 */

#include "base/error.h"

/* A file in the making: in the store, but without a name that anybody looks for. */
struct store_draft {
	char *path; /* owned; NULL once it has been kept */
	int fd;	    /* owned; -1 for none */
};

#define STORE_DRAFT_INIT    ((struct store_draft){ .fd = -1 })
#define cleanup_store_draft __attribute__((cleanup(store_draft_discard)))

int store_draft_open(struct store_draft *draft, const char *cache, struct error *err);

/* Removes it, unless it was kept. */
void store_draft_discard(struct store_draft *draft);

/* Gives the draft its name, and the key to it; *path is the caller's. */
int store_keep(char **path, struct store_draft *draft, const char *cache, const char *key,
	       struct error *err);

/* The file that was kept under this key, with its bytes as they were then; NULL when there
 * is none, or it has been damaged since.  The caller frees it. */
char *store_find(const char *cache, const char *key);
