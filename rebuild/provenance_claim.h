/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a copied file says of its version, held against the versions that are known.  It
 * is believed in one thing only: that a corpus which has other bytes of that very
 * version, or nothing as high, has been contradicted.  Who keeps copies of others' files
 * edits them and leaves their versions as they were (gnulib's depcomp).
 */

#include "rebuild/provenance_nearest.h"

enum claim {
	CLAIM_NONE,	/* no version, or none in the form of a known one */
	CLAIM_KNOWN,	/* that of one which its own project released */
	CLAIM_COMMENTS, /* the same, and but for words of comments it is that one */
	CLAIM_HIGHER,	/* than each that is known: so that no honest tool replaces it */
	CLAIM_OTHER,	/* one that is not known, where higher ones are */
};

/* Of the question's content; `all` is what its frame unpacks to. */
enum claim claim_judge(const struct nearest_question *question, struct bytes all);

/* Whether it claims to be a known version's very form: by the same head, or by the
 * revision of a distribution's package, which has one content. */
bool claim_is_exact(const struct nearest_question *question, struct bytes all);
