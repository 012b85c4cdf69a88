/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Debian packages: what a published one may not have more than a rebuilt one. */
#include "base/cleanup.h"
#include "tests/unit/ar.h"

/* What one package is made of; NULL: as the plain one. */
struct parts {
	const char *control;	  /* fields */
	const char *script;	  /* called ./postinst */
	const char *owner, *mode; /* of the file in the data */
	const char *content;	  /* of that file */
	bool compressed;
};

static const char plain_control[] = "Package: tool\n"
				    "Version: 1.0-1\n"
				    "Installed-Size: 1000\n"
				    "Depends: libc6 (>= 2.34), zlib1g\n"
				    "Description: a tool\n"
				    " It does what tools do.\n";

static const char *
text_or(const char *text, const char *usual)
{
	return text != NULL ? text : usual;
}

static void
add_tar(struct buffer *deb, const char *name, struct buffer *tar, bool compressed)
{
	cleanup_buffer struct buffer gzip = ARCHIVE_INIT;
	cleanup_free char *gzip_name = xasprintf("%s.gz", name);

	archive_end(tar);
	if (!compressed) {
		ar_add(deb, name, buffer_bytes(tar));
		return;
	}
	archive_gzip(&gzip, buffer_bytes(tar), &(struct gzip_header){ .os = 3 });
	ar_add(deb, gzip_name, buffer_bytes(&gzip));
}

static void
begin_package(struct buffer *deb)
{
	ar_begin(deb);
	ar_add_text(deb, "debian-binary", "2.0\n");
}

static void
add_control(struct buffer *deb, const struct parts *parts)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;

	archive_add(&tar, '0', "./control", text_or(parts->control, plain_control));
	archive_set(&tar, 0, TAR_MODE, "0000644");
	if (parts->script != NULL)
		archive_add(&tar, '0', "./postinst", parts->script);
	add_tar(deb, "control.tar", &tar, parts->compressed);
}

static void
add_data(struct buffer *deb, const struct parts *parts)
{
	cleanup_buffer struct buffer tar = ARCHIVE_INIT;
	size_t header = archive_add(&tar, '0', "./usr/bin/tool",
				    text_or(parts->content, "code\n"));

	archive_set(&tar, header, TAR_UID, text_or(parts->owner, "0000000"));
	archive_set(&tar, header, TAR_MODE, text_or(parts->mode, "0000755"));
	add_tar(deb, "data.tar", &tar, parts->compressed);
}

static void
pack(struct buffer *deb, const struct parts *parts)
{
	begin_package(deb);
	add_control(deb, parts);
	add_data(deb, parts);
}

static void
severity_of(const struct parts *published, const char *path, const char *key,
	    enum severity severity)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	struct parts rebuilt = { .compressed = published->compressed };

	pack(&left, published);
	pack(&right, &rebuilt);
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), path, key, severity);
}

static void
a_package_is_tiled_whole(void **state)
{
	cleanup_buffer struct buffer deb = ARCHIVE_INIT;

	(void)state;
	pack(&deb, &(struct parts){ .compressed = true });
	assert_whole(&format_deb, buffer_bytes(&deb));
}

static void
a_field_that_stands_twice_is_an_alarm(void **state)
{
	cleanup_free char *control = xasprintf("%sversion: 2.0-1\n", plain_control);

	(void)state;
	severity_of(&(struct parts){ .control = control }, "./control", "version",
		    SEVERITY_ALARM);
}

static void
a_package_that_it_depends_on_too_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	struct parts more = { .control =
				      "Package: tool\nVersion: 1.0-1\n"
				      "Installed-Size: 1000\n"
				      "Depends: libc6 (>= 2.34), miner | zlib1g\n"
				      "Description: a tool\n It does what tools do.\n" };

	(void)state;
	severity_of(&more, "./control", "Depends", SEVERITY_ALARM);
	pack(&left, &more);
	pack(&right, &(struct parts){ NULL });
	packages_compare(&comparison, buffer_bytes(&left), buffer_bytes(&right), NULL);
	assert_string_equal(
		packages_find(&comparison, "./control", "Depends")->message,
		"only the published one names miner, which is installed with it");
	/* The other way round, it is missing. */
	assert_severity(buffer_bytes(&right), buffer_bytes(&left), "./control", "Depends",
			SEVERITY_CHANGE);
}

static void
another_version_of_a_dependency_is_a_change(void **state)
{
	struct parts newer = { .control =
				       "Package: tool\nVersion: 1.0-1\n"
				       "Installed-Size: 1000\n"
				       "Depends: zlib1g:any, libc6 (>= 2.36)\n"
				       "Description: a tool\n It does what tools do.\n" };

	(void)state;
	severity_of(&newer, "./control", "Depends", SEVERITY_CHANGE);
}

static void
an_essential_package_is_an_alarm(void **state)
{
	cleanup_free char *control = xasprintf("%sEssential: yes\n", plain_control);

	(void)state;
	severity_of(&(struct parts){ .control = control }, "./control", "Essential",
		    SEVERITY_ALARM);
}

static void
a_script_that_only_the_published_one_has_is_an_alarm(void **state)
{
	(void)state;
	severity_of(&(struct parts){ .script = "#!/bin/sh\n" }, "./postinst", "member",
		    SEVERITY_ALARM);
	severity_of(&(struct parts){ .script = "#!/bin/sh\n", .compressed = true },
		    "./postinst", "member", SEVERITY_ALARM);
}

static void
a_script_that_differs_says_who_runs_it(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_comparison struct comparison comparison = { 0 };
	const struct finding *finding;

	(void)state;
	pack(&left, &(struct parts){ .script = "# Automatically added by dh_x/13.5\n" });
	pack(&right, &(struct parts){ .script = "# Automatically added by dh_x/13.6\n" });
	packages_compare(&comparison, buffer_bytes(&left), buffer_bytes(&right), NULL);
	finding = packages_find(&comparison, "./postinst", "content");
	assert_int_equal(finding->severity, SEVERITY_CHANGE);
	assert_non_null(strstr(finding->message, "dpkg runs it as root"));
	assert_true(text_starts_with(finding->cause, "debhelper-version"));
}

static void
owners_and_modes_of_the_data_are_never_excused(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	pack(&left, &(struct parts){ .owner = "0001750" });
	pack(&right, &(struct parts){ NULL });
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), "archive", NULL);
	buffer_clear(&left);
	pack(&left, &(struct parts){ .mode = "0000775" });
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), "archive", NULL);
	severity_of(&(struct parts){ .mode = "0004755" }, "./usr/bin/tool", "mode",
		    SEVERITY_ALARM);
}

static void
the_outer_time_is_excused(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	pack(&left, &(struct parts){ NULL });
	pack(&right, &(struct parts){ NULL });
	ar_set(&left, AR_MAGIC_SIZE, AR_MTIME, "1000000000");
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), NULL, "ar-mtime/1");
}

static void
an_installed_size_is_excused_where_the_data_is_the_same(void **state)
{
	static const char near[] = "Package: tool\nVersion: 1.0-1\nInstalled-Size: 1010\n"
				   "Depends: libc6 (>= 2.34), zlib1g\n"
				   "Description: a tool\n It does what tools do.\n";
	static const char far[] = "Package: tool\nVersion: 1.0-1\nInstalled-Size: 1011\n"
				  "Depends: libc6 (>= 2.34), zlib1g\n"
				  "Description: a tool\n It does what tools do.\n";
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	pack(&left, &(struct parts){ .control = near, .compressed = true });
	pack(&right, &(struct parts){ .compressed = true });
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), "archive",
		    "deb-installed-size/1");
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), "release", NULL);
	buffer_clear(&left);
	pack(&left, &(struct parts){ .control = far, .compressed = true });
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), "archive", NULL);
	buffer_clear(&left);
	pack(&left,
	     &(struct parts){ .control = near, .content = "core\n", .compressed = true });
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), "archive", NULL);
}

static void
a_member_that_dpkg_ignores_is_an_alarm(void **state)
{
	static const char *const names[] = { "_gpgorigin", "extra", "data.tar.gz" };

	(void)state;
	for (size_t i = 0; i < array_length(names); i++) {
		cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

		pack(&left, &(struct parts){ .compressed = true });
		pack(&right, &(struct parts){ .compressed = true });
		ar_add_text(&left, names[i], "payload");
		assert_severity(buffer_bytes(&left), buffer_bytes(&right), names[i],
				"member", SEVERITY_ALARM);
	}
}

static void
another_order_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 };
	struct parts plain = { NULL };

	(void)state;
	begin_package(&left);
	add_data(&left, &plain);
	add_control(&left, &plain);
	pack(&right, &plain);
	packages_tile(&tiling, &format_deb, buffer_bytes(&left));
	assert_complaint(&tiling, "data.tar", "path");
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "x", "order",
			SEVERITY_ALARM);
	assert_rule(buffer_bytes(&left), buffer_bytes(&right), "archive", NULL);
}

/* Pair 5 of the adversarial ones, in small. */
static void
a_file_that_md5sums_does_not_know_is_an_alarm(void **state)
{
	cleanup_buffer struct buffer left = ARCHIVE_INIT, right = ARCHIVE_INIT;

	(void)state;
	for (int i = 0; i < 2; i++) {
		cleanup_buffer struct buffer tar = ARCHIVE_INIT;
		struct buffer *deb = i == 0 ? &left : &right;

		begin_package(deb);
		archive_add(&tar, '0', "./control", plain_control);
		archive_add(&tar, '0', "./md5sums",
			    "7844a93ad4b97169834dade975b5beff  usr/bin/tool\n");
		add_tar(deb, "control.tar", &tar, true);
		add_data(deb, &(struct parts){ .content = i == 0 ? "evil\n" : "code\n",
					       .compressed = true });
	}
	assert_severity(buffer_bytes(&left), buffer_bytes(&right), "./usr/bin/tool",
			"claim", SEVERITY_ALARM);
}

static void
every_start_of_a_package_differs_and_is_accounted_for(void **state)
{
	cleanup_buffer struct buffer deb = ARCHIVE_INIT;

	(void)state;
	pack(&deb, &(struct parts){ .script = "#!/bin/sh\n", .compressed = true });
	assert_every_start_differs(buffer_bytes(&deb));
}

static void
a_canonical_form_keeps_owners_modes_and_files(void **state)
{
	cleanup_buffer struct buffer deb = ARCHIVE_INIT, out = ARCHIVE_INIT;
	cleanup_buffer struct buffer gzip = ARCHIVE_INIT, tar = ARCHIVE_INIT;
	cleanup_tiling struct tiling tiling = { 0 }, data = { 0 };
	struct gzip_header named = { .flags = 8, .os = 3, .fields = BYTES_OF("name") };

	(void)state;
	archive_gzip(&gzip, bytes_of_text("text"), &named);
	begin_package(&deb);
	add_control(&deb, &(struct parts){ NULL });
	tar_add_bytes(&tar, '0', "./changelog.gz", "", buffer_bytes(&gzip));
	archive_set(&tar, 0, TAR_UID, "0001750");
	archive_set(&tar, 0, TAR_MODE, "0000600");
	add_tar(&deb, "data.tar", &tar, false);
	ar_set(&deb, AR_MAGIC_SIZE, AR_MTIME, "1000000000");
	packages_normalize(&out, buffer_bytes(&deb));
	packages_tile(&tiling, &format_deb, buffer_bytes(&out));
	assert_value(&tiling, "debian-binary", "mtime", "0");
	packages_tile(&data, &format_tar,
		      packages_need(&tiling, "data.tar", "content")->bytes);
	assert_value(&data, "./changelog.gz", "uid", "1000");
	assert_value(&data, "./changelog.gz", "mode", "0600");
	assert_value(&data, "./changelog.gz", "mtime", "0");
	assert_true(bytes_equal(packages_need(&data, "./changelog.gz", "content")->bytes,
				buffer_bytes(&gzip)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_package_is_tiled_whole),
		cmocka_unit_test(a_field_that_stands_twice_is_an_alarm),
		cmocka_unit_test(a_package_that_it_depends_on_too_is_an_alarm),
		cmocka_unit_test(another_version_of_a_dependency_is_a_change),
		cmocka_unit_test(an_essential_package_is_an_alarm),
		cmocka_unit_test(a_script_that_only_the_published_one_has_is_an_alarm),
		cmocka_unit_test(a_script_that_differs_says_who_runs_it),
		cmocka_unit_test(owners_and_modes_of_the_data_are_never_excused),
		cmocka_unit_test(the_outer_time_is_excused),
		cmocka_unit_test(an_installed_size_is_excused_where_the_data_is_the_same),
		cmocka_unit_test(a_member_that_dpkg_ignores_is_an_alarm),
		cmocka_unit_test(another_order_is_an_alarm),
		cmocka_unit_test(a_file_that_md5sums_does_not_know_is_an_alarm),
		cmocka_unit_test(every_start_of_a_package_differs_and_is_accounted_for),
		cmocka_unit_test(a_canonical_form_keeps_owners_modes_and_files),
	};

	comparison_prepare();
	return cmocka_run_group_tests_name("format_deb", tests, NULL, NULL);
}
