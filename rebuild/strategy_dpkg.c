/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A source package of Debian, built by dpkg-buildpackage as Debian's builders do. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_build.h"
#include "rebuild/debian_published.h"
#include "rebuild/environment.h"
#include "rebuild/environment_bootstrap.h"
#include "rebuild/strategy.h"
#include "rebuild/variation.h"

enum { WORTH = 90, DSC_MAX = 4 << 20, OPTIONS_SHOWN = 200 };

static int
bid(const struct workshop *workshop, char **reason)
{
	const struct debian_release *debian = workshop->release->debian;

	if (debian == NULL)
		return 0;
	*reason = xasprintf("%s is a source package of Debian", debian->dsc.name);
	return WORTH;
}

/* What a .buildinfo says of its builder's. */
static void
add_stated(struct strings *words, struct recipe *recipe,
	   const struct debian_buildinfo *buildinfo)
{
	cleanup_strings struct strings stated = { 0 };
	cleanup_free char *all = NULL;

	if (buildinfo != NULL)
		debian_build_options(&stated, buildinfo);
	if (stated.count == 0)
		return;
	all = strings_join(&stated, " ");
	strings_add_format(&recipe->notes, "by the .buildinfo: DEB_BUILD_OPTIONS=%.*s",
			   OPTIONS_SHOWN, all);
	strings_add_all(words, &stated);
}

/* "parallel" is what the builders say as well; the rest is the person's, or of a second
 * try. */
static char *
build_options(struct recipe *recipe, const struct workshop *workshop,
	      const struct wish *wish)
{
	static const char no_tests[] = "nocheck";
	const struct session *session = workshop->session;
	cleanup_strings struct strings words = { 0 };
	cleanup_free char *asked = strings_join(&session->build_options, " ");
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	strings_add_format(&words, "parallel=%ld", processors > 0 ? processors : 1);
	add_stated(&words, recipe, workshop->release->debian->buildinfo);
	strings_add_all(&words, &session->build_options);
	if (*asked != '\0')
		strings_add_format(&recipe->notes, "built with DEB_BUILD_OPTIONS=%.*s",
				   OPTIONS_SHOWN, asked);
	if (wish->no_tests && !strings_contain(&words, no_tests)) {
		strings_add(&words, no_tests);
		strings_add(&recipe->notes,
			    "its own tests fail in the sandbox: built again without "
			    "them, by DEB_BUILD_OPTIONS=nocheck");
	}
	return strings_join(&words, " ");
}

static int
ask_for_packages(struct recipe *recipe, const struct workshop *workshop,
		 struct error *err)
{
	const struct debian_release *debian = workshop->release->debian;
	cleanup_free char *path = path_join(debian->source_folder, debian->dsc.name);
	cleanup_buffer struct buffer dsc = BUFFER_INIT(DSC_MAX);

	if (file_read(path, &dsc, err) < 0 || buffer_check(&dsc, err) < 0)
		return -1;
	debian_build_depends(&recipe->packages, buffer_bytes(&dsc),
			     debian_release_has_any(debian),
			     debian_release_has_all(debian));
	if (debian->buildinfo != NULL)
		debian_build_versions(&recipe->versions, debian->buildinfo);
	return 0;
}

/* What is for another machine says nothing of the package where it is not built. */
static int
check_architecture(const struct workshop *workshop, struct error *err)
{
	const struct debian_release *debian = workshop->release->debian;
	const struct environment *environment = workshop->session->environment;
	cleanup_free char *own = NULL;

	if (!debian_release_has_any(debian) || debian->architecture == NULL)
		return 0;
	if (environment != NULL && environment->architecture != NULL)
		own = xstrdup(environment->architecture);
	else if (environment_native(&own, workshop->session, err) < 0)
		return -1;
	if (strcmp(own, debian->architecture) == 0)
		return 0;
	return error_set(err, ERROR_USAGE,
			 "packages for %s are built on a machine of that architecture; "
			 "this one builds for %s",
			 debian->architecture, own);
}

static void
choose_environment(struct recipe *recipe, const struct workshop *workshop)
{
	const char *codename = workshop->release->debian->codename;

	if (workshop->session->environment != NULL)
		return;
	replace_text(&recipe->environment,
		     xasprintf("debian:%s", codename != NULL ? codename : "stable"));
	if (codename == NULL)
		strings_add(&recipe->notes, "the release it was built in is not known: "
					    "built in the stable one");
}

/* Of what a person varies, the variables: all else the sandbox does. */
static void
find_variables(struct strings *names, const struct session *session)
{
	for (size_t i = 0; i < session->variations.count; i++) {
		const char *text = session->variations.items[i];
		cleanup_free char *name = xstrndup(text, strcspn(text, "="));

		if (variation_find(name) == NULL && variation_is_variable(name))
			strings_add(names, name);
	}
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	const struct debian_release *debian = workshop->release->debian;
	cleanup_debian_published struct debian_published published = { 0 };
	cleanup_free char *options = build_options(recipe, workshop, wish);
	cleanup_strings struct strings variables = { 0 };
	struct debian_steps of = { .release = debian,
				   .options = options,
				   .variables = &variables };

	find_variables(&variables, workshop->session);
	if (check_architecture(workshop, err) < 0 ||
	    debian_published_read(&published, workshop->session, debian, err) < 0 ||
	    ask_for_packages(recipe, workshop, err) < 0)
		return -1;
	choose_environment(recipe, workshop);
	recipe->path = debian_build_path(debian, published.build_path);
	of.path = recipe->path;
	of.entry = published.binnmu_entry;
	if (of.entry != NULL)
		recipe->assisted = xasprintf("the entry of the changelog that makes it "
					     "+b%u was taken from the published package",
					     debian->binnmu);
	debian_build_steps(&recipe->build, &recipe->outputs, &of);
	return 0;
}

const struct strategy strategy_dpkg = {
	.name = "dpkg", .ecosystem = "deb", .bid = bid, .plan = plan
};
