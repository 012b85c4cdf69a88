/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The libraries of this folder that are opened when they are first called. */

#include "base/error.h"

/* Opens them all, before a process closes its doors; -1 when one is missing. */
int base_libraries_open(struct error *err);
