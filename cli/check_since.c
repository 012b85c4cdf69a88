/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/check_since.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/fold.h"
#include "base/memory.h"
#include "cli/batch.h"
#include "cli/report.h"
#include "compare/text_page.h"
#include "rebuild/history.h"

/* The first is where it starts from: only its source is looked for. */
static int
check_releases(struct history *history, struct run *run,
	       const struct invocation *invocation, struct error *err)
{
	cleanup_batch struct batch batch = { .run = run,
					     .invocation = invocation,
					     .kept = KEPT_INIT };
	struct checks *checks = &history->checks;
	cleanup_free char *key = xasprintf("since %s", checks->items[0].purl);

	for (size_t i = 0; i < checks->count; i++)
		array_append(batch.items, batch.count,
			     ((struct batch_item){ .target = checks->items[i].purl,
						   .source_only = i == 0 }));
	if (batch_run(&batch, key, err) < 0)
		return -1;
	for (size_t i = 1; i < checks->count; i++)
		batch_give(&batch.items[i], &checks->items[i], checks->strict);
	checks->items[0].report = steal_pointer(&batch.items[0].report);
	return 0;
}

static void
write_changes(struct text_page *page, const struct history *history, size_t index)
{
	const struct history_step *step = &history->steps[index];
	size_t unexplained = history_unexplained(step);
	bool unsure = unexplained > 0 && history_unsure(step) == unexplained;
	const char *before = history->releases.entries[index].spec.version;

	if (step->count == 0)
		text_row(page, "", "nothing changed since %s", before);
	else if (unexplained == 0)
		text_row(page, "", "%zu change%s since %s, explained by the source",
			 step->count, step->count == 1 ? "" : "s", before);
	else
		text_row(page, "", "%zu of %zu changes since %s %s:", unexplained,
			 step->count, before,
			 unsure ? "may be explained by the source or not"
				: "are not explained by the source");
	for (size_t i = 0; i < step->count; i++)
		if (step->changes[i].why != NULL)
			text_row(page, "", "%s %s: %s", step->changes[i].path,
				 step->changes[i].kind, step->changes[i].why);
		else if (page->style->verbose)
			text_row(page, "", "%s %s", step->changes[i].path,
				 step->changes[i].kind);
}

static void
write_release(struct text_page *page, const struct history *history, size_t index)
{
	const struct checked *checked = &history->checks.items[index];
	cleanup_free char *word = checked_word(checked);

	text_row(page, checked->entry->spec.version, "%s", word);
	if (checked->status != 0 || page->style->verbose)
		text_rows(page, "", &checked->reasons);
	if (index - 1 < history->step_count)
		write_changes(page, history, index - 1);
}

static void
to_text(const void *subject, const struct report_style *style, struct buffer *out)
{
	const struct history *history = subject;
	struct text_page page = text_page_on(out, style);
	const struct lockfile *releases = &history->releases;
	struct fold fold = { .columns = page.columns };

	page.label = 0;
	for (size_t i = 1; i < releases->count; i++)
		if (strlen(releases->entries[i].spec.version) > page.label)
			page.label = strlen(releases->entries[i].spec.version);
	page.label += 2;
	text_append_safe(out, releases->entries[0].spec.name, "");
	buffer_printf(out, " since %s\n\n", releases->entries[0].spec.version);
	for (size_t i = 1; i < releases->count; i++)
		write_release(&page, history, i);
	buffer_append_text(out, "\n");
	fold_append(out, &fold, document_not_judged);
}

static int
deliver(const struct history *history, struct run *run,
	const struct invocation *invocation, struct error *err)
{
	cleanup_document struct document document = { 0 };
	struct report report = { &document, to_text, history };

	if (document_of_history(&document, history, err) < 0)
		return -1;
	return report_deliver(&report, invocation, run, err);
}

int
check_since(const struct invocation *invocation, struct error *err)
{
	cleanup_history struct history history = { 0 };
	cleanup_run struct run run = { 0 };
	cleanup_spec struct spec spec = { 0 };

	if (batch_check_options(invocation, "--since", err) < 0 ||
	    report_check(invocation, err) < 0)
		return -1;
	if (invocation->argument_count > 1)
		return error_set(err, ERROR_USAGE, "check: --since is for one package");
	if (!spec_is_one(invocation->arguments[0]))
		return error_set(err, ERROR_USAGE,
				 "--since wants a package of a registry, such as "
				 "npm:is-number@7.0.0, not \"%s\"",
				 invocation->arguments[0]);
	if (spec_parse(&spec, invocation->arguments[0], err) < 0 ||
	    run_begin(&run, invocation, RUN_WITH_CACHE, err) < 0 ||
	    history_start(&history, &run.session, &spec,
			  option_text(invocation, OPTION_since),
			  option_given(invocation, OPTION_strict), err) < 0 ||
	    check_releases(&history, &run, invocation, err) < 0 ||
	    history_compare(&history, &run.session, err) < 0 ||
	    deliver(&history, &run, invocation, err) < 0)
		return -1;
	return history_status(&history);
}
