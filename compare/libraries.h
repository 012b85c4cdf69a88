/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The libraries of this folder that are opened when they are first called. */

#include "base/error.h"

/* Opens all but capstone (disassemble_prepare() does), before a process closes its doors;
 * -1 when one is missing. */
int compare_libraries_open(struct error *err);
