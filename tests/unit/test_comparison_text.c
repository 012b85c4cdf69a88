/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdio.h>

#include "base/memory.h"
#include "compare/finding.h"

enum { PAGE_MAX = 1 << 20 };

/* The constants of a struct that owns nothing: never released. */
static char empty[] = "", content[] = "content", changed[] = "1 line differs",
	    file[] = "package/index.js", diff[] = "@@ -1 +1 @@\n-a\n+b\n",
	    alarming[] = "a script was added", manifest[] = "package/package.json",
	    script[] = "scripts.postinstall", artifact[] = "x-1.0.0.tgz";

static struct finding
finding(enum severity severity, char *path, char *key, char *message)
{
	return (struct finding){ .path = path,
				 .key = key,
				 .kind = FINDING_CONTENT,
				 .severity = severity,
				 .message = message };
}

static struct comparison
comparison_of(struct finding *findings, size_t count)
{
	return (struct comparison){ .outcome = OUTCOME_DIFFERENT,
				    .published.name = artifact,
				    .rebuilt.name = artifact,
				    .findings = findings,
				    .finding_count = count,
				    .members = 5,
				    .members_equal = 4 };
}

static void
write_page(struct buffer *page, const struct comparison *comparison,
	   const struct report_style *style)
{
	static const struct report_style plain = { 0 };

	buffer_clear(page);
	comparison_to_text(comparison, style == NULL ? &plain : style, page);
	assert_false(page->overflow);
}

static void
assert_says(const struct buffer *page, const char *text)
{
	if (strstr(buffer_text(page), text) == NULL)
		fail_msg("no \"%s\" in:\n%s", text, buffer_text(page));
}

static void
assert_silent(const struct buffer *page, const char *text)
{
	if (strstr(buffer_text(page), text) != NULL)
		fail_msg("\"%s\" in:\n%s", text, buffer_text(page));
}

static void
the_first_line_is_the_verdict(void **state)
{
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct comparison comparison = comparison_of(NULL, 0);

	(void)state;
	write_page(&page, &comparison, NULL);
	assert_true(bytes_start_with(buffer_bytes(&page), bytes_of_text("different\n")));
	assert_says(&page, "4 of 5 files equal");
	comparison.suspicious = true;
	write_page(&page, &comparison, NULL);
	assert_true(bytes_start_with(buffer_bytes(&page),
				     bytes_of_text("different (suspicious)\n")));
}

static void
the_worst_finding_comes_first(void **state)
{
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct finding findings[] = {
		finding(SEVERITY_CHANGE, file, content, changed),
		finding(SEVERITY_ALARM, manifest, script, alarming),
	};
	struct comparison comparison = comparison_of(findings, 2);
	const char *text;

	(void)state;
	findings[0].diff = diff;
	write_page(&page, &comparison, NULL);
	text = buffer_text(&page);
	assert_says(&page, "package/package.json: scripts.postinstall\n");
	assert_true(strstr(text, alarming) < strstr(text, changed));
	assert_says(&page, "               -a\n               +b\n");
}

static void
hostile_text_reaches_no_terminal(void **state)
{
	static char clear[] = "\033[2Jgone\r\n\xe2\x80\xae", escaped[] = "a\\x0ab";
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct finding findings[] = { finding(SEVERITY_ALARM, clear, clear, clear),
				      finding(SEVERITY_NOTE, escaped, content, escaped) };
	struct normalized line = {
		.rule = clear, .path = clear, .key = clear, .count = 1
	};
	struct comparison comparison = comparison_of(findings, 2);

	(void)state;
	findings[0].diff = findings[0].cause = findings[0].hint = clear;
	comparison.normalized = &line;
	comparison.normalized_count = 1;
	write_page(&page, &comparison, NULL);
	assert_silent(&page, "\033");
	assert_silent(&page, "\r");
	assert_silent(&page, "\xe2\x80\xae");
	assert_says(&page, "\\x1b[2Jgone");
	assert_says(&page, "a\\x0ab"); /* and not escaped twice */
}

static void
colour_is_only_where_it_is_wanted(void **state)
{
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct finding findings[] = { finding(SEVERITY_ALARM, file, content, changed) };
	struct comparison comparison = comparison_of(findings, 1);
	struct report_style style = { .colour = true };

	(void)state;
	write_page(&page, &comparison, &style);
	assert_says(&page, "\033[1;31mdifferent\033[0m\n");
	style.colour = false;
	write_page(&page, &comparison, &style);
	assert_silent(&page, "\033");
}

static void
rules_are_counted_and_told_in_full_when_asked(void **state)
{
	static char mtime[] = "tar-mtime/1", os[] = "gzip-os/1", first[] = "package/a",
		    second[] = "package/b", old[] = "1", new[] = "2";
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct normalized lines[] = {
		{ .rule = mtime,
		  .path = first,
		  .key = old,
		  .published = new,
		  .count = 16 },
		{ .rule = os,
		  .path = empty,
		  .key = old,
		  .published = new,
		  .rebuilt = old,
		  .count = 1 },
		{ .rule = mtime, .path = second, .key = old, .rebuilt = old, .count = 1 },
	};
	struct comparison comparison = comparison_of(NULL, 0);
	struct report_style style = { .verbose = true };

	(void)state;
	comparison.outcome = OUTCOME_EQUIVALENT;
	comparison.normalized = lines;
	comparison.normalized_count = array_length(lines);
	write_page(&page, &comparison, NULL);
	assert_says(&page, "tar-mtime/1  17 times\n");
	assert_says(&page, "package/a 1: (absent) -> 2 ...");
	assert_says(&page, "gzip-os/1  1 time\n");
	assert_silent(&page, "package/b");
	write_page(&page, &comparison, &style);
	assert_says(&page, "package/b 1: 1 -> (absent)");
}

static void
a_long_diff_is_cut_unless_asked_for(void **state)
{
	static char lines[] = "+1\n+2\n+3\n+4\n+5\n+6\n+7\n+8\n+9\n+10\n+11\n+12\n+13\n";
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct finding findings[] = { finding(SEVERITY_CHANGE, file, content, changed) };
	struct comparison comparison = comparison_of(findings, 1);
	struct report_style style = { .verbose = true };

	(void)state;
	findings[0].diff = lines;
	write_page(&page, &comparison, NULL);
	assert_says(&page, "+12\n");
	assert_silent(&page, "+13\n");
	write_page(&page, &comparison, &style);
	assert_says(&page, "+13\n");
}

static void
alarms_are_never_left_out(void **state)
{
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct finding findings[100];
	struct comparison comparison = comparison_of(findings, array_length(findings));

	(void)state;
	for (size_t i = 0; i < array_length(findings); i++)
		findings[i] = finding(SEVERITY_CHANGE, file, content, changed);
	findings[99] = finding(SEVERITY_ALARM, manifest, script, alarming);
	write_page(&page, &comparison, NULL);
	assert_says(&page, alarming);
	assert_says(&page, "1 alarm, 99 changes");
}

static size_t
count_of(const struct buffer *page, const char *text)
{
	size_t count = 0;

	for (const char *at = buffer_text(page); (at = strstr(at, text)) != NULL; at++)
		count++;
	return count;
}

/* Findings whose messages differ, so that none is folded; the last ones are the largest.
 */
static void
make_different(struct finding *findings, char (*messages)[32], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		snprintf(messages[i], sizeof(messages[i]), "finding %c%c%c is this",
			 'a' + (int)(i / 676), 'a' + (int)(i / 26 % 26),
			 'a' + (int)(i % 26));
		findings[i] = finding(SEVERITY_CHANGE, file, content, messages[i]);
		findings[i].bytes = i;
	}
}

static void
what_repeats_itself_is_folded(void **state)
{
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct report_style style = { .verbose = true };
	struct finding findings[40];
	struct comparison comparison = comparison_of(findings, array_length(findings));

	(void)state;
	for (size_t i = 0; i < array_length(findings); i++)
		findings[i] = finding(SEVERITY_CHANGE, file, content, changed);
	write_page(&page, &comparison, NULL);
	assert_int_equal(count_of(&page, changed), 2);
	assert_says(&page, "and 38 more of this kind:\n");
	assert_says(&page, "And 32 more, by folder and kind (--verbose shows all):\n"
			   "       32  content  package/\n");
	write_page(&page, &comparison, &style);
	assert_int_equal(count_of(&page, changed), 40);
	assert_silent(&page, "more of this kind");
}

static void
numbers_in_a_message_do_not_make_another_kind(void **state)
{
	static char one[] = "mode differs in 1 bit", two[] = "mode differs in 22 bit",
		    other[] = "mode differs in no bit", mode[] = "mode";
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct finding findings[] = {
		finding(SEVERITY_CHANGE, file, mode, one),
		finding(SEVERITY_CHANGE, file, mode, two),
		finding(SEVERITY_CHANGE, file, mode, one),
		finding(SEVERITY_CHANGE, file, mode, other),
	};
	struct comparison comparison = comparison_of(findings, array_length(findings));

	(void)state;
	for (size_t i = 0; i < array_length(findings); i++)
		findings[i].kind = FINDING_FIELD;
	write_page(&page, &comparison, NULL);
	assert_says(&page, "and 1 more of this kind:\n");
	assert_says(&page, other);
}

static void
alarms_with_other_values_are_never_folded(void **state)
{
	static char mode[] = "mode", setuid[] = "4755", plain[] = "0755";
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct finding findings[9];
	struct comparison comparison = comparison_of(findings, array_length(findings));

	(void)state;
	for (size_t i = 0; i < array_length(findings); i++) {
		findings[i] = finding(SEVERITY_ALARM, file, mode, alarming);
		findings[i].kind = FINDING_FIELD;
		findings[i].published = (struct side){ .present = true,
						       .value = i == 7 ? setuid : plain };
	}
	write_page(&page, &comparison, NULL);
	assert_says(&page, setuid);
	assert_says(&page, "and 6 more of this kind:\n");
}

static void
a_long_report_becomes_lines_and_then_counts(void **state)
{
	enum { MANY = 400 };
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	static struct finding findings[MANY];
	static char messages[MANY][32];
	struct comparison comparison = comparison_of(findings, MANY);

	(void)state;
	make_different(findings, messages, MANY);
	write_page(&page, &comparison, NULL);
	assert_says(&page, "\nAnd, in a line each:\n");
	assert_says(&page, "\nAnd 140 more, by folder and kind");
	assert_int_equal(count_of(&page, "is this"), 260);
	assert_says(&page, messages[MANY - 1]); /* the largest */
	assert_silent(&page, messages[0]);
	assert_true(strstr(buffer_text(&page), messages[MANY - 1]) <
		    strstr(buffer_text(&page), messages[MANY - 2]));
}

static void
every_one_of_many_alarms_has_a_line(void **state)
{
	enum { MANY = 400 };
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	static struct finding findings[MANY];
	static char messages[MANY][32];
	struct comparison comparison = comparison_of(findings, MANY);

	(void)state;
	make_different(findings, messages, MANY);
	for (size_t i = 0; i < MANY; i++)
		findings[i].severity = SEVERITY_ALARM;
	write_page(&page, &comparison, NULL);
	assert_int_equal(count_of(&page, "is this"), MANY);
}

static void
text_is_folded_at_the_width_of_the_page(void **state)
{
	static char words[] = "one two three four five six seven eight nine ten eleven";
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct finding findings[] = { finding(SEVERITY_CHANGE, file, content, words) };
	struct comparison comparison = comparison_of(findings, 1);
	struct report_style style = { .columns = 40 };

	(void)state;
	write_page(&page, &comparison, &style);
	assert_says(&page, "             one two three four five six\n"
			   "             seven eight nine ten eleven\n");
}

static void
digests_limits_and_the_account_are_stated(void **state)
{
	cleanup_buffer struct buffer page = BUFFER_INIT(PAGE_MAX);
	struct comparison comparison = comparison_of(NULL, 0);
	static char limit[] = "depth 32";
	static char *limits[] = { limit };

	(void)state;
	comparison.outcome = OUTCOME_INCOMPLETE;
	comparison.limits = (struct strings){ limits, 1 };
	comparison.accounting = (struct accounting){ 40, 12, 20, 8 };
	memset(comparison.published.sha256, 'a', 64);
	write_page(&page, &comparison, NULL);
	assert_says(&page, "incomplete\n");
	assert_says(&page, "40 differ: 12 in findings, 20 normalised, 8 follow");
	assert_says(&page, "sha256:aaaaaaaa");
	assert_says(&page, "limits     depth 32");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_first_line_is_the_verdict),
		cmocka_unit_test(the_worst_finding_comes_first),
		cmocka_unit_test(hostile_text_reaches_no_terminal),
		cmocka_unit_test(colour_is_only_where_it_is_wanted),
		cmocka_unit_test(rules_are_counted_and_told_in_full_when_asked),
		cmocka_unit_test(a_long_diff_is_cut_unless_asked_for),
		cmocka_unit_test(alarms_are_never_left_out),
		cmocka_unit_test(what_repeats_itself_is_folded),
		cmocka_unit_test(numbers_in_a_message_do_not_make_another_kind),
		cmocka_unit_test(alarms_with_other_values_are_never_folded),
		cmocka_unit_test(a_long_report_becomes_lines_and_then_counts),
		cmocka_unit_test(every_one_of_many_alarms_has_a_line),
		cmocka_unit_test(text_is_folded_at_the_width_of_the_page),
		cmocka_unit_test(digests_limits_and_the_account_are_stated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
