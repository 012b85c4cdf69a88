/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_examine.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"
#include "rebuild/debian_causes.h"
#include "rebuild/debian_toolchain.h"

enum { DAY = 10 };

struct examination {
	struct check *check;
	struct debian_causes causes;
	struct debian_toolchain toolchain;
};

static void
examination_release(struct examination *examination)
{
	debian_causes_release(&examination->causes);
	debian_toolchain_release(&examination->toolchain);
}

#define cleanup_examination __attribute__((cleanup(examination_release)))

/* The history of a compiler is that of the ones before it as well. */
static const char *
name_of(const struct debian_tool *tool)
{
	return text_starts_with(tool->package, "gcc-") ? "gcc" : tool->package;
}

/* "gcc was 12.2.0-14 and is 12.2.0-14+deb12u1 here" */
static void
add_tool(struct strings *parts, const struct debian_tool *tool)
{
	if (tool != NULL)
		strings_add_format(parts, "%s was %s, and is %s here", name_of(tool),
				   tool->then, tool->here);
}

static char *
day_of(const struct examination *examination)
{
	char text[CLOCK_TEXT_MAX];

	clock_to_text(examination->toolchain.built, text);
	return xstrndup(text, DAY);
}

/* How the versions of that day are known. */
static char *
source_of(const struct examination *examination, const struct debian_tool *tool)
{
	cleanup_free char *day = day_of(examination);

	return tool->stated ? xstrdup("by the .buildinfo")
			    : xasprintf("when it was built, on %s or later", day);
}

/* The file in the package: without what the folder of all packages is called. */
static const char *
inner_path(const struct examination *examination, const struct debian_cause *cause)
{
	const char *name = examination->check->release.artifact_name;
	const char *path = cause != NULL ? cause->path : NULL;

	if (path == NULL || name == NULL || !text_starts_with(path, name) ||
	    !text_starts_with(path + strlen(name), "//"))
		return path;
	return path + strlen(name) + 2;
}

static void
remark(struct examination *examination, const char *cause, const char *message)
{
	const struct debian_cause *found =
		debian_causes_named(&examination->causes, cause);

	remarks_add(&examination->check->remarks, SEVERITY_NOTE,
		    inner_path(examination, found), cause, "%s", message);
}

/* With those versions, the names of builds would differ, too. */
static void
say_more_names(struct examination *examination, const char *which, const char *when)
{
	const struct debian_causes *causes = &examination->causes;
	cleanup_free char *message =
		xasprintf("%s, %s: build-ids would differ anyway", when, which);

	if (causes->names > 0 && debian_causes_named(causes, "compiler-codegen") == NULL)
		remark(examination, "compiler-revision", message);
}

static void
say_only_names(struct examination *examination, const struct debian_cause *names,
	       const char *which, const char *when)
{
	bool only = examination->causes.only_names;
	cleanup_free char *message = xasprintf(
		"%s%zu build-id%s, which names what is the same: %s, %s%s",
		only ? "only " : "", names->count, names->count == 1 ? "" : "s", when,
		which,
		only ? "; with those versions it is expected to be identical" : "");

	remark(examination, names->name, message);
}

static void
say_headers(struct examination *examination, const struct debian_tool *libc)
{
	cleanup_free char *message = xasprintf(
		"line numbers of the C library's headers are in debug data, which "
		"build-ids name: where an archive has it, --package libc6-dev=%s builds "
		"with those of that day",
		libc->then);

	remark(examination, "libc-headers", message);
}

static void
say_names(struct examination *examination)
{
	const struct debian_cause *names =
		debian_causes_named(&examination->causes, "compiler-revision");
	const struct debian_tool *gcc =
		debian_toolchain_changed(&examination->toolchain, "gcc-");
	const struct debian_tool *libc =
		debian_toolchain_changed(&examination->toolchain, "libc6-dev");
	cleanup_strings struct strings tools = { 0 };
	cleanup_free char *which = NULL, *when = NULL;

	add_tool(&tools, gcc);
	add_tool(&tools, libc);
	if (tools.count == 0 && names != NULL)
		remark(examination, names->name,
		       "only build-ids differ; which tool was another one is not known");
	if (tools.count == 0)
		return;
	which = strings_join(&tools, "; ");
	when = source_of(examination, gcc != NULL ? gcc : libc);
	if (names == NULL)
		say_more_names(examination, which, when);
	else
		say_only_names(examination, names, which, when);
	if (libc != NULL && examination->causes.names > 0)
		say_headers(examination, libc);
}

/* A cause that the version of one tool explains. */
static void
say_tool(struct examination *examination, const char *cause, const char *tool)
{
	const struct debian_cause *found =
		debian_causes_named(&examination->causes, cause);
	const struct debian_tool *changed =
		debian_toolchain_changed(&examination->toolchain, tool);
	cleanup_free char *when = NULL, *message = NULL;

	if (found == NULL)
		return;
	if (found->published != NULL && found->rebuilt != NULL) {
		message = xasprintf("%s was %s in what was published, and is %s here",
				    tool, found->published, found->rebuilt);
	} else if (changed != NULL) {
		when = source_of(examination, changed);
		message = xasprintf("%s was %s %s, and is %s here", name_of(changed),
				    changed->then, when, changed->here);
	} else {
		message = xasprintf("%.*s was another one; which one is not known",
				    (int)strcspn(tool, "-"), tool);
	}
	remark(examination, cause, message);
}

static void
say_values(struct examination *examination, const char *cause, const char *what)
{
	const struct debian_cause *found =
		debian_causes_named(&examination->causes, cause);
	cleanup_free char *message = NULL;

	if (found == NULL)
		return;
	message = found->published != NULL
			  ? xasprintf("%s: %s was published, %s is here", what,
				      found->published, found->rebuilt)
			  : xstrdup(what);
	remark(examination, cause, message);
}

static void
say_all(struct examination *examination)
{
	say_names(examination);
	say_tool(examination, "compiler-codegen", "gcc-");
	say_tool(examination, "symbol-version", "libc6-dev");
	say_tool(examination, "debhelper-version", "debhelper");
	say_tool(examination, "binutils-version", "binutils");
	say_values(examination, "doc-tool-version",
		   "generated pages name the version of their generator");
	say_values(examination, "build-date",
		   "the year of the build is in what was built");
	say_values(examination, "build-path",
		   "the path of the build is in what was built");
	say_values(examination, "merged-usr",
		   "it was built where /bin, /sbin and /lib are folders of their own");
}

static void
say_binnmu(struct check *check)
{
	if (check->recipe.assisted != NULL)
		remarks_add(&check->remarks, SEVERITY_NOTE, NULL, "binnmu", "%s",
			    check->recipe.assisted);
}

int
debian_examine(struct check *check, const struct session *session, struct error *err)
{
	cleanup_examination struct examination examination = { .check = check };

	say_binnmu(check);
	if (!check->compared || (check->comparison.outcome != OUTCOME_DIFFERENT &&
				 check->comparison.outcome != OUTCOME_EQUIVALENT))
		return 0;
	if (debian_toolchain_read(&examination.toolchain, session, check->release.debian,
				  err) < 0)
		return -1;
	debian_causes_find(&examination.causes, &check->comparison,
			   examination.toolchain.built);
	say_all(&examination);
	return 0;
}
