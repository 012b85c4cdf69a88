/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gems whole: the specification, the list of checksums, signatures. */
#include "compare/context.h"
#include "tests/unit/registries.h"

#define SPECIFICATION(date, more)                                                        \
	"--- !ruby/object:Gem::Specification\nname: tool\ndate: " date "\n" more

static void
judge(const char *published, const char *rebuilt, const char *rule)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	registries_put_gem(&ours, published, 1, 0);
	registries_put_gem(&theirs, rebuilt, 2, 0);
	registries_judge(buffer_bytes(&ours), buffer_bytes(&theirs), rule);
}

static void
checksums_follow_the_date(void **state)
{
	(void)state;
	judge(SPECIFICATION("2023-11-14", ""), SPECIFICATION("2020-01-01", ""),
	      "gem-date/1");
}

static void
what_hides_behind_the_date_is_found(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;
	static const char evil[] = "extensions:\n- ext/extconf.rb\n";

	(void)state;
	cleanup_free char *spec =
		xasprintf("%s%s", SPECIFICATION("2023-11-14", ""), evil);
	judge(spec, SPECIFICATION("2020-01-01", ""), NULL);
	registries_put_gem(&ours, spec, 1, 0);
	registries_put_gem(&theirs, SPECIFICATION("2020-01-01", "extensions: []\n"), 2,
			   0);
	registries_find(buffer_bytes(&ours), buffer_bytes(&theirs), "metadata.gz",
			"extensions", "runs these");
}

static void
sign(size_t ours, size_t theirs, const char *rule)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	registries_put_gem(&left, SPECIFICATION("2023-11-14", ""), 1, ours);
	registries_put_gem(&right, SPECIFICATION("2023-11-14", ""), 1, theirs);
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), NULL, rule);
}

static void
a_signature_is_for_who_publishes(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	(void)state;
	sign(256, 0, "signature-block/1");
	sign(0, 256, NULL);
	sign(256, 512, NULL);
	registries_put_gem(&ours, SPECIFICATION("2023-11-14", ""), 1, 256);
	registries_put_gem(&theirs, SPECIFICATION("2023-11-14", ""), 1, 0);
	registries_judge(buffer_bytes(&ours), buffer_bytes(&theirs), "signature-block/1");
}

static void
what_is_no_signature_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer ours = ARCHIVE_INIT, theirs = ARCHIVE_INIT;

	(void)state;
	registries_put_gem(&theirs, SPECIFICATION("2023-11-14", ""), 1, 0);
	registries_put_gem(&ours, SPECIFICATION("2023-11-14", ""), 1, 257);
	registries_find(buffer_bytes(&ours), buffer_bytes(&theirs), "data.tar.gz.sig",
			"member", "no signature");
}

/* What lies before it is written anew would be right behind that. */
static void
a_list_that_lies_has_no_other_form(void **state)
{
	cleanup_buffer struct buffer gem = ARCHIVE_INIT, out = ARCHIVE_INIT,
				     list = ARCHIVE_INIT, lie = ARCHIVE_INIT;
	const struct gzip_header header = { .mtime = 1, .os = 3 };

	(void)state;
	archive_gzip(&list, bytes_of_text(SPECIFICATION("2023-11-14", "")), &header);
	registries_add_plain(&gem, "metadata.gz", buffer_bytes(&list));
	registries_add_plain(&gem, "data.tar.gz", buffer_bytes(&list));
	archive_gzip(&lie,
		     bytes_of_text("SHA1:\n  metadata.gz: "
				   "c7059bb19433cc3cabaa6236c83d56668a843dd2\n"),
		     &header);
	registries_add_plain(&gem, "checksums.yaml.gz", buffer_bytes(&lie));
	archive_end(&gem);
	packages_normalize(&out, buffer_bytes(&gem));
	assert_true(bytes_equal(buffer_bytes(&gem), buffer_bytes(&out)));
}

static void
only_its_own_members_make_a_gem(void **state)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };

	(void)state;
	registries_put_gem(&tar, SPECIFICATION("2023-11-14", ""), 1, 0);
	packages_tile(&tiling, &format_tar, buffer_bytes(&tar));
	assert_ptr_equal(context_of(&tiling), context_find("gem"));
	registries_put_tar(&tar, (struct text_file[]){ { "x/metadata.gz", "a" },
						       { "x/data.tar.gz", "a" },
						       { NULL, NULL } });
	packages_tile(&tiling, &format_tar, buffer_bytes(&tar));
	assert_null(context_of(&tiling));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(checksums_follow_the_date),
		cmocka_unit_test(what_hides_behind_the_date_is_found),
		cmocka_unit_test(a_signature_is_for_who_publishes),
		cmocka_unit_test(what_is_no_signature_is_an_alarm),
		cmocka_unit_test(a_list_that_lies_has_no_other_form),
		cmocka_unit_test(only_its_own_members_make_a_gem),
	};

	return cmocka_run_group_tests_name("context_gem", tests, NULL, NULL);
}
