/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the causes of differences and the versions of tools say together, for a person. */

#include "rebuild/debian_causes.h"
#include "rebuild/debian_toolchain.h"
#include "rebuild/remarks.h"

/* `name` is the artifact's, which paths of findings begin with; NULL. */
void debian_remarks_add(struct remarks *remarks, const struct debian_causes *causes,
			const struct debian_toolchain *toolchain, const char *name);
