/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/proxy_hosts.h"

#include "base/certificate.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "tests/unit.h"

#define OWN "https://packages.example/npm"

/* NULL: not let through. */
static void
is_asked(const char *host, const char *path, const char *wanted)
{
	cleanup_strings struct strings hosts = { 0 };
	cleanup_free char *found = NULL;

	proxy_hosts_for(&hosts, OWN);
	found = proxy_hosts_upstream(&hosts, OWN, host, path);
	if (wanted == NULL)
		assert_null(found);
	else
		assert_string_equal(found, wanted);
}

static void
both_names_of_the_registry_are_the_one_that_is_asked(void **state)
{
	(void)state;
	is_asked("registry.npmjs.org", "/@a%2fb", OWN "/@a%2fb");
	is_asked("registry.yarnpkg.com:443", "/x/-/x-1.tgz", OWN "/x/-/x-1.tgz");
}

static void
other_hosts_are_asked_as_they_are(void **state)
{
	(void)state;
	is_asked("codeload.github.com", "/a/b/tar.gz/c",
		 "https://codeload.github.com/a/b/tar.gz/c");
	is_asked("packages.example", "/npm/x/-/x-1.tgz",
		 "https://packages.example/npm/x/-/x-1.tgz");
}

static void
what_is_not_on_the_list_is_not_asked(void **state)
{
	(void)state;
	is_asked("example.invalid", "/", NULL);
	is_asked("registry.npmjs.org.example.invalid", "/", NULL);
	is_asked("", "/", NULL);
}

static void
no_path_leads_above_the_registry(void **state)
{
	static const char *const out[] = { "/..",	"/../x",     "/x/../../y",
					   "/%2e%2E/x", "/.%2e/x",   "/x%2f..",
					   "/x\\..\\y", "/%5c..%5C", "",
					   "x" };
	static const char *const in[] = { "/",	  "/@a%2fb", "/x/-/x-1..2.tgz",
					  "/...", "/..x/y",  "/x../y",
					  "/." };

	(void)state;
	for (size_t i = 0; i < array_length(out); i++)
		assert_false(proxy_hosts_stays(out[i]));
	for (size_t i = 0; i < array_length(in); i++)
		assert_true(proxy_hosts_stays(in[i]));
}

static void
a_registry_that_is_not_of_https_has_no_host_of_its_own(void **state)
{
	static const char *const registries[] = { "http://127.0.0.1:4873",
						  "https://a.example:8443",
						  "https://registry.npmjs.org",
						  "https://", "https://a,DNS:b.example" };

	(void)state;
	for (size_t i = 0; i < array_length(registries); i++) {
		cleanup_strings struct strings hosts = { 0 };

		proxy_hosts_for(&hosts, registries[i]);
		assert_int_equal(hosts.count, 3);
	}
}

static void
is_renamed(const char *registry, const char *document, const char *wanted)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(1 << 10);

	proxy_hosts_rename(&out, registry, bytes_of_text(document));
	assert_string_equal(buffer_text(&out), wanted);
}

static void
a_document_names_the_public_registry(void **state)
{
	(void)state;
	is_renamed(OWN, "[\"" OWN "/a.tgz\", \"" OWN "/b.tgz\"]",
		   "[\"https://registry.npmjs.org/a.tgz\", "
		   "\"https://registry.npmjs.org/b.tgz\"]");
	is_renamed(OWN, "{\"readme\": \"see " OWN "/a\"}",
		   "{\"readme\": \"see " OWN "/a\"}");
	is_renamed("https://registry.npmjs.org", "\"https://registry.npmjs.org/a\"",
		   "\"https://registry.npmjs.org/a\"");
	is_renamed(OWN, "", "");
}

/* Two of one issuer and number would be one to a client that has seen the first. */
static void
each_certificate_is_another_one(void **state)
{
	struct certificate first = { 0 }, second = { 0 };
	cleanup_strings struct strings hosts = { 0 };
	struct error err = { 0 };

	(void)state;
	strings_add(&hosts, "a.example");
	strings_add(&hosts, "b.example");
	assert_int_equal(certificate_make(&first, &hosts, &err), 0);
	assert_int_equal(certificate_make(&second, &hosts, &err), 0);
	assert_true(text_starts_with(first.text, "-----BEGIN CERTIFICATE-----\n"));
	assert_true(text_starts_with(first.key, "-----BEGIN PRIVATE KEY-----\n"));
	assert_string_not_equal(first.text, second.text);
	assert_string_not_equal(first.key, second.key);
	certificate_release(&first);
	certificate_release(&second);
}

static void
a_name_that_is_none_makes_no_certificate(void **state)
{
	struct certificate made = { 0 };
	cleanup_strings struct strings hosts = { 0 };
	struct error err = { 0 };

	(void)state;
	strings_add(&hosts, "a.example,nonsense:b");
	assert_int_equal(certificate_make(&made, &hosts, &err), -1);
	assert_null(made.text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_names_of_the_registry_are_the_one_that_is_asked),
		cmocka_unit_test(other_hosts_are_asked_as_they_are),
		cmocka_unit_test(what_is_not_on_the_list_is_not_asked),
		cmocka_unit_test(no_path_leads_above_the_registry),
		cmocka_unit_test(a_registry_that_is_not_of_https_has_no_host_of_its_own),
		cmocka_unit_test(a_document_names_the_public_registry),
		cmocka_unit_test(each_certificate_is_another_one),
		cmocka_unit_test(a_name_that_is_none_makes_no_certificate),
	};

	return cmocka_run_group_tests_name("proxy_hosts", tests, NULL, NULL);
}
