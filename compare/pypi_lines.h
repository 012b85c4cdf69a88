/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Files of Python's packages that are read line by line: what the published one names
 * and the rebuilt one does not, up to ten of it, with commas between. */

#include "base/buffer.h"

/* entry_points.txt: "console_scripts: tool = tool.cli:main" (Entry points specification
 * of the packaging user guide). */
void pypi_say_entry_points(struct buffer *out, struct bytes published,
			   struct bytes rebuilt);

/* pyproject.toml: lines of [build-system] (PEP 517, 518), of hooks and of scripts. */
void pypi_say_build_system(struct buffer *out, struct bytes published,
			   struct bytes rebuilt);
