/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/jar.h"

#include <fnmatch.h>
#include <strings.h>

#include "base/memory.h"
#include "base/strings.h"

static const char manifest_name[] = "META-INF/MANIFEST.MF";

/* The JVM finds the manifest in any case. */
const struct format *
jar_inside(const char *path, const struct format *seen)
{
	return strcasecmp(path, manifest_name) == 0 ? &format_manifest : seen;
}

/* Members that are used without a class of the program asking for them. */
static const struct {
	const char *pattern, *role;
} roles[] = {
	{ "META-INF/services/*", "it names classes that are loaded without being asked "
				 "for" },
	{ "META-INF/versions/*.class",
	  "a newer JVM takes it for the class that it is named "
	  "like" },
	{ "META-INF/INDEX.LIST", "it says in which jars classes are looked for" },
	{ "META-INF/MANIFEST.MF", "it says which class and which agents run" },
	{ "module-info.class", "it says what the module opens, and which services it "
			       "provides" },
	{ "META-INF/spring.factories", "it names classes that Spring loads by itself" },
	{ "META-INF/spring/*.imports", "it names classes that Spring loads by itself" },
};

void
jar_judge_member(struct finding *finding, const struct difference *difference)
{
	if (difference->published == NULL || difference->member == NULL)
		return;
	for (size_t i = 0; i < array_length(roles); i++)
		if (fnmatch(roles[i].pattern, difference->member, FNM_CASEFOLD) == 0 &&
		    !text_ends_with(difference->member, "/")) {
			finding_raise(finding, SEVERITY_ALARM);
			finding_set_message(finding,
					    "only the published one has this: %s",
					    roles[i].role);
			return;
		}
}

bool
jar_is_signature(struct bytes name)
{
	static const char folder[] = "META-INF/";
	static const char *const endings[] = { ".SF", ".RSA", ".DSA", ".EC" };
	size_t skipped = sizeof(folder) - 1;
	struct bytes rest = bytes_slice(name, skipped, SIZE_MAX);

	if (name.size <= skipped ||
	    strncasecmp((const char *)name.data, folder, skipped) != 0 ||
	    bytes_before(rest, '/').size < rest.size)
		return false;
	if (rest.size > 4 && strncasecmp((const char *)rest.data, "SIG-", 4) == 0)
		return true;
	for (size_t i = 0; i < array_length(endings); i++) {
		size_t size = strlen(endings[i]);

		if (rest.size > size &&
		    strncasecmp((const char *)rest.data + rest.size - size, endings[i],
				size) == 0)
			return true;
	}
	return false;
}
