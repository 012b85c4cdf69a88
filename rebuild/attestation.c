/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A bundle names its signature's certificate beside the envelope; the envelope's payload is
 * base64 of the statement:
 *
 *	{ "_type": "https://in-toto.io/Statement/v1",
 *	  "subject": [ { "name": "pkg:npm/...", "digest": { "sha512": "..." } } ],
 *	  "predicateType": "https://slsa.dev/provenance/v1", "predicate": { ... } }
 *
 * Where the source stands in the predicate depends on the version of SLSA, and on the
 * service that built it.
 */
#include "rebuild/attestation.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/fetch.h"
#include "rebuild/npm_document.h"

enum {
	DOCUMENT_LIMIT = 16 << 20,
	STATEMENT_LIMIT = 4 << 20,
	LOOKED_AT = 64, /* of attestations, subjects and dependencies */
	SHA1_HEX = 40,
	SHA256_HEX = 64,
};

static const char slsa[] = "https://slsa.dev/provenance/";
static const char in_toto[] = "application/vnd.in-toto+json";

static void
clear(struct attestation *attestation)
{
	free(attestation->predicate);
	free(attestation->repository);
	free(attestation->ref);
	free(attestation->commit);
	free(attestation->subject);
	free(attestation->trouble);
	*attestation = (struct attestation){ 0 };
}

void
attestation_free(struct attestation *attestation)
{
	if (attestation == NULL)
		return;
	clear(attestation);
	free(attestation);
}

static bool
is_hex(const char *text)
{
	size_t size = strspn(text, "0123456789abcdef");

	return text[size] == '\0' && (size == SHA1_HEX || size == SHA256_HEX);
}

/* Only an id is a commit: a name would be looked up. */
static void
take_commit(struct attestation *out, const char *commit)
{
	if (commit != NULL && is_hex(commit))
		replace_text(&out->commit, xstrdup(commit));
}

/* "git+https://host/owner/x@refs/tags/v1": the place, and the ref where there is one. */
static void
take_place(struct attestation *out, const char *uri)
{
	const char *host = uri != NULL ? strstr(uri, "://") : NULL;
	const char *path = host != NULL ? strchr(host + 3, '/') : NULL;
	cleanup_free char *place = NULL;

	if (path == NULL)
		return;
	place = xstrndup(uri, (size_t)(path - uri) + strcspn(path, "@"));
	if (strchr(path, '@') != NULL && out->ref == NULL)
		out->ref = xstrdup(strchr(path, '@') + 1);
	replace_text(&out->repository, npm_repository_url(place));
}

static void
take_v1(struct attestation *out, const struct json *predicate)
{
	const struct json *definition = json_get(predicate, "buildDefinition");
	const struct json *given = json_get(definition, "externalParameters");
	const struct json *workflow = json_get(given, "workflow");
	const struct json *all = json_get(definition, "resolvedDependencies");
	const char *place = json_get_text(workflow, "repository");

	out->ref = xstrdup_or_null(json_get_text(workflow, "ref"));
	take_place(out, place != NULL ? place : json_get_text(given, "source"));
	for (size_t i = 0; i < json_count(all) && i < LOOKED_AT; i++) {
		const struct json *one = json_at(all, i);

		take_commit(out, json_get_text(json_get(one, "digest"), "gitCommit"));
		if (out->commit == NULL)
			continue;
		if (out->repository == NULL)
			take_place(out, json_get_text(one, "uri"));
		return;
	}
}

static void
take_v0(struct attestation *out, const struct json *predicate)
{
	const struct json *source =
		json_get(json_get(predicate, "invocation"), "configSource");

	take_place(out, json_get_text(source, "uri"));
	take_commit(out, json_get_text(json_get(source, "digest"), "sha1"));
}

static void
take_subject(struct attestation *out, const struct json *statement, const char *sha512)
{
	const struct json *subjects = json_get(statement, "subject");

	for (size_t i = 0; i < json_count(subjects) && i < LOOKED_AT; i++) {
		const char *digest = json_get_text(
			json_get(json_at(subjects, i), "digest"), "sha512");

		if (digest == NULL || out->is_of_artifact)
			continue;
		out->is_of_artifact = strcasecmp(digest, sha512) == 0;
		if (out->subject == NULL || out->is_of_artifact)
			replace_text(&out->subject, xstrdup(digest));
	}
}

static int
read_statement(struct attestation *out, const struct json *statement, const char *sha512,
	       struct error *err)
{
	const struct json *predicate = json_get(statement, "predicate");
	const char *kind = json_get_text(statement, "predicateType");

	if (kind == NULL || !text_starts_with(kind, slsa) ||
	    json_kind(predicate) != JSON_KIND_OBJECT)
		return error_set(err, ERROR_MALFORMED, "the statement is no provenance");
	out->predicate = xstrdup(kind);
	take_subject(out, statement, sha512);
	if (out->subject == NULL)
		return error_set(err, ERROR_MALFORMED,
				 "the provenance states no SHA-512 of what it is about");
	if (json_get(predicate, "buildDefinition") != NULL)
		take_v1(out, predicate);
	else
		take_v0(out, predicate);
	return 0;
}

static int
read_bundle(struct attestation *out, const struct json *bundle, const char *sha512,
	    struct error *err)
{
	const struct json *envelope = json_get(bundle, "dsseEnvelope");
	const char *type = json_get_text(envelope, "payloadType");
	cleanup_buffer struct buffer text = BUFFER_INIT(STATEMENT_LIMIT);
	cleanup_json struct json *statement = NULL;

	if (type == NULL || strcmp(type, in_toto) != 0)
		return error_set(err, ERROR_MALFORMED, "the envelope holds no statement");
	if (base64_read(json_text_bytes(json_get(envelope, "payload")), &text, err) < 0)
		return error_wrap(err, "the envelope's payload");
	if (json_parse(&statement, buffer_bytes(&text), err) < 0)
		return error_wrap(err, "the statement");
	return read_statement(out, statement, sha512, err);
}

/* One that can be read stays until there is one of these bytes. */
static void
take_better(struct attestation *out, struct attestation *one)
{
	struct attestation *worse = one->is_of_artifact ? out : one;

	if (out->predicate != NULL)
		clear(worse);
	if (worse == out || out->predicate == NULL)
		*out = *one;
}

int
attestation_read(struct attestation *out, struct bytes document, const char *sha512,
		 struct error *err)
{
	cleanup_json struct json *json = NULL;
	const struct json *all;
	struct error first = { 0 }, why;

	*out = (struct attestation){ 0 };
	if (json_parse(&json, document, err) < 0)
		return -1;
	all = json_get(json, "attestations");
	for (size_t i = 0; i < json_count(all) && i < LOOKED_AT; i++) {
		const struct json *item = json_at(all, i);
		const char *kind = json_get_text(item, "predicateType");
		struct attestation one = { 0 };

		if (out->is_of_artifact || kind == NULL || !text_starts_with(kind, slsa))
			continue;
		if (read_bundle(&one, json_get(item, "bundle"), sha512, &why) == 0) {
			take_better(out, &one);
			continue;
		}
		clear(&one);
		if (first.kind == ERROR_NONE)
			first = why;
	}
	if (out->predicate != NULL)
		return 0;
	if (first.kind == ERROR_NONE)
		return error_set(err, ERROR_NOT_FOUND, "no provenance is among them");
	*err = first;
	return -1;
}

/* What is not what it should be does not take the place of what the cache has. */
static int
check_document(void *context, const char *path, struct error *err)
{
	cleanup_mapping struct mapping text = { 0 };
	cleanup_json struct json *json = NULL;

	(void)context;
	return mapping_open(&text, path, err) < 0 ? -1
						  : json_parse(&json, text.bytes, err);
}

int
attestation_fetch(struct attestation *out, const struct session *session, const char *url,
		  const char *artifact, struct error *err)
{
	cleanup_free char *path = NULL;
	cleanup_mapping struct mapping text = { 0 };
	char sha512[DIGEST_HEX_MAX];
	struct fetch_request request = { .url = url,
					 .accept = "application/json",
					 .limit = DOCUMENT_LIMIT,
					 .stated = true,
					 .reusable = true,
					 .check = check_document };

	*out = (struct attestation){ 0 };
	if (digest_hex_of_file(DIGEST_SHA512, artifact, sha512, err) < 0 ||
	    fetch_file(&path, session, &request, err) < 0 ||
	    mapping_open(&text, path, err) < 0)
		return -1;
	return attestation_read(out, text.bytes, sha512, err);
}

struct json *
attestation_to_json(const struct attestation *attestation)
{
	struct json *json = json_new_object();

	json_set_text(json, "predicate_type", attestation->predicate);
	json_set_text(json, "repository", attestation->repository);
	json_set_text(json, "ref", attestation->ref);
	json_set_text(json, "commit", attestation->commit);
	json_set_text(json, "sha512", attestation->subject);
	json_set_bool(json, "is_of_artifact", attestation->is_of_artifact);
	json_set_text(json, "signature", "not verified");
	json_set_text(json, "trouble", attestation->trouble);
	return json;
}
