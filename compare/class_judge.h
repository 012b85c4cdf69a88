/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What it means that a part of a class differs. */

#include "compare/format.h"

enum class_part { CLASS_PART_CLASS, CLASS_PART_FIELD, CLASS_PART_METHOD };

/* Appends the words for the bits of access_flags: "public static native". */
void class_append_access(enum class_part part, unsigned bits, struct buffer *out);

/* What a class can do with this constant that reaches out of the program: "starts other
 * programs"; NULL. */
const char *class_find_door(const char *constant);

void class_judge(struct finding *finding, const struct difference *difference);
