/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two artifacts from one input, compared, written out, read back and normalised. */
#include "base/cleanup.h"
#include "compare/comparison.h"
#include "tests/fuzz/fuzz.h"

static struct comparison_options
small_options(const char *profile, const char *context)
{
	struct comparison_options options;

	comparison_options_init(&options);
	options.profile = profile;
	options.context = context;
	options.limits.depth = 8;
	options.limits.members = 200;
	options.limits.decoded = 1 << 20;
	options.limits.report_size = 1 << 20;
	options.limits.diff_lines = 100;
	return options;
}

/* The report of a confined process is read by one that trusts it little, but understands
 * all that the writer writes. */
static void
insist_on_the_way_back(const struct comparison *comparison)
{
	cleanup_json struct json *json = comparison_to_json(comparison), *parsed = NULL;
	cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX), said = BUFFER_INIT(SIZE_MAX);
	cleanup_comparison struct comparison read = { 0 };
	struct report_style style = { .columns = 80 };
	struct error err = { 0 };

	json_write(json, JSON_STYLE_PRETTY, &text);
	insist(json_parse(&parsed, buffer_bytes(&text), &err) == 0, "the report parses");
	insist(comparison_from_json(&read, parsed, &err) == 0, err.message);
	comparison_to_text(&read, &style, &said);
	insist(said.size > 0, "the report says something");
}

static void
insist_on_the_account(const struct comparison *comparison, bool equal, bool strict)
{
	const struct accounting *bytes = &comparison->accounting;
	enum outcome outcome = comparison->outcome;

	insist((outcome == OUTCOME_IDENTICAL) == equal, "equal bytes alone are identical");
	if (outcome == OUTCOME_INCOMPLETE) {
		insist(comparison->limits.count > 0, "what is incomplete hit a limit");
		return;
	}
	insist(bytes->differing == bytes->found + bytes->normalized + bytes->follows,
	       "the account adds up");
	insist(!strict || outcome != OUTCOME_EQUIVALENT, "strict excuses nothing");
	insist(outcome != OUTCOME_EQUIVALENT || comparison->normalized_count > 0,
	       "what is equivalent is so by a rule");
}

static enum outcome
compare(struct bytes published, struct bytes rebuilt, const struct comparison_options *options)
{
	cleanup_comparison struct comparison comparison = { 0 };
	struct subject *left = subject_of_bytes("x.tgz", published);
	struct subject *right = subject_of_bytes("x.tgz", rebuilt);
	struct error err = { 0 };

	insist(comparison_run(&comparison, left, right, options, &err) == 0, err.message);
	insist_on_the_account(&comparison, bytes_equal(published, rebuilt),
			      options->profile != NULL);
	insist_on_the_way_back(&comparison);
	subject_close(left);
	subject_close(right);
	return comparison.outcome;
}

/* The canonical form of the canonical form is itself, and means what the file means. */
static void
normalize_twice(struct bytes content, const struct comparison_options *options)
{
	cleanup_buffer struct buffer once = BUFFER_INIT(4 << 20), twice = BUFFER_INIT(4 << 20);
	cleanup_strings struct strings ledger = { NULL, 0 };
	struct error err;

	if (normalize(content, options, &once, &ledger, &err) < 0)
		return;
	insist(compare(content, buffer_bytes(&once), options) != OUTCOME_DIFFERENT,
	       "a canonical form means the same");
	if (normalize(buffer_bytes(&once), options, &twice, &ledger, &err) < 0)
		insist(err.kind == ERROR_LIMIT, "what normalises, normalises again");
	else
		insist(bytes_equal(buffer_bytes(&once), buffer_bytes(&twice)),
		       "a canonical form is its own");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cleanup_buffer struct buffer tiles = BUFFER_INIT(1 << 20);
	struct comparison_options release = small_options(NULL, "npm"),
				  known = small_options(NULL, NULL),
				  strict = small_options("strict", NULL);
	struct bytes whole = { data, size }, published, rebuilt;
	struct error err;

	split_in_two(whole, &published, &rebuilt);
	compare(published, rebuilt, &release);
	compare(rebuilt, published, &release);
	compare(published, rebuilt, &known);
	compare(published, rebuilt, &strict);
	tiles_to_text(rebuilt, &tiles, &err);
	normalize_twice(whole, &release);
	normalize_twice(whole, &known);
	normalize_twice(rebuilt, &release);
	return 0;
}
