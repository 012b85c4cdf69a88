/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the files of dist_examine*.c share. */

#include "rebuild/check.h"
#include "rebuild/provenance.h"
#include "rebuild/self_check.h"

struct examination {
	struct check *check; /* borrowed, these two */
	const struct session *session;
	struct corpus *corpus; /* owned; NULL: there is none */
	bool whole;	       /* a project of it is there as a whole */
	char *folder;	       /* owned: the tarball, unpacked in scratch */
	size_t copied, known;  /* files that check P is about */
};

/* Says where a file is from; `how` is copied, and may be NULL. */
void examination_explain(struct file_origin *file, enum origin origin, const char *how);

/* Says of files in the source whose line ends were converted, and of what is made with
 * another date or version than ours that it is so. */
void examination_tell_ways(struct examination *examination);

/* Adds a remark about a file of the tarball, or with NULL about all of it. */
struct remark *examination_remark(const struct examination *examination,
				  enum severity severity, const char *path,
				  const char *cause, const char *message);

/* What is known of a copy that nobody released; `piece` begins the message: "pkg.m4: ".
 */
void examination_tell_edited(const struct examination *examination, const char *path,
			     const char *piece, const struct provenance *provenance);

/* An aclocal.m4 that the installed aclocal makes otherwise: whether the pieces in which
 * the two differ all have names, and so are what somebody released, or a remark of their
 * own. *known becomes whether all of them are released. */
int examination_judge_pieces(bool *told, bool *known,
			     const struct examination *examination,
			     const struct self_file *file, struct error *err);
