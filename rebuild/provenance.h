/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Check P: where a copied file comes from, by its bytes.  What it says of itself (a
 * serial number, a timestamp) is told, and never taken as an answer: the same serial
 * stands on different bytes, and whoever tampers may write any number.
 */

#include "compare/comparison.h"
#include "rebuild/corpus.h"
#include "rebuild/session.h"

enum provenance_state {
	PROVENANCE_KNOWN,   /* a project released these bytes under this name */
	PROVENANCE_STAMPED, /* all but the version that libtool writes into ltversion.m4
			     */
	PROVENANCE_EDITED,  /* the name is known, these bytes are not */
	PROVENANCE_UNKNOWN, /* nobody has released anything under this name */
};

struct provenance {
	enum provenance_state state;
	char *from;   /* owned: "gettext 0.21.1: m4/po.m4": those bytes, or the nearest */
	char *stated; /* owned: the line in which it says its version; NULL */
	char *versions;		 /* owned: "14 known versions"; NULL */
	char *copied_by; /* owned: the tool that copies it, or whose it is; NULL */
	char *diff;		 /* owned: of the nearest to these bytes; NULL */
	uint64_t added, removed; /* lines, against the nearest */
	bool whole;   /* the corpus has all that the name's projects released */
	bool vouched; /* or a person says that it knows enough of them */
	int claim;    /* enum claim (rebuild/provenance_claim.h), against what is known */
	bool claims_known; /* it states the version of a known one, or has its very head
			    */
	bool of_libtool; /* ltmain.sh and libtool.m4: distributions patch these, and keep
			  * their version */
};

#define cleanup_provenance __attribute__((cleanup(provenance_release)))
void provenance_release(struct provenance *provenance);

/* Looks up the file at `path`, whose name and git blob id are given. */
int provenance_find(struct provenance *out, const struct session *session,
		    const struct corpus *corpus, const char *path, const char *blob,
		    struct error *err);

/* How bad that is. */
enum severity provenance_severity(const struct provenance *provenance);

/* Whether it may well be an honest version that the corpus does not know: it says that it
 * is one below others, or has a known one's code; and the corpus has no whole history. */
bool provenance_is_of_unknown_version(const struct provenance *provenance);

/* The line in which a file says its version: serial, scriptversion, timestamp, VERSION;
 * empty where it has none. */
struct bytes provenance_stated(struct bytes content);

/* All up to the first line that is more than a comment, a version or a plain setting. */
struct bytes provenance_head(struct bytes content);
