/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Container images, as an archive of an image layout and as docker saves them. */

#include "base/cleanup.h"
#include "base/digest.h"
#include "tests/unit/archives.h"

/* What the images of the tests differ in. */
struct image_choice {
	const char *created;	 /* NULL: 2020-01-01T00:00:00Z */
	const char *entrypoint;	 /* NULL: /tool */
	const char *tool;	 /* what the program of the first layer is; NULL */
	const char *mtime, *uid; /* of its file, in octal; NULL */
	const char *gone;	 /* what the second layer takes away, ".wh.x"; NULL */
	const char *lie;	 /* a digest that the manifest gives the layer; NULL */
	const char *space;	 /* in the manifest; NULL */
	const char *mark;	 /* beside the manifest; NULL */
	const char *stray;	 /* a blob that nothing leads to; NULL */
	unsigned size_lie;	 /* added to the size of the layer */
	bool plain;		 /* the layer is not compressed */
	bool two;		 /* the order of two files in the first layer */
	bool swapped;		 /* the layers */
	bool repeated;		 /* the first layer once more at the end */
	bool reversed;		 /* the archive's members */
	bool docker;		 /* as `docker save` had it, without an index */
};

enum { IMAGE_BLOBS = 5 };

struct image_blob {
	struct buffer content;
	char hex[DIGEST_HEX_MAX];
};

struct image {
	struct image_blob layers[2], unpacked[2], config, manifest;
};

static inline const char *
image_or(const char *text, const char *otherwise)
{
	return text != NULL ? text : otherwise;
}

static inline void
image_name(struct image_blob *blob)
{
	digest_hex_of(DIGEST_SHA256, buffer_bytes(&blob->content), blob->hex);
}

static inline void
image_file(struct buffer *tar, const struct image_choice *choice, const char *name,
	   const char *content)
{
	size_t at = archive_add(tar, '0', name, content);

	if (choice->mtime != NULL)
		archive_set(tar, at, TAR_MTIME, choice->mtime);
	if (choice->uid != NULL)
		archive_set(tar, at, TAR_UID, choice->uid);
}

static inline void
image_put_layer(struct image *image, size_t index, const struct image_choice *choice)
{
	struct buffer *tar = &image->unpacked[index].content;

	*tar = image->layers[index].content = ARCHIVE_INIT;
	if (index == 0 && choice->two)
		image_file(tar, choice, "second", "2");
	if (index == 0)
		image_file(tar, choice, "tool", image_or(choice->tool, "a program"));
	if (index == 0 && !choice->two)
		image_file(tar, choice, "second", "2");
	if (index == 1)
		image_file(tar, choice, "etc/motd", "hello");
	if (index == 1 && choice->gone != NULL)
		image_file(tar, choice, choice->gone, "");
	archive_end(tar);
	image_name(&image->unpacked[index]);
	if (choice->plain)
		buffer_append(&image->layers[index].content, buffer_bytes(tar));
	else
		archive_gzip(&image->layers[index].content, buffer_bytes(tar),
			     &(struct gzip_header){ .os = 255 });
	image_name(&image->layers[index]);
}

static inline void
image_put_config(struct image *image, const struct image_choice *choice)
{
	const char *created = image_or(choice->created, "2020-01-01T00:00:00Z");
	size_t first = choice->swapped ? 1 : 0;

	image->config.content = ARCHIVE_INIT;
	buffer_printf(&image->config.content,
		      "{\"created\":\"%s\",\"architecture\":\"amd64\",\"os\":\"linux\","
		      "\"config\":{\"Entrypoint\":[\"%s\"],\"Env\":[\"A=b\"]},"
		      "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:%s\","
		      "\"sha256:%s\"]},\"history\":[{\"created\":\"%s\",\"created_by\":"
		      "\"x\"}]}",
		      created, image_or(choice->entrypoint, "/tool"),
		      image->unpacked[first].hex, image->unpacked[1 - first].hex,
		      created);
	image_name(&image->config);
}

static inline void
image_describe(struct buffer *out, const char *type, const struct image_blob *blob,
	       const char *hex, size_t size)
{
	buffer_printf(out,
		      "{\"mediaType\":\"application/vnd.oci.image.%s\","
		      "\"digest\":\"sha256:%s\",\"size\":%zu}",
		      type, hex != NULL ? hex : blob->hex, size);
}

static inline void
image_put_manifest(struct image *image, const struct image_choice *choice)
{
	struct buffer *out = &image->manifest.content;
	size_t first = choice->swapped ? 1 : 0;

	*out = ARCHIVE_INIT;
	buffer_printf(out,
		      "{\"schemaVersion\":%s2,\"config\":", image_or(choice->space, ""));
	image_describe(out, "config.v1+json", &image->config, NULL,
		       image->config.content.size);
	buffer_append_text(out, ",\"layers\":[");
	for (size_t i = 0; i < 2U + choice->repeated; i++) {
		const struct image_blob *layer =
			&image->layers[i == 1 ? 1 - first : first];
		bool lied = layer == &image->layers[0];

		buffer_append_text(out, i > 0 ? "," : "");
		image_describe(out, "layer.v1.tar+gzip", layer, lied ? choice->lie : NULL,
			       layer->content.size + (lied ? choice->size_lie : 0));
	}
	buffer_printf(out, "]%s}", image_or(choice->mark, ""));
	image_name(&image->manifest);
}

static inline void
image_add_blob(struct buffer *out, const struct image_blob *blob)
{
	cleanup_free char *name = xasprintf("blobs/sha256/%s", blob->hex);

	tar_add_bytes(out, '0', name, "", buffer_bytes(&blob->content));
}

static inline void
image_add_layout(struct buffer *out, const struct image *image,
		 const struct image_choice *choice)
{
	const struct image_blob *blobs[] = { &image->manifest, &image->config,
					     &image->layers[0], &image->layers[1] };
	cleanup_buffer struct buffer index = ARCHIVE_INIT;

	buffer_append_text(&index, "{\"schemaVersion\":2,\"manifests\":[");
	image_describe(&index, "manifest.v1+json", &image->manifest, NULL,
		       image->manifest.content.size);
	index.size--; /* the descriptor goes on */
	buffer_append_text(&index, ",\"platform\":{\"architecture\":\"amd64\",\"os\":"
				   "\"linux\"}}]}\n");
	tar_add(out, '0', "oci-layout", "", "{\"imageLayoutVersion\":\"1.0.0\"}");
	tar_add_bytes(out, '0', "index.json", "", buffer_bytes(&index));
	for (size_t i = 0; i < 4; i++)
		image_add_blob(out, blobs[choice->reversed ? 3 - i : i]);
}

static inline void
image_add_docker(struct buffer *out, const struct image *image)
{
	cleanup_buffer struct buffer manifest = ARCHIVE_INIT;
	cleanup_free char *config = xasprintf("%s.json", image->config.hex);

	buffer_printf(&manifest,
		      "[{\"Config\":\"%s.json\",\"RepoTags\":[\"x/y:1\"],"
		      "\"Layers\":[\"%s.tar\",\"%s.tar\"]}]",
		      image->config.hex, image->layers[0].hex, image->layers[1].hex);
	for (size_t i = 0; i < 2; i++) {
		cleanup_free char *name = xasprintf("%s.tar", image->layers[i].hex);

		tar_add_bytes(out, '0', name, "",
			      buffer_bytes(&image->layers[i].content));
	}
	tar_add_bytes(out, '0', config, "", buffer_bytes(&image->config.content));
	tar_add_bytes(out, '0', "manifest.json", "", buffer_bytes(&manifest));
}

static inline void
image_release(struct image *image)
{
	for (size_t i = 0; i < 2; i++) {
		buffer_release(&image->layers[i].content);
		buffer_release(&image->unpacked[i].content);
	}
	buffer_release(&image->config.content);
	buffer_release(&image->manifest.content);
}

static inline struct bytes
put_image(struct buffer *out, const struct image_choice *choice)
{
	struct image image = { 0 };

	buffer_clear(out);
	image_put_layer(&image, 0, choice);
	image_put_layer(&image, 1, choice);
	image_put_config(&image, choice);
	image_put_manifest(&image, choice);
	if (choice->docker)
		image_add_docker(out, &image);
	else
		image_add_layout(out, &image, choice);
	if (choice->stray != NULL) {
		struct image_blob stray = { .content = ARCHIVE_INIT };

		buffer_append_text(&stray.content, choice->stray);
		image_name(&stray);
		image_add_blob(out, &stray);
		buffer_release(&stray.content);
	}
	archive_end(out);
	image_release(&image);
	return buffer_bytes(out);
}
