/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What is known about a kind of package beyond its file format: which of its files a
 * publisher may rewrite, and which changes an attacker would want.
 *
 * To add one: write compare/context_<name>.c with a `const struct context
 * context_<name>`, and put its line in compare/contexts.def.
 */

#include "compare/normalize.h"
#include "compare/report.h"

struct context {
	/* Stable: the ecosystem's name, --context NAME. */
	const char *name;

	/* Whether an archive is such a package, by the names of its members; NULL: only
	 * who says so knows. */
	bool (*holds)(const struct tiling *artifact);

	/* The id of a rule that covers the difference of two whole files of the package,
	 * or NULL.  `member` is "package/package.json".  May be NULL. */
	const char *(*excuse)(const char *member, struct bytes published,
			      struct bytes rebuilt);

	/* The id of a rule that covers a file that one side alone has, or NULL.  Its
	 * canonical form is to be absent.  May be NULL. */
	const char *(*excuse_lone)(const char *member, struct bytes content,
				   bool published);

	/* Appends what of the content the rule is about, for the ledger; false: how large
	 * it is.  May be NULL. */
	bool (*covered)(const char *rule, struct bytes content, struct buffer *out);

	/* A file that only the published side has, or that is another: raises the
	 * finding, and adds findings of its own beside it (of 0 bytes).  An absent side
	 * has no data. */
	void (*judge)(struct report *report, const struct place *place,
		      const struct bytes *published, const struct bytes *rebuilt);

	/* Appends the canonical form of the file at normalizer->path and notes what
	 * changed; false, with nothing appended, when it has none of its own.  May be
	 * NULL. */
	bool (*normalize)(struct normalizer *normalizer, struct bytes content,
			  struct buffer *out);
};

/* NULL when there is no such context. */
const struct context *context_find(const char *name);

/* What kind of package an archive is by its members; NULL: none that we know. */
const struct context *context_of(const struct tiling *artifact);

/* The id of a rule that covers a member that may be absent; NULL, too, where the member
 * is more than a file that is read. */
const char *context_excuse_lone(const struct context *context,
				const struct tiling *artifact, size_t member,
				bool published);

#define CONTEXT(name) extern const struct context context_##name;
#include "compare/contexts.def"
#undef CONTEXT
