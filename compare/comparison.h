/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What came of comparing two artifacts: a flat, ordered list of findings, the ledger of
 * what rules normalised, and the account of every differing byte.  This is cupel-report/1
 * (docs/report.schema.json) as a struct; report_json.c writes and reads it back, the text
 * report renders it.
 */

#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/json.h"
#include "base/strings.h"
#include "compare/exceptions.h"
#include "compare/outcome.h"

enum finding_kind {
	FINDING_CONTENT, /* bytes of a leaf differ */
	FINDING_FIELD,	 /* a named value differs */
	FINDING_ADDED,	 /* only the published side has it */
	FINDING_REMOVED, /* only the rebuilt side has it */
	FINDING_RENAMED, /* equal content under another name */
	FINDING_ORDER,	 /* equal members in another order */
	FINDING_ANOMALY, /* the format's own rules are broken on a side */
	FINDING_OPAQUE,	 /* bytes that no handler could name */
};

enum severity { SEVERITY_NOTE, SEVERITY_CHANGE, SEVERITY_ALARM };

/* One side of a finding; absent sides have present false. */
struct side {
	bool present;
	uint64_t offset, size; /* within the file that `path` names */
	char *value; /* owned, escaped, at most limits.value_size; may be NULL */
};

struct finding {
	char *path; /* owned: "package/index.js", "x.tgz//package/a.tar//b" */
	char *key;  /* owned: "content", "mtime", "scripts.postinstall" */
	enum finding_kind kind;
	enum severity severity;
	char *message;	/* owned: one line for a person */
	uint64_t bytes; /* how many differ here: its share of accounting.found */
	struct side published, rebuilt;
	char *cause, *hint, *diff; /* owned; NULL when there is none */
};

/* One line of the ledger: equal neighbours are folded, `count` says how many. */
struct normalized {
	char *rule;				/* owned: "tar-mtime/1" */
	char *path, *key, *published, *rebuilt; /* owned: of the first one */
	uint64_t count;
};

/* One file of two folders of a few files each. */
struct part_outcome {
	char *name; /* owned, escaped */
	enum outcome outcome;
};

struct artifact_facts {
	char *name; /* owned */
	uint64_t size;
	char sha256[65], sha512[129]; /* empty when not asked for */
};

struct accounting {
	uint64_t differing, found, normalized, follows; /* in bytes */
};

struct comparison {
	enum outcome outcome;
	bool suspicious; /* an alarm among the findings */
	struct artifact_facts published, rebuilt;
	struct finding *findings; /* owned */
	size_t finding_count;
	struct normalized *normalized; /* owned */
	size_t normalized_count;
	struct accounting accounting;
	uint64_t members,
		members_equal; /* of the published side: all, and equal in content */
	struct strings
		differing_members; /* paths of published members with any finding */
	struct part_outcome *parts; /* owned: where folders of a few files were compared, what
			     * came of each, in the order of the published one */
	size_t part_count;
	struct strings limits;		  /* each limit that was hit, in words */
	struct exception_use *exceptions; /* owned: each that was asked for */
	size_t exception_count;
};

#define cleanup_comparison __attribute__((cleanup(comparison_release)))

/* All zeros is a comparison of nothing. */
void comparison_release(struct comparison *comparison);

struct limits {
	uint32_t depth;	      /* archives in archives: 32 */
	uint64_t members;     /* 1 million */
	uint64_t decoded;     /* bytes that streams may unpack to, both sides: 64 GiB */
	uint64_t ratio;	      /* and 1,000 times the input, once past 16 MiB */
	uint64_t value_size;  /* of one value shown: 4 KiB */
	uint64_t diff_lines;  /* of one diff: 2,000 */
	uint64_t report_size; /* 40 MiB */
	uint64_t memory; /* of the comparing process: 512 MiB beside the mapped inputs */
};

struct leaves;
struct spool;
struct worker;

enum { WHEREABOUTS_SIZE = 1024 };

struct comparison_options {
	const char *profile;	  /* "strict", "release" (also NULL) or "archive" */
	const char *rule_changes; /* "+tar-order,-gzip-os"; may be NULL */
	const char *name;    /* what the published side is called; NULL: as its file */
	const char *context; /* "npm": turns on registry rules and alarms; or NULL */
	bool several;	     /* two folders are of packages, each of that context */
	bool digests;	     /* SHA-256 and SHA-512 of both sides: a pass over each */
	const struct exceptions *exceptions; /* borrowed; NULL */
	char *whereabouts; /* borrowed: room for WHEREABOUTS_SIZE, where the path of what
			    * is being compared is kept for whoever survives this process;
			    * NULL */
	const struct leaves *leaves; /* borrowed: where what differs is kept; NULL */
	const char *spool_folder;    /* where large buffers may go; NULL: nowhere */
	struct worker *worker;	     /* borrowed: a second thread; NULL */
	struct spool *spool; /* borrowed: for what does not fit into memory; NULL */
	struct limits limits;
};

/* The defaults above, profile release, no context. */
void comparison_options_init(struct comparison_options *options);

/* An input: a file's bytes, or a folder that has been read before the doors closed. */
struct subject;
int subject_open(struct subject **out, const char *path, struct error *err);
struct subject *subject_of_bytes(const char *name,
				 struct bytes bytes); /* borrows bytes */
void subject_close(struct subject *subject);

/* How many bytes its files have. */
uint64_t subject_size(const struct subject *subject);

/* Appends the files that it has mapped; the array is the caller's. */
void subject_mappings(const struct subject *subject, struct bytes **mappings,
		      size_t *count);

/* Has libraries open what they need, before a process closes its doors to compare. */
void comparison_prepare(void);

/* Compares, never fails on what the inputs hold; -1 only for bad options (ERROR_USAGE).
 */
int comparison_run(struct comparison *out, const struct subject *published,
		   const struct subject *rebuilt,
		   const struct comparison_options *options, struct error *err);

/* cupel-report/1, and back: the reader checks types and bounds, as the writer may be a
 * confined process that the input has taken over. */
struct json *comparison_to_json(const struct comparison *comparison);
int comparison_from_json(struct comparison *out, const struct json *json,
			 struct error *err);

/* The same of an artifact of a cupel-check/1, whose verdict is that of the whole: what
 * the comparison alone says is concluded from what was found. */
int comparison_from_members(struct comparison *out, const struct json *json,
			    struct error *err);

/* Sets outcome and suspicious by the findings and the limits; where neither says
 * anything, whether the bytes are equal does. */
void comparison_conclude(struct comparison *comparison, bool bytes_equal);

struct report_style {
	bool colour;	  /* SGR escapes */
	unsigned columns; /* width to fold at; 0: 80 */
	bool verbose;	  /* every ledger line, not one per rule */
};

/* The text that a person reads: the verdict first, findings from alarm to note with a
 * short diff each, then what was normalised under which rules. */
void comparison_to_text(const struct comparison *comparison,
			const struct report_style *style, struct buffer *out);

/* Canonical form under the profile's rules; ERROR_UNSUPPORTED for what we do not rewrite.
 */
int normalize(struct bytes content, const struct comparison_options *options,
	      struct buffer *out, struct strings *ledger, struct error *err);

/* `cupel explain`: one rule, or one line for each; -1 with ERROR_USAGE for no such rule.
 */
int rule_explain(const char *id, struct buffer *out, struct error *err);
void rules_list(struct buffer *out);

/* `cupel compare --tiles`: one line a tile: offset, size, kind, key, value. */
int tiles_to_text(struct bytes content, struct buffer *out, struct error *err);
