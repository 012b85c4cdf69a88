/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/batch.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "cli/environment.h"
#include "cli/output.h"
#include "rebuild/programs.h"

enum { GRACE_MILLISECONDS = 15000, KEY_LIMIT = 1 << 20, BY_SIGNAL = 128 };

/* Not handed down: what says how this run looks, and what is for one check only. */
#define NOT_HANDED_DOWN                                                                  \
	(TAKES_FORMS | TAKES_ALWAYS | TAKES(lockfile) | TAKES(since) | TAKES(jobs) |     \
	 TAKES(fresh) | TAKES(strict) | TAKES(on_failure) | TAKES(dump) |                \
	 TAKES(stop_after) | TAKES(recipe))

void
batch_release(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		json_free(batch->items[i].report);
		free(batch->items[i].trouble);
	}
	free(batch->items);
	kept_close(&batch->kept);
}

int
batch_check_options(const struct invocation *invocation, const char *with,
		    struct error *err)
{
	static const enum option_id alone[] = { OPTION_recipe, OPTION_stop_after,
						OPTION_on_failure, OPTION_dump };

	for (size_t i = 0; i < array_length(alone); i++)
		if (option_given(invocation, alone[i]))
			return error_set(
				err, ERROR_USAGE,
				"check: --%s is for one package, and %s names several",
				option_line(alone[i])->name, with);
	return 0;
}

/* The programs start elsewhere: what names a place is named from the root. */
static char *
absolute(enum option_id option, const char *text)
{
	char *whole = strstr(text, "://") == NULL ? realpath(text, NULL) : NULL;
	cleanup_free char *here = NULL;

	if (whole != NULL)
		return whole;
	if (option == OPTION_source && text[0] != '/' && strstr(text, "://") == NULL) {
		here = realpath(".", NULL);
		return path_join(here != NULL ? here : "/", text);
	}
	return xstrdup(text);
}

static void
add_options(struct strings *arguments, const struct invocation *invocation)
{
	for (enum option_id i = 0; i < OPTION_COUNT; i++) {
		const struct given *given = &invocation->options[i];

		if (options_include(NOT_HANDED_DOWN, i))
			continue;
		for (size_t k = 0; k < given->count; k++) {
			const struct option_line *line = option_line(i);
			cleanup_free char *text = given->texts[k] != NULL
							  ? absolute(i, given->texts[k])
							  : NULL;

			if (text == NULL)
				strings_add_format(arguments, "--%s", line->name);
			else
				strings_add_format(arguments, "--%s=%s", line->name,
						   text);
		}
	}
}

/* What its record is called; the caller frees. */
static char *
name_of(const struct batch_item *item)
{
	char hex[DIGEST_HEX_MAX];

	digest_hex_of(DIGEST_SHA256, bytes_of_text(item->target), hex);
	return xasprintf("%.32s%s", hex, item->source_only ? "-source" : "");
}

/* By what it is about, the options that may change a verdict, and who judges. */
static int
open_kept(struct batch *batch, const char *key, struct error *err)
{
	cleanup_buffer struct buffer all = BUFFER_INIT(KEY_LIMIT);
	cleanup_strings struct strings options = { 0 };
	cleanup_free char *folder = NULL;
	/* --timeout is for each check. */
	struct cancel cancel = { .flag = batch->run->session.cancel.flag };
	char hex[DIGEST_HEX_MAX];

	add_options(&options, batch->invocation);
	buffer_printf(&all, "%s %s\n%s\n", PACKAGE_NAME, PACKAGE_VERSION, key);
	for (size_t i = 0; i < options.count; i++)
		buffer_printf(&all, "%s\n", options.items[i]);
	if (buffer_check(&all, err) < 0)
		return -1;
	digest_hex_of(DIGEST_SHA256, buffer_bytes(&all), hex);
	folder = xasprintf("%s/checks/%.32s", batch->run->session.cache, hex);
	return kept_open(&batch->kept, folder,
			 option_given(batch->invocation, OPTION_fresh), &cancel,
			 batch->run->session.progress, err);
}

static size_t
take_kept(struct batch *batch)
{
	size_t kept = 0;

	for (size_t i = 0; i < batch->count; i++) {
		cleanup_free char *name = name_of(&batch->items[i]);

		batch->items[i].report = kept_read(&batch->kept, name);
		kept += batch->items[i].report != NULL;
	}
	if (kept > 0)
		progress_note(batch->run->session.progress,
			      "%zu of %zu were checked before; --fresh checks them again",
			      kept, batch->count);
	return kept;
}

/* Those that are left, in their order. */
struct crew {
	struct batch *batch;
	struct program *programs; /* owned */
	size_t *indexes;	  /* owned: of the items */
	size_t count;
};

static void
crew_release(struct crew *crew)
{
	for (size_t i = 0; i < crew->count; i++)
		program_release(&crew->programs[i]);
	free(crew->programs);
	free(crew->indexes);
}

static void
add_program(struct crew *crew, size_t index)
{
	struct batch *batch = crew->batch;
	cleanup_free char *name = name_of(&batch->items[index]);
	cleanup_free char *path = kept_draft(&batch->kept, name);
	struct program program = { .grace_milliseconds = GRACE_MILLISECONDS };
	size_t count = crew->count;

	strings_add(&program.arguments, "/proc/self/exe");
	strings_add(&program.arguments, "check");
	strings_add(&program.arguments, batch->items[index].target);
	strings_add(&program.arguments, "--quiet");
	strings_add_format(&program.arguments, "--json=%s", path);
	if (batch->items[index].source_only)
		strings_add(&program.arguments, "--stop-after=source");
	add_options(&program.arguments, batch->invocation);
	environment_all(&program.environment);
	array_append(crew->programs, crew->count, program);
	array_append(crew->indexes, count, index);
}

static void
begins(void *context, size_t index)
{
	const struct crew *crew = context;
	const struct batch *batch = crew->batch;

	progress_stop(batch->run->session.progress, "checks", "%zu of %zu done, next %s",
		      batch->done, batch->count,
		      batch->items[crew->indexes[index]].target);
}

/* The signal that ended it, as programs say it (rebuild/program.h); 0: none did. */
static int
signal_of(int status)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status);
	return WEXITSTATUS(status) > BY_SIGNAL ? WEXITSTATUS(status) - BY_SIGNAL : 0;
}

/* The last line that is a complaint, without the program's name. */
static char *
complaint_of(const struct program_result *result)
{
	static const char mark[] = PACKAGE_NAME ": ";
	int number = signal_of(result->status);

	if (number > 0)
		return xasprintf("the check was killed by signal %d (%s) before it could "
				 "say anything; the same command checks it again",
				 number, strsignal(number));
	for (size_t i = result->tail.count; i > 0; i--)
		if (text_starts_with(result->tail.items[i - 1], mark))
			return xstrdup(result->tail.items[i - 1] + strlen(mark));
	return xasprintf("the check ended with status %d and no word",
			 WEXITSTATUS(result->status));
}

/* Its draft counts where it ended as one that has something to say does. */
static bool
take_draft(struct batch *batch, struct batch_item *item,
	   const struct program_result *result)
{
	cleanup_free char *name = name_of(item);
	int status = WIFEXITED(result->status) ? WEXITSTATUS(result->status) : -1;
	struct error why;

	if (status != 0 && status != 1 && status != 3)
		return false;
	if (kept_accept(&item->report, &batch->kept, name, &why) == 0)
		return true;
	item->trouble = xstrdup(why.message);
	return false;
}

static void
ended(void *context, size_t index, const struct program_result *result,
      const struct error *why)
{
	const struct crew *crew = context;
	struct batch *batch = crew->batch;
	struct batch_item *item = &batch->items[crew->indexes[index]];

	if (result == NULL)
		item->trouble = xstrdup(why->message);
	else if (!take_draft(batch, item, result) && item->trouble == NULL)
		item->trouble = complaint_of(result);
	batch->done += result != NULL;
}

void
batch_give(const struct batch_item *item, struct checked *checked, bool strict)
{
	struct json *report = item->report != NULL ? json_clone(item->report) : NULL;
	struct error err;

	if (report == NULL)
		checked_fail(checked, item->trouble != NULL ? item->trouble
							    : "nothing came of it");
	else if (checked_take(checked, &report, strict, &err) < 0)
		checked_fail(checked, err.message);
	json_free(report);
}

/* As many as there are processors for us. */
static int
count_jobs(uint64_t *jobs, const struct invocation *invocation, struct error *err)
{
	cpu_set_t allowed;

	*jobs = 1;
	if (sched_getaffinity(0, sizeof(allowed), &allowed) == 0)
		*jobs = (uint64_t)CPU_COUNT(&allowed);
	if (option_count(jobs, invocation, OPTION_jobs, err) < 0)
		return -1;
	if (*jobs == 0)
		return error_set(err, ERROR_USAGE, "--jobs: at least 1 is needed");
	return 0;
}

static void
note_trouble(const struct batch *batch)
{
	size_t count = 0;

	for (size_t i = 0; i < batch->count; i++)
		count += batch->items[i].report == NULL;
	if (count > 0)
		progress_note(batch->run->session.progress,
			      "%zu of %zu could not be checked; the same command tries "
			      "%s again",
			      count, batch->count, count == 1 ? "it" : "them");
}

static int
run_rest(struct batch *batch, size_t jobs, struct error *err)
{
	__attribute__((cleanup(crew_release))) struct crew crew = { .batch = batch };
	struct cancel cancel = { .flag = batch->run->session.cancel.flag };
	struct programs programs = { .jobs = jobs,
				     .cancel = &cancel, /* --timeout is for each */
				     .begins = begins,
				     .ended = ended,
				     .context = &crew };

	for (size_t i = 0; i < batch->count; i++)
		if (batch->items[i].report == NULL)
			add_program(&crew, i);
	programs.items = crew.programs;
	programs.count = crew.count;
	if (programs_run(&programs, err) == 0) {
		note_trouble(batch);
		return 0;
	}
	screen_clear(&batch->run->screen);
	complain("%zu of %zu are checked; the same command goes on from there",
		 batch->done, batch->count);
	return -1;
}

int
batch_run(struct batch *batch, const char *key, struct error *err)
{
	uint64_t jobs;

	if (count_jobs(&jobs, batch->invocation, err) < 0 ||
	    open_kept(batch, key, err) < 0)
		return -1;
	batch->done = take_kept(batch);
	return run_rest(batch, (size_t)jobs, err);
}
