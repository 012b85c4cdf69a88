/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/libraries.h"

#include "compare/bzip2_library.h"
#include "compare/capstone_library.h"
#include "compare/git_library.h"
#include "compare/lz4_library.h"
#include "compare/xml_library.h"
#include "compare/xz_library.h"
#include "compare/zlib_library.h"
#include "compare/zstd_library.h"

LATER_DEFINE(bzip2, BZIP2_CALLS, LIBRARY_BZ2)
LATER_DEFINE(capstone, CAPSTONE_CALLS, LIBRARY_CAPSTONE)
LATER_DEFINE(git, GIT_CALLS, LIBRARY_GIT2)
LATER_DEFINE(lz4, LZ4_CALLS, LIBRARY_LZ4)
LATER_DEFINE(xml, XML_CALLS, LIBRARY_XML2)
LATER_DEFINE(xz, XZ_CALLS, LIBRARY_LZMA)
LATER_DEFINE(zlib, ZLIB_CALLS, LIBRARY_Z)
LATER_DEFINE(zstd, ZSTD_CALLS, LIBRARY_ZSTD)

int
compare_libraries_open(struct error *err)
{
	static struct later *const libraries[] = {
		&bzip2_later, &git_later,  &lz4_later,	&xml_later,
		&xz_later,    &zlib_later, &zstd_later,
	};

	return later_open_each(libraries, array_length(libraries), err);
}
