/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_remarks.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"

enum { DAY = 10 };

/* What there is to say, and where to. */
struct telling {
	struct remarks *remarks;
	const struct debian_causes *causes;
	const struct debian_toolchain *toolchain;
	const char *name; /* of the artifact */
};

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
day_of(const struct telling *telling)
{
	char text[CLOCK_TEXT_MAX];

	clock_to_text(telling->toolchain->built, text);
	return xstrndup(text, DAY);
}

/* How the versions of that day are known. */
static char *
source_of(const struct telling *telling, const struct debian_tool *tool)
{
	cleanup_free char *day = day_of(telling);

	return tool->stated ? xstrdup("by the .buildinfo")
			    : xasprintf("when it was built, on %s or later", day);
}

/* The file in the package: without what the folder of all packages is called. */
static const char *
inner_path(const struct telling *telling, const struct debian_cause *cause)
{
	const char *name = telling->name;
	const char *path = cause != NULL ? cause->path : NULL;

	if (path == NULL || name == NULL || !text_starts_with(path, name) ||
	    !text_starts_with(path + strlen(name), "//"))
		return path;
	return path + strlen(name) + 2;
}

static void
remark(const struct telling *telling, const char *cause, const char *message)
{
	const struct debian_cause *found = debian_causes_named(telling->causes, cause);

	remarks_add(telling->remarks, SEVERITY_NOTE, inner_path(telling, found), cause,
		    "%s", message);
}

/* With those versions, the names of builds would differ, too. */
static void
say_more_names(const struct telling *telling, const char *which, const char *when)
{
	const struct debian_causes *causes = telling->causes;
	cleanup_free char *message =
		xasprintf("%s, %s: build-ids would differ anyway", when, which);

	if (causes->names > 0 && debian_causes_named(causes, "compiler-codegen") == NULL)
		remark(telling, "compiler-revision", message);
}

static void
say_only_names(const struct telling *telling, const struct debian_cause *names,
	       const char *which, const char *when)
{
	bool only = telling->causes->only_names;
	cleanup_free char *message = xasprintf(
		"%s%zu build-id%s, which names what is the same: %s, %s%s",
		only ? "only " : "", names->count, names->count == 1 ? "" : "s", when,
		which,
		only ? "; with those versions it is expected to be identical" : "");

	remark(telling, names->name, message);
}

/* Names of builds differ by a header alone only where the code is the same, and no
 * compiler may be the reason. */
static void
say_headers(const struct telling *telling, const struct debian_tool *libc, bool alone)
{
	cleanup_free char *message = xasprintf(
		"%sline numbers of the C library's headers are in debug data, which "
		"build-ids name: where an archive has it, --package libc6-dev=%s builds "
		"with those of that day",
		alone ? "" : "possible as well: ", libc->then);

	remark(telling, alone ? "libc-headers" : "compiler-revision", message);
}

static void
say_names(const struct telling *telling)
{
	const struct debian_cause *names =
		debian_causes_named(telling->causes, "compiler-revision");
	const struct debian_tool *gcc =
		debian_toolchain_changed(telling->toolchain, "gcc-");
	const struct debian_tool *libc =
		debian_toolchain_changed(telling->toolchain, "libc6-dev");
	cleanup_strings struct strings tools = { 0 };
	cleanup_free char *which = NULL, *when = NULL;

	add_tool(&tools, gcc);
	add_tool(&tools, libc);
	if (tools.count == 0 && names != NULL)
		remark(telling, names->name,
		       telling->causes->only_names
			       ? "only build-ids differ; which tool was another one is "
				 "not known"
			       : "build-ids differ of what is the same; which tool was "
				 "another one is not known");
	if (tools.count == 0)
		return;
	which = strings_join(&tools, "; ");
	when = source_of(telling, gcc != NULL ? gcc : libc);
	if (names == NULL)
		say_more_names(telling, which, when);
	else
		say_only_names(telling, names, which, when);
	if (libc != NULL && telling->causes->only_names)
		say_headers(telling, libc, gcc == NULL);
}

/* A cause that the version of one tool explains. */
static void
say_tool(const struct telling *telling, const char *cause, const char *tool)
{
	const struct debian_cause *found = debian_causes_named(telling->causes, cause);
	const struct debian_tool *changed =
		debian_toolchain_changed(telling->toolchain, tool);
	cleanup_free char *when = NULL, *message = NULL;

	if (found == NULL)
		return;
	if (found->published != NULL && found->rebuilt != NULL) {
		message = xasprintf("%s was %s in what was published, and is %s here",
				    tool, found->published, found->rebuilt);
	} else if (changed != NULL) {
		when = source_of(telling, changed);
		message = xasprintf("%s was %s %s, and is %s here", name_of(changed),
				    changed->then, when, changed->here);
	} else {
		message = xasprintf("%.*s was another one; which one is not known",
				    (int)strcspn(tool, "-"), tool);
	}
	remark(telling, cause, message);
}

static void
say_values(const struct telling *telling, const char *cause, const char *what)
{
	const struct debian_cause *found = debian_causes_named(telling->causes, cause);
	cleanup_free char *message = NULL;

	if (found == NULL)
		return;
	message = found->published != NULL
			  ? xasprintf("%s: %s was published, %s is here", what,
				      found->published, found->rebuilt)
			  : xstrdup(what);
	remark(telling, cause, message);
}

static void
say_network(const struct telling *telling)
{
	const struct debian_cause *found =
		debian_causes_named(telling->causes, "network");
	cleanup_free char *message = NULL;

	if (found == NULL)
		return;
	message =
		xasprintf("links of pages were made of what other machines answered; the "
			  "build here has no network, and its log says: %s",
			  found->rebuilt);
	remark(telling, "network", message);
}

void
debian_remarks_add(struct remarks *remarks, const struct debian_causes *causes,
		   const struct debian_toolchain *toolchain, const char *name)
{
	const struct telling telling = {
		.remarks = remarks, .causes = causes, .toolchain = toolchain, .name = name
	};

	say_names(&telling);
	say_tool(&telling, "compiler-codegen", "gcc-");
	say_tool(&telling, "symbol-version", "libc6-dev");
	say_tool(&telling, "debhelper-version", "debhelper");
	say_tool(&telling, "binutils-version", "binutils");
	say_values(&telling, "doc-tool-version",
		   "generated pages name the version of their generator");
	say_values(&telling, "build-date", "the year of the build is in what was built");
	say_values(&telling, "build-path", "the path of the build is in what was built");
	say_network(&telling);
	say_values(&telling, "merged-usr",
		   "it was built where /bin, /sbin and /lib are folders of their own");
}
