/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parent opens the two sides, the child that has closed all doors compares them and
 * answers with cupel-report/1, which the parent reads as if the inputs had written it.
 */
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/spool.h"
#include "base/trimmer.h"
#include "base/worker.h"
#include "compare/disassemble.h"
#include "compare/libraries.h"
#include "rebuild/check.h"
#include "rebuild/dump.h"
#include "sandbox/confine.h"

struct pair {
	struct subject *published, *rebuilt; /* owned */
	struct comparison_options options;
	struct spool *spool;	 /* owned; NULL */
	struct spool *kept;	 /* owned: room for leaves; NULL */
	struct leaves leaves;	 /* in it */
	struct trimmer *trimmer; /* owned by the child; NULL */
};

static void
pair_close(struct pair *pair)
{
	subject_close(pair->published);
	subject_close(pair->rebuilt);
	spool_close(pair->spool);
	spool_close(pair->kept);
	if (pair->options.whereabouts != NULL)
		munmap(pair->options.whereabouts, WHEREABOUTS_SIZE);
}

/* Small inputs unpack to what fits into memory: limits.ratio sees to that. */
static void
open_spool(struct pair *pair)
{
	enum { WORTH_A_SPOOL = 64 << 10 };
	struct error ignored;

	if (pair->options.spool_folder != NULL &&
	    subject_size(pair->published) + subject_size(pair->rebuilt) >= WORTH_A_SPOOL)
		(void)spool_open(&pair->spool, pair->options.spool_folder,
				 pair->options.limits.decoded, &ignored);
	pair->options.spool = pair->spool;
}

/* The child lays the leaves down, its parent writes them out: one has no files, the other
 * does not look into what is hostile. */
static int
open_leaves(struct pair *pair, const struct dump *dump, struct error *err)
{
	if (dump == NULL)
		return 0;
	if (dump_make_room(dump, &pair->kept, err) < 0)
		return -1;
	pair->leaves.room = spool_bytes(pair->kept);
	pair->options.leaves = &pair->leaves;
	return 0;
}

/* The child can open nothing any more.  Smaller files hold no program; and opening what
 * shows code takes longer than comparing them. */
static int
open_disassembler(const struct pair *pair, struct error *err)
{
	enum { WITH_CODE = 4 << 10 };

	if (subject_size(pair->published) < WITH_CODE ||
	    subject_size(pair->rebuilt) < WITH_CODE)
		return 0;
	return disassemble_prepare(err);
}

/* A page that both the child and its parent see. */
static void
open_whereabouts(struct pair *pair)
{
	void *page = mmap(NULL, WHEREABOUTS_SIZE, PROT_READ | PROT_WRITE,
			  MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	pair->options.whereabouts = page == MAP_FAILED ? NULL : page;
}

/* What the trimmer drops is read again when it is used: inputs that are small may stay.
 */
static bool
are_large(const struct pair *pair)
{
	enum { MAY_STAY = 32 << 20 };

	return subject_size(pair->published) + subject_size(pair->rebuilt) > MAY_STAY;
}

/* In the child.  Its end ends the threads. */
static void
prepare_child(void *context)
{
	struct pair *pair = context;
	cleanup_free struct bytes *mappings = NULL;
	size_t count = 0;

	comparison_prepare();
	if (pair->spool == NULL)
		return;
	if (are_large(pair)) {
		subject_mappings(pair->published, &mappings, &count);
		subject_mappings(pair->rebuilt, &mappings, &count);
	}
	array_append(mappings, count, spool_bytes(pair->spool));
	pair->trimmer = trimmer_start(mappings, count);
	pair->options.worker = worker_start();
}

static int
compare_in_child(void *context, struct buffer *out, struct error *err)
{
	const struct pair *pair = context;
	cleanup_comparison struct comparison comparison = { 0 };
	cleanup_json struct json *report = NULL;

	if (comparison_run(&comparison, pair->published, pair->rebuilt, &pair->options,
			   err) < 0)
		return -1;
	report = comparison_to_json(&comparison);
	json_write(report, JSON_STYLE_COMPACT, out);
	return buffer_check(out, err);
}

static int
run_confined(struct comparison *out, struct pair *pair, const struct cancel *cancel,
	     struct error *err)
{
	uint64_t limit = pair->options.limits.report_size;
	cleanup_json struct json *report = NULL;
	struct confined confined = { .open = compare_libraries_open,
				     .prepare = prepare_child,
				     .run = compare_in_child,
				     .context = pair,
				     .answer_limit = limit,
				     .memory = pair->options.limits.memory };

	if (confine_run_json(&confined, cancel, &report, err) < 0)
		return -1;
	return comparison_from_json(out, report, err);
}

/* What can be said of a side without looking into it. */
static void
state_facts(struct artifact_facts *facts, const char *path, const char *name,
	    bool digests)
{
	struct error ignored;
	struct stat about;

	facts->name = xstrdup(name != NULL ? name : path_name(path));
	if (stat(path, &about) < 0 || !S_ISREG(about.st_mode))
		return;
	facts->size = (uint64_t)about.st_size;
	if (!digests)
		return;
	(void)digest_hex_of_file(DIGEST_SHA256, path, facts->sha256, &ignored);
	(void)digest_hex_of_file(DIGEST_SHA512, path, facts->sha512, &ignored);
}

/* Whoever took the child over may have written anything. */
static void
state_end(struct comparison *out, const struct pair *pair, const char *why)
{
	cleanup_buffer struct buffer path = BUFFER_INIT(4 * WHEREABOUTS_SIZE + 1);

	if (pair->options.whereabouts != NULL) {
		struct bytes page = { (uint8_t *)pair->options.whereabouts,
				      WHEREABOUTS_SIZE };

		buffer_append_escaped(&path, bytes_before(page, 0));
	}
	strings_add_format(&out->limits, "the comparison broke off%s%s: %s",
			   path.size > 0 ? " at " : "", buffer_text(&path), why);
}

/* Whether the inputs are to blame, rather than the person or the machine. */
static bool
is_broken_off(const struct error *err)
{
	return err->kind == ERROR_MALFORMED || err->kind == ERROR_LIMIT;
}

int
compare_confined(struct comparison *out, const struct session *session,
		 const char *published, const char *rebuilt, struct error *err)
{
	__attribute__((cleanup(
		pair_close))) struct pair pair = { .options = session->comparison };

	*out = (struct comparison){ 0 };
	if (subject_open(&pair.published, published, err) < 0 ||
	    subject_open(&pair.rebuilt, rebuilt, err) < 0)
		return -1;
	if (open_leaves(&pair, session->dump, err) < 0)
		return -1;
	if (open_disassembler(&pair, err) < 0)
		return -1;
	open_spool(&pair);
	open_whereabouts(&pair);
	if (run_confined(out, &pair, &session->cancel, err) == 0)
		return session->dump == NULL
			       ? 0
			       : dump_write(session->dump, &pair.leaves, err);
	comparison_release(out);
	if (!is_broken_off(err))
		return -1;
	*out = (struct comparison){ .outcome = OUTCOME_INCOMPLETE };
	state_end(out, &pair, err->message);
	state_facts(&out->published, published, pair.options.name, pair.options.digests);
	state_facts(&out->rebuilt, rebuilt, NULL, pair.options.digests);
	return 0;
}
