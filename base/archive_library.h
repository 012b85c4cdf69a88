/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to libarchive, for archive.c. */

#include <archive.h>
#include <archive_entry.h>

#include "base/later.h"

#define ARCHIVE_CALLS(CALL)                                                              \
	CALL(archive_entry_filetype)                                                     \
	CALL(archive_entry_gid)                                                          \
	CALL(archive_entry_hardlink)                                                     \
	CALL(archive_entry_mtime)                                                        \
	CALL(archive_entry_mtime_is_set)                                                 \
	CALL(archive_entry_pathname)                                                     \
	CALL(archive_entry_perm)                                                         \
	CALL(archive_entry_rdevmajor)                                                    \
	CALL(archive_entry_rdevminor)                                                    \
	CALL(archive_entry_size)                                                         \
	CALL(archive_entry_symlink)                                                      \
	CALL(archive_entry_uid)                                                          \
	CALL(archive_errno)                                                              \
	CALL(archive_error_string)                                                       \
	CALL(archive_read_data)                                                          \
	CALL(archive_read_free)                                                          \
	CALL(archive_read_new)                                                           \
	CALL(archive_read_next_header)                                                   \
	CALL(archive_read_open_memory)                                                   \
	CALL(archive_read_support_filter_bzip2)                                          \
	CALL(archive_read_support_filter_gzip)                                           \
	CALL(archive_read_support_filter_lzma)                                           \
	CALL(archive_read_support_filter_xz)                                             \
	CALL(archive_read_support_filter_zstd)                                           \
	CALL(archive_read_support_format_7zip)                                           \
	CALL(archive_read_support_format_cab)                                            \
	CALL(archive_read_support_format_cpio)                                           \
	CALL(archive_read_support_format_iso9660)                                        \
	CALL(archive_read_support_format_rar)                                            \
	CALL(archive_read_support_format_rar5)                                           \
	CALL(archive_read_support_format_tar)                                            \
	CALL(archive_read_support_format_xar)                                            \
	CALL(archive_read_support_format_zip)

LATER_DECLARE(archive, ARCHIVE_CALLS)

#define archive_entry_filetype	   archive_library()->archive_entry_filetype
#define archive_entry_gid	   archive_library()->archive_entry_gid
#define archive_entry_hardlink	   archive_library()->archive_entry_hardlink
#define archive_entry_mtime	   archive_library()->archive_entry_mtime
#define archive_entry_mtime_is_set archive_library()->archive_entry_mtime_is_set
#define archive_entry_pathname	   archive_library()->archive_entry_pathname
#define archive_entry_perm	   archive_library()->archive_entry_perm
#define archive_entry_rdevmajor	   archive_library()->archive_entry_rdevmajor
#define archive_entry_rdevminor	   archive_library()->archive_entry_rdevminor
#define archive_entry_size	   archive_library()->archive_entry_size
#define archive_entry_symlink	   archive_library()->archive_entry_symlink
#define archive_entry_uid	   archive_library()->archive_entry_uid
#define archive_errno		   archive_library()->archive_errno
#define archive_error_string	   archive_library()->archive_error_string
#define archive_read_data	   archive_library()->archive_read_data
#define archive_read_free	   archive_library()->archive_read_free
#define archive_read_new	   archive_library()->archive_read_new
#define archive_read_next_header   archive_library()->archive_read_next_header
#define archive_read_open_memory   archive_library()->archive_read_open_memory
#define archive_read_support_filter_bzip2                                                \
	archive_library()->archive_read_support_filter_bzip2
#define archive_read_support_filter_gzip                                                 \
	archive_library()->archive_read_support_filter_gzip
#define archive_read_support_filter_lzma                                                 \
	archive_library()->archive_read_support_filter_lzma
#define archive_read_support_filter_xz archive_library()->archive_read_support_filter_xz
#define archive_read_support_filter_zstd                                                 \
	archive_library()->archive_read_support_filter_zstd
#define archive_read_support_format_7zip                                                 \
	archive_library()->archive_read_support_format_7zip
#define archive_read_support_format_cab archive_library()->archive_read_support_format_cab
#define archive_read_support_format_cpio                                                 \
	archive_library()->archive_read_support_format_cpio
#define archive_read_support_format_iso9660                                              \
	archive_library()->archive_read_support_format_iso9660
#define archive_read_support_format_rar archive_library()->archive_read_support_format_rar
#define archive_read_support_format_rar5                                                 \
	archive_library()->archive_read_support_format_rar5
#define archive_read_support_format_tar archive_library()->archive_read_support_format_tar
#define archive_read_support_format_xar archive_library()->archive_read_support_format_xar
#define archive_read_support_format_zip archive_library()->archive_read_support_format_zip
