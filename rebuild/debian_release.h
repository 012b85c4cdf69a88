/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A release of Debian: one source package, and what an architecture's archive published
 * of it.  registry_deb.c finds it; strategy_dpkg.c builds it again.
 *
 * One source has one .dsc, which names its files, and several binary packages.  Those of
 * "Architecture: all" were built once for everybody, the others for one architecture.  A
 * rebuild of the same source for one architecture (a binNMU) adds "+bN" to the version of
 * the latter alone.
 */

#include <stdint.h>

#include "base/json.h"
#include "base/strings.h"

/* The .dsc or a file that it names, verified. */
struct debian_file {
	char *name;   /* owned: hello_2.10.orig.tar.gz */
	char *url;    /* owned; NULL for a local file */
	char *sha256; /* owned: in hex */
	uint64_t size;
};

/* A published .deb, verified. */
struct debian_binary {
	char *package;	      /* owned: hello */
	char *version;	      /* owned: with its epoch and +bN: 1:2.10-3+b1 */
	char *architecture;   /* owned: amd64, all */
	char *published_name; /* owned: as it was found: hello_1%3a2.10-3_amd64.deb */
	char *built_name;     /* owned: as a build names it, without the epoch */
	char *path;	      /* owned: where its bytes lie, under any name */
	char *url;	      /* owned; NULL for a local file */
	char *sha256;	      /* owned: in hex */
	uint64_t size;
};

struct debian_installed {
	char *package, *version; /* owned */
	char *architecture;	 /* owned; NULL where it is the build's own or all */
};

/* A .buildinfo (deb-buildinfo(5)): what its builder says of the build; not to be trusted.
 */
struct debian_buildinfo {
	char *build_path;	    /* owned; NULL: not said, like the next three */
	char *build_architecture;   /* owned: amd64 */
	char *build_origin;	    /* owned: Debian */
	char *build_date;	    /* owned: as it stands there */
	int64_t build_time;	    /* seconds since 1970; 0 */
	struct strings environment; /* NAME=value, quotes undone */
	struct debian_installed *installed; /* owned */
	size_t installed_count;
};

struct debian_release {
	char *suite;	      /* owned: bookworm, bookworm-security; NULL: not known */
	char *codename;	      /* owned: bookworm, of debian:bookworm; NULL: not known */
	char *component;      /* owned: main; NULL */
	char *source;	      /* owned: the source package */
	char *source_version; /* owned: with its epoch: 1:2.10-3 */
	unsigned binnmu;    /* N of +bN, of the binaries that are not for all; 0: none */
	char *architecture; /* owned: which one's binaries these are: amd64 */

	char *source_folder; /* owned: holds the .dsc and its files by their names */
	struct debian_file dsc;
	struct debian_file *files; /* owned: those that the .dsc names, in its order */
	size_t file_count;
	struct strings packages; /* all that the source builds, by the .dsc's Binary */

	char *binary_folder; /* owned: holds the binaries by their built names */
	struct debian_binary *binaries; /* owned: by name, then architecture */
	size_t binary_count;

	struct debian_buildinfo *buildinfo; /* owned; NULL: none was given */
	int64_t changelog_time; /* of the newest entry, seconds since 1970; 0: not known
				 */
};

void debian_release_free(struct debian_release *release);
void debian_release_free_at(struct debian_release **at);
#define cleanup_debian_release __attribute__((cleanup(debian_release_free_at)))

void debian_file_release(struct debian_file *file);
void debian_binary_release(struct debian_binary *binary);
void debian_buildinfo_free(struct debian_buildinfo *buildinfo);

/* Whether there is a binary of another architecture than all, or one of all: -B and -A of
 * dpkg-buildpackage. */
bool debian_release_has_any(const struct debian_release *release);
bool debian_release_has_all(const struct debian_release *release);

/* Sorts the binaries, and sets binnmu by them. */
void debian_release_settle(struct debian_release *release);

/* Whether a package may be called so (Policy 5.6.1), and an architecture (amd64, all). */
bool debian_is_name(const char *text);
bool debian_is_architecture(const char *text);

/* Whether a file is called as packages are: .deb, or .udeb for the installer. */
bool debian_is_package_file(const char *name);

/* What a build calls the file of a binary package that was published under that name: the
 * epoch is left out (deb(5), dpkg's dpkg-deb --build into a folder).  The caller frees.
 */
char *debian_built_name(const struct debian_binary *binary, const char *published);

/* Without paths of this machine, so that the same release gives the same document. */
struct json *debian_release_to_json(const struct debian_release *release);
