/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Attacks that do not end by themselves.  2 for a name that is none. */
int endless(const char *name);
