/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/environment_sources.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/program.h"

enum { RELEASE_FILE_MAX = 1 << 16, GRACE_MILLISECONDS = 1000 };

#define SNAPSHOT "http://snapshot.debian.org/archive/"

/* Of a line that apt-get indextargets prints for us. */
enum { COLUMNS = 5 };
#define COLUMN_MARK "cupel|"

struct target {
	char *uri, *suite, *component; /* owned */
};

struct targets {
	struct target *items; /* owned */
	size_t count;
};

static void
targets_release(struct targets *targets)
{
	for (size_t i = 0; i < targets->count; i++) {
		free(targets->items[i].uri);
		free(targets->items[i].suite);
		free(targets->items[i].component);
	}
	free(targets->items);
}

#define cleanup_targets __attribute__((cleanup(targets_release)))

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

static void
take_target(void *context, const char *line)
{
	struct targets *targets = context;
	char *columns[COLUMNS] = { NULL };
	struct target target;
	size_t count = 0;

	if (!text_starts_with(line, COLUMN_MARK))
		return;
	for (const char *at = line; count < COLUMNS; at++) {
		size_t size = strcspn(at, "|");

		columns[count++] = xstrndup(at, size);
		at += size;
		if (*at == '\0')
			break;
	}
	target = (struct target){ columns[1], columns[2], columns[3] };
	if (count == COLUMNS && *target.component != '\0' &&
	    text_starts_with(target.uri, "http")) {
		if (text_ends_with(target.uri, "/"))
			target.uri[strlen(target.uri) - 1] = '\0';
		array_append(targets->items, targets->count, target);
	} else {
		free(columns[1]);
		free(columns[2]);
		free(columns[3]);
	}
	free(columns[0]);
	free(columns[4]);
}

/* No apt, or one that says nothing, is no error: Debian's own archive is asked then. */
static int
ask_apt(struct targets *targets, const struct session *session, struct error *err)
{
	static const char *const words[] = {
		"apt-get", "indextargets", "--format",
		(COLUMN_MARK "$(REPO_URI)|$(RELEASE)|$(COMPONENT)|$(TRUSTED)"),
		"Identifier: Packages"
	};
	cleanup_program struct program program = { .line = take_target,
						   .context = targets,
						   .grace_milliseconds =
							   GRACE_MILLISECONDS };
	cleanup_program_result struct program_result result = { 0 };

	for (size_t i = 0; i < array_length(words); i++)
		strings_add(&program.arguments, words[i]);
	environment_sources_variables(&program.environment, session);
	return program_run(&result, &program, &session->cancel, err);
}

/* "-updates" of "bookworm-updates": what is wanted beside a suite; NULL for what is not,
 * such as backports. */
static const char *
suffix_of(const char *suite, size_t base)
{
	static const char *const wanted[] = { "", "-updates", "-security", "/updates" };

	for (size_t i = 0; i < array_length(wanted); i++)
		if (strcmp(suite + base, wanted[i]) == 0)
			return wanted[i];
	return NULL;
}

static size_t
base_size(const char *suite)
{
	return strcspn(suite, "-/");
}

static bool
has_base(const struct target *target, const char *base)
{
	return base_size(target->suite) == strlen(base) &&
	       text_starts_with(target->suite, base) &&
	       suffix_of(target->suite, strlen(base)) != NULL;
}

/* What Debian builds anew all the time has neither updates nor security beside it. */
static bool
is_rolling(const char *suite)
{
	return strcmp(suite, "sid") == 0 || strcmp(suite, "unstable") == 0 ||
	       strcmp(suite, "experimental") == 0;
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

/* The lines of `base`, said of `suite`. */
static void
adopt(struct strings *sources, const struct targets *targets, const char *base,
      const char *suite)
{
	for (size_t i = 0; i < targets->count; i++) {
		const struct target *target = &targets->items[i];
		const char *suffix = target->suite + strlen(base);
		cleanup_free char *name = NULL;

		if (!has_base(target, base) || (*suffix != '\0' && is_rolling(suite)))
			continue;
		name = xasprintf("%s%s", suite, suffix);
		add_component(sources, target->uri, name, target->component);
	}
}

static bool
host_is_debian(void)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(RELEASE_FILE_MAX);
	struct error ignored;

	return file_read("/etc/os-release", &text, &ignored) == 0 &&
	       (text_starts_with(buffer_text(&text), "ID=debian\n") ||
		strstr(buffer_text(&text), "\nID=debian\n") != NULL);
}

static void
add_usual(struct strings *sources, const char *suite, const char *main,
	  const char *security)
{
	strings_add_format(sources, "deb %s %s main", main, suite);
	if (is_rolling(suite))
		return;
	strings_add_format(sources, "deb %s %s-updates main", main, suite);
	strings_add_format(sources, "deb %s %s-security main", security, suite);
}

static int
find_lines(struct strings *sources, const struct session *session, const char *suite,
	   struct error *err)
{
	cleanup_targets struct targets targets = { 0 };

	if (ask_apt(&targets, session, err) < 0)
		return -1;
	adopt(sources, &targets, suite, suite);
	if (sources->count == 0 && targets.count > 0 && host_is_debian()) {
		const char *first = targets.items[0].suite;
		cleanup_free char *base = xstrndup(first, base_size(first));

		adopt(sources, &targets, base, suite);
	}
	if (sources->count == 0)
		add_usual(sources, suite, "http://deb.debian.org/debian",
			  "http://deb.debian.org/debian-security");
	return 0;
}

int
environment_sources_find(struct environment_lock *lock, const struct session *session,
			 struct error *err)
{
	cleanup_free char *main = NULL, *security = NULL;

	if (lock->snapshot == NULL) {
		if (find_lines(&lock->sources, session, lock->suite, err) < 0)
			return -1;
	} else {
		main = xasprintf(SNAPSHOT "debian/%s", lock->snapshot);
		security = xasprintf(SNAPSHOT "debian-security/%s", lock->snapshot);
		add_usual(&lock->sources, lock->suite, main, security);
	}
	for (size_t i = 0; i < lock->sources.count; i++)
		if (environment_check_source(lock->sources.items[i], err) < 0)
			return -1;
	return 0;
}

void
environment_sources_fetch(struct strings *lines, const struct environment_lock *lock,
			  const struct session *session)
{
	static const char start[] = "deb ";

	for (size_t i = 0; i < lock->sources.count; i++) {
		const char *url = lock->sources.items[i] + strlen(start);
		cleanup_free char *mirrored = session_mirrored(session, url);

		strings_add_format(lines, "%s%s", start, mirrored);
	}
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
environment_sources_options(struct buffer *out, const struct environment_lock *lock,
			    const struct session *session, struct error *err)
{
	cleanup_program struct program program = { .line = take_option,
						   .context = out,
						   .grace_milliseconds =
							   GRACE_MILLISECONDS };
	cleanup_program_result struct program_result result = { 0 };

	strings_add(&program.arguments, "apt-config");
	strings_add(&program.arguments, "dump");
	environment_sources_variables(&program.environment, session);
	buffer_append_text(out, "Acquire::Languages \"none\";\n"
				"Dir::Etc::netrc \"/etc/apt/auth.conf\";\n"
				"Dir::Etc::netrcparts \"/etc/apt/auth.conf.d/\";\n");
	if (program_run(&result, &program, &session->cancel, err) < 0)
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
