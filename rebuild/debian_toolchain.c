/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_toolchain.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/ar_archive.h"
#include "rebuild/debian_fields.h"
#include "rebuild/environment.h"
#include "sandbox/sandbox.h"

enum { ANSWER_MAX = 16 << 20, READING_MILLISECONDS = 60 * 1000, AR_START = 68 };

#define ANSWER_AT "/tmp/versions"
#define MARK	  "=== "

/* Heads and trailers of each package's changelog; that of a native one is called
 * otherwise. */
static const char script[] =
	"for package; do\n"
	"	printf '" MARK "%s\\n' \"$package\"\n"
	"	for name in changelog.Debian.gz changelog.gz; do\n"
	"		[ -e \"/usr/share/doc/$package/$name\" ] || continue\n"
	"		zcat \"/usr/share/doc/$package/$name\" | grep -E '^[a-z0-9][^ ]* "
	"\\(|^ -- ' |"
	" head -n 2000\n"
	"		break\n"
	"	done\n"
	"done >" ANSWER_AT "\n";

/* A compiler is called by its version. */
static const char *const usual[] = { "binutils",  "debhelper",	    "doxygen",
				     "dpkg-dev",  "help2man",	    "libc6-dev",
				     "perl-base", "python3-sphinx", "texinfo" };

void
debian_toolchain_release(struct debian_toolchain *toolchain)
{
	for (size_t i = 0; i < toolchain->count; i++) {
		free(toolchain->tools[i].package);
		free(toolchain->tools[i].then);
		free(toolchain->tools[i].here);
	}
	free(toolchain->tools);
	*toolchain = (struct debian_toolchain){ 0 };
}

static bool
is_wanted(const char *package)
{
	static const char gcc[] = "gcc-";

	if (text_starts_with(package, gcc) && package[strlen(gcc)] != '\0' &&
	    strspn(package + strlen(gcc), "0123456789") == strlen(package + strlen(gcc)))
		return true;
	for (size_t i = 0; i < array_length(usual); i++)
		if (strcmp(package, usual[i]) == 0)
			return true;
	return false;
}

char *
debian_toolchain_version(struct bytes changelog, int64_t time)
{
	struct cursor cursor = cursor_on(changelog);
	struct bytes version = { NULL, 0 };

	while (cursor.rest.size > 0) {
		struct bytes line = cursor_take_line(&cursor), rest = line;
		const uint8_t *zone;

		if (line.size > 0 && line.data[0] != ' ') {
			debian_word_next(&rest);
			version = debian_word_next(&rest);
			if (bytes_start_with(debian_word_next(&rest),
					     bytes_of_text("experimental")))
				version = (struct bytes){ NULL, 0 };
			continue;
		}
		zone = memmem(line.data, line.size, ">  ", 3);
		if (zone == NULL || version.size < 3)
			continue;
		rest = bytes_slice(line, (size_t)(zone - line.data) + 3, SIZE_MAX);
		if (debian_time(rest) >= 0 && debian_time(rest) <= time)
			return xstrndup((const char *)version.data + 1, version.size - 2);
	}
	return NULL;
}

int64_t
debian_toolchain_time(struct bytes deb)
{
	struct bytes header = bytes_slice(deb, AR_MAGIC_SIZE, AR_HEADER_SIZE);
	int64_t time = 0;

	return header.size == AR_HEADER_SIZE && ar_number(header, AR_MTIME, &time) &&
			       time > 0
		       ? time
		       : 0;
}

static int64_t
time_of_binaries(const struct debian_release *release)
{
	int64_t newest = 0;

	for (size_t i = 0; i < release->binary_count; i++) {
		cleanup_close int fd =
			open(release->binaries[i].path, O_RDONLY | O_CLOEXEC);
		uint8_t start[AR_START];
		ssize_t size = fd >= 0 ? read(fd, start, sizeof(start)) : -1;
		int64_t time = 0;

		if (size > 0)
			time = debian_toolchain_time(
				(struct bytes){ start, (size_t)size });
		newest = time > newest ? time : newest;
	}
	return newest;
}

static const char *
stated_version(const struct debian_release *release, const char *package)
{
	const struct debian_buildinfo *buildinfo = release->buildinfo;

	for (size_t i = 0; buildinfo != NULL && i < buildinfo->installed_count; i++)
		if (strcmp(buildinfo->installed[i].package, package) == 0)
			return buildinfo->installed[i].version;
	return NULL;
}

static void
take_tool(struct debian_toolchain *out, const struct debian_release *release,
	  const struct environment_package *package, struct bytes changelog)
{
	const char *stated = stated_version(release, package->name);
	struct debian_tool tool = { .package = xstrdup(package->name),
				    .here = xstrdup(package->version),
				    .stated = stated != NULL };

	tool.then = stated != NULL ? xstrdup(stated)
				   : debian_toolchain_version(changelog, out->built);
	array_append(out->tools, out->count, tool);
}

/* The part of the answer that is about one package. */
static struct bytes
part_of(struct bytes answer, const char *package)
{
	cleanup_free char *head = xasprintf(MARK "%s\n", package);
	const uint8_t *at = memmem(answer.data, answer.size, head, strlen(head));
	const uint8_t *end;
	struct bytes part;

	if (at == NULL)
		return (struct bytes){ NULL, 0 };
	part = bytes_slice(answer, (size_t)(at - answer.data) + strlen(head), SIZE_MAX);
	end = memmem(part.data, part.size, MARK, strlen(MARK));
	return end == NULL ? part : bytes_slice(part, 0, (size_t)(end - part.data));
}

static int
ask(struct buffer *answer, const struct session *session, struct error *err)
{
	const struct environment_lock *lock = &session->environment->lock;
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };

	environment_plan(&plan, session->environment);
	sandbox_plan_argument(&plan, "/bin/sh");
	sandbox_plan_argument(&plan, "-c");
	sandbox_plan_argument(&plan, script);
	sandbox_plan_argument(&plan, "cupel");
	for (size_t i = 0; i < lock->package_count; i++)
		if (is_wanted(lock->packages[i].name))
			sandbox_plan_argument(&plan, lock->packages[i].name);
	strings_add(&plan.outputs, ANSWER_AT);
	plan.limits.wall_milliseconds = READING_MILLISECONDS;
	if (sandbox_run(&result, &plan, NULL, &session->cancel, err) < 0)
		return error_wrap(err, "asking for versions");
	if (cancel_check(&session->cancel, err) < 0)
		return -1;
	/* An environment that cannot tell leaves versions unknown. */
	if (result.output_count == 1 && result.outputs[0].fd >= 0 &&
	    file_read_all(result.outputs[0].fd, answer) < 0)
		return error_set_errno(err, "asking for versions");
	return 0;
}

int
debian_toolchain_read(struct debian_toolchain *out, const struct session *session,
		      const struct debian_release *release, struct error *err)
{
	cleanup_buffer struct buffer answer = BUFFER_INIT(ANSWER_MAX);
	const struct environment *environment = session->environment;

	*out = (struct debian_toolchain){ .built = time_of_binaries(release) };
	if (environment == NULL || environment->lock.package_count == 0)
		return 0;
	if (ask(&answer, session, err) < 0)
		return -1;
	for (size_t i = 0; i < environment->lock.package_count; i++) {
		const struct environment_package *package =
			&environment->lock.packages[i];

		if (is_wanted(package->name))
			take_tool(out, release, package,
				  part_of(buffer_bytes(&answer), package->name));
	}
	return 0;
}

const struct debian_tool *
debian_toolchain_changed(const struct debian_toolchain *toolchain, const char *start)
{
	for (size_t i = 0; i < toolchain->count; i++) {
		const struct debian_tool *tool = &toolchain->tools[i];

		if (text_starts_with(tool->package, start) && tool->then != NULL &&
		    strcmp(tool->then, tool->here) != 0)
			return tool;
	}
	return NULL;
}
