/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/environment_layer_apt.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/apt_answer.h"
#include "rebuild/environment_cache.h"
#include "rebuild/environment_layer_script.h"
#include "rebuild/environment_sources.h"
#include "rebuild/ids.h"
#include "rebuild/program.h"

enum { GRACE_MILLISECONDS = 30000, LIST_MAX = 16 << 20 };

/* What one run of apt is about. */
struct layering {
	const struct layer *layer;
	const struct session *session;
	struct program program;
	struct ids ids;
	struct apt_answer answer; /* why apt could not */
	char *kept;  /* owned: lists and packages of these sources, for the next time */
	int serving; /* owned: a lock on `kept`; -1 */
};

static void
layering_release(struct layering *layering)
{
	program_release(&layering->program);
	apt_answer_release(&layering->answer);
	free(layering->kept);
	if (layering->serving >= 0)
		close(layering->serving);
}

#define cleanup_layering __attribute__((cleanup(layering_release)))

/* "NAME=VERSION" as a dependency. */
static void
add_dependency(struct buffer *out, const char *text)
{
	size_t size = strcspn(text, "=");
	struct error ignored;

	if (environment_check_package(text, &ignored) < 0 || text[size] == '\0')
		buffer_printf(out, "%s", text);
	else
		buffer_printf(out, "%.*s (= %s)", (int)size, text, text + size + 1);
}

/* Those with a "!" in front, or those without. */
static void
add_field(struct buffer *out, const char *field, const struct strings *dependencies,
	  bool conflicts)
{
	bool begun = false;

	for (size_t i = 0; i < dependencies->count; i++) {
		const char *text = dependencies->items[i];

		if ((*text == '!') != conflicts)
			continue;
		if (begun)
			buffer_append_text(out, ",\n ");
		else
			buffer_printf(out, "%s: ", field);
		add_dependency(out, text + (conflicts ? 1 : 0));
		begun = true;
	}
	if (begun)
		buffer_append_text(out, "\n");
}

/* What apt-get build-dep is asked for: a source with no other words than these. */
static void
write_source(struct buffer *out, const struct environment_extra *extra)
{
	cleanup_strings struct strings all = { 0 };

	if (extra->depends != NULL)
		strings_add_all(&all, extra->depends);
	if (extra->packages != NULL)
		strings_add_all(&all, extra->packages);
	buffer_append_text(out, "Format: 1.0\nSource: wanted\nBinary: wanted\n"
				"Architecture: any\nVersion: 1\n");
	add_field(out, "Build-Depends", &all, false);
	add_field(out, "Build-Conflicts", &all, true);
}

/* Over 1000, a pin also goes back to an older version. */
static void
write_pins(struct buffer *out, const struct strings *packages)
{
	struct error ignored;

	for (size_t i = 0; packages != NULL && i < packages->count; i++) {
		const char *text = packages->items[i];
		size_t size = strcspn(text, "=");

		if (text[size] == '=' && environment_check_package(text, &ignored) == 0)
			buffer_printf(out,
				      "Package: %.*s\nPin: version %s\n"
				      "Pin-Priority: 1001\n\n",
				      (int)size, text, text + size + 1);
	}
}

static int
put(const struct layering *layering, const char *name, const struct buffer *content,
    struct error *err)
{
	cleanup_free char *path = path_join(layering->layer->folder, name);

	if (buffer_check(content, err) < 0)
		return -1;
	return file_write(path, buffer_bytes(content), 0644, err);
}

/* How apt of this machine is to work on the root: with its network, and its keys. */
static int
write_options(struct layering *layering, struct error *err)
{
	const char *draft = layering->layer->folder;
	cleanup_buffer struct buffer options = BUFFER_INIT(LIST_MAX);

	if (environment_sources_options(&options, layering->layer->lock,
					layering->session, err) < 0)
		return -1;
	buffer_printf(&options,
		      "APT::Architecture \"%s\";\n"
		      "APT::Install-Recommends \"false\";\n"
		      "APT::Sandbox::User \"root\";\n"
		      "Dir \"%s/root\";\n"
		      "Dir::State::Status \"%s/root/var/lib/dpkg/status\";\n"
		      "Dir::Etc::Trusted \"%s/none\";\n"
		      "Dir::Etc::TrustedParts \"%s/keys\";\n"
		      "Dir::Etc::SourceList \"%s/sources.list\";\n"
		      "Dir::Etc::SourceParts \"%s/none\";\n"
		      "Dir::Etc::Preferences \"%s/pins\";\n"
		      "Dir::Etc::PreferencesParts \"%s/none\";\n"
		      "DPkg::Chroot-Directory \"%s/root\";\n"
		      "Dpkg::Use-Pty \"0\";\n"
		      "DPkg::Options { \"--force-unsafe-io\"; };\n",
		      layering->layer->lock->architecture, layering->kept, layering->kept,
		      draft, draft, draft, draft, draft, draft, layering->kept);
	/* The archive may have forgotten what a base of some age has. */
	buffer_append_text(&options, "Acquire::Check-Valid-Until \"false\";\n");
	return put(layering, "apt.conf", &options, err);
}

static int
write_files(struct layering *layering, struct error *err)
{
	const struct environment_extra *extra = layering->layer->extra;
	cleanup_buffer struct buffer source = BUFFER_INIT(LIST_MAX),
				     pins = BUFFER_INIT(LIST_MAX),
				     sources = BUFFER_INIT(LIST_MAX);
	cleanup_strings struct strings lines = { 0 };
	cleanup_free char *text = NULL;

	write_source(&source, extra);
	write_pins(&pins, extra->versions);
	write_pins(&pins, extra->depends);
	write_pins(&pins, extra->packages);
	if (environment_sources_fetch(&lines, layering->layer->lock, layering->session,
				      err) < 0)
		return -1;
	text = strings_join(&lines, "\n");
	buffer_printf(&sources, "%s\n", text);
	if (put(layering, "wanted.dsc", &source, err) < 0 ||
	    put(layering, "pins", &pins, err) < 0 ||
	    put(layering, "sources.list", &sources, err) < 0)
		return -1;
	return write_options(layering, err);
}

/* Lists and packages are kept by where they come from. */
static int
open_kept(struct layering *layering, struct error *err)
{
	const struct session *session = layering->session;
	cleanup_strings struct strings lines = { 0 };
	cleanup_free char *text = NULL;
	char hex[DIGEST_HEX_MAX];

	if (environment_sources_fetch(&lines, layering->layer->lock, session, err) < 0)
		return -1;
	strings_add(&lines, layering->layer->lock->architecture);
	text = strings_join(&lines, "\n");
	digest_hex_of(DIGEST_SHA256, bytes_of_text(text), hex);
	layering->kept = xasprintf("%s/environments/apt/%s", session->cache, hex);
	if (strpbrk(layering->kept, ":,\\\"") != NULL)
		return error_set(err, ERROR_UNSUPPORTED,
				 "%s: apt and overlayfs take no path with these letters",
				 session->cache);
	if (folder_make(layering->kept, err) < 0)
		return -1;
	layering->serving = open(layering->kept, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (layering->serving < 0)
		return error_set_errno(err, "%s", layering->kept);
	return environment_cache_wait(layering->serving, session, err);
}

static void
take_line(void *context, const char *line)
{
	struct layering *layering = context;

	apt_answer_take(&layering->answer, line);
	progress_line(layering->session->progress, line);
}

static int
explain(const struct layering *layering, const struct program_result *result,
	struct error *err)
{
	cleanup_free char *refusal = apt_answer_refusal(&layering->answer);
	cleanup_free char *said = strings_join(&layering->answer.errors, "; ");

	if (!result->found)
		return error_set(err, ERROR_UNSUPPORTED,
				 "unshare(1) is missing: apt install util-linux");
	if (refusal != NULL) {
		error_set(err, ERROR_NOT_FOUND,
			  "what the build depends on is not to be had: %s", refusal);
		return ENVIRONMENT_UNMET;
	}
	if (*said == '\0' && result->tail.count > 0)
		replace_text(&said, xstrdup(result->tail.items[result->tail.count - 1]));
	return error_set(err, environment_sources_trouble(&result->tail),
			 "its build dependencies cannot be installed: %s", said);
}

static int
run_script(struct layering *layering, struct error *err)
{
	static const char *const words[] = { "unshare", "--mount", "--pid",
					     "--fork",	"--ipc",   "--kill-child",
					     "/bin/sh", "-c" };
	struct program *program = &layering->program;
	cleanup_program_result struct program_result result = { 0 };
	bool root = geteuid() == 0;

	program->line = take_line;
	program->context = layering;
	program->grace_milliseconds = GRACE_MILLISECONDS;
	if (!root && ids_find(&layering->ids, layering->session, err) < 0)
		return -1;
	program->ids = root ? NULL : &layering->ids;
	for (size_t i = 0; i < array_length(words); i++)
		strings_add(&program->arguments, words[i]);
	strings_add(&program->arguments, environment_layer_script);
	strings_add(&program->arguments, "cupel");
	strings_add(&program->arguments, layering->layer->base->root);
	strings_add(&program->arguments, layering->kept);
	strings_add(&program->arguments, layering->layer->folder);
	strings_add_format(&program->arguments, "%lld",
			   (long long)layering->layer->lock->epoch);
	strings_add(&program->arguments, root ? "" : ",userxattr");
	environment_sources_variables(&program->environment, layering->session);
	if (program_run(&result, program, &layering->session->cancel, err) < 0)
		return -1;
	return program_succeeded(&result) ? 0 : explain(layering, &result, err);
}

int
environment_layer_make(const struct layer *layer, const struct session *session,
		       struct error *err)
{
	cleanup_layering struct layering layering = { .layer = layer,
						      .session = session,
						      .serving = -1 };

	if (open_kept(&layering, err) < 0 || write_files(&layering, err) < 0)
		return -1;
	return run_script(&layering, err);
}
