/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/environment_sources.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/apt_sources.h"
#include "rebuild/program.h"

enum { GRACE_MILLISECONDS = 1000 };

#define SNAPSHOT "http://snapshot.debian.org/archive/"

void
environment_sources_variables(struct strings *variables, const struct session *session)
{
	cleanup_free char *folder = NULL;

	if (session->scratch != NULL)
		folder = xstrndup(session->scratch, (size_t)(path_name(session->scratch) -
							     session->scratch));
	strings_add_format(variables, "PATH=%s:/usr/sbin:/sbin",
			   session->program_path != NULL ? session->program_path
							 : "/usr/bin:/bin");
	strings_add(variables, "LC_ALL=C.UTF-8");
	strings_add(variables, "HOME=/nonexistent");
	if (folder != NULL && *folder != '\0')
		strings_add_format(variables, "TMPDIR=%s", folder);
	strings_add_all(variables, &session->passed_environment);
}

/* One line for all components of a suite at one place. */
static void
add_component(struct strings *sources, const char *uri, const char *suite,
	      const char *component)
{
	cleanup_free char *start = xasprintf("deb %s %s ", uri, suite);

	for (size_t i = 0; i < sources->count; i++) {
		cleanup_free char *padded = xasprintf("%s ", sources->items[i]);
		cleanup_free char *wanted = xasprintf(" %s ", component);

		if (!text_starts_with(padded, start))
			continue;
		if (strstr(padded + strlen(start) - 1, wanted) == NULL)
			replace_text(&sources->items[i],
				     xasprintf("%s%s", padded, component));
		return;
	}
	strings_add_format(sources, "%s%s", start, component);
}

static void
add_snapshot(struct strings *sources, const char *suite, const char *time)
{
	strings_add_format(sources, "deb " SNAPSHOT "debian/%s %s main", time, suite);
	if (apt_suite_is_rolling(suite))
		return;
	strings_add_format(sources, "deb " SNAPSHOT "debian/%s %s-updates main", time,
			   suite);
	strings_add_format(sources, "deb " SNAPSHOT "debian-security/%s %s-security main",
			   time, suite);
}

static int
find_lines(struct strings *lines, const struct session *session, const char *suite,
	   struct error *err)
{
	cleanup_apt_sources struct apt_sources sources = { 0 };

	if (apt_sources_of_suite(&sources, session, suite, err) < 0)
		return -1;
	for (size_t i = 0; i < sources.count; i++)
		for (size_t j = 0; j < sources.items[i].components.count; j++)
			add_component(lines, sources.items[i].uri, sources.items[i].suite,
				      sources.items[i].components.items[j]);
	return 0;
}

int
environment_sources_find(struct environment_lock *lock, const struct session *session,
			 struct error *err)
{
	if (lock->snapshot != NULL)
		add_snapshot(&lock->sources, lock->suite, lock->snapshot);
	else if (find_lines(&lock->sources, session, lock->suite, err) < 0)
		return -1;
	for (size_t i = 0; i < lock->sources.count; i++)
		if (environment_check_source(lock->sources.items[i], err) < 0)
			return -1;
	return 0;
}

/* "[signed-by=/FILE,/FILE] " of a line in which sources.list(5) says so; a key within a
 * field has no place in it, nor has a path with a space. */
static char *
signed_by(const struct apt_source *source)
{
	static const char between[] = ", \t\r\n", no_word[] = "[]- \t";
	cleanup_strings struct strings words = { 0 };
	cleanup_free char *all = NULL;
	const char *at = source->signed_by;

	for (at += strspn(at, between); *at != '\0'; at += strspn(at, between)) {
		size_t size = strcspn(at, between);
		char *word = xstrndup(at, size);

		array_append(words.items, words.count, word);
		if (*word != '/' && strpbrk(word, no_word) != NULL)
			return xstrdup("");
		at += size;
	}
	if (words.count == 0)
		return xstrdup("");
	all = strings_join(&words, ",");
	return xasprintf("[signed-by=%s] ", all);
}

/* The keys that count for "URI SUITE COMPONENT..." on this machine, as an option. */
static char *
option_of(const struct apt_sources *sources, const char *line)
{
	for (size_t i = 0; i < sources->count; i++) {
		const struct apt_source *source = &sources->items[i];
		cleanup_free char *start =
			xasprintf("%s %s ", source->uri, source->suite);

		if (source->signed_by != NULL && text_starts_with(line, start))
			return signed_by(source);
	}
	return xstrdup("");
}

int
environment_sources_fetch(struct strings *lines, const struct environment_lock *lock,
			  const struct session *session, struct error *err)
{
	static const char start[] = "deb ";
	cleanup_apt_sources struct apt_sources sources = { 0 };

	if (apt_sources_of_suite(&sources, session, lock->suite, err) < 0)
		return -1;
	for (size_t i = 0; i < lock->sources.count; i++) {
		const char *url = lock->sources.items[i] + strlen(start);
		cleanup_free char *mirrored = session_mirrored(session, url);
		cleanup_free char *option = option_of(&sources, url);

		strings_add_format(lines, "%s%s%s", start, option, mirrored);
	}
	return 0;
}

static void
take_option(void *context, const char *line)
{
	static const char *const passed[] = {
		"http::",	 "https::",  "Retries",	   "Check-Valid-Until",
		"Check-Date",	 "ForceIPv", "Queue-Mode", "Max-ValidTime",
		"Min-ValidTime",
	};
	static const char section[] = "Acquire::";
	struct buffer *out = context;

	if (!text_starts_with(line, section))
		return;
	for (size_t i = 0; i < array_length(passed); i++)
		if (text_starts_with(line + strlen(section), passed[i]))
			buffer_printf(out, "%s\n", line);
}

int
environment_sources_ask(const struct strings *arguments, const struct session *session,
			void (*line)(void *context, const char *line), void *context,
			struct error *err)
{
	cleanup_program struct program program = {
		.line = line, .context = context, .grace_milliseconds = GRACE_MILLISECONDS
	};
	cleanup_program_result struct program_result result = { 0 };

	strings_add(&program.arguments, "apt-config");
	strings_add_all(&program.arguments, arguments);
	environment_sources_variables(&program.environment, session);
	return program_run(&result, &program, &session->cancel, err);
}

int
environment_sources_options(struct buffer *out, const struct environment_lock *lock,
			    const struct session *session, struct error *err)
{
	char *dump[] = { (char[]){ "dump" } };
	const struct strings arguments = { .items = dump, .count = 1 };

	buffer_append_text(out, "Acquire::Languages \"none\";\n"
				"Dir::Etc::netrc \"/etc/apt/auth.conf\";\n"
				"Dir::Etc::netrcparts \"/etc/apt/auth.conf.d/\";\n");
	if (environment_sources_ask(&arguments, session, take_option, out, err) < 0)
		return -1;
	if (lock->snapshot != NULL || lock->package_count > 0)
		buffer_append_text(out, "Acquire::Check-Valid-Until \"false\";\n");
	return buffer_check(out, err);
}

enum error_kind
environment_sources_trouble(const struct strings *said)
{
	static const char *const network[] = { "Could not resolve", "Unable to connect",
					       "Could not connect", "Temporary failure",
					       "Connection failed", "Failed to fetch" };

	for (size_t line = 0; line < said->count; line++)
		for (size_t i = 0; i < array_length(network); i++)
			if (strstr(said->items[line], network[i]) != NULL)
				return ERROR_NETWORK;
	return ERROR_SYSTEM;
}
