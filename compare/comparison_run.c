/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison whole: two files or folders, and what came of them. */
#include "base/cleanup.h"
#include "base/digest.h"
#include "base/memory.h"
#include "compare/attributes.h"
#include "compare/compare.h"
#include "compare/parts.h"
#include "compare/subject.h"

/* A folder has no bytes of its own to recognise. */
static const struct format folder_format = {
	.name = "folder",
	.said = "a folder",
	.judge = attributes_judge,
};

/* What both folders are one of, unpacked. */
static const struct format *
tile_folders(struct report *report, struct tiling *published, struct tiling *rebuilt)
{
	const struct format *ours = format_tile_folder(published, &report->budget);
	const struct format *theirs = format_tile_folder(rebuilt, &report->budget);

	return ours == theirs ? ours : NULL;
}

static void
compare_folders(struct report *report, const struct place *place,
		const struct tiling *published, const struct tiling *rebuilt)
{
	cleanup_tiling struct tiling ours = { 0 }, theirs = { 0 };
	struct tilings folders = { &folder_format, published, rebuilt, true };
	struct package package = { .path_size = strlen(place->path) };
	struct place here = *place;

	tiling_copy(&ours, published);
	tiling_copy(&theirs, rebuilt);
	package.format = tile_folders(report, &ours, &theirs);
	if (package.format != NULL) {
		folders = (struct tilings){ package.format, &ours, &theirs, true };
		if (package.format->inside != NULL)
			here.package = &package;
		rule_set_enter(&report->rules, package.format);
	}
	compare_tilings(report, &here, &folders);
}

static void
compare_subjects(struct report *report, const struct place *place,
		 const struct subject *published, const struct subject *rebuilt)
{
	struct pair pair = { published->bytes, rebuilt->bytes };
	struct finding *finding;

	if (published->is_folder && rebuilt->is_folder) {
		compare_folders(report, place, &published->folder, &rebuilt->folder);
	} else if (!published->is_folder && !rebuilt->is_folder) {
		compare_content(report, place, &pair, NULL);
	} else {
		finding = report_finding(report, place, "type", FINDING_FIELD, 1);
		if (finding == NULL)
			return;
		finding_set_message(finding, "one is a folder, the other a file");
		compare_view_of_folder(
			report, place,
			&(struct folder_beside){ published->is_folder ? &published->folder
								      : &rebuilt->folder,
						 published->is_folder ? rebuilt->bytes
								      : published->bytes,
						 published->is_folder },
			finding);
	}
}

/* What could not be read may be anything. */
static void
note_unread(struct report *report, const struct subject *subject)
{
	for (size_t i = 0; i < subject->unread.count; i++)
		budget_hit(&report->budget, "unreadable: %s", subject->unread.items[i]);
}

static void
state_facts(struct artifact_facts *facts, const struct subject *subject, const char *name,
	    bool digests)
{
	facts->name = xstrdup(name);
	facts->size = subject_size(subject);
	if (!digests || subject->is_folder)
		return;
	digest_hex_of(DIGEST_SHA256, subject->bytes, facts->sha256);
	digest_hex_of(DIGEST_SHA512, subject->bytes, facts->sha512);
}

/* Compares what is not the same bytes anyway; true when nothing differs. */
static bool
are_identical(struct report *report, const struct place *place,
	      const struct subject *published, const struct subject *rebuilt)
{
	bool files = !published->is_folder && !rebuilt->is_folder;

	if (files && bytes_equal(published->bytes, rebuilt->bytes))
		return true;
	compare_subjects(report, place, published, rebuilt);
	/* Folders are equal when nothing was found in them. */
	return !files && report->comparison->accounting.differing == 0 &&
	       report->comparison->finding_count == 0;
}

int
comparison_run(struct comparison *out, const struct subject *published,
	       const struct subject *rebuilt, const struct comparison_options *options,
	       struct error *err)
{
	const char *name = options->name != NULL ? options->name : published->name;
	struct report report = { .comparison = out, .options = options };
	struct place place = { .path = name, .artifact = name };

	*out = (struct comparison){ 0 };
	if (rule_set_choose(&report.rules, options, err) < 0)
		return -1;
	report.context = options->context == NULL ? NULL : context_find(options->context);
	report.excuses = report.context != NULL;
	place.outer = options->several && published->is_folder && rebuilt->is_folder;
	report.budget.limits = &options->limits;
	report.budget.spool = options->spool;
	report.budget.input = published->bytes.size + rebuilt->bytes.size;

	note_unread(&report, published);
	note_unread(&report, rebuilt);
	state_facts(&out->published, published, name, options->digests);
	state_facts(&out->rebuilt, rebuilt, rebuilt->name, options->digests);
	report_end(&report, are_identical(&report, &place, published, rebuilt));
	parts_find(out, published, rebuilt, name);
	budget_release(&report.budget);
	return 0;
}

void
comparison_options_init(struct comparison_options *options)
{
	*options = (struct comparison_options){
		.limits = {
			.depth = 32,
			.members = 1000000,
			.decoded = 64ULL << 30,
			.ratio = 1000,
			.value_size = 4096,
			.diff_lines = 2000,
			.report_size = 40 << 20,
			.memory = 512 << 20,
		},
	};
}
