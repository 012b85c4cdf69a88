/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The canonical form of a zip archive: members one behind the other, stored, with what
 * the rules that are on leave of their headers, and their contents in canonical form;
 * then the directory.  What no rule covers stays: prefix, comments, attributes, unknown
 * extra fields, names that stand twice.  An archive with anything to complain of is kept,
 * and so is one where `encoder` or `zip-flags` is off, as nothing can move then.  The
 * block of an Android package's signatures goes; where it has to stay, so has the rest.
 *
 * Members are cut into tiles one at a time, and no stream is decoded before it is known
 * that its bytes are no other member's: an archive whose members overlap costs nothing.
 */
#include "compare/zip_normalize.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/apk_signature.h"
#include "compare/decode.h"
#include "compare/jar.h"
#include "compare/zip_form.h"
#include "compare/zip_order.h"
#include "compare/zip_tiles.h"

/* What is being written. */
struct job {
	struct normalizer *normalizer; /* borrowed */
	const struct zip *zip;	       /* borrowed */
	struct zip_rules rules;
	struct zip_output output;
	bool drops; /* a signature, which is right */
	bool sound; /* nothing was found to complain of so far */
};

/* What stands between members and directory, and between that and its end, is nothing. */
static bool
directory_fits(const struct zip *zip)
{
	const struct zip_end *end = &zip->end;
	bool wide = end->zip64_at != UINT64_MAX;

	return zip->directory_end == (wide ? end->zip64_at : end->at) &&
	       (!wide || (end->zip64_at + ZIP64_END_SIZE == end->locator_at &&
			  end->locator_at + ZIP64_LOCATOR_SIZE == end->at)) &&
	       end->trailing == 0 && zip_prefix(zip) <= zip_members_end(zip);
}

static struct tiler
tiler_on(struct job *job, struct tiling *tiling)
{
	tiling->content = job->zip->content;
	return (struct tiler){ .tiling = tiling,
			       .content = job->zip->content,
			       .member = NO_MEMBER,
			       .budget = &job->normalizer->budget };
}

/* A signature goes where its rule is on; what is signed may not change where it stays. */
static bool
signature_goes(const struct job *job, const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++) {
		const struct tile *tile = &tiling->tiles[i];
		struct difference lone = { .format = &format_zip,
					   .key = tile->key,
					   .published = tile };

		if (text_starts_with(tile->key, "signature") &&
		    tile->kind == TILE_FIELD &&
		    rule_for(&job->normalizer->rules, &lone) == NULL)
			return false;
	}
	return true;
}

static bool
outside_is_fit(struct job *job)
{
	cleanup_tiling struct tiling tiling = { 0 };
	struct tiler tiler = tiler_on(job, &tiling);

	zip_outer_take(&tiler, job->zip);
	return normalize_is_sound(&tiling) && directory_fits(job->zip) &&
	       signature_goes(job, &tiling);
}

/* Encoders whose output no reader could tell from another's. */
static const struct {
	uint16_t method;
	int (*encode)(struct bytes content, struct buffer *out, struct error *err);
} encoders[] = {
	{ ZIP_BZIP2, encode_bzip2 },
	{ ZIP_XZ, encode_xz },
	{ ZIP_ZSTD, encode_zstd },
};

/* What the member holds, in canonical form: files alone are looked into. */
static int
append_content(struct job *job, const struct zip_subject *subject, struct bytes content,
	       struct buffer *out, struct error *err)
{
	const struct member *member = &subject->tiling->members[0];

	if (member->type != 'f')
		return normalize_keep(out, content, err);
	return normalize_content(job->normalizer, member->name, content, out, err);
}

static int
append_encoded(struct job *job, struct zip_form *form, const struct zip_subject *subject,
	       struct bytes content, struct error *err)
{
	cleanup_buffer struct buffer inner = BUFFER_INIT(job->output.out->limit);
	size_t before = job->output.out->size, i = 0;

	if (append_content(job, subject, content, &inner, err) < 0)
		return -1;
	while (i + 1 < array_length(encoders) && encoders[i].method != form->method)
		i++;
	if (encoders[i].encode(buffer_bytes(&inner), job->output.out, err) < 0)
		return -1;
	form->crc32 = decode_crc32(buffer_bytes(&inner));
	form->size = inner.size;
	form->compressed = job->output.out->size - before;
	return 0;
}

static int
append_stored(struct job *job, struct zip_form *form, const struct zip_subject *subject,
	      struct bytes content, struct error *err)
{
	struct buffer *out = job->output.out;
	size_t before = out->size;
	struct bytes written;

	if (append_content(job, subject, content, out, err) < 0)
		return -1;
	written = bytes_slice(buffer_bytes(out), before, SIZE_MAX);
	form->size = form->compressed = written.size;
	/* The archive's own CRC-32 was found right. */
	if (!bytes_equal(written, content))
		form->crc32 = decode_crc32(written);
	return buffer_check(out, err);
}

/* What could not be read is copied as it is. */
static int
append_data(struct job *job, struct zip_form *form, const struct zip_subject *subject,
	    const struct tile *tile, struct error *err)
{
	if (tile->encoded == NULL)
		return normalize_keep(job->output.out, tile->bytes, err);
	if (form->method == ZIP_STORED)
		return append_stored(job, form, subject, encoded_read(tile->encoded),
				     err);
	return append_encoded(job, form, subject, encoded_read(tile->encoded), err);
}

static int
write_form(struct job *job, const struct zip_subject *subject, const struct tile *tile,
	   struct error *err)
{
	cleanup_zip_form struct zip_form form = { 0 };

	zip_form_make(&form, subject, &job->rules);
	if (tile->encoded != NULL && form.method == ZIP_DEFLATED) {
		form.method = ZIP_STORED;
		zip_form_note(subject, &(struct normalize_change){ "encoder", "method",
								   "deflate", "stored" });
	}
	zip_write_begin(&job->output, &form);
	if (append_data(job, &form, subject, tile, err) < 0)
		return -1;
	zip_write_end(&job->output, &form, subject->entry->rank);
	return buffer_check(job->output.out, err);
}

static const struct tile *
find_content(const struct tiling *tiling)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (strcmp(tiling->tiles[i].key, "content") == 0)
			return &tiling->tiles[i];
	return NULL;
}

/* Reads what the tiles say of a stream; -1 when a limit is in the way. */
static int
look(struct job *job, const struct tile *tile, struct error *err)
{
	const struct budget *budget = &job->normalizer->budget;

	if (tile != NULL && tile->encoded != NULL)
		encoded_read(tile->encoded);
	if (budget->hit.count > 0)
		return error_set(err, ERROR_LIMIT, "%s", budget->hit.items[0]);
	return 0;
}

/* Whether nothing stands between the member and what comes next. */
static bool
is_followed(const struct zip *zip, size_t index, size_t end)
{
	if (index + 1 < zip->count)
		return zip->entries[index + 1].offset == end;
	return end == zip_members_end(zip) || apk_block_is_aligned(zip, end);
}

static bool
is_dropped(const struct job *job, size_t index)
{
	return job->drops && jar_is_signature(job->zip->entries[index].header.name);
}

static int
write_member(struct job *job, size_t index, struct error *err)
{
	const struct zip *zip = job->zip;
	const struct zip_entry *entry = &zip->entries[index];
	cleanup_tiling struct tiling tiling = { 0 };
	struct tiler tiler = tiler_on(job, &tiling);
	struct zip_header local;
	struct zip_subject subject = { job->normalizer, &tiling, entry, &local };
	const struct tile *content;
	size_t end = 0;

	(void)zip_tiles_take(&tiler, zip, entry, &end);
	content = find_content(&tiling);
	job->sound = is_followed(zip, index, end) && content != NULL &&
		     normalize_is_sound(&tiling) &&
		     zip_local_read(zip->content, entry->offset, &local);
	if (look(job, job->sound ? content : NULL, err) < 0)
		return -1;
	job->sound = job->sound && normalize_is_sound(&tiling);
	if (job->sound && is_dropped(job, index)) {
		zip_form_note(&subject,
			      &(struct normalize_change){ "signature-block", "member",
							  "signature", NULL });
		return 0;
	}
	return job->sound ? write_form(job, &subject, content, err) : 0;
}

/* Whether readers find in the form what has been written, and nothing else: contents that
 * are stored now may look like the end of an archive. */
static bool
is_found(const struct job *job, uint64_t directory)
{
	struct bytes form =
		bytes_slice(buffer_bytes(job->output.out), job->output.start, SIZE_MAX);
	struct zip_end end;
	struct error ignored;

	return zip_end_find(&end, form, &ignored) == 0 && end.doubt == NULL &&
	       end.trouble == NULL && end.trailing == 0 && end.directory == directory &&
	       end.base == job->output.base;
}

static int
write_all(struct job *job, struct zip *zip, struct error *err)
{
	cleanup_free size_t *order = zip_order_make(job->normalizer, zip);
	struct zip_output *output = &job->output;
	uint64_t directory;

	if (job->drops)
		output->count = zip_order_close(zip);
	buffer_append(output->out, bytes_slice(zip->content, 0, zip_prefix(zip)));
	for (size_t i = 0; i < zip->count && job->sound && !output->unfit; i++)
		if (write_member(job, order[i], err) < 0)
			return -1;
	if (!job->sound || output->unfit)
		return 0;
	directory = output->out->size - output->start;
	zip_write_directory(output, zip->end.comment);
	if (buffer_check(output->out, err) < 0)
		return -1;
	job->sound = is_found(job, directory);
	return 0;
}

/* What the archive names with digests stays as it is; a manifest does not name itself. */
static void
keep_listed(struct job *job)
{
	struct normalizer *normalizer = job->normalizer;
	enum zip_list list =
		zip_names_digests(job->zip, !job->drops, &normalizer->budget);

	if (list == ZIP_NOT_LISTED || normalizer->listed > 0)
		return;
	normalizer->listed = normalizer->entered + 1;
	normalizer->list = list == ZIP_LISTED_IN_MANIFEST ? &format_manifest : NULL;
}

/* As write_all(), with the list that a wheel has. */
static int
write_listed(struct job *job, struct zip *zip, struct error *err)
{
	const struct relist *outer = job->normalizer->relist;
	cleanup_relist struct relist list = { .source = NULL };
	int written = zip_relist(&list, job->normalizer, zip, err);

	job->sound = written != ZIP_LIST_LIES;
	job->normalizer->relist = list.source != NULL ? &list : NULL;
	if (written == 0)
		written = write_all(job, zip, err);
	job->normalizer->relist = outer;
	return written < 0 ? -1 : 0;
}

/* Writes the form; where there is none, *out and the ledger are as they were. */
static int
write_form_of(struct job *job, struct zip *zip, struct buffer *out, struct error *err)
{
	size_t noted = job->normalizer->ledger->count;
	unsigned listed = job->normalizer->listed;
	const struct format *list = job->normalizer->list;
	int written;

	job->output = (struct zip_output){
		.out = out,
		.start = out->size,
		.base = zip->end.base > 0 ? zip_prefix(zip) : 0,
		.directory = BUFFER_INIT(SIZE_MAX),
		.records = xcalloc(zip->count + 1, sizeof(struct zip_record)),
		.count = zip->count,
	};
	keep_listed(job);
	job->normalizer->is_signed = job->drops;
	if (zip->signing_block.size > 0)
		normalize_note(job->normalizer,
			       &(struct normalize_change){ "signature-block", "signature",
							   "(signed)", NULL });
	written = write_listed(job, zip, err);
	job->normalizer->listed = listed;
	job->normalizer->list = list;
	if (written == 0 && (!job->sound || job->output.unfit)) {
		out->size = job->output.start;
		strings_cut(job->normalizer->ledger, noted);
		written = normalize_keep(out, zip->content, err);
	}
	zip_output_release(&job->output);
	return written;
}

static int
open_archive(struct normalizer *normalizer, struct zip *zip, struct bytes content,
	     struct error *err)
{
	uint64_t most = normalizer->budget.limits->members;

	most = MIN(most - MIN(most, normalizer->budget.members), (uint64_t)SIZE_MAX);
	if (zip_read(zip, content, (size_t)most, err) == 0)
		return 0;
	if (err->kind == ERROR_LIMIT)
		return error_set(err, ERROR_LIMIT, "members: more than %" PRIu64,
				 normalizer->budget.limits->members);
	return -1;
}

int
zip_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	      struct error *err)
{
	static const char *const rules[] = { "encoder", "zip-flags" };
	cleanup_zip struct zip zip = { .count = 0 };
	struct job job = { .normalizer = normalizer, .zip = &zip, .sound = true };

	if (!normalize_wants(normalizer, rules, array_length(rules)))
		return normalize_keep(out, content, err);
	if (open_archive(normalizer, &zip, content, err) < 0)
		return err->kind == ERROR_LIMIT ? -1 : normalize_keep(out, content, err);
	job.rules.time = rule_on(&normalizer->rules, "zip-time");
	job.rules.host = rule_on(&normalizer->rules, "zip-host");
	if (!outside_is_fit(&job))
		return normalize_keep(out, content, err);
	job.drops = rule_on(&normalizer->rules, "signature-block") != NULL &&
		    jar_is_signed(&zip, &normalizer->budget);
	return write_form_of(&job, &zip, out, err);
}
