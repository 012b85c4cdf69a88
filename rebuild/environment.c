/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/environment.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment_cache.h"
#include "rebuild/environment_layer.h"

static const struct environment_kind *const kinds[] = {
#define ENVIRONMENT(name) &environment_##name,
#include "rebuild/environments.def"
#undef ENVIRONMENT
};

void
environment_release(struct environment *environment)
{
	free(environment->name);
	free(environment->kind);
	free(environment->digest);
	free(environment->root);
	free(environment->architecture);
	strings_release(&environment->settings);
	strings_release(&environment->left_out);
	environment_lock_release(&environment->lock);
	if (environment->held >= 0)
		close(environment->held);
	*environment = ENVIRONMENT_INIT;
}

static int
unknown(const char *spec, struct error *err)
{
	cleanup_strings struct strings forms = { 0 };
	cleanup_free char *all = NULL;

	for (size_t i = 0; i < array_length(kinds); i++)
		strings_add(&forms, kinds[i]->form);
	all = strings_join(&forms, ", ");
	return error_set(err, ERROR_USAGE, "\"%s\" is no environment; there are: %s",
			 spec, all);
}

/* What would be dropped in silence otherwise. */
static int
check_request(const struct environment_request *request, struct error *err)
{
	bool adds = (request->packages != NULL && request->packages->count > 0) ||
		    (request->depends != NULL && request->depends->count > 0);
	bool chooses = request->variant != NULL || request->snapshot != NULL || adds;

	if (request->lock != NULL && (chooses || request->fresh))
		return error_set(err, ERROR_USAGE,
				 "a lock says all: packages, variant and snapshot");
	if (chooses && !text_starts_with(request->spec, "debian:"))
		return error_set(
			err, ERROR_USAGE,
			"packages, a variant and a snapshot are for debian:SUITE, "
			"not for \"%s\"",
			request->spec);
	return 0;
}

static int
open_kind(struct environment *out, const struct session *session,
	  const struct environment_kind *kind, const struct environment_request *request,
	  struct error *err)
{
	const struct environment_extra extra = { .depends = request->depends,
						 .fresh = request->fresh };

	out->name = xstrdup(request->spec);
	out->kind = xstrdup(kind->name);
	if (kind->open(out, session, request, err) < 0)
		return -1;
	return environment_extend(out, session, &extra, err) == 0 ? 0 : -1;
}

int
environment_open(struct environment *out, const struct session *session,
		 const struct environment_request *request, struct error *err)
{
	*out = ENVIRONMENT_INIT;
	if (check_request(request, err) < 0)
		return -1;
	for (size_t i = 0; i < array_length(kinds); i++) {
		if (!kinds[i]->recognize(request->spec))
			continue;
		if (open_kind(out, session, kinds[i], request, err) < 0)
			return error_wrap(err, "environment %s", request->spec);
		return 0;
	}
	return unknown(request->spec, err);
}

bool
environment_fetches(const char *spec)
{
	for (size_t i = 0; i < array_length(kinds); i++)
		if (kinds[i]->recognize(spec))
			return kinds[i]->fetches;
	return false;
}

void
environment_plan(struct sandbox_plan *plan, const struct environment *environment)
{
	if (environment == NULL || environment->root == NULL) {
		sandbox_plan_init(plan);
		return;
	}
	sandbox_plan_init_root(plan, environment->root);
	for (size_t i = 0; i < environment->settings.count; i++) {
		const char *setting = environment->settings.items[i];
		size_t size = strcspn(setting, "=");
		cleanup_free char *name = xstrndup(setting, size);

		if (size > 0 && setting[size] == '=')
			sandbox_plan_set(plan, name, setting + size + 1);
	}
}

struct json *
environment_to_json(const struct environment *environment)
{
	struct json *object = json_new_object();

	json_set_text(object, "name", environment->name);
	json_set_text(object, "kind", environment->kind);
	json_set_text(object, "digest", environment->digest);
	json_set_text(object, "architecture", environment->architecture);
	json_set(object, "settings", json_new_strings(&environment->settings));
	json_set(object, "left_out", json_new_strings(&environment->left_out));
	json_set(object, "lock",
		 environment->lock.package_count > 0
			 ? environment_lock_to_json(&environment->lock)
			 : json_new_null());
	return object;
}

static bool
is_host(const char *spec)
{
	return strcmp(spec, "host") == 0;
}

static int
open_host(struct environment *out, const struct session *session,
	  const struct environment_request *request, struct error *err)
{
	struct utsname names;

	(void)session;
	(void)request;
	if (uname(&names) < 0)
		return error_set_errno(err, "uname");
	out->architecture = xstrdup(names.machine);
	return 0;
}

const struct environment_kind environment_host = {
	.name = "host",
	.form = "host",
	.recognize = is_host,
	.open = open_host,
};

/* One that is in the cache, by its digest or the beginning of it. */
static bool
is_kept(const char *spec)
{
	return text_starts_with(spec, ENVIRONMENT_DIGEST);
}

static int
open_kept(struct environment *out, const struct session *session,
	  const struct environment_request *request, struct error *err)
{
	cleanup_free char *digest = NULL;

	if (environment_cache_resolve(&digest, session, request->spec, err) < 0)
		return -1;
	environment_release(out);
	switch (environment_cache_find(out, session, digest, err)) {
	case 1:
		out->exact = true;
		return 0;
	case 0:
		return error_set(err, ERROR_NOT_FOUND, "it is not kept here any more");
	default:
		return -1;
	}
}

const struct environment_kind environment_kept = {
	.name = "kept",
	.form = ENVIRONMENT_DIGEST "DIGEST",
	.recognize = is_kept,
	.open = open_kept,
};
