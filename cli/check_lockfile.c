/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/check_lockfile.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/batch.h"
#include "cli/report.h"

/* Two entries of one package, whose integrities differ, are one check. */
static size_t
item_of(const struct batch_item *items, size_t count, const char *purl)
{
	size_t index = 0;

	while (index < count && !text_is_same(items[index].target, purl))
		index++;
	return index;
}

static void
make_items(struct batch *batch, const struct checks *checks)
{
	for (size_t i = 0; i < checks->count; i++) {
		struct batch_item item = { .target = checks->items[i].purl };

		if (item.target != NULL &&
		    item_of(batch->items, batch->count, item.target) == batch->count)
			array_append(batch->items, batch->count, item);
	}
}

static void
take_items(struct checks *checks, const struct batch *batch)
{
	for (size_t i = 0; i < checks->count; i++) {
		struct checked *checked = &checks->items[i];

		if (checked->purl != NULL)
			batch_give(&batch->items[item_of(batch->items, batch->count,
							 checked->purl)],
				   checked, checks->strict);
	}
}

static int
check_all(struct checks *checks, struct run *run, const struct invocation *invocation,
	  struct error *err)
{
	cleanup_batch struct batch batch = { .run = run,
					     .invocation = invocation,
					     .kept = KEPT_INIT };
	int code;

	make_items(&batch, checks);
	code = batch_run(&batch, checks->lockfile->digest, err);
	if (code == 0)
		take_items(checks, &batch);
	return code;
}

static int
deliver(const struct checks *checks, struct run *run, const struct invocation *invocation,
	struct error *err)
{
	cleanup_document struct document document = { 0 };
	struct report report = { &document, check_table, checks };

	if (document_of_checks(&document, checks, err) < 0)
		return -1;
	return report_deliver(&report, invocation, run, err);
}

static int
check_arguments(const struct invocation *invocation, struct error *err)
{
	if (invocation->argument_count > 0)
		return error_set(err, ERROR_USAGE,
				 "check: \"%s\" and --lockfile: one of the two",
				 invocation->arguments[0]);
	if (option_given(invocation, OPTION_since))
		return error_set(err, ERROR_USAGE,
				 "check: --since is for one package, and "
				 "--lockfile names several");
	if (option_given(invocation, OPTION_source))
		return error_set(err, ERROR_USAGE,
				 "check: --source is for one package, and "
				 "--lockfile names several; --mirror names a "
				 "repository for each");
	return batch_check_options(invocation, "--lockfile", err);
}

int
check_lockfile(const struct invocation *invocation, struct error *err)
{
	cleanup_lockfile struct lockfile lockfile = { 0 };
	cleanup_checks struct checks checks = { 0 };
	cleanup_run struct run run = { 0 };

	if (check_arguments(invocation, err) < 0 || report_check(invocation, err) < 0 ||
	    run_begin(&run, invocation, RUN_WITH_CACHE, err) < 0 ||
	    lockfile_read(&lockfile, &run.session,
			  option_text(invocation, OPTION_lockfile), err) < 0)
		return -1;
	checks_start(&checks, &lockfile, option_given(invocation, OPTION_strict));
	if (check_all(&checks, &run, invocation, err) < 0)
		return -1;
	checks_sort(&checks);
	if (deliver(&checks, &run, invocation, err) < 0)
		return -1;
	return checks_status(&checks);
}
