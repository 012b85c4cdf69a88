/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Exceptions: what a project has looked at and lives with, each for one place, with a
 * reason, a cap in bytes and perhaps an end.  They excuse findings as rules do, and every
 * report prints them; an alarm is excused by none.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct exception {
	char *path;   /* owned: pattern of fnmatch(3) for what follows the artifact's name
		       * in   a finding's path; `*` does not match a slash */
	char *key;    /* owned: pattern for its key; NULL: any */
	char *reason; /* owned: for a person */
	char *until;  /* owned: the last day, "2027-01-31"; NULL: without an end */
	uint64_t most; /* bytes that may differ in all the places together */
	bool expired;  /* whether that day has passed */
};

struct exceptions {
	struct exception *at; /* owned */
	size_t count;
};

#define cleanup_exceptions __attribute__((cleanup(exceptions_release)))

void exceptions_release(struct exceptions *exceptions);

enum exception_state {
	EXCEPTION_UNUSED,   /* nothing differs there */
	EXCEPTION_APPLIED,  /* what differs there is excused */
	EXCEPTION_EXCEEDED, /* more bytes differ there than it allows: it excuses none */
	EXCEPTION_EXPIRED,  /* its last day has passed */
};

/* What became of one: the report's own copy. */
struct exception_use {
	char *path, *key, *reason, *until; /* owned; key and until may be NULL */
	uint64_t most, bytes, findings;	   /* bytes and findings that it is about */
	enum exception_state state;
};

void exception_use_release(struct exception_use *use);

/* "12 of at most 40 bytes, until 2027-01-31"; the caller frees. */
char *exception_use_extent(const struct exception_use *use);

/* "applied", ...; false when there is no such word. */
const char *exception_state_name(enum exception_state state);
bool exception_state_find(const char *name, enum exception_state *state);

/* Takes the findings that are excused out of the report and into the ledger, where they
 * are lines of the rule EXCEPTION_RULE, and notes what each exception did. */
struct report;
void exceptions_apply(struct report *report);

#define EXCEPTION_RULE "exception/1"
