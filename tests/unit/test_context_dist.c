/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of release tarballs. */
#include "compare/context.h"
#include "compare/po_header.h"
#include "tests/unit/registries.h"

#define DATE(date) "\"POT-Creation-Date: " date "\\n\"\n"
#define HEADER(date)                                                                     \
	"msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: gauge\\n\"\n" DATE(              \
		date) "\"Language: de\\n\"\n\nmsgid \"a\"\nmsgstr \"b\"\n"

static void
put(struct buffer *out, const char *name, const char *content)
{
	buffer_clear(out);
	registries_add_plain(out, "gauge-1.0/README", bytes_of_text("A gauge.\n"));
	if (content != NULL)
		registries_add_plain(out, name, bytes_of_text(content));
	archive_end(out);
}

static void
compare(struct comparison *comparison, const char *name, const char *published,
	const char *rebuilt)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	struct comparison_options options;

	comparison_options_init(&options);
	options.context = "dist";
	put(&ours, name, published);
	put(&theirs, name, rebuilt);
	archives_compare(comparison, buffer_bytes(&ours), buffer_bytes(&theirs),
			 &options);
}

static void
is_excused(const char *name, const char *published, const char *rebuilt, bool excused)
{
	cleanup_comparison struct comparison comparison = { 0 };

	compare(&comparison, name, published, rebuilt);
	assert_int_equal(comparison.finding_count, excused ? 0 : 1);
	assert_int_equal(comparison.normalized_count, excused ? 1 : 0);
	if (excused)
		assert_string_equal(comparison.normalized[0].rule, "po-created/1");
}

static void
when_messages_were_collected_is_excused(void **state)
{
	(void)state;
	is_excused("gauge-1.0/po/de.po", HEADER("2020-01-01 12:00+0000"),
		   HEADER("2026-11-27 07:25-0130"), true);
	is_excused("gauge-1.0/po/gauge.pot", HEADER("2020-01-01 12:00+0000"),
		   HEADER("2026-11-27 07:25+0000"), true);
}

static void
a_date_elsewhere_or_of_another_form_is_not(void **state)
{
	static const char early[] = HEADER("2020-01-01 12:00+0000");

	(void)state;
	is_excused("gauge-1.0/NEWS", early, HEADER("2026-11-27 07:25+0000"), false);
	is_excused("gauge-1.0/po/de.po", early, HEADER("2026-11-27 07:25 UTC"), false);
	is_excused("gauge-1.0/po/de.po", early, HEADER("$(reboot)02-01 12:00+0000"),
		   false);
	is_excused("gauge-1.0/po/de.po", "\n" DATE("2020-01-01 12:00+0000"),
		   "\n" DATE("2026-11-27 07:25+0000"), false);
	is_excused("gauge-1.0/po/de.po", early,
		   HEADER("2026-11-27 07:25+0000") "\nmore\n", false);
}

static void
the_ledger_has_both_dates(void **state)
{
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	compare(&comparison, "gauge-1.0/po/de.po", HEADER("2020-01-01 12:00+0000"),
		HEADER("2026-11-27 07:25+0000"));
	assert_string_equal(comparison.normalized[0].published, "2020-01-01 12:00+0000");
	assert_string_equal(comparison.normalized[0].rebuilt, "2026-11-27 07:25+0000");
}

static void
compiled_code_that_nothing_makes_is_an_alarm(void **state)
{
	cleanup_comparison struct comparison added = { 0 }, changed = { 0 };

	(void)state;
	compare(&added, "gauge-1.0/tests/a.o",
		"\x7f"
		"ELF",
		NULL);
	assert_int_equal(added.findings[0].severity, SEVERITY_ALARM);
	compare(&changed, "gauge-1.0/lib/a.so", "one", "two");
	assert_int_equal(changed.findings[0].severity, SEVERITY_ALARM);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(when_messages_were_collected_is_excused),
		cmocka_unit_test(a_date_elsewhere_or_of_another_form_is_not),
		cmocka_unit_test(the_ledger_has_both_dates),
		cmocka_unit_test(compiled_code_that_nothing_makes_is_an_alarm),
	};

	return cmocka_run_group_tests_name("context_dist", tests, NULL, NULL);
}
