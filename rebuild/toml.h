/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * TOML 1.0 (toml.io/en/v1.0.0), read by Python's tomllib in the sandbox.
 *
 * Starting it costs more than reading does: what is to be read together is given
 * together.
 */

#include "base/json.h"
#include "rebuild/session.h"

/* Bytes of one text, and of a batch; more is ERROR_LIMIT. */
enum { TOML_TEXT_MAX = 8 << 20, TOML_BATCH_MAX = 64 << 20 };

struct toml_batch {
	struct json *results; /* owned: one for each text */
};

#define cleanup_toml_batch __attribute__((cleanup(toml_batch_release)))
void toml_batch_release(struct toml_batch *batch);

/* By this machine's own python3, whatever environment the session has: ERROR_UNSUPPORTED
 * when it has none that reads TOML, naming the package.  A text that is not TOML is no
 * error here; toml_trouble() tells it.  ERROR_LIMIT when they take too long. */
int toml_read(struct toml_batch *out, const struct session *session,
	      const struct bytes *texts, size_t count, struct error *err);

/* The table that a text is: borrowed; NULL when it is not TOML.  What JSON has no form
 * for is an object of one member: {"toml:time": "1979-05-27T07:32:00"}, {"toml:float":
 * "nan"}, {"toml:integer": "9223372036854775808"}. */
const struct json *toml_table(const struct toml_batch *batch, size_t index);

/* Why not, in one line, to be escaped: borrowed; NULL when it is. */
const char *toml_trouble(const struct toml_batch *batch, size_t index);
