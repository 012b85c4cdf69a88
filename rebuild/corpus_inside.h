/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Sizes of the parts of a corpus file (rebuild/corpus.h): for its reader and its writer.
 */

#include "rebuild/id_set.h"

#define CORPUS_MAGIC "cupel-corpus/1\n"

enum {
	CORPUS_MAGIC_SIZE = sizeof(CORPUS_MAGIC),
	CORPUS_HEADER_SIZE = CORPUS_MAGIC_SIZE + 16,
	CORPUS_PROJECT_SIZE = 16,
	CORPUS_NAME_SIZE = 24,
	CORPUS_ENTRY_SIZE = ID_SIZE + 24,
	CORPUS_WHOLE = 1,
};
