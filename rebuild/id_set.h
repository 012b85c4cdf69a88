/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A set of git's ids as bytes: which trees and blobs have been seen. */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ID_SIZE = 20 };

/* All zeros is the empty set. */
struct id_set {
	uint8_t (*ids)[ID_SIZE]; /* owned; all zeros is a free place, and no id */
	size_t room, count;
};

#define cleanup_id_set __attribute__((cleanup(id_set_release)))
void id_set_release(struct id_set *set);

/* Whether it was not there before. */
bool id_set_add(struct id_set *set, const uint8_t *id);

bool id_set_has(const struct id_set *set, const uint8_t *id);
