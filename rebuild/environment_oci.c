/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An image in an OCI layout (OCI image specification, image-layout.md): a folder with
 * `oci-layout`, `index.json` and blobs/sha256/HEX.  The index lists manifests, or an
 * index that does; a manifest names a configuration and layers, which lie over each other
 * in order.  Everything is named by its digest, which is checked.  skopeo's way to say
 * which one of several: oci:FOLDER:NAME.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment_cache.h"
#include "rebuild/unpack_confined.h"

enum { DOCUMENT_MAX = 8 << 20, DIGEST_HEX = 64, INDEXES = 4, LAYERS = 500 };

static const char prefix[] = "oci:";
static const char sha256_prefix[] = "sha256:";
static const char name_key[] = "org.opencontainers.image.ref.name";

struct image {
	char *folder;			/* owned */
	char *wanted;			/* owned: a name; NULL */
	struct json *manifest, *config; /* owned */
	char hex[DIGEST_HEX_MAX];	/* of the manifest */
};

static void
image_release(struct image *image)
{
	free(image->folder);
	free(image->wanted);
	json_free(image->manifest);
	json_free(image->config);
}

#define cleanup_image __attribute__((cleanup(image_release)))

static bool
is_layout(const char *folder)
{
	cleanup_free char *mark = path_join(folder, "oci-layout");

	return folder_exists(folder) && file_exists(mark);
}

static bool
is_oci(const char *spec)
{
	return text_starts_with(spec, prefix) || is_layout(spec);
}

/* The name of a blob, whose digest is one that can be a path. */
static int
blob_path(char **path, char *hex, const struct image *image,
	  const struct json *descriptor, struct error *err)
{
	const char *digest = json_get_text(descriptor, "digest");
	const char *text = digest != NULL && text_starts_with(digest, sha256_prefix)
				   ? digest + strlen(sha256_prefix)
				   : NULL;

	if (text == NULL || strlen(text) != DIGEST_HEX ||
	    strspn(text, "0123456789abcdef") != DIGEST_HEX)
		return error_set(err, ERROR_UNSUPPORTED,
				 "a part of the image is not named by a SHA-256");
	memcpy(hex, text, DIGEST_HEX + 1);
	*path = xasprintf("%s/blobs/sha256/%s", image->folder, hex);
	return 0;
}

static int
read_document(struct json **out, const char *path, const char *hex, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(DOCUMENT_MAX);
	char found[DIGEST_HEX_MAX];

	if (file_read(path, &text, err) < 0 || buffer_check(&text, err) < 0)
		return -1;
	digest_hex_of(DIGEST_SHA256, buffer_bytes(&text), found);
	if (hex != NULL && strcmp(found, hex) != 0)
		return error_set(err, ERROR_MALFORMED,
				 "%s: its SHA-256 is %s, not the one it is named by", hex,
				 found);
	return json_parse(out, buffer_bytes(&text), err);
}

/* As Go names processors. */
static const char *
processor(void)
{
	static const char *const names[][2] = {
		{ "x86_64", "amd64" },	  { "aarch64", "arm64" },   { "armv7l", "arm" },
		{ "riscv64", "riscv64" }, { "ppc64le", "ppc64le" }, { "s390x", "s390x" },
		{ "i686", "386" },
	};
	static struct utsname host;

	if (uname(&host) < 0)
		return "";
	for (size_t i = 0; i < array_length(names); i++)
		if (strcmp(names[i][0], host.machine) == 0)
			return names[i][1];
	return host.machine;
}

static bool
suits(const struct json *descriptor, const char *wanted)
{
	const struct json *platform = json_get(descriptor, "platform");
	const char *architecture = json_get_text(platform, "architecture");
	const char *os = json_get_text(platform, "os");
	const char *name = json_get_text(json_get(descriptor, "annotations"), name_key);

	return (wanted == NULL || (name != NULL && strcmp(name, wanted) == 0)) &&
	       (architecture == NULL || strcmp(architecture, processor()) == 0) &&
	       (os == NULL || strcmp(os, "linux") == 0);
}

static int
choose(const struct json **chosen, const struct json *index, const char *wanted,
       struct error *err)
{
	const struct json *all = json_get(index, "manifests");

	*chosen = NULL;
	for (size_t i = 0; i < json_count(all); i++) {
		if (!suits(json_at(all, i), wanted))
			continue;
		if (*chosen != NULL)
			return error_set(err, ERROR_USAGE,
					 "it holds several images; say which: "
					 "oci:FOLDER:NAME");
		*chosen = json_at(all, i);
	}
	if (*chosen == NULL)
		return error_set(err, ERROR_NOT_FOUND, "it holds no image%s%s for %s",
				 wanted != NULL ? " named " : "",
				 wanted != NULL ? wanted : "", processor());
	return 0;
}

/* From the index to the manifest, over indexes of one image for several processors. */
static int
find_manifest(struct image *image, struct error *err)
{
	cleanup_free char *top = path_join(image->folder, "index.json");
	cleanup_json struct json *index = NULL;
	const char *wanted = image->wanted;

	if (read_document(&index, top, NULL, err) < 0)
		return -1;
	for (unsigned depth = 0; depth < INDEXES; depth++) {
		cleanup_free char *path = NULL;
		const struct json *chosen;
		struct json *inner = NULL;

		if (choose(&chosen, index, wanted, err) < 0 ||
		    blob_path(&path, image->hex, image, chosen, err) < 0 ||
		    read_document(&inner, path, image->hex, err) < 0)
			return -1;
		if (json_get(inner, "layers") != NULL) {
			image->manifest = inner;
			return 0;
		}
		json_free(index);
		index = inner;
		wanted = NULL;
	}
	return error_set(err, ERROR_MALFORMED, "its indexes lead to no image");
}

static int
read_image(struct image *image, const char *spec, struct error *err)
{
	cleanup_free char *path = NULL;
	char hex[DIGEST_HEX_MAX];

	if (text_starts_with(spec, prefix)) {
		const char *rest = spec + strlen(prefix), *colon = strrchr(rest, ':');

		if (colon != NULL && !is_layout(rest)) {
			image->folder = xstrndup(rest, (size_t)(colon - rest));
			image->wanted = xstrdup(colon + 1);
		} else {
			image->folder = xstrdup(rest);
		}
	} else {
		image->folder = xstrdup(spec);
	}
	if (!is_layout(image->folder))
		return error_set(err, ERROR_NOT_FOUND, "%s is no OCI layout",
				 image->folder);
	if (find_manifest(image, err) < 0 ||
	    blob_path(&path, hex, image, json_get(image->manifest, "config"), err) < 0)
		return -1;
	return read_document(&image->config, path, hex, err);
}

static void
take_config(struct environment *out, const struct image *image)
{
	const struct json *settings = json_get(json_get(image->config, "config"), "Env");
	const char *architecture = json_get_text(image->config, "architecture");

	out->architecture = xstrdup_or_null(architecture);
	for (size_t i = 0; i < json_count(settings); i++) {
		const char *setting = json_text(json_at(settings, i));

		if (setting != NULL && strchr(setting, '=') != NULL)
			strings_add(&out->settings, setting);
	}
}

/* Everything that a layer is laid with. */
struct laying {
	struct environment *out;
	struct environment_draft *draft;
	const struct session *session;
	const struct image *image;
};

static int
lay(const struct laying *laying, const struct json *descriptor, struct error *err)
{
	cleanup_unpacking struct unpacking unpacking = { 0 };
	cleanup_free char *path = NULL;
	char hex[DIGEST_HEX_MAX];
	struct root_archive archive = { .manner = ROOT_LAYER, .sha256 = hex };

	if (blob_path(&path, hex, laying->image, descriptor, err) < 0)
		return -1;
	archive.path = path;
	progress_line(laying->session->progress, path_name(path));
	if (unpack_root_confined(&unpacking, laying->session, &archive,
				 laying->draft->root, err) < 0)
		return -1;
	strings_add_all(&laying->out->left_out, &unpacking.left_out);
	return 0;
}

static int
make(const struct laying *laying, struct error *err)
{
	const struct json *layers = json_get(laying->image->manifest, "layers");
	struct environment *out = laying->out;

	progress_stop(laying->session->progress, "environment", "%s", out->name);
	if (json_count(layers) == 0 || json_count(layers) > LAYERS)
		return error_set(err, ERROR_LIMIT, "it has %zu layers",
				 json_count(layers));
	for (size_t i = 0; i < json_count(layers); i++)
		if (lay(laying, json_at(layers, i), err) < 0)
			return -1;
	take_config(out, laying->image);
	out->digest = xstrdup(laying->image->hex);
	return environment_draft_keep(out, laying->draft, laying->session, err);
}

static int
open_oci(struct environment *out, const struct session *session,
	 const struct environment_request *request, struct error *err)
{
	cleanup_environment struct environment kept = ENVIRONMENT_INIT;
	cleanup_environment_draft struct environment_draft draft = ENVIRONMENT_DRAFT_INIT;
	cleanup_image struct image image = { 0 };
	const struct laying laying = { out, &draft, session, &image };
	int there;

	if (read_image(&image, request->spec, err) < 0)
		return -1;
	there = environment_cache_find(&kept, session, image.hex, err);
	if (there == 0) {
		if (environment_draft_open(&draft, session, image.hex, err) < 0)
			return -1;
		there = environment_cache_find(&kept, session, image.hex, err);
	}
	if (there == 0)
		return make(&laying, err);
	if (there < 0)
		return -1;
	environment_release(out);
	*out = kept;
	kept = ENVIRONMENT_INIT;
	return 0;
}

const struct environment_kind environment_oci = {
	.name = "oci",
	.form = "an OCI layout (oci:FOLDER:NAME)",
	.recognize = is_oci,
	.open = open_oci,
};
