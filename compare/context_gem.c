/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gems (.gem): a tar of metadata.gz (format_gemspec.c), data.tar.gz and
 * checksums.yaml.gz, each with a signature beside it (NAME.sig) when the gem is signed.
 * A signature is bytes of RSA and nothing else (Gem::Security): as many as its key has,
 * and who publishes alone can make them.
 */
#include <string.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/code_alarms.h"
#include "compare/context.h"

static bool
has(const struct tiling *artifact, const char *name)
{
	for (size_t i = 0; i < artifact->member_count; i++)
		if (strcmp(artifact->members[i].name, name) == 0)
			return true;
	return false;
}

static bool
holds(const struct tiling *artifact)
{
	return has(artifact, "metadata.gz") && has(artifact, "data.tar.gz");
}

static bool
is_signature(const char *member, struct bytes content)
{
	static const char *const names[] = { "metadata.gz.sig", "data.tar.gz.sig",
					     "checksums.yaml.gz.sig" };
	/* Of keys of 1024, 2048, 3072, 4096 and 8192 bits. */
	static const size_t sizes[] = { 128, 256, 384, 512, 1024 };
	bool named = false, sized = false;

	for (size_t i = 0; i < array_length(names); i++)
		named = named || strcmp(names[i], member) == 0;
	for (size_t i = 0; i < array_length(sizes); i++)
		sized = sized || sizes[i] == content.size;
	return named && sized;
}

static const char *
excuse_lone(const char *member, struct bytes content, bool published)
{
	return published && is_signature(member, content) ? "signature-block" : NULL;
}

static void
judge(struct report *report, const struct place *place, const struct bytes *published,
      const struct bytes *rebuilt)
{
	struct finding *last = report_last(report);

	if (published == NULL || last == NULL || place->member == NULL || rebuilt != NULL)
		return;
	if (text_ends_with(place->member, ".sig"))
		code_alarm(last, "it is no signature that gem makes");
	else if (strchr(place->member, '/') == NULL)
		code_alarm(last, "gem passes over it");
}

const struct context context_gem = {
	.name = "gem",
	.holds = holds,
	.excuse_lone = excuse_lone,
	.judge = judge,
};
