/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An index is one paragraph for each package (deb822(5)).  In Packages, "Source" names
 * the source package, with its version in parentheses where that is another one, and is
 * left out where it would say what Package and Version say.  In Sources, "Package" is the
 * source package and "Binary" lists what it builds.
 */
#include "rebuild/debian_index.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/decode.h"
#include "compare/libraries.h"
#include "rebuild/debian_checksums.h"
#include "rebuild/debian_fields.h"
#include "rebuild/fetch.h"
#include "sandbox/confine.h"

enum {
	INDEX_LIMIT = 1 << 30,	  /* decoded; Debian's largest are 60 MB */
	WINDOW_LIMIT = 128 << 20, /* of a decoder */
	ANSWER_LIMIT = 64 << 20,
	FILE_MARGIN = 1, /* one byte more than is stated tells that there is more */
};

struct search {
	struct bytes encoded;
	const struct debian_query *query;
};

static const struct {
	const char *ending, *magic;
	int (*decode)(struct decoding *decoding, struct error *err);
} compressions[] = {
	{ ".xz",
	  "\xfd"
	  "7zXZ",
	  decode_xz },
	{ ".gz", "\x1f\x8b", decode_gzip },
	{ ".bz2", "BZh", decode_bzip2 },
};

/* The first kind that there is. */
static const struct debian_file *
find_index(const struct debian_archive *archive, const char *index)
{
	for (size_t i = 0; i < array_length(compressions); i++) {
		cleanup_free char *name =
			xasprintf("%s%s", index, compressions[i].ending);
		const struct debian_file *found = debian_checksums_find(
			archive->indexes, archive->index_count, name);

		if (found != NULL)
			return found;
	}
	return debian_checksums_find(archive->indexes, archive->index_count, index);
}

int
debian_index_fetch(char **path, const struct session *session,
		   const struct debian_file *file, struct error *err)
{
	cleanup_free char *integrity = NULL, *fetched = NULL;
	struct fetch_request request = { .url = file->url,
					 .limit = file->size + FILE_MARGIN };

	*path = NULL;
	if (fetch_integrity(&integrity, file->sha256, err) < 0)
		return error_wrap(err, "%.300s", file->url);
	request.integrity = integrity;
	if (fetch_file(&fetched, session, &request, err) < 0) {
		/* Only a server that does not keep to its own index sends so much. */
		if (err->kind == ERROR_LIMIT && cancel_check(&session->cancel, err) == 0)
			return error_set(err, ERROR_MALFORMED,
					 "%.300s: it is longer than its index says",
					 file->url);
		return -1;
	}
	if (debian_checksums_verify(file, fetched, err) < 0)
		return error_wrap(err, "%.300s", file->url);
	*path = steal_pointer(&fetched);
	return 0;
}

/* By its digest, so that an archive that is updated meanwhile still has it; by its name
 * where that is not to be had. */
static int
fetch_index(char **path, const struct session *session,
	    const struct debian_archive *archive, const struct debian_file *index,
	    struct error *err)
{
	size_t folder = (size_t)(path_name(index->name) - index->name);
	struct debian_file file = { .name = index->name,
				    .sha256 = index->sha256,
				    .size = index->size };
	cleanup_free char *hashed =
		xasprintf("%s/dists/%s/%.*sby-hash/SHA256/%s", archive->uri,
			  archive->suite, (int)folder, index->name, index->sha256);
	cleanup_free char *named =
		xasprintf("%s/dists/%s/%s", archive->uri, archive->suite, index->name);

	file.url = archive->by_hash ? hashed : named;
	if (debian_index_fetch(path, session, &file, err) == 0)
		return 0;
	if (!archive->by_hash || err->kind != ERROR_NOT_FOUND)
		return -1;
	file.url = named;
	return debian_index_fetch(path, session, &file, err);
}

static bool
is_source(struct bytes paragraph, const char *name)
{
	cleanup_strings struct strings binaries = { 0 };

	if (bytes_equal_text(debian_field(paragraph, "Package"), name))
		return true;
	debian_list(&binaries, debian_field(paragraph, "Binary"));
	return strings_contain(&binaries, name);
}

static bool
is_of_source(struct bytes paragraph, const char *name)
{
	struct bytes source = debian_field(paragraph, "Source");

	if (source.size == 0)
		source = debian_field(paragraph, "Package");
	return bytes_equal_text(debian_word_next(&source), name);
}

static bool
is_meant(struct bytes paragraph, const struct debian_query *query)
{
	if (memmem(paragraph.data, paragraph.size, query->name, strlen(query->name)) ==
	    NULL)
		return false; /* most are not, and this tells it quickly */
	return query->index == DEBIAN_SOURCES ? is_source(paragraph, query->name)
					      : is_of_source(paragraph, query->name);
}

static void
search_text(struct buffer *out, struct bytes text, const struct debian_query *query)
{
	struct bytes paragraph;

	while (debian_paragraph_next(&text, &paragraph))
		if (is_meant(paragraph, query)) {
			buffer_append(out, paragraph);
			buffer_append_text(out, "\n");
		}
}

static int
decode(struct buffer *text, struct bytes encoded, struct error *err)
{
	struct decoding decoding = { .encoded = encoded,
				     .memory = WINDOW_LIMIT,
				     .out = text };

	for (size_t i = 0; i < array_length(compressions); i++)
		if (bytes_start_with(encoded, bytes_of_text(compressions[i].magic)))
			return compressions[i].decode(&decoding, err);
	buffer_append(text, encoded);
	return buffer_check(text, err);
}

static int
search_in_child(void *context, struct buffer *out, struct error *err)
{
	const struct search *search = context;
	cleanup_buffer struct buffer text = BUFFER_INIT(INDEX_LIMIT);

	if (decode(&text, search->encoded, err) < 0)
		return -1;
	search_text(out, buffer_bytes(&text), search->query);
	return buffer_check(out, err);
}

static int
search_file(struct buffer *out, const struct session *session, const char *path,
	    const struct debian_query *query, struct error *err)
{
	cleanup_mapping struct mapping mapping = { 0 };
	struct search search = { .query = query };
	struct confined confined = { .open = compare_libraries_open,
				     .run = search_in_child,
				     .context = &search,
				     .answer_limit = ANSWER_LIMIT };

	if (mapping_open(&mapping, path, err) < 0)
		return -1;
	search.encoded = mapping.bytes;
	return confine_run(&confined, &session->cancel, out, err);
}

static void
tell(const struct session *session, const struct debian_archive *archive,
     const char *index)
{
	cleanup_free char *line = xasprintf("%s of %s", index, archive->suite);

	progress_line(session->progress, line);
}

static int
search_index(struct buffer *out, const struct session *session,
	     const struct debian_query *query, const char *name, struct error *err)
{
	const struct debian_archive *archive = query->archive;
	const struct debian_file *index = find_index(archive, name);
	cleanup_free char *path = NULL;

	if (index == NULL || index->size == 0)
		return 0;
	tell(session, archive, path_name(name));
	if (fetch_index(&path, session, archive, index, err) < 0)
		return -1;
	if (search_file(out, session, path, query, err) < 0)
		return error_wrap(err, "%s/dists/%s/%s", archive->uri, archive->suite,
				  index->name);
	return 0;
}

int
debian_index_search(struct buffer *out, const struct session *session,
		    const struct debian_query *query, struct error *err)
{
	const char *component = query->component;
	cleanup_free char *all = xasprintf("%s/binary-all/Packages", component);
	cleanup_free char *name = query->index == DEBIAN_SOURCES
					  ? xasprintf("%s/source/Sources", component)
					  : xasprintf("%s/binary-%s/Packages", component,
						      query->architecture);

	if (search_index(out, session, query, name, err) < 0)
		return -1;
	if (query->index == DEBIAN_SOURCES || !query->archive->separates_all)
		return 0;
	return search_index(out, session, query, all, err);
}
