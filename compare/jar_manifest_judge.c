/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it means that a header of a manifest differs. */
#include <strings.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/jar.h"
#include "compare/jar_manifest.h"

/* Headers that decide what runs, or what may be done to it. */
static const struct {
	const char *name, *role;
} roles[] = {
	{ "Main-Class", "the class that runs" },
	{ "Start-Class", "the class that Spring Boot runs" },
	{ "Rsrc-Main-Class", "the class that Eclipse's loader runs" },
	{ "Class-Path", "other jars whose classes are loaded with it" },
	{ "Rsrc-Class-Path", "other jars whose classes are loaded with it" },
	{ "Launcher-Agent-Class", "an agent that starts before the program" },
	{ "Premain-Class", "an agent that sees every class before it is loaded" },
	{ "Agent-Class", "an agent that a running JVM can load" },
	{ "Boot-Class-Path", "jars whose classes the JVM takes for its own" },
	{ "Can-Redefine-Classes", "what an agent may do to loaded classes" },
	{ "Can-Retransform-Classes", "what an agent may do to loaded classes" },
	{ "Can-Set-Native-Method-Prefix", "what an agent may do to native methods" },
	{ "Add-Opens", "packages of the JDK that it may look into" },
	{ "Add-Exports", "packages of the JDK that it may use" },
	{ "Enable-Native-Access", "modules that may call native code" },
	{ "Multi-Release", "whether META-INF/versions replaces classes" },
	{ "Bundle-Activator", "the class that an OSGi framework runs" },
	{ "ExtensionBundle-Activator", "the class that an OSGi framework runs" },
	{ "Bundle-ClassPath", "where an OSGi framework looks for classes" },
	{ "Bundle-NativeCode", "native libraries that an OSGi framework loads" },
	{ "Fragment-Host", "the bundle that its classes become a part of" },
	{ "Permissions", "what a program from the network may do" },
	{ "Plugin-Class", "the class that the host of the plugin runs" },
};

static const char *
find_role(const char *key)
{
	for (size_t i = 0; i < array_length(roles); i++)
		if (strcasecmp(roles[i].name, key) == 0)
			return roles[i].role;
	return NULL;
}

static void
judge_order(struct finding *finding)
{
	finding_set_message(finding, "order only: the same %s",
			    strcmp(finding->key, "order") == 0 ? "sections" : "headers");
	finding_set_cause(finding, NULL, NULL);
}

static void
judge_section(struct finding *finding, const struct difference *difference)
{
	finding_set_message(finding, "only the %s manifest has a section about this",
			    difference->published != NULL ||
					    finding->kind == FINDING_ADDED
				    ? "published"
				    : "rebuilt");
}

static void
judge_header(struct finding *finding, const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;
	const char *role = difference->member == NULL ? find_role(difference->key) : NULL;

	if (role == NULL && published != NULL && rebuilt != NULL)
		return;
	if (published != NULL && rebuilt != NULL)
		finding_set_message(finding, "%s differs: %s", difference->key, role);
	else
		finding_set_message(finding, "only the %s one has %s%s%s",
				    published != NULL ? "published" : "rebuilt",
				    difference->key, role != NULL ? ": " : "",
				    role != NULL ? role : "");
	if (role != NULL && published != NULL)
		finding_raise(finding, SEVERITY_ALARM);
}

static bool
folds_early(const struct tile *tile)
{
	return tile != NULL && jar_manifest_folds_early(tile->bytes);
}

static void
judge_folding(struct finding *finding, const struct difference *difference)
{
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding,
			    "%s goes on in a line of its own, which whoever drops the "
			    "header leaves to the one before",
			    difference->key);
}

void
jar_manifest_judge(struct finding *finding, const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	if (strcmp(difference->key, "order") == 0 ||
	    strcmp(difference->key, "tile-order") == 0)
		judge_order(finding);
	else if (strcmp(difference->key, "member") == 0)
		judge_section(finding, difference);
	else if (strcmp(difference->key, MANIFEST_BLANK_KEY) == 0)
		finding_set_message(finding, "more blank lines, or other ends of lines");
	else if (folds_early(published) && !folds_early(rebuilt))
		judge_folding(finding, difference);
	else if (published != NULL && rebuilt != NULL &&
		 text_is_same(published->value, rebuilt->value))
		finding_set_message(finding, "the same value, in other lines");
	else
		judge_header(finding, difference);
}
