/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "rebuild/corpus_find.h"
#include "rebuild/corpus_source.h"

enum { BLOB_SIZE = 40 }; /* hex digits */

static int
build(const struct invocation *invocation, struct run *run, struct error *err)
{
	cleanup_corpus_draft struct corpus_draft *draft = NULL;
	const char *path = option_text(invocation, OPTION_output);

	if (path == NULL)
		return error_set(err, ERROR_USAGE, "corpus build wants -o FILE");
	if (corpus_draft_open(&draft, &run->session, err) < 0)
		return -1;
	for (size_t i = VERB_FIRST; i < invocation->argument_count; i++)
		if (corpus_add_source(draft, &run->session, invocation->arguments[i],
				      err) < 0)
			return -1;
	if (corpus_draft_write(draft, path, err) < 0)
		return -1;
	progress_note(run->session.progress, "%s: %zu files", path,
		      corpus_draft_count(draft));
	return EXIT_FINE;
}

static int
open_usual(struct corpus **out, struct run *run, struct error *err)
{
	if (corpus_find_usual(out, &run->session, err) < 0)
		return -1;
	if (*out == NULL)
		return error_set(
			err, ERROR_NOT_FOUND,
			"there is no corpus, and no tool is installed whose "
			"files could make one (Debian packages automake, libtool, "
			"autopoint); --corpus names one");
	screen_clear(&run->screen);
	return 0;
}

static int
show(const struct invocation *invocation, struct run *run, struct error *err)
{
	cleanup_corpus struct corpus *corpus = NULL;
	cleanup_buffer struct buffer out = BUFFER_INIT(OUTPUT_MAX);
	const char *path = option_text(invocation, OPTION_json);

	if (open_usual(&corpus, run, err) < 0)
		return -1;
	if (option_given(invocation, OPTION_json)) {
		cleanup_json struct json *json = corpus_to_json(corpus);

		return output_json(json, path != NULL ? path : "-", err) < 0 ? -1
									     : EXIT_FINE;
	}
	corpus_to_text(corpus, &out);
	return output_print(buffer_bytes(&out), err) < 0 ? -1 : EXIT_FINE;
}

static bool
is_blob(const char *text)
{
	return strlen(text) == BLOB_SIZE &&
	       strspn(text, "0123456789abcdef") == BLOB_SIZE && !file_exists(text);
}

static int
blob_of(char *blob, const char *text, struct error *err)
{
	cleanup_mapping struct mapping mapping = { 0 };

	if (is_blob(text)) {
		memcpy(blob, text, BLOB_SIZE + 1);
		return 0;
	}
	if (mapping_open(&mapping, text, err) < 0)
		return -1;
	digest_git_blob(mapping.bytes, blob);
	return 0;
}

static void
put_found(struct buffer *out, const char *text, const struct corpus_entry *entry)
{
	output_add_safe(out, bytes_of_text(text), "");
	buffer_append_text(out, ": ");
	output_add_safe(out, bytes_of_text(entry->project.name), "");
	buffer_append_byte(out, ' ');
	output_add_safe(out, bytes_of_text(entry->version), "");
	buffer_append_text(out, ": ");
	output_add_safe(out, bytes_of_text(entry->path), "");
	buffer_append_byte(out, '\n');
}

static void
put_unknown(struct buffer *out, const struct corpus *corpus, const char *text,
	    const char *blob)
{
	const char *name = path_name(text);

	output_add_safe(out, bytes_of_text(text), "");
	buffer_printf(out, ": not known%s%s\n", is_blob(text) ? "" : " as ",
		      is_blob(text) ? "" : blob);
	if (!is_blob(text) && corpus_name_find(corpus, name) >= 0)
		buffer_printf(out, "  there are others that are called so\n");
}

static int
lookup(const struct invocation *invocation, struct run *run, struct error *err)
{
	cleanup_corpus struct corpus *corpus = NULL;
	cleanup_buffer struct buffer out = BUFFER_INIT(OUTPUT_MAX);
	bool all = true;

	if (open_usual(&corpus, run, err) < 0)
		return -1;
	for (size_t i = VERB_FIRST; i < invocation->argument_count; i++) {
		const char *text = invocation->arguments[i];
		char blob[DIGEST_HEX_MAX];
		size_t first, count;

		if (blob_of(blob, text, err) < 0)
			return -1;
		count = corpus_find(corpus, blob, &first);
		for (size_t j = 0; j < count; j++) {
			struct corpus_entry entry = corpus_entry_at(corpus, first + j);

			put_found(&out, text, &entry);
		}
		if (count == 0)
			put_unknown(&out, corpus, text, blob);
		all = all && count > 0;
	}
	if (output_print(buffer_bytes(&out), err) < 0)
		return -1;
	return all ? EXIT_FINE : EXIT_DIFFERENT;
}

static const struct verb verbs[] = {
	{ "build", 1, ANY_NUMBER, "one source or more", TAKES(output), build },
	{ "show", 0, 0, NULL, TAKES(json) | TAKES(corpus), show },
	{ "lookup", 1, ANY_NUMBER, "files, or names of blobs", TAKES(corpus), lookup },
};

static int
corpus_run(const struct invocation *invocation, struct error *err)
{
	return verbs_run(verbs, array_length(verbs), invocation, err);
}

const struct command command_corpus = {
	.name = "corpus",
	.arguments = "build|show|lookup [SOURCE|FILE|BLOB]...",
	.summary = "index what gnulib, gettext, automake and libtool have released",
	.description =
		"A corpus says which bytes these projects have released, and where: "
		"release tarballs hold copies of their files (m4 macros, config.guess, "
		"ltmain.sh) that are not in the project's own source, and check looks "
		"them up there.\n\n"
		"build makes one of SOURCEs: git repositories, of which it takes all "
		"that the main branch and the tags ever had; git bundles; Debian "
		"packages; tarballs; folders. NAME=SOURCE or NAME@VERSION=SOURCE says "
		"what a source is, where its file name does not.\n\n"
		"show counts the files by project and version. lookup says where the "
		"bytes of a file, or of git's name of a blob, come from.\n\n"
		"check uses --corpus, else $XDG_DATA_HOME/cupel/corpus, else one that it "
		"makes of the tools that are installed.",
	.examples = "cupel corpus build -o gnu.corpus gnulib=~/src/gnulib "
		    "gettext_0.23.1-2_amd64.deb libtool-2.4.7.tar.xz\n"
		    "cupel corpus show --corpus gnu.corpus\n"
		    "cupel corpus lookup --corpus gnu.corpus m4/build-to-host.m4\n",
	.exit_status =
		"0, or for lookup 1 when one of them is not known. 2: usage, input or "
		"output.",
	.takes = TAKES(output) | TAKES(json) | TAKES(corpus) | TAKES_NETWORK |
		 TAKES(timeout),
	.least = 1,
	.most = ANY_NUMBER,
	.verbs = "build show lookup",
	.argument_kind = ARGUMENT_FILE,
	.run = corpus_run,
};
