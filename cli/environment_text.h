/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Environments, as a person reads them. */

#include "rebuild/environment.h"

/* What one is, and where. */
void environment_to_text(const struct environment *environment, struct buffer *out);

/* One of a list, in a line. */
void environment_to_line(const struct environment *environment, struct buffer *out);
