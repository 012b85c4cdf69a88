/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The default of those who have no corpus: what this machine's own tools would copy. */
#include "rebuild/corpus_source.h"

#include <glob.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"

static const struct {
	const char *project, *pattern;
} places[] = {
	{ "automake", "/usr/share/automake-*" }, { "automake", "/usr/share/aclocal-*" },
	{ "autoconf", "/usr/share/autoconf*" },	 { "libtool", "/usr/share/libtool" },
	{ "gettext", "/usr/share/gettext*" },	 { "gnulib", "/usr/share/gnulib" },
	{ "autotools-dev", "/usr/share/misc" },	 { "intltool", "/usr/share/intltool" },
	{ "aclocal", "/usr/share/aclocal" },
};

void
corpus_installed_sources(struct strings *sources)
{
	for (size_t i = 0; i < array_length(places); i++) {
		glob_t found = { 0 };

		if (glob(places[i].pattern, GLOB_ONLYDIR, NULL, &found) == 0)
			for (size_t j = 0; j < found.gl_pathc; j++)
				strings_add_format(sources, "%s@installed=%s",
						   places[i].project, found.gl_pathv[j]);
		globfree(&found);
	}
}
