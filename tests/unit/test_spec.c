/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/strings.h"
#include "rebuild/spec.h"

static void
packages_are_called_by_both_forms(void **state)
{
	static const struct {
		const char *text, *name, *version, *architecture, *suite, *purl;
	} rows[] = {
		{ "npm:is-number@7.0.0", "is-number", "7.0.0", NULL, NULL,
		  "pkg:npm/is-number@7.0.0" },
		{ "npm:@s/x", "@s/x", NULL, NULL, NULL, "pkg:npm/%40s/x" },
		{ "pkg:NPM/%40s/x@1.0.0", "@s/x", "1.0.0", NULL, NULL,
		  "pkg:npm/%40s/x@1.0.0" },
		{ "deb:hello", "hello", NULL, NULL, NULL, "pkg:deb/debian/hello" },
		{ "deb:hello@2.10-3", "hello", "2.10-3", NULL, NULL,
		  "pkg:deb/debian/hello@2.10-3" },
		{ "deb:hello@2.10-3:amd64", "hello", "2.10-3", "amd64", NULL,
		  "pkg:deb/debian/hello@2.10-3?arch=amd64" },
		{ "deb:hello:arm64", "hello", NULL, "arm64", NULL,
		  "pkg:deb/debian/hello?arch=arm64" },
		{ "deb:bind9@1:9.18.19-1~deb12u1", "bind9", "1:9.18.19-1~deb12u1", NULL,
		  NULL, "pkg:deb/debian/bind9@1:9.18.19-1~deb12u1" },
		{ "deb:bind9@1:9.18.19-1:kfreebsd-amd64", "bind9", "1:9.18.19-1",
		  "kfreebsd-amd64", NULL,
		  "pkg:deb/debian/bind9@1:9.18.19-1?arch=kfreebsd-amd64" },
		{ "DEB:g++", "g++", NULL, NULL, NULL, "pkg:deb/debian/g%2B%2B" },
		{ "pkg:deb/debian/sl@5.02-1%2Bb1?arch=amd64", "sl", "5.02-1+b1", "amd64",
		  NULL, "pkg:deb/debian/sl@5.02-1%2Bb1?arch=amd64" },
		{ "pkg:deb/debian/sl?distro=bookworm&arch=amd64", "sl", NULL, "amd64",
		  "bookworm", "pkg:deb/debian/sl?arch=amd64&distro=bookworm" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct error err = { 0 };
		struct spec spec;
		cleanup_free char *purl = NULL;

		if (spec_parse(&spec, rows[i].text, &err) < 0)
			fail_msg("%s", err.message);
		purl = spec_purl(&spec);
		if (!text_is_same(spec.name, rows[i].name) ||
		    !text_is_same(spec.version, rows[i].version) ||
		    !text_is_same(spec.architecture, rows[i].architecture) ||
		    !text_is_same(spec.suite, rows[i].suite) ||
		    !text_is_same(purl, rows[i].purl))
			fail_msg("%s gives %s", rows[i].text, purl);
		spec_release(&spec);
	}
}

static void
what_names_no_package_is_refused(void **state)
{
	static const char *const bad[] = {
		"deb:",
		"deb:a",
		"deb:Hello",
		"deb:../hello",
		"deb:hello@",
		"deb:hello@2.10-3:",
		"deb:hello@a",
		"deb:hello@2.10-3:am_d64",
		"pkg:deb/hello",
		"pkg:deb/ubuntu/hello",
		"pkg:deb/debian/hello?arch=",
		"pkg:deb/debian/hello?arch",
		"pkg:deb/debian/hello?arch=amd64&arch=arm64",
		"pkg:deb/debian/hello?os=linux",
		"pkg:deb/debian/hello?distro=../x",
		"pkg:deb/debian/hello#debian",
		"pkg:npm/is-number?arch=amd64",
		"npm:is-number@7.0.0:amd64",
	};
	struct spec spec;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct error err = { 0 };

		if (spec_parse(&spec, bad[i], &err) == 0)
			fail_msg("%s", bad[i]);
		assert_int_equal(err.kind, ERROR_USAGE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packages_are_called_by_both_forms),
		cmocka_unit_test(what_names_no_package_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
