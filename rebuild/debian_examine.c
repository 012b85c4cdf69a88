/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_examine.h"

#include "base/cleanup.h"
#include "rebuild/debian_remarks.h"

struct examination {
	struct debian_causes causes;
	struct debian_toolchain toolchain;
};

static void
examination_release(struct examination *examination)
{
	debian_causes_release(&examination->causes);
	debian_toolchain_release(&examination->toolchain);
}

#define cleanup_examination __attribute__((cleanup(examination_release)))

static void
say_binnmu(struct check *check)
{
	if (check->recipe.assisted != NULL)
		remarks_add(&check->remarks, SEVERITY_NOTE, NULL, "binnmu", "%s",
			    check->recipe.assisted);
}

int
debian_examine(struct check *check, const struct session *session, struct error *err)
{
	cleanup_examination struct examination examination = { 0 };

	say_binnmu(check);
	if (!check->compared || (check->comparison.outcome != OUTCOME_DIFFERENT &&
				 check->comparison.outcome != OUTCOME_EQUIVALENT))
		return 0;
	if (debian_toolchain_read(&examination.toolchain, session, check->release.debian,
				  err) < 0)
		return -1;
	debian_causes_find(&examination.causes, &check->comparison,
			   examination.toolchain.built);
	debian_remarks_add(&check->remarks, &examination.causes, &examination.toolchain,
			   check->release.artifact_name);
	return 0;
}
