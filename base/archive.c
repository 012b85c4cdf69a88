/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Through libarchive. */
#include "base/archive.h"

#include <errno.h>
#include <iconv.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/archive_library.h"
#include "base/memory.h"

enum { PIECE = 1 << 16, RATIO_FROM = 16 << 20 };

struct archive_reader {
	struct archive *archive; /* owned */
	struct archive_limits limits;
	uint64_t members, bytes, input;
	uint8_t piece[PIECE];
};

struct archive_limits
archive_limits_usual(void)
{
	return (struct archive_limits){ .members = 1000000,
					.bytes = UINT64_C(8) << 30,
					.ratio = 1000 };
}

/* libarchive turns the UTF-8 of pax and zip names into the locale's characters by iconv,
 * whose tables glibc opens at the first use; in another locale names would be lost.  The
 * times of zip, rar and cab are local ones, of whichever place: glibc opens the zone's
 * file when it is first asked, and what is read is not to depend on where that is. */
void
archive_prepare(void)
{
	iconv_t tables;

	setlocale(LC_CTYPE, "C.UTF-8");
	setenv("TZ", "UTC0", 1);
	tzset();
	tables = iconv_open("UTF-8", "UTF-8");
	if (tables != (iconv_t)-1)
		iconv_close(tables);
}

static int
fail(struct archive_reader *reader, struct error *err)
{
	const char *why = archive_error_string(reader->archive);

	if (archive_errno(reader->archive) == ENOMEM)
		return error_set(err, ERROR_LIMIT,
				 "the archive wants more memory than there is: %s",
				 why != NULL ? why : "no reason given");
	return error_set(err, ERROR_MALFORMED, "the archive cannot be read: %s",
			 why != NULL ? why : "no reason given");
}

static void
support(struct archive *archive, enum archive_kind kind)
{
	switch (kind) {
	case ARCHIVE_USUAL:
		archive_read_support_format_tar(archive);
		archive_read_support_format_zip(archive);
		archive_read_support_format_cpio(archive);
		archive_read_support_filter_gzip(archive);
		archive_read_support_filter_bzip2(archive);
		archive_read_support_filter_xz(archive);
		archive_read_support_filter_lzma(archive);
		archive_read_support_filter_zstd(archive);
		break;
	case ARCHIVE_7Z:
		archive_read_support_format_7zip(archive);
		break;
	case ARCHIVE_CAB:
		archive_read_support_format_cab(archive);
		break;
	case ARCHIVE_ISO9660:
		archive_read_support_format_iso9660(archive);
		break;
	case ARCHIVE_RAR:
		archive_read_support_format_rar(archive);
		archive_read_support_format_rar5(archive);
		break;
	case ARCHIVE_XAR:
		archive_read_support_format_xar(archive);
		break;
	}
}

int
archive_open(struct archive_reader **out, struct bytes bytes,
	     const struct archive_limits *limits, struct error *err)
{
	return archive_open_kind(out, ARCHIVE_USUAL, bytes, limits, err);
}

int
archive_open_kind(struct archive_reader **out, enum archive_kind kind, struct bytes bytes,
		  const struct archive_limits *limits, struct error *err)
{
	struct archive_reader *reader = xcalloc(1, sizeof(*reader));
	struct archive *archive = archive_read_new();

	*out = reader;
	*reader = (struct archive_reader){ .archive = archive,
					   .limits = *limits,
					   .input = bytes.size };
	support(archive, kind);
	if (archive_read_open_memory(archive, bytes.data, bytes.size) == ARCHIVE_OK)
		return 0;
	fail(reader, err);
	archive_close(reader);
	*out = NULL;
	return -1;
}

void
archive_close(struct archive_reader *reader)
{
	if (reader == NULL)
		return;
	archive_read_free(reader->archive);
	free(reader);
}

void
archive_close_at(struct archive_reader **at)
{
	archive_close(*at);
}

static char
type_of(struct archive_entry *entry)
{
	if (archive_entry_hardlink(entry) != NULL)
		return 'h';
	switch (archive_entry_filetype(entry)) {
	case S_IFREG:
		return 'f';
	case S_IFDIR:
		return 'd';
	case S_IFLNK:
		return 'l';
	default:
		return 'o';
	}
}

static const char *
link_of(struct archive_entry *entry)
{
	const char *hard = archive_entry_hardlink(entry);

	return hard != NULL ? hard : archive_entry_symlink(entry);
}

int
archive_next(struct archive_reader *reader, struct archive_member *member,
	     struct error *err)
{
	struct archive_entry *entry;
	int code = archive_read_next_header(reader->archive, &entry);

	if (code == ARCHIVE_EOF)
		return 0;
	if (code < ARCHIVE_WARN)
		return fail(reader, err);
	if (++reader->members > reader->limits.members)
		return error_set(err, ERROR_LIMIT, "more than %llu members",
				 (unsigned long long)reader->limits.members);
	*member = (struct archive_member){
		.path = archive_entry_pathname(entry),
		.link = link_of(entry),
		.type = type_of(entry),
		.mode = archive_entry_perm(entry),
		.kind = archive_entry_filetype(entry),
		.size = (uint64_t)archive_entry_size(entry),
		.has_time = archive_entry_mtime_is_set(entry) != 0,
		.mtime = archive_entry_mtime(entry),
		.uid = archive_entry_uid(entry),
		.gid = archive_entry_gid(entry),
		.devmajor = (unsigned)archive_entry_rdevmajor(entry),
		.devminor = (unsigned)archive_entry_rdevminor(entry),
	};
	if (member->path == NULL)
		return error_set(err, ERROR_MALFORMED, "a member without a name");
	return 1;
}

int
archive_piece(struct archive_reader *reader, struct bytes *piece, struct error *err)
{
	la_ssize_t size = archive_read_data(reader->archive, reader->piece, PIECE);

	if (size < 0) {
		fail(reader, err);
		if (size > ARCHIVE_FATAL && err->kind == ERROR_MALFORMED)
			err->kind = ERROR_UNSUPPORTED;
		return -1;
	}
	reader->bytes += (uint64_t)size;
	if (reader->bytes > reader->limits.bytes)
		return error_set(err, ERROR_LIMIT, "unpacks to more than %llu bytes",
				 (unsigned long long)reader->limits.bytes);
	if (reader->bytes > RATIO_FROM &&
	    reader->bytes / reader->limits.ratio > reader->input)
		return error_set(err, ERROR_LIMIT,
				 "unpacks to more than %llu times its size",
				 (unsigned long long)reader->limits.ratio);
	*piece = (struct bytes){ reader->piece, (size_t)size };
	return size > 0;
}
