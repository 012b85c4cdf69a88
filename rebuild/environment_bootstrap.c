/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/environment_bootstrap.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment_packages.h"
#include "rebuild/environment_sources.h"
#include "rebuild/ids.h"
#include "rebuild/program.h"
#include "rebuild/unpack_confined.h"

enum { GRACE_MILLISECONDS = 30000, LIST_MAX = 16 << 20, REASONS = 2 };

static const char missing_mark[] = "cupel-missing: ";

/* In the root while it is made. */
#define WANTED_AT   "/cupel-wanted"
#define PACKAGES_AT "/cupel-packages"
#define PINS_AT	    "/etc/apt/preferences.d/cupel"
#define OPTIONS_AT  "/etc/apt/apt.conf.d/00cupel"

static const char make_folders[] =
	"mkdir -p \"$1/etc/apt/preferences.d\" \"$1/etc/apt/apt.conf.d\"";

/* apt takes another version where it has not the pinned one: better said before all of it
 * is installed. */
static const char find_missing[] =
	"APT_CONFIG=$MMDEBSTRAP_APT_CONFIG apt-cache show -a"
	" $(cut -d' ' -f1 \"$1" WANTED_AT "\") 2>/dev/null |"
	" awk '/^Package: /{p=$2} /^Version: /{v=$2} /^Architecture: /{a=$2}"
	" /^$/{print p,v,a} END{print p,v,a}' >\"$1" PACKAGES_AT "\";"
	" if grep -vxFf \"$1" PACKAGES_AT "\" \"$1" WANTED_AT "\" |"
	" sed 's/^/cupel-missing: /' | grep . >&2; then exit 1; fi;"
	" rm \"$1" PACKAGES_AT "\" \"$1" WANTED_AT "\"";

static const char list_packages[] =
	"export APT_CONFIG=$MMDEBSTRAP_APT_CONFIG; list=\"$1" PACKAGES_AT
	"\"; " ENVIRONMENT_PACKAGES_SCRIPT;

/* What says of which machine it is, or in which order apt was asked. */
static const char clean_up[] =
	"rm -rf \"$1" PACKAGES_AT "\" \"$1" PINS_AT "\" \"$1" OPTIONS_AT "\""
	" \"$1/etc/hostname\" \"$1/etc/resolv.conf\""
	" \"$1/var/lib/apt/extended_states\" \"$1\"/etc/apt/sources.list.d/*";

/* What one run of it is about. */
struct bootstrap {
	struct environment *out;
	const struct environment_draft *draft;
	const struct session *session;
	struct environment_lock *lock;
	struct program program;
	struct strings missing; /* "hello 2.10-2 amd64" */
	struct strings reasons; /* what it said with "E: " */
};

static void
bootstrap_release(struct bootstrap *bootstrap)
{
	program_release(&bootstrap->program);
	strings_release(&bootstrap->missing);
	strings_release(&bootstrap->reasons);
}

#define cleanup_bootstrap __attribute__((cleanup(bootstrap_release)))

static void
add_hook(struct bootstrap *bootstrap, const char *when, const char *command)
{
	strings_add_format(&bootstrap->program.arguments, "--%s-hook=%s", when, command);
}

/* Writes a file and has it put into the root. */
static int
add_upload(struct bootstrap *bootstrap, const char *when, struct bytes content,
	   const char *at, struct error *err)
{
	cleanup_free char *path = path_join(bootstrap->draft->folder, path_name(at));
	cleanup_free char *word = text_shell_word(path);
	cleanup_free char *command = xasprintf("upload %s %s", word, at);

	if (file_write(path, content, 0644, err) < 0)
		return -1;
	add_hook(bootstrap, when, command);
	return 0;
}

static void
take_line(void *context, const char *line)
{
	struct bootstrap *bootstrap = context;

	if (text_starts_with(line, missing_mark))
		strings_add(&bootstrap->missing, line + strlen(missing_mark));
	else if (text_starts_with(line, "E: ") && bootstrap->reasons.count < REASONS)
		strings_add(&bootstrap->reasons, line + strlen("E: "));
	progress_line(bootstrap->session->progress, line);
}

/* Over 1000, a pin also goes back to an older version. */
static int
add_pins(struct bootstrap *bootstrap, struct error *err)
{
	const struct environment_lock *lock = bootstrap->lock;
	cleanup_buffer struct buffer pins = BUFFER_INIT(LIST_MAX),
				     wanted = BUFFER_INIT(LIST_MAX);

	if (lock->package_count == 0)
		return 0;
	for (size_t i = 0; i < lock->package_count; i++) {
		const struct environment_package *package = &lock->packages[i];
		bool native = strcmp(package->architecture, "all") == 0 ||
			      strcmp(package->architecture, lock->architecture) == 0;

		buffer_printf(&pins,
			      "Package: %s\nPin: version %s\nPin-Priority: 1001\n\n",
			      package->name, package->version);
		if (native)
			buffer_printf(&wanted, "%s %s %s\n", package->name,
				      package->version, package->architecture);
	}
	if (buffer_check(&pins, err) < 0 || buffer_check(&wanted, err) < 0 ||
	    add_upload(bootstrap, "setup", buffer_bytes(&pins), PINS_AT, err) < 0 ||
	    add_upload(bootstrap, "setup", buffer_bytes(&wanted), WANTED_AT, err) < 0)
		return -1;
	add_hook(bootstrap, "extract", find_missing);
	return 0;
}

static int
add_setup(struct bootstrap *bootstrap, struct error *err)
{
	cleanup_buffer struct buffer options = BUFFER_INIT(LIST_MAX);

	add_hook(bootstrap, "setup", make_folders);
	if (environment_sources_options(&options, bootstrap->lock, bootstrap->session,
					err) < 0 ||
	    add_upload(bootstrap, "setup", buffer_bytes(&options), OPTIONS_AT, err) < 0)
		return -1;
	return add_pins(bootstrap, err);
}

static int
add_ending(struct bootstrap *bootstrap, struct error *err)
{
	cleanup_free char *lines = strings_join(&bootstrap->lock->sources, "\n");
	cleanup_free char *sources = xasprintf("%s\n", lines);
	cleanup_free char *path = path_join(bootstrap->draft->folder, "packages");
	cleanup_free char *word = text_shell_word(path);
	cleanup_free char *download = xasprintf("download " PACKAGES_AT " %s", word);
	add_hook(bootstrap, "customize", list_packages);
	add_hook(bootstrap, "customize", download);
	add_hook(bootstrap, "customize", clean_up);
	return add_upload(bootstrap, "customize", bytes_of_text(sources),
			  "/etc/apt/sources.list", err);
}

/* It works with other ids than the user's, in the folder that holds our scratch. */
static int
check_temporary(const struct session *session, struct error *err)
{
	cleanup_free char *path = xstrdup(session->scratch);
	struct stat st;

	for (char *end = strrchr(path, '/'); end != NULL && end != path;
	     end = strrchr(path, '/')) {
		*end = '\0';
		if (stat(path, &st) == 0 && (st.st_mode & S_IXOTH) == 0)
			return error_set(err, ERROR_UNSUPPORTED,
					 "mmdebstrap works with other ids than yours, "
					 "which may not enter %s; let TMPDIR name a "
					 "place that all may enter, such as /var/tmp",
					 path);
	}
	return 0;
}

/* A user other than root needs a range of ids of one's own. */
static int
choose_mode(const char **mode, const struct session *session, struct error *err)
{
	struct ids ids;

	*mode = "root";
	if (geteuid() == 0)
		return 0;
	*mode = "unshare";
	return ids_find(&ids, session, err) < 0 ? -1 : check_temporary(session, err);
}

static int
add_arguments(struct bootstrap *bootstrap, struct error *err)
{
	const struct environment_lock *lock = bootstrap->lock;
	struct strings *words = &bootstrap->program.arguments;
	cleanup_free char *tar = path_join(bootstrap->draft->folder, "root.tar");
	cleanup_free char *wanted = strings_join(&lock->wanted, ",");
	const char *mode;

	if (choose_mode(&mode, bootstrap->session, err) < 0)
		return -1;
	strings_add(words, "mmdebstrap");
	strings_add_format(words, "--mode=%s", mode);
	strings_add_format(words, "--variant=%s", lock->variant);
	strings_add_format(words, "--architectures=%s", lock->architecture);
	strings_add(words, "--format=tar");
	if (lock->wanted.count > 0)
		strings_add_format(words, "--include=%s", wanted);
	if (add_setup(bootstrap, err) < 0 || add_ending(bootstrap, err) < 0)
		return -1;
	strings_add(words, lock->suite);
	strings_add(words, tar);
	if (environment_sources_fetch(words, lock, bootstrap->session, err) < 0)
		return -1;
	environment_sources_variables(&bootstrap->program.environment,
				      bootstrap->session);
	strings_add_format(&bootstrap->program.environment, "SOURCE_DATE_EPOCH=%lld",
			   (long long)lock->epoch);
	return 0;
}

static bool
says(const struct strings *lines, const char *text)
{
	for (size_t i = 0; i < lines->count; i++)
		if (strstr(lines->items[i], text) != NULL)
			return true;
	return false;
}

static int
explain_missing(const struct bootstrap *bootstrap, struct error *err)
{
	cleanup_free char *all = strings_join(&bootstrap->missing, ", ");

	return error_set(err, ERROR_NOT_FOUND,
			 "the archive does not have %.600s any more; one that keeps all "
			 "versions has: --mirror "
			 "FROM=http://snapshot.debian.org/archive/debian/TIME",
			 all);
}

/* In its own words: they name the package or the host. */
static int
explain(const struct bootstrap *bootstrap, const struct program_result *result,
	struct error *err)
{
	cleanup_free char *said = strings_join(&bootstrap->reasons, "; ");
	enum error_kind kind = environment_sources_trouble(&result->tail);

	if (!result->found)
		return error_set(err, ERROR_UNSUPPORTED,
				 "mmdebstrap is missing: apt install mmdebstrap");
	if (bootstrap->missing.count > 0)
		return explain_missing(bootstrap, err);
	if (says(&result->tail, "No space left on device"))
		return error_set(err, ERROR_SYSTEM,
				 "mmdebstrap: no space left on the device; TMPDIR and "
				 "XDG_CACHE_HOME may name other places");
	if (*said == '\0' && result->tail.count > 0)
		replace_text(&said, xstrdup(result->tail.items[result->tail.count - 1]));
	return error_set(err, kind, "mmdebstrap: %s", said);
}

static int
take_out(struct bootstrap *bootstrap, struct error *err)
{
	cleanup_free char *tar = path_join(bootstrap->draft->folder, "root.tar");
	cleanup_unpacking struct unpacking unpacking = { 0 };
	const struct root_archive archive = { .path = tar, .manner = ROOT_WHOLE };

	progress_line(bootstrap->session->progress, "unpacking");
	if (unpack_root_confined(&unpacking, bootstrap->session, &archive,
				 bootstrap->draft->root, err) < 0)
		return -1;
	strings_add_all(&bootstrap->out->left_out, &unpacking.left_out);
	return tree_remove(tar, err);
}

int
environment_bootstrap(struct environment *out, const struct environment_draft *draft,
		      const struct session *session, struct environment_lock *lock,
		      struct error *err)
{
	cleanup_bootstrap struct bootstrap bootstrap = {
		.out = out, .draft = draft, .session = session, .lock = lock
	};
	cleanup_program_result struct program_result result = { 0 };
	cleanup_free char *list = path_join(draft->folder, "packages");

	bootstrap.program.line = take_line;
	bootstrap.program.context = &bootstrap;
	bootstrap.program.grace_milliseconds = GRACE_MILLISECONDS;
	bootstrap.program.private_mounts = true;
	if (add_arguments(&bootstrap, err) < 0 ||
	    program_run(&result, &bootstrap.program, &session->cancel, err) < 0)
		return -1;
	if (!program_succeeded(&result))
		return explain(&bootstrap, &result, err);
	if (environment_packages_take(lock, list, err) < 0)
		return -1;
	return take_out(&bootstrap, err);
}
