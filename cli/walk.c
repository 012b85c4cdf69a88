/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/walk.h"

#include "base/cleanup.h"
#include "base/fold.h"
#include "base/memory.h"
#include "rebuild/debian_files.h"

enum { INDENT = 2, MARGIN = 4, COLUMNS_USUAL = 80, TEXT_MAX = 64 * 1024 };

void
walked_release(struct walked *walked)
{
	check_release(&walked->check);
}

int
walk_road(struct walked *out, struct run *run, const struct invocation *invocation,
	  enum stop stop, struct error *err)
{
	struct check_request request = {
		.target = invocation->arguments[0],
		.source = option_text(invocation, OPTION_source),
		.recipe = option_text(invocation, OPTION_recipe),
		.stop_after = stop,
	};

	cleanup_free char *folder = NULL;

	*out = (struct walked){ .stop = stop };
	if (report_check(invocation, err) < 0 ||
	    run_begin(run, invocation, RUN_WITH_CACHE, err) < 0 ||
	    run_environment(run, invocation, err) < 0)
		return -1;
	if (invocation->argument_count > 1) {
		if (debian_files_gather(&folder, &run->session, invocation->arguments,
					invocation->argument_count, err) < 0)
			return -1;
		request.target = folder;
	}
	return check_run(&out->check, &run->session, &request, err);
}

static void
append_safe_text(struct buffer *out, const char *text)
{
	buffer_append_escaped(out, bytes_of_text(text));
}

static void
append_reason(struct buffer *out, const char *reason, const struct report_style *style)
{
	struct fold fold = { style->columns > 0 ? style->columns : COLUMNS_USUAL, MARGIN,
			     MARGIN };
	cleanup_buffer struct buffer safe = BUFFER_INIT(TEXT_MAX);

	append_safe_text(&safe, reason);
	buffer_printf(out, "%*s", MARGIN, "");
	fold_append(out, &fold, buffer_text(&safe));
}

static void
append_remark(struct buffer *out, const struct remark *remark,
	      const struct report_style *style)
{
	bool alarm = remark->severity == SEVERITY_ALARM;
	cleanup_free char *text =
		xasprintf("%s%s", alarm ? "alarm: " : "", remark->message);

	append_reason(out, text, style);
}

static void
append_candidate(struct buffer *out, const struct candidate *candidate,
		 const struct report_style *style)
{
	buffer_append_text(out, candidate->taken ? "* " : "  ");
	append_safe_text(out,
			 candidate->commit != NULL ? candidate->commit : "(no commit)");
	if (candidate->ref != NULL) {
		buffer_append_text(out, " ");
		append_safe_text(out, candidate->ref);
	}
	if (candidate->files > 0)
		buffer_printf(out, ", %u of %u files", candidate->matching,
			      candidate->files);
	buffer_append_text(out, "\n");
	if (candidate->reason != NULL)
		append_reason(out, candidate->reason, style);
}

/* The source that was taken and every candidate; the star marks the one. */
static void
source_to_text(const struct check *check, const struct report_style *style,
	       struct buffer *out)
{
	const struct release *release = &check->release;
	const struct source *source = &check->source;

	append_safe_text(out, source->location != NULL ? source->location : "no source");
	buffer_append_text(out, "\n");
	if (source->commit != NULL)
		buffer_printf(out, "%*scommit %s\n", INDENT, "", source->commit);
	if (source->directory != NULL && *source->directory != '\0') {
		buffer_printf(out, "%*sfolder ", INDENT, "");
		append_safe_text(out, source->directory);
		buffer_append_text(out, "\n");
	}
	for (size_t i = 0; i < release->notes.count; i++)
		append_reason(out, release->notes.items[i], style);
	for (size_t i = 0; i < source->notes.count; i++)
		append_reason(out, source->notes.items[i], style);
	for (size_t i = 0; i < check->remarks.count; i++)
		append_remark(out, &check->remarks.items[i], style);
	if (source->candidate_count > 0)
		buffer_append_text(out, "\ncandidates, best first:\n");
	for (size_t i = 0; i < source->candidate_count; i++)
		append_candidate(out, &source->candidates[i], style);
}

static void
walked_to_text(const void *subject, const struct report_style *style, struct buffer *out)
{
	const struct walked *walked = subject;

	if (walked->stop == STOP_SOURCE)
		source_to_text(&walked->check, style, out);
	else
		recipe_write(&walked->check.recipe, out);
}

/* What --stop-after asks for is printed as it is, not as a report of the whole. */
static bool
has_own_text(const struct walked *walked)
{
	return !walked->check.decided &&
	       (walked->stop == STOP_SOURCE || walked->stop == STOP_RECIPE);
}

int
walk_report(const struct walked *walked, struct run *run,
	    const struct invocation *invocation, struct error *err)
{
	cleanup_document struct document document = { 0 };
	cleanup_json struct json *json = check_to_json(&walked->check);
	struct report report = { &document, has_own_text(walked) ? walked_to_text : NULL,
				 walked };

	if (document_of_check(&document, &json, err) < 0)
		return -1;
	return report_deliver(&report, invocation, run, err);
}
