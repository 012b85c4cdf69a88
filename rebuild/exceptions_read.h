/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A project's exceptions (compare/exceptions.h), from a file that it keeps beside its
 * source, usually cupel.yaml:
 *
 *     cupel-exceptions: 1
 *     exceptions:
 *     - path: package/dist/bundle.js
 *       key: content                  optional: any key without it
 *       reason: the bundler writes its own version
 *       bytes: 40                     the most that may differ in all these places
 *       until: 2027-01-31             optional: the last day
 *
 * It is read only when it is asked for: a release that is checked brings no exceptions of
 * its own.
 */

#include "base/error.h"
#include "compare/exceptions.h"

/* ERROR_MALFORMED says the line: an exception without a reason, or with a key that nobody
 * knows, is none. */
int exceptions_read(struct exceptions *out, const char *path, struct error *err);
