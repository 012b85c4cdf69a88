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
	int64_t size;	      /* of the member; negative: it claims none */
};

/* One side's list, sorted by name. */
struct claim_list {
	struct claim *at; /* owned */
	size_t count;
};

/* What members have become, while a list is written. */
struct claim_now {
	/* NULL where it is what it was; *before and *after are its sizes. */
	const struct digest *(*digest)(const struct claim_now *now, struct bytes name,
				       enum digest_kind kind, size_t *before,
				       size_t *after);
	bool sorted; /* lines are to be in order, where their order says nothing */
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
	/* Appends the text with what `now` says of the members in it; NULL: members whose
	 * list this is have no other form than they have. */
	void (*write)(struct buffer *out, struct bytes text, const struct claim_now *now);
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

/* As claims_explain(), but that the other lines may stand in another order. */
bool claims_are_reordered(struct claims *claims, struct bytes published,
			  struct bytes rebuilt);

/* Whether the texts of the lists differ only in lines about members that claims_follow()
 * has been told of. */
bool claims_explain(struct claims *claims, struct bytes published, struct bytes rebuilt);

/* Whether claims_follow() has been told of the member, and no list lies. */
bool claims_are_followed(struct claims *claims, const char *name);

/* Whether a text is lines, each of which ends, without a NUL. */
bool claims_have_lines(struct bytes text);

/* Whether this member is meant: patterns of fnmatch(3), "./" left out, slashes matched by
 * slashes alone: a wheel may hold the RECORD of another one, deeper. */
bool claims_name_is(const char *pattern, const char *name);

/* The list of a file, and the format that it is found in; false when there is none. */
bool claims_find_one(struct claim_list *list, const struct claim_source **source,
		     const struct format *format, const struct tiling *tiling,
		     struct budget *budget);
void claims_list_release(struct claim_list *list);

#define claims_write_none NULL
#define CLAIM(id, format, holder, carrier, scope, reader, writer)                        \
	void claims_read_##reader(struct claim_list *list, struct bytes text);
#include "compare/claims.def"
#undef CLAIM
void claims_write_record(struct buffer *out, struct bytes text,
			 const struct claim_now *now);
void claims_write_gem(struct buffer *out, struct bytes text, const struct claim_now *now);
