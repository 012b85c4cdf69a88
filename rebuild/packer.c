/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/packer.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/packer_probe.h"
#include "rebuild/toolchain.h"

enum {
	NPM_TIME = 499162500,	/* 1985-10-26: npm since 5.7 gives it to every file */
	BERRY_TIME = 456789000, /* 1984-06-22: so does yarn since 2 */
	GZIP_PORTABLE = 255,	/* the operating system that node's zlib states since 12 */
	GZIP_BEST = 2,		/* XFL after level 9 (RFC 1952) */
};

static bool
has_folders(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++)
		if (inventory->entries[i].type == 'd')
			return true;
	return false;
}

static bool
all_times_are(const struct inventory *inventory, int64_t time)
{
	for (size_t i = 0; i < inventory->count; i++)
		if (inventory->entries[i].mtime != time)
			return false;
	return true;
}

static bool
has_berry_times(const struct inventory *inventory)
{
	return inventory->count > 0 && all_times_are(inventory, BERRY_TIME);
}

static bool
has_pnpm_names(const struct inventory *inventory)
{
	return inventory->dot_names || inventory->duplicates;
}

static bool
has_owners(const struct inventory *inventory)
{
	for (size_t i = 0; i < inventory->count; i++)
		if (inventory->entries[i].uid != 0 || inventory->entries[i].gid != 0)
			return true;
	return false;
}

static bool
has_own_times(const struct inventory *inventory)
{
	return !all_times_are(inventory, NPM_TIME);
}

static bool
is_portable(const struct inventory *inventory)
{
	return inventory->gzip_os == GZIP_PORTABLE;
}

static bool
is_portable_best(const struct inventory *inventory)
{
	return is_portable(inventory) && inventory->gzip_xfl == GZIP_BEST;
}

static bool
starts_with_manifest(const struct inventory *inventory)
{
	return inventory->count > 0 && strcmp(inventory->entries[0].path, "package.json") == 0;
}

static bool
is_anything(const struct inventory *inventory)
{
	(void)inventory;
	return true;
}

#define TOOLS(...) { { __VA_ARGS__ } }
#define SETS(...)  { __VA_ARGS__ }
#define PACKER(fits, said, command, ...)                                                 \
	{ fits, said, command, SETS(__VA_ARGS__),                                        \
	  sizeof((struct packer_tools[]){ __VA_ARGS__ }) / sizeof(struct packer_tools) },
static const struct packer_mark marks[] = {
#include "rebuild/packers.def"
};
#undef PACKER
#undef SETS
#undef TOOLS

const struct packer_mark *
packer_recognize(const struct inventory *inventory)
{
	size_t i = 0;

	while (!marks[i].fits(inventory)) /* the last row fits anything */
		i++;
	return &marks[i];
}

void
packer_release(struct packer *packer)
{
	strings_release(&packer->tools);
	free(packer->said);
	*packer = (struct packer){ 0 };
}

/* The host's npm and node as tools, by their versions; left empty when one is absent. */
static int
add_host(struct strings *tools, const struct session *session, struct error *err)
{
	static const char *const names[] = { "npm", "node" };

	for (size_t i = 0; i < array_length(names); i++) {
		cleanup_free char *version = NULL;

		if (toolchain_ask_host(&version, session, names[i], err) < 0)
			return -1;
		if (version == NULL) {
			strings_release(tools);
			return 0;
		}
		strings_add_format(tools, "%s=%s", names[i], version);
	}
	return 0;
}

static int
add_set(struct strings *tools, const struct session *session, const struct packer_tools *set,
	struct error *err)
{
	if (set->names[0] == NULL)
		return add_host(tools, session, err);
	for (size_t i = 0; i < PACKER_TOOLS_MAX && set->names[i] != NULL; i++)
		strings_add(tools, set->names[i]);
	return 0;
}

/* What one choice looks at, and the best so far. */
struct choice {
	const struct session *session;
	const struct release *release;
	struct strings tools; /* owned: the first set that can be had */
	bool same;	      /* its node gives the published bytes */
	bool stated;	      /* `tools` is what the registry stated */
};

/* Takes a set that compresses to the published bytes, or else the first that can be had. */
static int
try_tools(struct choice *choice, const struct strings *tools, struct error *err)
{
	bool same = false;

	if (choice->same || tools->count == 0)
		return 0;
	if (packer_probe(&same, choice->session, tools, choice->release->artifact_path, err) < 0)
		return err->kind == ERROR_NETWORK || err->kind == ERROR_NOT_FOUND ? 0 : -1;
	if (choice->tools.count > 0 && !same)
		return 0;
	strings_release(&choice->tools);
	strings_add_all(&choice->tools, tools);
	choice->same = same;
	choice->stated = false;
	return 0;
}

/* The versions that the registry kept from the publisher's own npm.  Lerna and others write
 * words there ("lerna/3.22.1/node@v12"), which name no npm. */
static int
try_stated(struct choice *choice, struct error *err)
{
	cleanup_strings struct strings tools = { 0 };
	const char *npm = choice->release->npm_version, *node = choice->release->node_version;

	if (npm == NULL || node == NULL || strspn(npm, "0123456789.") != strlen(npm) ||
	    strspn(node, "0123456789.") != strlen(node))
		return 0;
	strings_add_format(&tools, "npm=%s", npm);
	strings_add_format(&tools, "node=%s", node);
	if (try_tools(choice, &tools, err) < 0)
		return -1;
	choice->stated = choice->tools.count > 0;
	return 0;
}

static int
try_sets(struct choice *choice, const struct packer_mark *mark, struct error *err)
{
	for (size_t i = 0; i < mark->set_count && !choice->same; i++) {
		cleanup_strings struct strings tools = { 0 };

		if (add_set(&tools, choice->session, &mark->sets[i], err) < 0 ||
		    try_tools(choice, &tools, err) < 0)
			return -1;
	}
	return 0;
}

static int
finish(struct packer *out, struct choice *choice, const struct packer_mark *mark,
       struct error *err)
{
	const char *how = choice->same ? "its node gives the published deflate bytes"
				       : "no node that was tried gives the published deflate bytes";
	cleanup_free char *tools = NULL;

	out->command = mark->command;
	if (choice->tools.count == 0) {
		if (add_host(&choice->tools, choice->session, err) < 0)
			return -1;
		if (choice->tools.count == 0)
			return error_set(err, ERROR_NOT_FOUND,
					 "npm is not installed, and none can be fetched: "
					 "install node and npm, or allow the network");
		out->command = PACK_NPM;
		how = "the host's own: the packer of that time cannot be fetched";
	}
	out->stated = choice->stated;
	out->tools = choice->tools;
	choice->tools = (struct strings){ 0 };
	tools = strings_join(&out->tools, ", ");
	out->said = xasprintf("packed with %s (%s; %s)", tools, mark->said, how);
	return 0;
}

int
packer_choose(struct packer *out, const struct session *session,
	      const struct release *release, const struct inventory *inventory,
	      struct error *err)
{
	const struct packer_mark *mark = packer_recognize(inventory);
	struct choice choice = { .session = session, .release = release };
	int result = 0;

	*out = (struct packer){ 0 };
	if (mark->command == PACK_NPM)
		result = try_stated(&choice, err);
	if (result == 0)
		result = try_sets(&choice, mark, err);
	if (result == 0)
		result = finish(out, &choice, mark, err);
	strings_release(&choice.tools);
	if (result < 0)
		packer_release(out);
	return result;
}

char *
packer_step(const struct packer *packer, const char *output, bool aside, bool quiet)
{
	cleanup_free char *command = NULL;

	switch (packer->command) {
	case PACK_NPM:
		command = xstrdup("npm pack --ignore-scripts");
		break;
	case PACK_YARN:
		command = xasprintf("yarn pack --ignore-scripts --filename %s", output);
		break;
	case PACK_BERRY:
		command = xasprintf("yarn pack --out %s", output);
		break;
	case PACK_PNPM:
		command = xstrdup("pnpm pack --config.ignore-scripts=true");
		break;
	}
	if (!aside && !quiet)
		return steal_pointer(&command);
	return xasprintf("PATH=%s%s$PATH %s", quiet ? TOOLCHAIN_QUIET ":" : "",
			 aside ? TOOLCHAIN_ROOT "/packer/bin:" : "", command);
}

char *
packer_output(const char *name, const char *version)
{
	char *text = xasprintf("%s-%s.tgz", *name == '@' ? name + 1 : name, version);

	for (char *at = strchr(text, '/'); at != NULL; at = strchr(at, '/'))
		*at = '-';
	return text;
}
