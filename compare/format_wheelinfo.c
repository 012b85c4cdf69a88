/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * WHEEL in NAME.dist-info (PEP 427): fields as in METADATA about the archive that it
 * stands in.  Tag stands once for each interpreter and platform that may install it;
 * Root-Is-Purelib says whether pip puts the members into purelib or platlib; Generator is
 * the tool that wrote it, which varies with its version and which nobody reads.
 */
#include "compare/format.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/fields.h"
#include "compare/normalize.h"
#include "compare/pypi_fields.h"

enum { SURE = 60 };

static const char rule[] = "wheel-generator";

static int
recognize(struct bytes content)
{
	return pypi_fields_have(content, "Wheel-Version") ? SURE : 0;
}

static int
wheelinfo_tile(struct tiler *tiler, struct error *err)
{
	static const char *const repeated[] = { "Tag", NULL };

	return pypi_fields_tile(tiler, repeated, err);
}

static const struct {
	const char *key, *means;
} meanings[] = {
	{ "Root-Is-Purelib", "decides which folder pip installs it in" },
	{ "Build", "decides which of two wheels of one version pip takes" },
	{ "Tag/", "decides who may install it" },
};

static void
wheelinfo_judge(struct finding *finding, const struct difference *difference)
{
	if (fields_are_spellings(difference)) {
		finding_set_message(finding, "the same value, written otherwise");
		return;
	}
	if (strcmp(difference->key, "Generator") == 0)
		finding_set_cause(finding, "build-backend: another tool wrote the wheel",
				  "build with the build backend that is named there");
	for (size_t i = 0; i < array_length(meanings); i++)
		if (text_starts_with(difference->key, meanings[i].key))
			finding_set_message(finding, "%s differs: it %s", difference->key,
					    meanings[i].means);
}

/* The generator's line without its version, where the rule covers it. */
static void
write_field(struct normalizer *normalizer, const struct tile *tile, struct buffer *out)
{
	struct bytes value = fields_value(tile->bytes);
	size_t tool =
		strcmp(tile->key, "Generator") == 0 ? pypi_generator_tool(value) : 0;
	cleanup_free char *name = NULL;

	if (tool == 0) {
		buffer_append(out, tile->bytes);
		return;
	}
	name = xstrndup((const char *)value.data, tool);
	normalize_note(normalizer,
		       &(struct normalize_change){ rule, tile->key, tile->value, name });
	buffer_printf(out, "Generator: %s\n", name);
}

static int
wheelinfo_normalize(struct normalizer *normalizer, struct bytes content,
		    struct buffer *out, struct error *err)
{
	static const char *const rules[] = { rule };
	cleanup_tiling struct tiling tiling = { 0 };

	if (normalize_tile(normalizer, &format_wheelinfo, content, &tiling, err) < 0)
		return -1;
	if (!normalize_is_sound(&tiling) || !normalize_wants(normalizer, rules, 1))
		return normalize_keep(out, content, err);
	for (size_t i = 0; i < tiling.tile_count; i++)
		write_field(normalizer, &tiling.tiles[i], out);
	return buffer_check(out, err);
}

const struct format format_wheelinfo = {
	.name = "wheelinfo",
	.said = "the WHEEL file of a wheel",
	.is_text = true,
	.recognize = recognize,
	.tile = wheelinfo_tile,
	.judge = wheelinfo_judge,
	.normalize = wheelinfo_normalize,
};
