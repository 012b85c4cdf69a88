/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * The header of a catalogue of messages (GNU gettext manual, "Header Entry"): lines
 * "Name: value\n" in quotes, before the first empty line of the file.
 */

#include "base/bytes.h"

/* The whole line of POT-Creation-Date, when its value is a date as xgettext writes it
 * ("2026-11-27 07:25+0000"); else empty. */
struct bytes po_header_created(struct bytes catalogue);

/* Whether both have such a line, and are the same without it. */
bool po_header_same_but_created(struct bytes a, struct bytes b);
