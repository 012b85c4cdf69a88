/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Container images (OCI Image Format Specification 1.1: image-layout.md, image-index.md,
 * manifest.md, config.md, layer.md).
 *
 * A layout is a folder, or a tar archive of one: `oci-layout` (its version),
 * `index.json`, and blobs/ALGORITHM/DIGEST, each called by the digest of its content. The
 * index leads to manifests, one for each platform, or to further indexes; a manifest to a
 * configuration (what is run, as whom, in which environment, and how the layers came to
 * be) and to layers: tar archives, compressed by gzip or zstd or not, which are unpacked
 * one over the other.  In a layer a member `.wh.NAME` takes NAME away, and `.wh..wh..opq`
 * all that the layers below have in its folder.  `docker save` adds a manifest.json that
 * names members; older ones, and skopeo's docker-archive, have that alone.
 *
 * Since every name is a digest, one other byte in a layer renames it, its manifest and
 * the configuration.  So members pair by what they are to the image (oci_image.c), and
 * digests and sizes follow, once each side's own have been found right.  What a layer
 * holds is unpacked as root: owners and modes count there, and of two members of one name
 * the later one.
 *
 * Between builds vary: the dates of configuration and history, times in layers, how they
 * are compressed.  To hide something there are: blobs that nothing leads to, a layer
 * more, whiteouts, an entry point, descriptors that lie.
 */
#include "compare/format.h"

#include <ctype.h>
#include <fnmatch.h>
#include <sys/param.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/attributes.h"
#include "compare/normalize.h"
#include "compare/oci_image.h"
#include "compare/tar_member.h"

enum { LOOKED_AT = 1 << 12 };

/* What a layout may begin with, so that other archives cost one look. */
static const char *const beginnings[] = { "blobs", "oci-layout", "index.json",
					  "manifest.json" };

static struct bytes
plain_path(struct bytes path)
{
	while (path.size >= 2 && path.data[0] == '.' && path.data[1] == '/')
		path = bytes_slice(path, 2, SIZE_MAX);
	return path;
}

/* A configuration or a layer of docker's: a digest, or a folder called by one. */
static bool
is_digest(struct bytes path)
{
	enum { DIGITS = 64 };

	if (path.size < DIGITS)
		return false;
	for (size_t i = 0; i < DIGITS; i++)
		if (!isxdigit(path.data[i]))
			return false;
	return true;
}

/* A file called manifest.json may be anything. */
static bool
names_layers(struct bytes content)
{
	static const char word[] = "\"Layers\"";

	return content.size > 0 && content.data[0] == '[' &&
	       memmem(content.data, MIN(content.size, (size_t)LOOKED_AT), word,
		      strlen(word)) != NULL;
}

static bool
may_begin(struct bytes path)
{
	for (size_t i = 0; i < array_length(beginnings); i++)
		if (bytes_start_with(path, bytes_of_text(beginnings[i])))
			return true;
	return path.size == 0 || is_digest(path);
}

static int
oci_recognize(struct bytes content)
{
	struct tar_meanings globals = { 0 };
	bool mark = false, index = false, manifest = false;
	struct error ignored;

	if (format_tar.recognize(content) < 90)
		return 0;
	for (unsigned i = 0; i < LOOKED_AT && !manifest && !(mark && index); i++) {
		struct tar_member member;
		struct bytes path;

		if (tar_member_read(&member, content, &globals, &ignored) < 0)
			break;
		content = bytes_slice(content, member.whole, SIZE_MAX);
		path = plain_path(member.path);
		if (i == 0 && !may_begin(path))
			break;
		mark = mark || bytes_equal_text(path, oci_mark);
		index = index || bytes_equal_text(path, oci_index);
		manifest = bytes_equal_text(path, oci_manifest) &&
			   names_layers(member.content);
	}
	return manifest || (mark && index) ? 97 : 0;
}

static int
oci_tile(struct tiler *tiler, struct error *err)
{
	int tiled = format_tar.tile(tiler, err);

	if (tiled == 0)
		oci_image_arrange(tiler->tiling, tiler->budget);
	return tiled;
}

static bool
oci_tile_folder(struct tiling *folder, struct budget *budget)
{
	bool mark = false, index = false;

	for (size_t i = 0; i < folder->member_count; i++) {
		mark = mark || strcmp(folder->members[i].name, oci_mark) == 0;
		index = index || strcmp(folder->members[i].name, oci_index) == 0;
	}
	if (mark && index)
		oci_image_arrange(folder, budget);
	return mark && index;
}

/* What the values of a configuration decide. */
static const struct {
	const char *key, *role;
} settings[] = {
	{ "$.config.Entrypoint*", "decides what the container runs" },
	{ "$.config.Cmd*", "decides what the container runs" },
	{ "$.config.Healthcheck*", "is run while the container runs" },
	{ "$.config.OnBuild*", "is run when another image is built upon this one" },
	{ "$.config.Shell*", "runs the commands of the container" },
	{ "$.config.Env*", "is in the environment of what the container runs" },
	{ "$.config.User*", "decides as whom the container runs" },
	{ "$.config.WorkingDir*", "decides where the container runs" },
	{ "$.config.ExposedPorts*", "names ports that are opened to the outside" },
	{ "$.config.Volumes*", "names folders that are kept outside" },
};

static void
judge_value(struct finding *finding, const struct difference *difference)
{
	const struct tile *published = difference->published,
			  *rebuilt = difference->rebuilt;

	if (published != NULL && rebuilt != NULL &&
	    text_is_same(published->value, rebuilt->value)) {
		finding->severity = SEVERITY_NOTE;
		finding_set_message(finding, "%s is the same, written otherwise",
				    difference->key);
		return;
	}
	for (size_t i = 0; i < array_length(settings); i++)
		if (fnmatch(settings[i].key, difference->key, 0) == 0) {
			finding_raise(finding, SEVERITY_ALARM);
			finding_set_message(finding, "%s %s", difference->key,
					    settings[i].role);
			return;
		}
	if (text_ends_with(difference->key, "created"))
		finding_set_cause(finding, NULL, "SOURCE_DATE_EPOCH");
}

static void
judge_lone(struct finding *finding, const struct difference *difference)
{
	bool ours = difference->published != NULL;

	if (ours)
		finding_raise(finding, SEVERITY_ALARM);
	if (strncmp(difference->member, "blobs/", 6) == 0)
		finding_set_message(finding,
				    "only the %s image has this blob, and nothing in it "
				    "leads there",
				    ours ? "published" : "rebuilt");
	else
		finding_set_message(finding, "only the %s image has this: %s",
				    ours ? "published" : "rebuilt", difference->member);
}

static void
oci_judge(struct finding *finding, const struct difference *difference)
{
	if (strcmp(difference->key, "member") == 0) {
		judge_lone(finding, difference);
		return;
	}
	judge_value(finding, difference);
	attributes_judge(finding, difference);
}

/* The last part of a path. */
static const char *
last_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static void
layer_judge(struct finding *finding, const struct difference *difference)
{
	const char *name = difference->member == NULL ? "" : last_of(difference->member);
	const char *side = difference->published != NULL ? "published" : "rebuilt";

	if (strcmp(difference->key, "order") == 0) {
		finding->severity = SEVERITY_CHANGE;
		finding_set_cause(finding, NULL, "tar --sort=name");
		return;
	}
	if (strcmp(difference->key, "member") != 0) {
		attributes_judge(finding, difference);
		return;
	}
	if (!text_starts_with(name, ".wh."))
		return;
	if (difference->published != NULL)
		finding_raise(finding, SEVERITY_ALARM);
	if (strcmp(name, ".wh..wh..opq") == 0)
		finding_set_message(finding,
				    "only the %s layer takes away all that the layers "
				    "below have in this folder",
				    side);
	else
		finding_set_message(finding, "only the %s layer takes %s away", side,
				    name + strlen(".wh."));
}

static int
layer_tile(struct tiler *tiler, struct error *err)
{
	return format_tar.tile(tiler, err);
}

/* Rules see a tar archive, but it is known what its members do. */
static const struct format format_layer = {
	.name = "tar",
	.said = "a layer of an image",
	.tile = layer_tile,
	.judge = layer_judge,
	.normalize = tar_normalize,
};

/* A tar is a layer; one within a layer is a file of it. */
static const struct format *
oci_inside(const char *path, const struct format *seen)
{
	return seen == &format_tar && strstr(path, "//") == NULL ? &format_layer : seen;
}

const struct format format_oci = {
	.name = "oci",
	.said = "a container image",
	.recognize = oci_recognize,
	.tile = oci_tile,
	.tile_folder = oci_tile_folder,
	.judge = oci_judge,
	.inside = oci_inside,
	.normalize = oci_normalize,
};
