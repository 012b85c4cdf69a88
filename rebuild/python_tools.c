/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A wheel names the version of what made it; an sdist does so only by the version of its
 * metadata, which new setuptools and new backends raised from time to time.  What the
 * host has is weighed against what each release of Debian has.
 */
#include "rebuild/python_tools.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/environment.h"
#include "rebuild/program.h"
#include "rebuild/python_requirement.h"
#include "rebuild/python_version.h"

enum {
	/* How much each thing that is not as it should be weighs. */
	WEIGHT_UNMET = 1000,
	WEIGHT_GENERATOR = 10,
	WEIGHT_METADATA = 5,
	WEIGHT_ELSEWHERE = 1,
};

struct suite_row {
	const char *suite, *name, *package, *version;
};

static const struct suite_row rows[] = {
#define SUITE(suite, name, package, version) { suite, name, package, version },
#include "rebuild/python_suites.def"
#undef SUITE
};

/* The newest Metadata-Version that the backends of each suite write; newest first. */
static const struct {
	const char *suite, *metadata;
} ages[] = {
	{ "trixie", "2.4" },
	{ "bookworm", "2.1" },
	{ "bullseye", "1.2" },
};

void
python_tools_release(struct python_tools *tools)
{
	free(tools->environment);
	strings_release(&tools->packages);
	strings_release(&tools->versions);
	strings_release(&tools->notes);
	*tools = (struct python_tools){ 0 };
}

static const char *
version_among(const struct strings *versions, const char *name)
{
	size_t size = strlen(name);

	for (size_t i = 0; i < versions->count; i++)
		if (strncmp(versions->items[i], name, size) == 0 &&
		    versions->items[i][size] == '=')
			return versions->items[i] + size + 1;
	return NULL;
}

const char *
python_tools_version(const struct python_tools *tools, const char *name)
{
	cleanup_free char *normal = python_name_normalize(name);

	return version_among(&tools->versions, normal);
}

static const struct suite_row *
row_of(const char *suite, const char *name)
{
	for (size_t i = 0; i < array_length(rows); i++)
		if (strcmp(rows[i].suite, suite) == 0 && strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

static void
list_suite(struct strings *out, const char *suite)
{
	for (size_t i = 0; i < array_length(rows); i++)
		if (strcmp(rows[i].suite, suite) == 0)
			strings_add_format(out, "%s=%s", rows[i].name, rows[i].version);
}

/* What the choice is made by. */
struct wanted {
	const struct python_source *source; /* borrowed, these two */
	const struct python_release *release;
	struct strings names; /* of all tools that may be needed, normalised */
	char *generator, *generator_version; /* owned; NULL: not stated */
	char *backend;			     /* owned: normalised; NULL: not known */
};

static void
wanted_release(struct wanted *wanted)
{
	strings_release(&wanted->names);
	free(wanted->generator);
	free(wanted->generator_version);
	free(wanted->backend);
}

static void
add_name(struct strings *names, const char *name)
{
	cleanup_free char *normal = python_name_normalize(name);

	if (!strings_contain(names, normal))
		strings_add(names, normal);
}

static void
find_wanted(struct wanted *wanted)
{
	const struct python_source *source = wanted->source;
	const char *package = python_backend_package(source->backend);

	add_name(&wanted->names, "build");
	for (size_t i = 0; i < source->requires.count; i++) {
		cleanup_free char *name =
			python_requirement_name(source->requires.items[i]);

		if (name != NULL)
			add_name(&wanted->names, name);
	}
	if (package != NULL) {
		wanted->backend = python_name_normalize(package);
		add_name(&wanted->names, package);
	}
	if (package != NULL && strcmp(package, "setuptools") == 0)
		add_name(&wanted->names, "wheel"); /* before 70.1 it makes wheels */
	if (package != NULL && strcmp(package, "flit_core") == 0)
		add_name(&wanted->names, "flit");
	if (wanted->release->generator != NULL)
		python_generator(wanted->release->generator, &wanted->generator,
				 &wanted->generator_version);
	if (wanted->generator != NULL)
		add_name(&wanted->names, wanted->generator);
}

/* A backend that is built with itself is required of itself. */
static bool
is_met(const struct wanted *wanted, const char *requirement,
       const struct strings *versions)
{
	cleanup_free char *name = python_requirement_name(requirement);
	const char *version;

	if (name == NULL ||
	    (wanted->source->backend_path != NULL && wanted->backend != NULL &&
	     strcmp(name, wanted->backend) == 0))
		return true;
	version = version_among(versions, name);
	return version != NULL && python_requirement_allows(requirement, version);
}

static bool
has_generator(const struct wanted *wanted, const struct strings *versions)
{
	cleanup_free char *name = NULL;
	const char *version;

	if (wanted->generator == NULL || wanted->generator_version == NULL ||
	    wanted->source->backend_path != NULL)
		return true;
	name = python_name_normalize(wanted->generator);
	version = version_among(versions, name);
	return version != NULL &&
	       python_version_is_same(version, wanted->generator_version);
}

/* Which of `ages` wrote the published metadata. */
static size_t
age_of(const struct wanted *wanted)
{
	const struct python_release *release = wanted->release;
	bool setuptools = text_is_same(wanted->backend, "setuptools");
	size_t age = array_length(ages) - 1;

	if (setuptools && release->is_old)
		return age;
	if (setuptools && release->is_new)
		return 0;
	while (age > 0 &&
	       python_version_compare(release->metadata_version, ages[age].metadata) > 0)
		age--;
	return age;
}

/* Whether a backend of this version writes metadata of the published version: it is at
 * least as new as that of the suite which does so, and older than the next one's. */
static bool
writes_metadata(const struct wanted *wanted, const struct strings *versions)
{
	const char *version =
		wanted->backend != NULL ? version_among(versions, wanted->backend) : NULL;
	size_t mine = array_length(ages) - 1;

	if (wanted->release->metadata_version == NULL || version == NULL ||
	    wanted->source->backend_path != NULL)
		return true;
	for (size_t i = array_length(ages); i-- > 0;) {
		const struct suite_row *row = row_of(ages[i].suite, wanted->backend);

		if (row != NULL && python_version_compare(version, row->version) >= 0)
			mine = i;
	}
	return mine == age_of(wanted);
}

static unsigned
weigh(const struct wanted *wanted, const struct strings *versions)
{
	unsigned weight = 0;

	if (version_among(versions, "build") == NULL && wanted->backend == NULL)
		weight += WEIGHT_UNMET;
	for (size_t i = 0; i < wanted->source->requires.count; i++)
		if (!is_met(wanted, wanted->source->requires.items[i], versions))
			weight += WEIGHT_UNMET;
	if (!has_generator(wanted, versions))
		weight += WEIGHT_GENERATOR;
	if (!writes_metadata(wanted, versions))
		weight += WEIGHT_METADATA;
	return weight;
}

/* Whether this machine makes such environments. */
static bool
can_bootstrap(const struct session *session)
{
	cleanup_program struct program program = { 0 };
	cleanup_program_result struct program_result result = { 0 };
	struct error ignored = { 0 };

	if (session->offline)
		return false;
	strings_add(&program.arguments, "mmdebstrap");
	strings_add(&program.arguments, "--version");
	strings_add_format(&program.environment, "PATH=%s",
			   session->program_path != NULL
				   ? session->program_path
				   : "/usr/sbin:/usr/bin:/sbin:/bin");
	return program_run(&result, &program, &session->cancel, &ignored) == 0 &&
	       program_succeeded(&result);
}

static const char *
lightest_suite(const struct wanted *wanted, unsigned than)
{
	const char *found = NULL;

	for (size_t i = 0; i < array_length(ages); i++) {
		cleanup_strings struct strings versions = { 0 };
		unsigned weight;

		list_suite(&versions, ages[i].suite);
		weight = weigh(wanted, &versions) + WEIGHT_ELSEWHERE;
		if (weight >= than)
			continue;
		than = weight;
		found = ages[i].suite;
	}
	return found;
}

static void
take_suite(struct python_tools *out, const struct wanted *wanted, const char *suite)
{
	strings_add(&out->packages, "git");
	strings_add(&out->packages, "python3");
	strings_release(&out->versions);
	for (size_t i = 0; i < wanted->names.count; i++) {
		const struct suite_row *row = row_of(suite, wanted->names.items[i]);

		if (row == NULL)
			continue;
		if (!strings_contain(&out->packages, row->package))
			strings_add(&out->packages, row->package);
		strings_add_format(&out->versions, "%s=%s", row->name, row->version);
	}
}

/* The suite of the environment that a person has chosen, where it takes more packages and
 * is one that is known here; NULL. */
static const char *
chosen_suite(const struct session *session)
{
	const struct environment *chosen = session->environment;

	if (chosen == NULL || chosen->exact || chosen->lock.package_count == 0)
		return NULL;
	for (size_t i = 0; i < array_length(ages); i++)
		if (text_is_same(chosen->lock.suite, ages[i].suite))
			return ages[i].suite;
	return NULL;
}

static void
note_unmet(struct python_tools *out, const struct wanted *wanted)
{
	const char *place = out->environment != NULL ? out->environment : "here";

	for (size_t i = 0; i < wanted->source->requires.count; i++) {
		const char *requirement = wanted->source->requires.items[i];
		cleanup_free char *name = python_requirement_name(requirement);
		const char *version =
			name != NULL ? version_among(&out->versions, name) : NULL;

		if (is_met(wanted, requirement, &out->versions))
			continue;
		if (version != NULL)
			strings_add_format(&out->notes,
					   "the source asks for %s; %s has %s",
					   requirement, place, version);
		else
			strings_add_format(
				&out->notes,
				"the source asks for %s; %s has none (Debian's "
				"package may be python3-%s)",
				requirement, place, name);
	}
}

static void
note_generator(struct python_tools *out, const struct wanted *wanted)
{
	cleanup_free char *name = NULL;
	const char *version;

	if (has_generator(wanted, &out->versions))
		return;
	name = python_name_normalize(wanted->generator);
	version = version_among(&out->versions, name);
	strings_add_format(&out->notes, "the wheel was made by %s %s; this is %s",
			   wanted->generator, wanted->generator_version,
			   version != NULL ? version : "another");
}

/* Asks what there is, and takes the release of Debian that is nearer, if any is. */
static int
weigh_all(struct python_tools *out, const struct session *session,
	  const struct wanted *wanted, struct error *err)
{
	const char *suite = NULL;
	struct error none = { 0 };
	unsigned weight;

	if (python_tools_ask(&out->versions, session, &wanted->names, &none) < 0 &&
	    (none.kind != ERROR_UNSUPPORTED || session->environment != NULL)) {
		*err = none;
		return -1;
	}
	weight = out->versions.count > 0 ? weigh(wanted, &out->versions) : UINT_MAX;
	if (weight > 0 && session->environment == NULL)
		suite = lightest_suite(wanted, weight);
	if (suite != NULL && can_bootstrap(session)) {
		out->environment = xasprintf("debian:%s", suite);
		take_suite(out, wanted, suite);
	} else if (weight == UINT_MAX) {
		return error_set(
			err, ERROR_UNSUPPORTED,
			"there is nothing to build with: install Debian's packages "
			"python3-build and that of the build backend (%s)",
			wanted->source->backend);
	}
	return 0;
}

int
python_tools_choose(struct python_tools *out, const struct session *session,
		    const struct python_source *source,
		    const struct python_release *release, struct error *err)
{
	__attribute__((cleanup(wanted_release))) struct wanted wanted = {
		.source = source,
		.release = release,
	};
	const char *chosen = chosen_suite(session);

	*out = (struct python_tools){ 0 };
	find_wanted(&wanted);
	if (chosen != NULL)
		take_suite(out, &wanted, chosen);
	else if (weigh_all(out, session, &wanted, err) < 0)
		return -1;
	note_unmet(out, &wanted);
	note_generator(out, &wanted);
	return 0;
}
