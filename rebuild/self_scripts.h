/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * For self_try.c: what runs in the sandbox, for /bin/sh.  /tarball is a copy of the
 * tarball's files, /toolbox a release of autoconf, /out what is taken out.  Each ends
 * with the paths of the files to be made, whose number is their name in /out.
 */

enum {
	SELF_NO_ROOT = 20,
	SELF_NO_TOOL = 21,
	SELF_OTHER_VERSION = 22,
};

#define SELF_BEGIN                                                                       \
	"cd \"/tarball/$root\" || exit 20\n"                                                \
	"version_of() { \"$1\" --version | sed -n '1s/.* //p'; }\n"                      \
	"drop() { for file; do rm -f \"/tarball/$file\"; done; rm -rf autom4te.cache; }\n"  \
	"take() {\n"                                                                     \
	"	number=0\n"                                                                    \
	"	for file; do\n"                                                                \
	"		test ! -f \"/tarball/$file\" || cp \"/tarball/$file\" "                             \
	"\"/out/$number\"\n"                                                             \
	"		number=$((number + 1))\n"                                                     \
	"	done\n"                                                                        \
	"}\n"

/* ROOT VERSION YEAR HOME PATCH FILE...: configure, and what autoheader makes.  No YEAR:
 * the environment's own autoconf.  With PATCH, the file of a later version that has the
 * option
 * --runstatedir, which distributions gave to 2.69: its pieces are put where they stand
 * there. */
static const char self_autoconf_script[] =
	"root=$1 version=$2 year=$3 home=$4 patch=$5; shift 5\n" SELF_BEGIN
	"command -v autom4te >/dev/null || exit 21\n"
	"drop \"$@\"\n"
	"input=configure.ac lib=/tmp/lib trailer=\n"
	"test -f $input || input=configure.in\n"
	"if test -z \"$year\"; then\n"
	"	test \"$(version_of autoconf)\" = \"$version\" || exit 22\n"
	"	lib=/usr/share/autoconf\n"
	"else\n"
	"	cp -R /toolbox/lib /tmp/lib && chmod -R u+w /tmp/lib\n"
	"	names=m4sugar/version.m4\n"
	"	grep -qF 'include([version.m4])' /tmp/lib/m4sugar/m4sugar.m4 &&\n"
	"		names=\"$names version.m4\"\n"
	"	for name in $names; do\n"
	"		while read -r key value; do\n"
	"			echo \"m4_define([m4_PACKAGE_$key], [$value])\"\n"
	"		done >/tmp/lib/$name <<-END\n"
	"		NAME GNU Autoconf\n"
	"		TARNAME autoconf\n"
	"		VERSION $version\n"
	"		STRING GNU Autoconf $version\n"
	"		BUGREPORT bug-autoconf@gnu.org\n"
	"		URL $home\n"
	"		YEAR $year\n"
	"		END\n"
	"	done\n"
	"	general=/tmp/lib/autoconf/general.m4\n"
	"	test -z \"$patch\" || {\n"
	"		awk 'FNR == NR {\n"
	"			if (/^AC_SUBST\\(\\[runstatedir\\]/) subst = $0\n"
	"			if (/^  --runstatedir=DIR/) help = $0\n"
	"			if (/^  -runstatedir \\|/) inside = 1\n"
	"			if (inside) option = option $0 \"\\n\"\n"
	"			if (inside && /^$/) inside = 0\n"
	"			next\n"
	"		}\n"
	"		/^  -sbindir \\|/ { printf \"%s\", option }\n"
	"		/libdir localedir mandir$/ { $0 = $0 \" runstatedir\" }\n"
	"		{ print }\n"
	"		/^AC_SUBST\\(\\[localstatedir\\]/ { print subst }\n"
	"		/^  --localstatedir=DIR/ { print help }' \\\n"
	"			/patch/lib/autoconf/general.m4 $general >/tmp/general "
	"&&\n"
	"			mv /tmp/general $general\n"
	"	}\n"
	"	sed 's,@pkgdatadir@,/tmp/lib,g' /tmp/lib/autom4te.in "
	">/tmp/configuration\n"
	"	export AUTOM4TE_CFG=/tmp/configuration AC_MACRODIR=/tmp/lib\n"
	"fi\n"
	"test ! -f $lib/autoconf/trailer.m4 || trailer=$lib/autoconf/trailer.m4\n"
	"autom4te --language=autoconf --force --output=configure $trailer $input\n"
	"autoheader --force\n"
	"take \"$@\"\n";

/* ROOT VERSION BARE STRICTNESS FILE...: automake lists files that are there, its own
 * copies too, which are not there yet when it runs for the first time: BARE.  "log": nor
 * is a ChangeLog that the release step makes. */
static const char self_automake_script[] =
	"root=$1 version=$2 bare=$3 strictness=$4 missing=; shift 4\n" SELF_BEGIN
	"command -v automake >/dev/null || exit 21\n"
	"test \"$(version_of automake)\" = \"$version\" || exit 22\n"
	"drop \"$@\"\n"
	"if test -n \"$bare\"; then\n"
	"	missing='--add-missing --copy'\n"
	"	for name in ar-lib compile depcomp install-sh mdate-sh missing "
	"py-compile \\\n"
	"		test-driver texinfo.tex ylwrap; do\n"
	"		find . -type f -name $name -exec rm -f '{}' +\n"
	"	done\n"
	"	test \"$bare\" != log || rm -f ChangeLog\n"
	"fi\n"
	"automake $strictness $missing\n"
	"take \"$@\"\n";

/* ROOT VERSION FILE...: the one file is aclocal.m4. */
static const char self_aclocal_script[] =
	"root=$1 version=$2; shift 2\n" SELF_BEGIN
	"command -v aclocal >/dev/null || exit 21\n"
	"test \"$(version_of aclocal)\" = \"$version\" || exit 22\n"
	"drop \"$@\"\n"
	"flags=$(sed -n 's/^ACLOCAL_AMFLAGS[[:space:]]*=//p' Makefile.am | head -n 1)\n"
	"aclocal --force $flags\n"
	"take \"$@\"\n";
