/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Crates (.crate): a gzipped tar of one folder NAME-VERSION.
 *
 * cargo packs what git tracks, with Cargo.toml rewritten under a comment that says so and
 * the original beside it as Cargo.toml.orig, Cargo.lock where it has one, and
 * .cargo_vcs_info.json, which names the commit when the folder is one of git.  Whoever
 * builds a crate runs its build.rs (or what `build` names), the code of its build
 * dependencies, and procedural macros within the compiler.
 */
#include <fnmatch.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/strings.h"
#include "compare/code_alarms.h"
#include "compare/context.h"
#include "compare/crate_files.h"

/* The name of a file that stands right in the crate's folder; "" for others. */
static const char *
name_at_top(const char *member)
{
	const char *slash = strchr(member, '/');

	return slash == NULL || strchr(slash + 1, '/') != NULL ? "" : slash + 1;
}

static bool
has(const struct tiling *artifact, const char *name)
{
	for (size_t i = 0; i < artifact->member_count; i++)
		if (artifact->members[i].type == 'f' &&
		    strcmp(name_at_top(artifact->members[i].name), name) == 0)
			return true;
	return false;
}

static bool
holds(const struct tiling *artifact)
{
	return has(artifact, "Cargo.toml") && has(artifact, "Cargo.toml.orig");
}

static const char *
excuse(const char *member, struct bytes published, struct bytes rebuilt)
{
	const char *name = name_at_top(member);

	if (strcmp(name, ".cargo_vcs_info.json") == 0)
		return crate_vcs_of(published) == CRATE_VCS_CLEAN &&
				       crate_vcs_of(rebuilt) == CRATE_VCS_CLEAN
			       ? "cargo-vcs-info"
			       : NULL;
	if (strcmp(name, "Cargo.toml") == 0)
		return bytes_equal(crate_manifest_body(published),
				   crate_manifest_body(rebuilt))
			       ? "cargo-toml-banner"
			       : NULL;
	if (strcmp(name, "Cargo.lock") == 0)
		return bytes_equal(crate_lock_body(published), crate_lock_body(rebuilt))
			       ? "cargo-lock"
			       : NULL;
	return NULL;
}

/* Who packs a folder that is not one of git has no commit to name. */
static const char *
excuse_lone(const char *member, struct bytes content, bool published)
{
	(void)published;
	return fnmatch("[a-zA-Z0-9_]*-[0-9]*/.cargo_vcs_info.json", member,
		       FNM_PATHNAME | FNM_PERIOD) == 0 &&
			       crate_vcs_of(content) == CRATE_VCS_CLEAN
		       ? "cargo-vcs-info"
		       : NULL;
}

/* The commit is what a person asks for first. */
static bool
covered(const char *rule, struct bytes content, struct buffer *out)
{
	if (strcmp(rule, "cargo-vcs-info") != 0)
		return false;
	crate_append_commit(out, content);
	return true;
}

static void
judge_manifest(struct finding *finding, struct bytes published, struct bytes rebuilt)
{
	cleanup_buffer struct buffer crates = BUFFER_INIT(1 << 16);
	cleanup_buffer struct buffer build = BUFFER_INIT(1 << 16);

	crate_say_dependencies(&crates, published, rebuilt);
	crate_say_build(&build, published, rebuilt);
	if (crates.size > 0)
		code_alarm(finding,
			   "cargo builds it with crates that are named only here: %s",
			   buffer_text(&crates));
	if (build.size > 0)
		code_alarm(finding,
			   "code of it runs, or links otherwise, when it is built: %s",
			   buffer_text(&build));
}

static void
judge(struct report *report, const struct place *place, const struct bytes *published,
      const struct bytes *rebuilt)
{
	struct bytes other = rebuilt != NULL ? *rebuilt : (struct bytes){ 0 };
	struct finding *last = report_last(report);
	const char *name;

	if (published == NULL || last == NULL || place->member == NULL)
		return;
	name = name_at_top(place->member);
	if (strcmp(name, "Cargo.toml") == 0)
		judge_manifest(last, *published, other);
	else if (strcmp(name, "build.rs") == 0)
		code_alarm(last, "cargo runs it when the crate is built");
	else if (strcmp(name, ".cargo_vcs_info.json") == 0 &&
		 crate_vcs_of(*published) != CRATE_VCS_CLEAN)
		code_alarm(last, "%s",
			   crate_vcs_of(*published) == CRATE_VCS_DIRTY
				   ? "there were changes that no commit has"
				   : "cargo does not write it so");
	if (rebuilt == NULL && code_is_compiled(place->member, *published))
		code_alarm(last, "compiled code that the source does not make");
	code_alarm_of_shape(last, place->member, *published, other);
}

static const char *
rule_of(const char *name)
{
	return strcmp(name, "Cargo.toml") == 0 ? "cargo-toml-banner" : "cargo-lock";
}

/* What cargo puts before the rest is left out. */
static bool
write_canonical(struct normalizer *normalizer, struct bytes content, struct buffer *out)
{
	const char *name = name_at_top(normalizer->path), *rules[] = { rule_of(name) };
	struct bytes body = content;

	if (strcmp(name, "Cargo.toml") == 0)
		body = crate_manifest_body(content);
	else if (strcmp(name, "Cargo.lock") == 0)
		body = crate_lock_body(content);
	if (body.size == content.size || !normalize_wants(normalizer, rules, 1))
		return false;
	normalize_note(normalizer,
		       &(struct normalize_change){ rules[0], "start",
						   "as cargo writes it", NULL });
	buffer_append(out, body);
	return true;
}

const struct context context_cargo = {
	.name = "cargo",
	.holds = holds,
	.excuse = excuse,
	.excuse_lone = excuse_lone,
	.covered = covered,
	.judge = judge,
	.normalize = write_canonical,
};
