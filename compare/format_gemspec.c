/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The specification of a gem: metadata.gz in a .gem, YAML as Ruby's Psych writes it
 * (RubyGems, Gem::Specification#to_yaml).
 *
 * "--- !ruby/object:Gem::Specification", then a line "key: value" for each attribute,
 * with no space before it; lines that go on with a value begin with a space or with "- ".
 * RubyGems acts on it when it installs the gem: it builds what `extensions` names, puts
 * `executables` on the path and `require_paths` on that of Ruby, and installs the
 * `dependencies` of type :runtime.
 *
 * Between builds vary: `date`, which is the day of the build, and `rubygems_version`. Who
 * signs a gem puts the certificates into `cert_chain` ("- |" and PEM, each), which is []
 * else; the signatures stand beside metadata.gz.
 */
#include "compare/format.h"

#include <ctype.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "base/yaml_form.h"
#include "compare/fields.h"
#include "compare/normalize.h"

enum { SURE = 60, TILES_MAX = 10000 };

static const char first_line[] = "--- !ruby/object:Gem::Specification";

static int
recognize(struct bytes content)
{
	return bytes_start_with(content, bytes_of_text(first_line)) ? SURE : 0;
}

static const char *
value_of(const struct tile *tile)
{
	return tile == NULL || tile->value == NULL ? "" : tile->value;
}

static bool
is_key(struct bytes line)
{
	struct bytes key = bytes_before(line, ':');

	for (size_t i = 0; i < key.size; i++)
		if (!islower(key.data[i]) && key.data[i] != '_')
			return false;
	return key.size > 0 && key.size < line.size &&
	       (key.size + 1 == line.size || isspace(line.data[key.size + 1]));
}

static bool
is_item(struct bytes line)
{
	return bytes_start_with(line, bytes_of_text("- "));
}

/* The first line and those that go on with it, up to the next key, or item. */
static struct bytes
take_block(struct bytes rest, bool items)
{
	struct cursor at = cursor_on(rest);

	do
		cursor_take_line(&at);
	while (at.rest.size > 0 && !is_key(bytes_before(at.rest, '\n')) &&
	       !(items && is_item(at.rest)));
	return bytes_slice(rest, 0, rest.size - at.rest.size);
}

/* What a line "  name: rake" of a dependency says. */
static struct bytes
find_name(struct bytes item)
{
	struct bytes start = bytes_of_text("  name: ");
	struct cursor at = cursor_on(item);

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);

		if (bytes_start_with(line, start))
			return fields_trim(bytes_slice(line, start.size, SIZE_MAX));
	}
	return (struct bytes){ 0 };
}

static void
take_dependency(struct tiler *tiler)
{
	struct bytes item = take_block(tiler_rest(tiler), true);
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);

	buffer_append_text(&key, "dependencies/");
	buffer_append_escaped(&key, find_name(item));
	tile_text(tiler, item.size, buffer_text(&key));
	tile_set_value(tiler, fields_trim(item));
}

static const char no_certificates[] = "[]";

static bool
is_base64(struct bytes line)
{
	enum { LONGEST = 76 };

	for (size_t i = 0; i < line.size; i++)
		if (!isalnum(line.data[i]) &&
		    (line.data[i] == 0 || strchr("+/=", line.data[i]) == NULL))
			return false;
	return line.size > 0 && line.size <= LONGEST;
}

/* "- |", a certificate in PEM, and so on: nothing that is no base64 stands in it. */
static bool
are_certificates(struct bytes value)
{
	enum { BEFORE, MARKED, WITHIN } state = BEFORE;
	struct cursor at = cursor_on(value);

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);
		bool inner = bytes_start_with(line, bytes_of_text("  "));

		line = fields_trim(line);
		if (state == BEFORE && !inner && bytes_equal_text(line, "- |"))
			state = MARKED;
		else if (state == MARKED && inner &&
			 bytes_equal_text(line, "-----BEGIN CERTIFICATE-----"))
			state = WITHIN;
		else if (state == WITHIN && inner &&
			 bytes_equal_text(line, "-----END CERTIFICATE-----"))
			state = BEFORE;
		else if (state != WITHIN || !inner || !is_base64(line))
			return false;
	}
	return state == BEFORE;
}

static int
take_key(struct tiler *tiler, struct error *err)
{
	struct bytes rest = tiler_rest(tiler), name = bytes_before(rest, ':');
	bool items = bytes_equal_text(name, "dependencies");
	struct bytes block = take_block(rest, items);
	cleanup_buffer struct buffer key = BUFFER_INIT(SIZE_MAX);

	if (!is_key(bytes_before(rest, '\n')))
		return error_set(err, ERROR_MALFORMED, "a line is no key");
	buffer_append_escaped(&key, name);
	tile_text(tiler, block.size, buffer_text(&key));
	tile_set_value(tiler, fields_trim(bytes_slice(block, name.size + 1, SIZE_MAX)));
	if (strcmp(buffer_text(&key), "cert_chain") == 0 &&
	    strcmp(value_of(&tiler->tiling->tiles[tiler->tiling->tile_count - 1]),
		   no_certificates) != 0 &&
	    !are_certificates(fields_trim(bytes_slice(block, name.size + 1, SIZE_MAX))))
		tile_complain(tiler, "are not certificates alone");
	return 0;
}

/* A key that is there twice, or text between keys that only a parser of YAML sees. */
static void
complain(struct tiler *tiler, struct bytes content)
{
	struct tiling *tiling = tiler->tiling;

	if (tiling->tile_count == 0)
		return;
	switch (yaml_trouble_of(content)) {
	case YAML_KEY_TWICE:
		tiling->tiles[0].complaint = "a key stands twice in one map";
		break;
	case YAML_BROKEN:
		tiling->tiles[0].complaint = "is no YAML that can be read";
		break;
	case YAML_SOUND:
		break;
	}
}

static int
gemspec_tile(struct tiler *tiler, struct error *err)
{
	struct bytes content = tiler_rest(tiler);
	struct bytes line = bytes_before(content, '\n');
	int taken = 0;

	if (!bytes_equal_text(fields_trim(line), first_line))
		return error_set(err, ERROR_MALFORMED, "the first line says more");
	tile_text(tiler, line.size + (line.size < content.size), "document");
	while (taken == 0 && tiler_rest(tiler).size > 0) {
		if (tiler->tiling->tile_count >= TILES_MAX)
			taken = error_set(err, ERROR_MALFORMED, "more than %d keys",
					  TILES_MAX);
		else if (is_item(tiler_rest(tiler)))
			take_dependency(tiler);
		else
			taken = take_key(tiler, err);
	}
	complain(tiler, content);
	return taken;
}

static bool
is_of_runtime(const struct tile *tile)
{
	return tile != NULL && strstr(value_of(tile), "type: :development") == NULL;
}

static void
judge_dependency(struct finding *finding, const struct difference *difference)
{
	if (is_of_runtime(difference->published) && !is_of_runtime(difference->rebuilt)) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "gem installs this gem with it; the rebuilt "
					     "one does not ask for it");
	} else {
		finding_set_message(finding, "%s",
				    difference->published == NULL
					    ? "only the rebuilt one asks for this gem"
				    : difference->rebuilt == NULL
					    ? "only who develops it installs this gem"
					    : "asked for in another way");
	}
}

static const struct {
	const char *key, *means;
	bool alarming;
} meanings[] = {
	{ "name", "it says that it is another gem", true },
	{ "extensions", "gem runs these when it installs it", true },
	{ "executables", "gem puts these on the path", true },
	{ "bindir", "gem takes the executables from there", true },
	{ "require_paths", "Ruby loads files from these folders", true },
	{ "post_install_message", "gem shows it when it has installed it", false },
	{ "required_ruby_version", "other versions of Ruby install it", false },
	{ "platform", "other systems install it", false },
	{ "files", "a list, which gem does not act on", false },
};

static void
gemspec_judge(struct finding *finding, const struct difference *difference)
{
	if (text_starts_with(difference->key, "dependencies/")) {
		judge_dependency(finding, difference);
		return;
	}
	for (size_t i = 0; i < array_length(meanings); i++)
		if (strcmp(difference->key, meanings[i].key) == 0) {
			if (meanings[i].alarming && difference->published != NULL)
				finding_raise(finding, SEVERITY_ALARM);
			finding_set_message(finding, "%s differs: %s", difference->key,
					    meanings[i].means);
		}
}

/* What a rule takes for harmless is left out, but for the key of certificates. */
static void
write_key(struct normalizer *normalizer, const struct tile *tile, struct buffer *out)
{
	bool is_chain = strcmp(tile->key, "cert_chain") == 0;
	const struct difference alone = { .format = &format_gemspec,
					  .key = tile->key,
					  .published = tile,
					  .rebuilt = is_chain ? NULL : tile };
	const struct rule *rule = rule_for(&normalizer->rules, &alone);

	if (rule == NULL) {
		buffer_append(out, tile->bytes);
		return;
	}
	if (is_chain)
		buffer_printf(out, "cert_chain: %s\n", no_certificates);
	normalize_note(normalizer,
		       &(struct normalize_change){ rule->id, tile->key, tile->value,
						   is_chain ? no_certificates : NULL });
}

static int
gemspec_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
		  struct error *err)
{
	cleanup_tiling struct tiling tiling = { 0 };

	if (normalize_tile(normalizer, &format_gemspec, content, &tiling, err) < 0)
		return -1;
	if (!normalize_is_sound(&tiling))
		return normalize_keep(out, content, err);
	for (size_t i = 0; i < tiling.tile_count; i++)
		write_key(normalizer, &tiling.tiles[i], out);
	return buffer_check(out, err);
}

const struct format format_gemspec = {
	.name = "gemspec",
	.said = "the specification of a gem",
	.is_text = true,
	.recognize = recognize,
	.tile = gemspec_tile,
	.judge = gemspec_judge,
	.normalize = gemspec_normalize,
};
