/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a package says of its own members: the md5sums of a .deb, the RECORD of a wheel,
 * the checksums of a gem.  Such a list is never taken for the content: each side's
 * content is held against that side's own list, and a list that lies is an alarm.  A list
 * that differs only where members differ, and is right about both, follows from them.
 *
 * To add one: a line in claims.def, and its reader in claims_lists.c.
 */

#include "base/digest.h"
#include "base/strings.h"
#include "compare/format.h"

struct claim {
	char *name; /* owned: of the member, without "./" */
	enum digest_kind kind;
	struct digest digest; /* size 0: it claims none, as RECORD does of itself */
};

/* One side's list, sorted by name. */
struct claim_list {
	struct claim *at; /* owned */
	size_t count;
};

struct claim_source {
	const char *id;	     /* for a person: "md5sums" */
	const char *format;  /* of the file that it is found in: "deb" */
	const char *holder;  /* pattern of the member to look in first; NULL: the file */
	const char *carrier; /* pattern of the member that is the list */
	const char
		*scope; /* pattern of the member whose members it names; NULL: the file */
	/* Adds what each line claims; lines that claim nothing are left out. */
	void (*read)(struct claim_list *list, struct bytes text);
};

struct claims {
	const struct claim_source *source;
	struct claim_list published, rebuilt;
	struct strings followed; /* members that differ, and that are claimed rightly */
	bool sorted;		 /* those */
	bool lied;		 /* either side, about any member */
};

#define cleanup_claims __attribute__((cleanup(claims_release)))

void claims_release(struct claims *claims);

/* The lists of two files of a format; false when neither side has any. */
bool claims_find(struct claims *claims, const struct format *format,
		 const struct tiling *published, const struct tiling *rebuilt,
		 struct budget *budget);

/* Adds a claim to a list that a reader makes. */
void claims_add(struct claim_list *list, struct bytes name, enum digest_kind kind,
		const struct digest *digest);

/* Whether both lists say the same of this member. */
bool claims_agree(const struct claims *claims, const char *name);

/* What is wrong with what a side's list says of this content, in words that the caller
 * frees; NULL when it is right or says nothing. */
char *claims_check(const struct claim_list *list, const char *name, struct bytes content);

/* Remembers that the member differs, and that what the lists say of it is right. */
void claims_follow(struct claims *claims, const char *name);

/* Whether the texts of the lists differ only in lines about members that claims_follow()
 * has been told of. */
bool claims_explain(struct claims *claims, struct bytes published, struct bytes rebuilt);

/* Whether claims_follow() has been told of the member, and no list lies. */
bool claims_are_followed(struct claims *claims, const char *name);

/* Whether this member, or what is in it, is meant: patterns of fnmatch(3), "./" left out.
 */
bool claims_name_is(const char *pattern, const char *name);

#define CLAIM(id, format, holder, carrier, scope, reader)                                \
	void claims_read_##reader(struct claim_list *list, struct bytes text);
#include "compare/claims.def"
#undef CLAIM
