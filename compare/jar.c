/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/jar.h"

#include <fnmatch.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/zip.h"

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

/* The members that belong to no signature, the folder of the manifest first. */
static struct bytes *
list_names(const struct zip *zip, size_t *count)
{
	struct bytes *names = xcalloc(zip->count + 1, sizeof(*names));

	for (size_t i = 0; i < zip->count; i++)
		if (!jar_is_signature(zip->entries[i].header.name))
			names[(*count)++] = zip->entries[i].header.name;
	if (*count > 1 && bytes_equal_text(names[0], manifest_name) &&
	    bytes_equal_text(names[1], "META-INF/")) {
		struct bytes folder = names[1];

		names[1] = names[0];
		names[0] = folder;
	}
	return names;
}

bool
jar_is_in_order_of(struct bytes with_signature, struct bytes without)
{
	cleanup_zip struct zip left = { .count = 0 }, right = { .count = 0 };
	cleanup_free struct bytes *ours = NULL, *theirs = NULL;
	size_t our_count = 0, their_count = 0;
	struct error ignored;
	bool same;

	if (zip_read(&left, with_signature, SIZE_MAX, &ignored) < 0 ||
	    zip_read(&right, without, SIZE_MAX, &ignored) < 0)
		return false;
	ours = list_names(&left, &our_count);
	theirs = list_names(&right, &their_count);
	same = our_count == their_count && our_count < left.count &&
	       their_count == right.count;
	for (size_t i = 0; i < our_count && same; i++)
		same = bytes_equal(ours[i], theirs[i]);
	return same;
}
