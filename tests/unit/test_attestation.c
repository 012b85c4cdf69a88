/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/attestation.h"

#include <string.h>

#include "base/base64.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "tests/unit.h"

#define OURS   "00ff"
#define COMMIT "0123456789abcdef0123456789abcdef01234567"

enum { MOST = 1 << 16 };

static const char v1[] =
	"{\"buildDefinition\":{\"externalParameters\":{\"workflow\":{\"ref\":"
	"\"refs/tags/v1.0.0\",\"repository\":\"https://example.invalid/o/x\"}},"
	"\"resolvedDependencies\":[{\"uri\":\"git+https://example.invalid/o/x@refs/tags/"
	"v1.0.0\",\"digest\":{\"gitCommit\":\"" COMMIT "\"}}]}}";
static const char v0[] =
	"{\"invocation\":{\"configSource\":{\"uri\":\"git+https://example.invalid/o/x"
	"@refs/heads/main\",\"digest\":{\"sha1\":\"" COMMIT "\"}}}}";
static const char by_source[] =
	"{\"buildDefinition\":{\"externalParameters\":{\"source\":"
	"\"https://example.invalid/g/x\"},\"resolvedDependencies\":[{\"uri\":\"a\"},"
	"{\"digest\":{\"gitCommit\":\"" COMMIT "\"}}]}}";

/* A statement on bytes of this SHA-512. */
static char *
statement_of(const char *version, const char *sha512, const char *predicate)
{
	return xasprintf("{\"subject\":[{\"digest\":{\"sha512\":\"%s\"}}],"
			 "\"predicateType\":\"https://slsa.dev/provenance/%s\","
			 "\"predicate\":%s}",
			 sha512, version, predicate);
}

static void
add(struct buffer *out, const char *kind, const char *statement)
{
	if (out->size == 0)
		buffer_append_text(out, "{\"attestations\":[");
	else
		buffer_append_text(out, ",");
	buffer_printf(out,
		      "{\"predicateType\":\"%s\",\"bundle\":{\"dsseEnvelope\":{"
		      "\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"",
		      kind);
	base64_write(bytes_of_text(statement), out);
	buffer_append_text(out, "\"}}}");
}

/* What is read of one provenance. */
static int
read_one(struct attestation *out, const char *version, const char *sha512,
	 const char *predicate, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(MOST);
	cleanup_free char *statement = statement_of(version, sha512, predicate);

	add(&text, "https://slsa.dev/provenance/v1", statement);
	buffer_append_text(&text, "]}");
	return attestation_read(out, buffer_bytes(&text), OURS, err);
}

static struct attestation *
fresh(void)
{
	return xcalloc(1, sizeof(struct attestation));
}

static void
the_commit_of_version_1_is_read(void **state)
{
	struct attestation *it = fresh();
	struct error err;

	(void)state;
	assert_int_equal(read_one(it, "v1", OURS, v1, &err), 0);
	assert_string_equal(it->commit, COMMIT);
	assert_string_equal(it->repository, "https://example.invalid/o/x");
	assert_string_equal(it->ref, "refs/tags/v1.0.0");
	assert_true(it->is_of_artifact);
	attestation_free(it);
}

static void
so_is_that_of_version_0_2(void **state)
{
	struct attestation *it = fresh();
	struct error err;

	(void)state;
	assert_int_equal(read_one(it, "v0.2", OURS, v0, &err), 0);
	assert_string_equal(it->commit, COMMIT);
	assert_string_equal(it->repository, "https://example.invalid/o/x");
	assert_string_equal(it->ref, "refs/heads/main");
	assert_string_equal(it->predicate, "https://slsa.dev/provenance/v0.2");
	attestation_free(it);
}

static void
a_source_beside_the_workflow_counts(void **state)
{
	struct attestation *it = fresh();
	struct error err;

	(void)state;
	assert_int_equal(read_one(it, "v1", OURS, by_source, &err), 0);
	assert_string_equal(it->commit, COMMIT);
	assert_string_equal(it->repository, "https://example.invalid/g/x");
	assert_null(it->ref);
	attestation_free(it);
}

static void
a_subject_of_other_bytes_is_known(void **state)
{
	struct attestation *it = fresh();
	struct error err;

	(void)state;
	assert_int_equal(read_one(it, "v1", "00fe", v1, &err), 0);
	assert_false(it->is_of_artifact);
	assert_string_equal(it->subject, "00fe");
	attestation_free(it);
}

static void
the_one_of_these_bytes_is_taken(void **state)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(MOST);
	cleanup_free char *other = statement_of("v1", "00fe", v0);
	cleanup_free char *ours = statement_of("v1", OURS, v1);
	struct attestation *it = fresh();
	struct error err;

	(void)state;
	add(&text, "https://example.invalid/publish", "no statement");
	add(&text, "https://slsa.dev/provenance/v1", "{");
	add(&text, "https://slsa.dev/provenance/v1", other);
	add(&text, "https://slsa.dev/provenance/v1", ours);
	add(&text, "https://slsa.dev/provenance/v1", other);
	buffer_append_text(&text, "]}");
	assert_int_equal(attestation_read(it, buffer_bytes(&text), OURS, &err), 0);
	assert_true(it->is_of_artifact);
	assert_string_equal(it->ref, "refs/tags/v1.0.0");
	attestation_free(it);
}

/* It would be looked up in the repository. */
static void
what_is_no_id_is_no_commit(void **state)
{
	static const char *const names[] = { "HEAD",	"v1.0.0",	    "-x",
					     "",	"0123456789ABCDEF", COMMIT "^",
					     COMMIT "0" };

	(void)state;
	for (size_t i = 0; i < array_length(names); i++) {
		cleanup_free char *predicate = xasprintf(
			"{\"invocation\":{\"configSource\":{\"digest\":{\"sha1\":"
			"\"%s\"}}}}",
			names[i]);
		struct attestation *it = fresh();
		struct error err;

		assert_int_equal(read_one(it, "v0.2", OURS, predicate, &err), 0);
		assert_null(it->commit);
		assert_null(it->repository);
		attestation_free(it);
	}
}

static void
assert_refused(struct bytes text, enum error_kind kind)
{
	struct attestation *it = fresh();
	struct error err;

	assert_int_equal(attestation_read(it, text, OURS, &err), -1);
	assert_int_equal(err.kind, kind);
	assert_null(it->predicate);
	attestation_free(it);
}

static void
a_bundle_that_ends_too_early_is_refused(void **state)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(MOST);
	cleanup_free char *statement = statement_of("v1", OURS, v1);

	(void)state;
	add(&text, "https://slsa.dev/provenance/v1", statement);
	buffer_append_text(&text, "]}");
	for (size_t size = 0; size < text.size; size++)
		assert_refused(bytes_slice(buffer_bytes(&text), 0, size),
			       ERROR_MALFORMED);
	for (size_t size = 0; size < strlen(statement); size++) {
		cleanup_buffer struct buffer part = BUFFER_INIT(MOST);
		cleanup_free char *half = xstrndup(statement, size);

		add(&part, "https://slsa.dev/provenance/v1", half);
		buffer_append_text(&part, "]}");
		assert_refused(buffer_bytes(&part), ERROR_MALFORMED);
	}
}

static void
what_says_nothing_of_its_subject_is_refused(void **state)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(MOST);

	(void)state;
	add(&text, "https://slsa.dev/provenance/v1",
	    "{\"subject\":[{\"digest\":{\"sha256\":\"00\"}}],\"predicateType\":"
	    "\"https://slsa.dev/provenance/v1\",\"predicate\":{}}");
	buffer_append_text(&text, "]}");
	assert_refused(buffer_bytes(&text), ERROR_MALFORMED);
}

static void
what_has_no_provenance_is_told_from_what_is_broken(void **state)
{
	(void)state;
	assert_refused(bytes_of_text("{}"), ERROR_NOT_FOUND);
	assert_refused(
		bytes_of_text("{\"attestations\":[1,{},{\"predicateType\":\"x\"}]}"),
		ERROR_NOT_FOUND);
	assert_refused(bytes_of_text("<!doctype html>"), ERROR_MALFORMED);
}

/* Two bytes each, and a hundred times that in memory. */
static void
more_values_than_memory_has_room_for_are_not_read(void **state)
{
	enum { COUNT = (8 << 20) + 1 };
	cleanup_buffer struct buffer text = BUFFER_INIT(32 << 20);
	struct attestation out;
	struct error err;

	(void)state;
	buffer_append_text(&text, "{\"attestations\": [\"\\\"[,\"");
	for (size_t i = 0; i < COUNT; i++)
		buffer_append_text(&text, ",{}");
	buffer_append_text(&text, "]}");
	assert_int_equal(attestation_read(&out, buffer_bytes(&text), "00", &err), -1);
	assert_int_equal(err.kind, ERROR_LIMIT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(more_values_than_memory_has_room_for_are_not_read),
		cmocka_unit_test(the_commit_of_version_1_is_read),
		cmocka_unit_test(so_is_that_of_version_0_2),
		cmocka_unit_test(a_source_beside_the_workflow_counts),
		cmocka_unit_test(a_subject_of_other_bytes_is_known),
		cmocka_unit_test(the_one_of_these_bytes_is_taken),
		cmocka_unit_test(what_is_no_id_is_no_commit),
		cmocka_unit_test(a_bundle_that_ends_too_early_is_refused),
		cmocka_unit_test(what_says_nothing_of_its_subject_is_refused),
		cmocka_unit_test(what_has_no_provenance_is_told_from_what_is_broken),
	};

	return cmocka_run_group_tests_name("attestation", tests, NULL, NULL);
}
