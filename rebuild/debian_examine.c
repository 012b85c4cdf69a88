/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_examine.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "rebuild/debian_clues.h"
#include "rebuild/debian_remarks.h"

enum { LOG_MAX = 64 << 20 };

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

/* What the log says of the network; one that is not there or is too long says nothing.
 * The caller frees. */
static char *
find_network(const struct check *check)
{
	cleanup_buffer struct buffer log = BUFFER_INIT(LOG_MAX);
	struct error ignored;

	if (check->build.log_path == NULL ||
	    file_read(check->build.log_path, &log, &ignored) < 0)
		return NULL;
	return debian_clue_network(buffer_bytes(&log));
}

int
debian_examine(struct check *check, const struct session *session, struct error *err)
{
	cleanup_examination struct examination examination = { 0 };
	cleanup_free char *network = NULL;

	say_binnmu(check);
	if (!check->compared || (check->comparison.outcome != OUTCOME_DIFFERENT &&
				 check->comparison.outcome != OUTCOME_EQUIVALENT))
		return 0;
	if (debian_toolchain_read(&examination.toolchain, session, check->release.debian,
				  err) < 0)
		return -1;
	network = find_network(check);
	debian_causes_find(&examination.causes, &check->comparison,
			   examination.toolchain.built, network);
	debian_remarks_add(&check->remarks, &examination.causes, &examination.toolchain,
			   check->release.artifact_name);
	return 0;
}
