/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The canonical form of one file, for the formats that write it.  What no rule covers
 * stays as it is; a file that breaks its format is kept whole. */

#include "base/strings.h"
#include "compare/rule.h"

struct context;

struct normalizer {
	struct rule_set rules;
	const struct context *context; /* borrowed; NULL */
	struct budget budget;
	struct strings *ledger; /* borrowed: "PATH KEY: OLD -> NEW (RULE)" */
	const char *path; /* borrowed: of what is being written; "" for the file itself */
	const struct format *package; /* the innermost that knows what is in it; NULL */
	size_t package_path;	      /* of it: where paths within it begin */
	bool is_signed; /* what is written belongs to a package with a signature, which
			 * is left out */
	unsigned nesting;
	unsigned entered;	     /* members that what is being written stands in */
	const struct relist *relist; /* borrowed: of the archive that is written; NULL */
	unsigned listed; /* what stands in so many is named by its package with its
			  * digest, and stays as it is; 0: nothing is */
	const struct format *list; /* that of the file which names it, and is not named;
				    * NULL */
};

/* The tiles of a content. */
int normalize_tile(struct normalizer *normalizer, const struct format *format,
		   struct bytes content, struct tiling *tiling, struct error *err);

/* Whether all these rules are on. */
bool normalize_wants(const struct normalizer *normalizer, const char *const *rules,
		     size_t count);

/* Appends the content as it is. */
int normalize_keep(struct buffer *out, struct bytes content, struct error *err);

/* Appends a content within this one in its canonical form: a member's, or with NULL what
 * a stream holds. */
int normalize_content(struct normalizer *normalizer, const char *member,
		      struct bytes content, struct buffer *out, struct error *err);

/* Whether the member of an archive is left out, by a rule of the package's kind; that is
 * noted. */
bool normalize_leaves_out(struct normalizer *normalizer, const struct tiling *tiling,
			  size_t member);

/* A line in the ledger when the value is not canonical yet; NULL: absent. */
struct normalize_change {
	const char *rule, *key, *old, *new;
};
void normalize_note(struct normalizer *normalizer, const struct normalize_change *change);

/* Whether no tile breaks the format, as far as its stream has been read. */
bool normalize_is_sound(const struct tiling *tiling);

/* Fields of a format that become zeros where they stand, under these rules. */
struct zero_fields {
	const struct format *format;
	const char *const *rules; /* borrowed */
	size_t rule_count;
};

/* *out has been given the content, and may have been cut since. */
void normalize_zero_fields(struct normalizer *normalizer,
			   const struct zero_fields *fields, const struct tiling *tiling,
			   struct buffer *out);

/* Whether a form has the same parts as the file but for those with these keys, each with
 * its value where it is no zeros: bytes that a rule covers may have had another meaning
 * too. */
bool normalize_kept_parts(const struct tiling *before, const struct tiling *after,
			  const char *const *but, size_t but_count);

/* The tile of a key outside of members, or NULL. */
const struct tile *normalize_find(const struct tiling *tiling, const char *key);

/* A rule for lines that say when a text was made (compare/stamps.h). */
struct stamps;
struct stamp_rule {
	const char *rule;
	bool (*find)(struct bytes text, struct stamps *stamps);
};

/* That of a text with such lines, and of every other one, in text_normalize.c. */
int text_normalize_stamped(struct normalizer *normalizer, const struct stamp_rule *rule,
			   struct bytes content, struct buffer *out, struct error *err);
int text_normalize(struct normalizer *normalizer, struct bytes content,
		   struct buffer *out, struct error *err);

/* Whether an archive has only what a canonical one has too; in tar_normalize.c. */
bool tar_is_plain(const struct tiling *tiling);

/* format_tar's, in tar_normalize.c. */
int tar_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		  struct error *err);
