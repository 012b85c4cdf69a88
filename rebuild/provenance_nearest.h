/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* For provenance.c: which of many versions of a file is nearest to some bytes. */

#include "base/buffer.h"
#include "base/cancel.h"

struct nearest_version {
	size_t offset, size; /* of its content, in what the frame unpacks to */
	bool own;	     /* its own project's; false: another one keeps a copy */
};

struct nearest_question {
	struct bytes content, frame; /* borrowed: a frame of zstd */
	size_t unpacked;
	const struct nearest_version *versions; /* borrowed */
	size_t count;				/* at least one */
};

struct nearest {
	size_t version;		 /* its number */
	uint64_t added, removed; /* lines that only the content, or only that one, has */
	char *diff;		 /* owned; NULL where it is too large */
	char *stated;		 /* owned: provenance_stated() of the content; NULL */
	int claim;		 /* enum claim (rebuild/provenance_claim.h) */
	bool claims_known;	 /* it claims to be one of them, and is not */
	/* Differs from a version as ltversion.m4 does between versions, and no more. */
	bool stamped;
};

/* The content of one of them; `all` is what the frame unpacks to. */
struct bytes nearest_version_at(const struct nearest_question *question, struct bytes all,
				size_t index);

void nearest_release(struct nearest *nearest);

/* Compares in a confined child: by the lines they share, then line by line. */
int nearest_find(struct nearest *out, const struct nearest_question *question,
		 const struct cancel *cancel, struct error *err);
