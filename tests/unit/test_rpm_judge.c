/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a published RPM package may have, and what it may not. */
#include "compare/rule.h"
#include "tests/unit/rpm_package.h"

static void
severity_of(const struct rpm_parts *published, const char *path, const char *key,
	    enum severity severity)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	rpm_pack_parts(&left, published);
	rpm_pack_parts(&right, &(struct rpm_parts){ NULL });
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), path, key, severity);
}

static void
where_and_when_it_was_built_is_excused(void **state)
{
	static const struct {
		struct rpm_parts parts;
		const char *rule;
	} rows[] = {
		{ { .time = 1100000000 }, "rpm-buildtime/1" },
		{ { .time = 0xffffffff }, NULL },
		{ { .host = "other" }, "rpm-buildhost/1" },
		{ { .host = "a host" }, NULL },
		{ { .host = "" }, NULL },
	};

	(void)state;
	for (size_t i = 0; i < array_length(rows); i++) {
		cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

		rpm_pack_parts(&left, &rows[i].parts);
		rpm_pack_parts(&right, &(struct rpm_parts){ NULL });
		assert_rule(buffer_bytes(&left), buffer_bytes(&right), NULL,
			    rows[i].rule);
		assert_rule(buffer_bytes(&right), buffer_bytes(&left), NULL,
			    rows[i].rule);
	}
}

static void
a_signature_is_excused_on_the_published_side(void **state)
{
	static const uint8_t old_form[] = { 0x88, 3, 4, 0, 0 };
	static const uint8_t new_form[] = { 0xc2, 3, 4, 0, 0 };
	static const uint8_t none[] = { 0x88, 3, 4, 0, 0, 'm', 'o', 'r', 'e' };
	static const uint8_t other[] = { 0x99, 0, 3, 4, 0, 0 };
	cleanup_buffer struct buffer right = ARCHIVE_INIT;
	const struct bytes signatures[] = { BYTES_OF(old_form), BYTES_OF(new_form),
					    BYTES_OF(none), BYTES_OF(other) };

	(void)state;
	rpm_pack_parts(&right, &(struct rpm_parts){ NULL });
	for (size_t i = 0; i < array_length(signatures); i++) {
		cleanup_buffer struct buffer left = ARCHIVE_INIT;

		rpm_pack_parts(&left, &(struct rpm_parts){ .signature = signatures[i] });
		if (i < 2) {
			assert_rule(buffer_bytes(&left), buffer_bytes(&right), NULL,
				    "signature-block/1");
			assert_rule(buffer_bytes(&right), buffer_bytes(&left), NULL,
				    NULL);
		} else {
			assert_severity(buffer_bytes(&left), buffer_bytes(&right), "x",
					"signature/RSAHEADER", SEVERITY_ALARM);
		}
	}
}

static void
what_is_installed_with_it_is_an_alarm(void **state)
{
	(void)state;
	severity_of(&(struct rpm_parts){ .require = "bash miner zlib" }, "x",
		    "REQUIRENAME", SEVERITY_ALARM);
	severity_of(&(struct rpm_parts){ .require = "zlib" }, "x", "REQUIRENAME",
		    SEVERITY_CHANGE);
	severity_of(&(struct rpm_parts){ .require = "bash rpmlib(PayloadIsXz) zlib" },
		    "x", "REQUIRENAME", SEVERITY_CHANGE);
}

static void
what_runs_as_root_is_an_alarm(void **state)
{
	(void)state;
	severity_of(&(struct rpm_parts){ .script = "echo\n" }, "POSTIN", "member",
		    SEVERITY_ALARM);
	severity_of(&(struct rpm_parts){ .program = "/bin/evil" }, "x", "POSTINPROG",
		    SEVERITY_ALARM);
	severity_of(&(struct rpm_parts){ .caps = "cap_setuid=ep " }, "/usr/bin/tool",
		    "FILECAPS", SEVERITY_ALARM);
	severity_of(&(struct rpm_parts){ .caps = "cap_setuid=ep " }, "/usr/share/tool",
		    "FILECAPS", SEVERITY_NOTE);
	severity_of(&(struct rpm_parts){ .mode = 0104755 }, "/usr/bin/tool", "FILEMODES",
		    SEVERITY_ALARM);
	severity_of(&(struct rpm_parts){ .mode = 0100644 }, "/usr/bin/tool", "FILEMODES",
		    SEVERITY_CHANGE);
}

static void
a_script_that_differs_says_who_runs_it(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };

	(void)state;
	rpm_pack_parts(&left, &(struct rpm_parts){ .script = "echo one\n" });
	rpm_pack_parts(&right, &(struct rpm_parts){ .script = "echo two\n" });
	packages_compare(&comparison, buffer_bytes(&left), buffer_bytes(&right), NULL);
	assert_non_null(strstr(packages_find(&comparison, "POSTIN", "content")->message,
			       "rpm runs it as root"));
}

static void
a_changed_file_is_named_in_the_payload(void **state)
{
	(void)state;
	severity_of(&(struct rpm_parts){ .content = "core\n" }, "payload//./usr/bin/tool",
		    "content", SEVERITY_CHANGE);
}

static void
owners_and_modes_are_never_excused_within_a_package(void **state)
{
	static const char *const rules[] = { "tar-owner", "tar-mode-umask" };
	struct comparison_options options;
	struct rule_set set = { 0 };
	struct error err;

	(void)state;
	comparison_options_init(&options);
	options.profile = "archive";
	assert_int_equal(rule_set_choose(&set, &options, &err), 0);
	for (size_t i = 0; i < array_length(rules); i++)
		assert_non_null(rule_on(&set, rules[i]));
	rule_set_enter(&set, &format_rpm);
	for (size_t i = 0; i < array_length(rules); i++)
		assert_null(rule_on(&set, rules[i]));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_and_when_it_was_built_is_excused),
		cmocka_unit_test(a_signature_is_excused_on_the_published_side),
		cmocka_unit_test(what_is_installed_with_it_is_an_alarm),
		cmocka_unit_test(what_runs_as_root_is_an_alarm),
		cmocka_unit_test(a_script_that_differs_says_who_runs_it),
		cmocka_unit_test(a_changed_file_is_named_in_the_payload),
		cmocka_unit_test(owners_and_modes_are_never_excused_within_a_package),
	};

	comparison_prepare();
	return cmocka_run_group_tests_name("rpm_judge", tests, NULL, NULL);
}
