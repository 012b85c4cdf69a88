/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "compare/format.h"

/* format_rpm's, in rpm_judge.c. */
void rpm_judge(struct finding *finding, const struct difference *difference);
bool rpm_explain_part(struct finding *finding, const struct difference *difference,
		      const struct limits *limits);
