/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What a report says, whatever form it takes: a comparison alone, or the verdict of a
 * whole with the facts that led to it and the comparison of each artifact.  Every text in
 * it may be hostile: each form makes it safe in its own way.
 */

#include "compare/comparison.h"

/* "source": "git+https://...", or several lines under one label. */
struct document_fact {
	const char *label; /* borrowed: a constant */
	struct strings lines;
};

/* Facts under a heading, then lines that stand as they were written. */
struct document_section {
	const char *heading;	     /* borrowed: a constant */
	struct document_fact *facts; /* owned */
	size_t fact_count;
	struct strings lines;
	bool detail; /* for who wants to know everything */
};

struct document_artifact {
	char *name;		      /* owned; NULL when it is not known */
	struct comparison comparison; /* meaningful when compared */
	bool compared;
	enum outcome outcome; /* may be worse than what the comparison alone says */
	bool suspicious;
};

struct document {
	bool whole;   /* has more to say than one comparison does */
	char *title;  /* owned: "pkg:npm/x@1.0.0"; NULL */
	bool decided; /* there is a verdict */
	enum outcome outcome;
	bool suspicious, assisted;
	struct strings reasons;
	struct document_section about;	   /* without a heading */
	struct document_section *sections; /* owned */
	size_t section_count;
	struct document_artifact *artifacts; /* owned */
	size_t artifact_count;
	char *version;	   /* owned: of the program that compared */
	struct json *json; /* owned: the same as JSON; NULL: made when it is wanted */
};

#define cleanup_document __attribute__((cleanup(document_release)))

/* All zeros is a document that says nothing. */
void document_release(struct document *document);

/* The comparison becomes the document's. */
void document_of_comparison(struct document *out, struct comparison *comparison);

/* The same from cupel-report/1, strictly read; *json becomes the document's. */
int document_of_report(struct document *out, struct json **json, struct error *err);

/* The fact of this label, made where it is not there yet. */
struct strings *document_fact(struct document_section *section, const char *label);

/* Borrowed until the next one is added. */
struct document_section *document_add_section(struct document *document,
					      const char *heading);

/* "different (suspicious) (assisted)", or that there is no verdict; the caller frees. */
char *document_verdict(const struct document *document);

/* Says in one line what a report is no judgement of. */
extern const char document_not_judged[];

/* A form that a document takes.  To add one: write compare/report_<name>.c with a `const
 * struct report_form report_form_<name>`, its line in compare/report_forms.def, and an
 * option of that name. */
struct report_form {
	const char *name; /* as its option: "markdown" */
	void (*write)(const struct document *document, const struct report_style *style,
		      struct buffer *out);
};

#define REPORT_FORM(name) extern const struct report_form report_form_##name;
#include "compare/report_forms.def"
#undef REPORT_FORM
