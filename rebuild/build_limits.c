/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/build_limits.h"

#include "base/cleanup.h"

void
build_limits_init(struct sandbox_limits *limits)
{
	cleanup_sandbox_plan struct sandbox_plan usual = { 0 };

	sandbox_plan_init(&usual);
	*limits = usual.limits;
	limits->disk = UINT64_C(32) << 30;
	limits->output = UINT64_C(1) << 30;
}
