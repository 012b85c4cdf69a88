/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What is to be said of the findings of an npm package that was built. */

#include "rebuild/check.h"

/* Findings in files that the build makes are told from those in files of the source. */
int npm_examine(struct check *check, const struct session *session, struct error *err);
