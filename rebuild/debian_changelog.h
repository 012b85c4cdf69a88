/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* When a source package says that it was made: the date of its changelog's newest entry
 * (deb-changelog(5)), which builders take for SOURCE_DATE_EPOCH. */

#include "rebuild/debian_release.h"
#include "rebuild/session.h"

/* Of the files in release->source_folder: seconds since 1970; 0 where it is not to be
 * had, as in a source package of format 1.0 with its changes in a diff. */
int64_t debian_changelog_time(const struct debian_release *release,
			      const struct session *session);

/* Of a changelog's text; 0. */
int64_t debian_changelog_read(struct bytes changelog);
