/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Installs what the lock file says, runs the scripts that publishing runs, packs.
 *
 * `npm publish` runs prepare, but neither preprepare nor postprepare, as `npm run prepare`
 * would: where those exist, they are held back with --ignore-scripts, and only there,
 * because that option also reaches the npm that a script itself calls.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/npm_steps.h"
#include "rebuild/toolchain.h"

enum { WORTH_NEEDED = 80, WORTH_POSSIBLE = 10 };

/* How each kind of lock file is installed from, none of the package's scripts run, and with
 * which tool; npm comes with node. */
static const struct {
	const char *tool;
	const char *step;
} installers[] = {
	[LOCK_NONE] = { NULL, "npm install --ignore-scripts --no-audit --no-fund" },
	[LOCK_NPM] = { NULL, "npm ci --ignore-scripts" },
	[LOCK_YARN] = { "yarn=1.22", "yarn install --frozen-lockfile --ignore-scripts" },
	[LOCK_BERRY] = { "berry=4", "yarn install --immutable --mode=skip-build" },
	[LOCK_PNPM] = { "pnpm=8", "pnpm install --frozen-lockfile --ignore-scripts" },
};

static bool
may_run(const struct workshop *workshop, const char *name)
{
	const char *script = npm_source_script(&workshop->npm, name);

	return script != NULL && !npm_script_publishes(script);
}

static int
bid(const struct workshop *workshop, char **reason)
{
	const struct npm_source *npm = &workshop->npm;
	size_t count;
	const char *const *names = npm_publish_scripts(workshop, &count);
	cleanup_strings struct strings found = { 0 };
	cleanup_free char *list = NULL;

	for (size_t i = 0; i < count; i++)
		if (may_run(workshop, names[i]))
			strings_add(&found, names[i]);
	if (found.count == 0)
		return 0;
	list = strings_join(&found, ", ");
	if (npm->absent.count == 0) {
		*reason = xasprintf("package.json has %s, which may decide what is packed", list);
		return WORTH_POSSIBLE;
	}
	*reason = xasprintf("%zu of %zu published files are not in the source (%s), and "
			    "package.json has %s",
			    npm->absent.count, npm->published, npm->absent.items[0], list);
	return WORTH_NEEDED;
}

static void
add_install(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish)
{
	const struct npm_source *npm = &workshop->npm;
	enum npm_lock lock = wish->without_lock ? LOCK_NONE : npm->lock;
	bool elsewhere = lock != LOCK_NONE && strcmp(npm->lock_folder, ".") != 0;

	strings_add_format(&recipe->fetch, "%s%s%s%s", elsewhere ? "cd " : "",
			   elsewhere ? npm->lock_folder : "", elsewhere ? " && " : "",
			   installers[lock].step);
	if (installers[lock].tool != NULL)
		strings_add(&recipe->tools, installers[lock].tool);
	if (lock == LOCK_NONE)
		strings_add_format(&recipe->notes,
				   "%s: dependencies are the newest that fit today",
				   wish->without_lock ? "the lock file is set aside"
						      : "no lock file");
}

/* Whether `npm run NAME` would run more than the script itself. */
static bool
has_surroundings(const struct npm_source *npm, const char *name)
{
	cleanup_free char *before = xasprintf("pre%s", name);
	cleanup_free char *after = xasprintf("post%s", name);

	return npm_source_script(npm, before) != NULL || npm_source_script(npm, after) != NULL;
}

static void
add_script(struct recipe *recipe, const struct workshop *workshop, const char *name)
{
	bool alone = strcmp(name, "build") != 0 && has_surroundings(&workshop->npm, name);

	strings_add_format(&recipe->build, "npm run %s%s", name,
			   alone ? " --ignore-scripts" : "");
	if (alone)
		strings_add_format(&recipe->notes,
				   "%s runs without its pre and post scripts, as in npm publish",
				   name);
}

/* The first try runs what `npm pack` itself would; where that is nothing, the one script
 * that is there.  prepublishOnly mostly tests and pushes. */
static void
add_scripts(struct recipe *recipe, const struct workshop *workshop, bool all)
{
	bool packing = may_run(workshop, "prepare") || may_run(workshop, "prepack");
	size_t count;
	const char *const *names = npm_publish_scripts(workshop, &count);

	for (size_t i = 0; i < count; i++) {
		bool part_of_packing = strcmp(names[i], "prepare") == 0 ||
				       strcmp(names[i], "prepack") == 0;
		const char *script = npm_source_script(&workshop->npm, names[i]);

		if (script == NULL || !(all || part_of_packing || !packing))
			continue;
		if (may_run(workshop, names[i]))
			add_script(recipe, workshop, names[i]);
		else
			strings_add_format(&recipe->notes, "%s is not run: %s", names[i], script);
	}
}

/* The host's version of a tool; where it has none, one that runs most of what there is. */
static int
host_version(char **version, const struct workshop *workshop, const char *name,
	     struct error *err)
{
	if (toolchain_ask_host(version, workshop->session, name, err) < 0)
		return -1;
	if (*version == NULL)
		*version = xstrdup(strcmp(name, "node") == 0 ? "20" : "10");
	return 0;
}

/* The tools of the packer's time, for all.  Where that is the host's, an npm before 11,
 * which is stricter with lock files than those that wrote them. */
static int
add_own_age(struct recipe *recipe, const struct workshop *workshop, bool *aside,
	    struct error *err)
{
	const struct strings *packing = &workshop->packer.tools;
	const char *npm = toolchain_named(packing, "npm");
	const char *node = toolchain_named(packing, "node");
	cleanup_free char *version = NULL;

	if (host_version(&version, workshop, "npm", err) < 0)
		return -1;
	*aside = npm == NULL || strcmp(npm, version) == 0;
	if (!*aside) {
		strings_add_all(&recipe->tools, packing);
		return 0;
	}
	strings_add(&recipe->tools, "npm=10");
	if (node != NULL)
		strings_add_format(&recipe->tools, "node=%s", node);
	return 0;
}

/* The host's npm and node build, unless they are what packs anyway. */
static int
add_host(struct recipe *recipe, const struct workshop *workshop, bool *aside,
	 struct error *err)
{
	static const char *const names[] = { "node", "npm" };

	for (size_t i = 0; i < array_length(names); i++) {
		cleanup_free char *version = NULL;
		const char *packs = toolchain_named(&workshop->packer.tools, names[i]);

		if (host_version(&version, workshop, names[i], err) < 0)
			return -1;
		strings_add_format(&recipe->tools, "%s=%s", names[i], version);
		*aside |= packs == NULL || strcmp(packs, version) != 0;
	}
	return 0;
}

static int
add_tools(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
	  bool *aside, struct error *err)
{
	const struct strings *packing = &workshop->packer.tools;

	*aside = false;
	if (workshop->packer.stated)
		strings_add_all(&recipe->tools, packing);
	else if (wish->own_age ? add_own_age(recipe, workshop, aside, err) < 0
			       : add_host(recipe, workshop, aside, err) < 0)
		return -1;
	for (size_t i = 0; *aside && i < packing->count; i++)
		strings_add_format(&recipe->tools, "packer/%s", packing->items[i]);
	return 0;
}

static int
plan(struct recipe *recipe, const struct workshop *workshop, const struct wish *wish,
     struct error *err)
{
	bool aside;

	if (add_tools(recipe, workshop, wish, &aside, err) < 0)
		return -1;
	add_install(recipe, workshop, wish);
	if (wish->repository) {
		strings_add(&recipe->build, "git init --quiet");
		strings_add(&recipe->notes, "a git repository without a past is made around the "
					    "source: a script asks for one");
	}
	if (npm_add_version(recipe, workshop, err) < 0)
		return -1;
	add_scripts(recipe, workshop, wish->all_scripts);
	return npm_add_pack(recipe, workshop, aside, err);
}

const struct strategy strategy_npm_build = {
	.name = "npm-build",
	.ecosystem = "npm",
	.bid = bid,
	.plan = plan,
};
