/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A format: how to cut ONE file into tiles, or how to explain what differs in a file that
 * has no parts.  That there are two sides, and which differences count, is known to
 * compare.c and its neighbours alone.
 *
 * To add one: write compare/format_<name>.c with a `const struct format format_<name>`,
 * and put its line in compare/formats.def.
 */

#include "compare/finding.h"
#include "compare/tile.h"

/* Two files that know what the files in them are (struct format, inside). */
struct package {
	const struct format *format;
	struct bytes published, rebuilt; /* borrowed: all of both */
	size_t path_size;		 /* of the path that they stand at */
	bool is_signed; /* the published one alone has a signature, and it is right */
};

/* Two tiles of one key that are not the same; either may be NULL, not both. */
struct difference {
	const struct format *format;
	const char *key;
	const struct tile *published, *rebuilt; /* borrowed */
	char type;	    /* of the member they belong to; 0 outside of members */
	const char *member; /* borrowed: its name; NULL outside of members */
	struct bytes published_file, rebuilt_file; /* borrowed: the whole files */
	const struct package *package; /* borrowed: that they stand in; NULL */
	struct bytes whole; /* borrowed: with the key "member", all of its bytes where
			     * they stand together */
};

struct normalizer; /* compare/normalize.h */
struct view;	   /* compare/view.h */

struct format {
	/* Stable: appears in reports, in fixtures/ and in --tiles. */
	const char *name;

	/* For a person: "a gzip file". */
	const char *said;

	/* Whether it is another file in a wrapping, which has no name of its own: gzip.
	 */
	bool wraps;

	/* Whether its bytes are text, whatever else it makes of them. */
	bool is_text;

	/* Whether its canonical form leaves what is in it as it is: no rule of another
	 * format holds there. */
	bool seals;

	/* How sure we are, 0 (no) to 100 (nothing else starts like this).  Looks at the
	 * bytes only, never fails, costs next to nothing: it is asked for every file that
	 * differs. */
	int (*recognize)(struct bytes content);

	/* Takes tiles until the content is used up or makes no sense; -1 with the reason,
	 * and what was not taken becomes OPAQUE.  NULL: a leaf, compared as bytes. */
	int (*tile)(struct tiler *tiler, struct error *err);

	/* Shows what is in a file whose bytes `tile` cannot name (view_tile).  It
	 * explains a difference, and excuses none.  May be NULL. */
	int (*view)(struct view *view, struct bytes content, struct error *err);

	/* As `tile`, of a folder that may be one of these unpacked: changes the folder's
	 * tiles to what they are to a reader; false when it is none.  May be NULL. */
	bool (*tile_folder)(struct tiling *folder, struct budget *budget);

	/* For a leaf: message, values and diff of a finding.  NULL: explain_bytes(). */
	void (*explain)(struct finding *finding, struct bytes published,
			struct bytes rebuilt, const struct limits *limits);

	/* For a leaf that a rule covers as a whole: appends what of the content the rule
	 * is about, for the ledger; false: how large it is.  May be NULL. */
	bool (*covered)(const char *rule, struct bytes content, struct buffer *out);

	/* For a content that is a part of this format and has no format of its own (code
	 * in an ELF section): as `explain`; false when there is nothing better to say.
	 * May be NULL. */
	bool (*explain_part)(struct finding *finding, const struct difference *difference,
			     const struct limits *limits);

	/* Severity, message and hint of a field that differs and that no rule covers, or
	 * of a member (key "member") or tile that one side alone has. May be NULL: a
	 * change. */
	void (*judge)(struct finding *finding, const struct difference *difference);

	/* What a file within this one is, however deep: by its path from here
	 * ("control.tar.gz//./control") and by what it looks like, which is the answer
	 * where nothing more is known.  May be NULL. */
	const struct format *(*inside)(const char *path, const struct format *seen);

	/* Appends the content in canonical form under the active rules; NULL: as it is.
	 */
	int (*normalize)(struct normalizer *normalizer, struct bytes content,
			 struct buffer *out, struct error *err);
};

/* The surest handler; format_raw takes what nobody else wants.  Never NULL. */
const struct format *format_recognize(struct bytes content);

/* The format that a folder is one of, unpacked; its tiles are changed.  NULL for none. */
const struct format *format_tile_folder(struct tiling *folder, struct budget *budget);

/* Cuts the content into tiles, whatever it holds: what the handler leaves is OPAQUE, with
 * its reason as the complaint.  A limit that was hit is ours and no complaint about the
 * file: the budget has noted it. */
void format_tile(const struct format *format, struct bytes content, struct budget *budget,
		 struct tiling *tiling);

#define FORMAT(name) extern const struct format format_##name;
#include "compare/formats.def"
#undef FORMAT
