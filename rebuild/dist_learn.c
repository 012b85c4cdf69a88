/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/dist_learn.h"

#include <ctype.h>
#include <fnmatch.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment.h"

static const struct {
	const char *program, *package;
} programs[] = {
#define PROGRAM(program, package) { program, package },
#define LIBRARY(words, package)
#define FILE(pattern, program)
#include "rebuild/dist_wants.def"
#undef PROGRAM
#undef LIBRARY
#undef FILE
};

static const struct {
	const char *words, *package;
} libraries[] = {
#define PROGRAM(program, package)
#define LIBRARY(words, package) { words, package },
#define FILE(pattern, program)
#include "rebuild/dist_wants.def"
#undef PROGRAM
#undef LIBRARY
#undef FILE
};

static const struct {
	const char *pattern, *program;
} files[] = {
#define PROGRAM(program, package)
#define LIBRARY(words, package)
#define FILE(pattern, program) { pattern, program },
#include "rebuild/dist_wants.def"
#undef PROGRAM
#undef LIBRARY
#undef FILE
};

static bool
stands_in(struct bytes log, const char *words)
{
	return log.size > 0 && memmem(log.data, log.size, words, strlen(words)) != NULL;
}

static bool
has_program(const struct session *session, const char *program)
{
	const struct environment *environment = session->environment;
	const char *root =
		environment != NULL && environment->root != NULL ? environment->root : "";
	static const char *const folders[] = { "usr/bin", "bin", "usr/local/bin",
					       "usr/sbin" };

	for (size_t i = 0; i < array_length(folders); i++) {
		cleanup_free char *path =
			xasprintf("%s/%s/%s", root, folders[i], program);

		if (access(path, X_OK) == 0)
			return true;
	}
	return false;
}

static bool
is_host(const struct session *session)
{
	return session->environment == NULL || session->environment->root == NULL;
}

/* What is wanted is told everywhere, and asked for where it can be had. */
static bool
want(struct dist_source *dist, const struct session *session, const char *thing,
     const char *package)
{
	cleanup_free char *said = xasprintf("%s (Debian package %s)", thing, package);

	if (strings_contain(&dist->wants, said))
		return false;
	strings_add(&dist->wants, said);
	if (is_host(session) || strings_contain(&dist->packages, package))
		return false;
	strings_add(&dist->packages, package);
	return true;
}

static bool
want_program(struct dist_source *dist, const struct session *session, const char *program)
{
	for (size_t i = 0; i < array_length(programs); i++)
		if (strcmp(programs[i].program, program) == 0)
			return !has_program(session, program) &&
			       want(dist, session, program, programs[i].package);
	return false;
}

/* As shells, autom4te and meson say it. */
static bool
is_said_to_lack(struct bytes log, const char *program)
{
	static const char *const forms[] = {
		" %s: not found",     " %s: command not found",
		"'%s' was not found", "Can't exec \"%s\"",
		"Program '%s",	      "%s: No such file or directory"
	};

	for (size_t i = 0; i < array_length(forms); i++) {
		const char *hole = strstr(forms[i], "%s");
		cleanup_free char *words = xasprintf("%.*s%s%s", (int)(hole - forms[i]),
						     forms[i], program, hole + 2);

		if (stands_in(log, words))
			return true;
	}
	return false;
}

static bool
learn_from_words(struct dist_source *dist, const struct session *session,
		 struct bytes log)
{
	bool more = false;

	for (size_t i = 0; i < array_length(programs); i++)
		if (is_said_to_lack(log, programs[i].program))
			more = want_program(dist, session, programs[i].program) || more;
	for (size_t i = 0; i < array_length(libraries); i++)
		if (stands_in(log, libraries[i].words))
			more = want(dist, session, libraries[i].words,
				    libraries[i].package) ||
			       more;
	return more;
}

static bool
learn_from_files(struct dist_source *dist, const struct session *session,
		 const struct strings *absent)
{
	bool more = false;

	for (size_t i = 0; i < absent->count; i++)
		for (size_t k = 0; k < array_length(files); k++)
			if (fnmatch(files[k].pattern, absent->items[i], 0) == 0)
				more = want_program(dist, session, files[k].program) ||
				       more;
	return more;
}

bool
dist_may_be_missing(const struct session *session, const char *file)
{
	for (size_t i = 0; i < array_length(files); i++)
		if (fnmatch(files[i].pattern, file, 0) == 0 &&
		    !has_program(session, files[i].program))
			return true;
	return false;
}

/* The option at the start of the text, when it takes something away. */
static size_t
option_at(const char *text)
{
	static const char *const starts[] = { "--without-", "--disable-" };

	for (size_t i = 0; i < array_length(starts); i++) {
		size_t size = strlen(starts[i]);

		if (strncmp(text, starts[i], size) != 0 ||
		    !isalnum((unsigned char)text[size]))
			continue;
		while (isalnum((unsigned char)text[size]) || text[size] == '-')
			size++;
		return size;
	}
	return 0;
}

/* "configure: error: select TLS backend(s) or disable TLS with --without-ssl." */
static bool
learn_option(struct dist_source *dist, struct bytes log)
{
	static const char error[] = "configure: error:";
	const uint8_t *at =
		log.size > 0 ? memmem(log.data, log.size, error, strlen(error)) : NULL;
	cleanup_free char *text =
		at != NULL
			? xstrndup((const char *)at, (size_t)(log.data + log.size - at))
			: NULL;

	for (const char *p = text; p != NULL && *p != '\0'; p++) {
		size_t size = option_at(p);
		cleanup_free char *option = xstrndup(p, size);

		if (size == 0 || strings_contain(&dist->options, option))
			continue;
		strings_add(&dist->options, option);
		return true;
	}
	return false;
}

bool
dist_learn(struct dist_source *dist, const struct session *session,
	   const struct build *build, const struct strings *absent)
{
	cleanup_mapping struct mapping log = { 0 };
	struct error ignored;
	bool more;

	if (mapping_open(&log, build->log_path, &ignored) < 0)
		return false;
	more = learn_from_words(dist, session,
				build->succeeded ? (struct bytes){ 0 } : log.bytes);
	more = learn_from_files(dist, session, absent) || more;
	return (!build->succeeded && learn_option(dist, log.bytes)) || more;
}
