/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/provenance.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/strings.h"
#include "rebuild/corpus_build.h"
#include "rebuild/provenance_claim.h"
#include "rebuild/provenance_nearest.h"

enum { STATED_MOST = 160, HEAD_LINES = 400 };

/* The files that distributions patch without a word in them (rebuild/README.md). */
static const char *const patched[] = { "ltmain.sh", "libtool.m4" };

void
provenance_release(struct provenance *provenance)
{
	free(provenance->from);
	free(provenance->stated);
	free(provenance->versions);
	free(provenance->copied_by);
	free(provenance->diff);
	*provenance = (struct provenance){ 0 };
}

static bool
holds(struct bytes line, const char *word)
{
	return memmem(line.data, line.size, word, strlen(word)) != NULL;
}

static bool
is_comment(struct bytes line)
{
	return line.size == 0 || line.data[0] == '#' ||
	       bytes_start_with(line, bytes_of_text("dnl"));
}

static bool
states_version(struct bytes line)
{
	return (is_comment(line) && holds(line, "serial ")) ||
	       bytes_start_with(line, bytes_of_text("VERSION=")) ||
	       bytes_start_with(line, bytes_of_text("scriptversion=")) ||
	       bytes_start_with(line, bytes_of_text("timestamp="));
}

struct bytes
provenance_stated(struct bytes content)
{
	struct cursor at = cursor_on(content);

	for (unsigned i = 0; i < HEAD_LINES && at.rest.size > 0; i++) {
		struct bytes line = cursor_take_line(&at);

		if (states_version(line))
			return bytes_slice(line, 0, STATED_MOST);
	}
	return (struct bytes){ 0 };
}

/* "me=ar-lib": a name and a plain word. */
static bool
is_plain_setting(struct bytes line)
{
	struct bytes name = bytes_before(line, '=');

	if (name.size == 0 || name.size == line.size)
		return false;
	for (size_t i = 0; i < line.size; i++)
		if (!isalnum(line.data[i]) && strchr("_-.=", line.data[i]) == NULL)
			return false;
	return true;
}

/* Of automake's scripts the years of the copyright stand after the version, and change
 * when nothing else does. */
struct bytes
provenance_head(struct bytes content)
{
	struct cursor at = cursor_on(content);
	size_t size = 0;

	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);

		if (!is_comment(line) && !states_version(line) && !is_plain_setting(line))
			break;
		size = content.size - at.rest.size;
	}
	return bytes_slice(content, 0, size);
}

static char *
describe(const struct corpus_entry *entry)
{
	const char *space = entry->version[0] != '\0' ? " " : "";
	cleanup_buffer struct buffer text = BUFFER_INIT(4096);

	buffer_append_escaped(&text, bytes_of_text(entry->project.name));
	buffer_append_text(&text, space);
	buffer_append_escaped(&text, bytes_of_text(entry->version));
	buffer_append_text(&text, ": ");
	buffer_append_escaped(&text, bytes_of_text(entry->path));
	return buffer_steal_text(&text);
}

/* These very bytes, under this name. */
static bool
is_known(struct provenance *out, const struct corpus *corpus, const char *name,
	 const char *blob)
{
	size_t first, count = corpus_find(corpus, blob, &first);

	for (size_t i = first; i < first + count; i++) {
		struct corpus_entry entry = corpus_entry_at(corpus, i);

		if (strcmp(path_name(entry.path), name) != 0)
			continue;
		out->state = PROVENANCE_KNOWN;
		out->from = describe(&entry);
		return true;
	}
	return false;
}

/* All entries of one name. */
struct namesakes {
	struct nearest_version *versions; /* owned */
	size_t *entries;		  /* owned: their numbers */
	size_t count, entry_count;
	bool whole, vouched;
};

static struct namesakes
collect(const struct corpus *corpus, size_t name)
{
	struct namesakes found = { 0 };

	for (size_t i = 0; i < corpus_entry_count(corpus); i++) {
		struct corpus_entry entry = corpus_entry_at(corpus, i);
		bool own = corpus_speaks_for(path_name(entry.path), &entry.project);
		struct nearest_version version = { entry.offset, entry.size, own };

		if (entry.name != name)
			continue;
		array_append(found.versions, found.count, version);
		array_append(found.entries, found.entry_count, i);
		found.whole = found.whole || (own && entry.project.whole);
		found.vouched = found.vouched || (own && entry.project.vouched);
	}
	return found;
}

static bool
is_patched(const char *name)
{
	for (size_t i = 0; i < array_length(patched); i++)
		if (strcmp(patched[i], name) == 0)
			return true;
	return false;
}

static char *
copier_of(const struct corpus_entry *entry)
{
	const char *tools = corpus_copied_by(path_name(entry->path));
	cleanup_buffer struct buffer text = BUFFER_INIT(4096);

	buffer_append_escaped(&text,
			      bytes_of_text(tools != NULL ? tools : entry->project.name));
	return buffer_steal_text(&text);
}

static void
take(struct provenance *out, const struct corpus *corpus, const struct namesakes *known,
     struct nearest *nearest)
{
	struct corpus_entry entry =
		corpus_entry_at(corpus, known->entries[nearest->version]);

	out->from = describe(&entry);
	out->copied_by = copier_of(&entry);
	out->stated = steal_pointer(&nearest->stated);
	out->diff = steal_pointer(&nearest->diff);
	out->added = nearest->added;
	out->removed = nearest->removed;
	out->claim = nearest->claim;
	out->claims_known = nearest->claims_known;
	out->versions = xasprintf("%zu known version%s", known->count,
				  known->count == 1 ? "" : "s");
	out->whole = known->whole;
	out->vouched = known->vouched;
}

static int
find_nearest(struct provenance *out, const struct session *session,
	     const struct corpus *corpus, size_t name, const char *path,
	     struct error *err)
{
	cleanup_mapping struct mapping content = { 0 };
	struct namesakes known = collect(corpus, name);
	struct nearest_question question = { .versions = known.versions,
					     .count = known.count };
	struct nearest nearest = { 0 };
	int found = mapping_open(&content, path, err);

	question.content = content.bytes;
	question.frame = corpus_name_frame(corpus, name, &question.unpacked);
	if (found == 0)
		found = nearest_find(&nearest, &question, &session->cancel, err);
	if (found == 0) {
		take(out, corpus, &known, &nearest);
		if (nearest.stamped && strcmp(path_name(path), "ltversion.m4") == 0)
			out->state = PROVENANCE_STAMPED;
	}
	nearest_release(&nearest);
	free(known.versions);
	free(known.entries);
	return found;
}

int
provenance_find(struct provenance *out, const struct session *session,
		const struct corpus *corpus, const char *path, const char *blob,
		struct error *err)
{
	const char *name = path_name(path);
	int64_t number = corpus_name_find(corpus, name);

	*out = (struct provenance){ .state = PROVENANCE_UNKNOWN };
	if (number < 0 || is_known(out, corpus, name, blob))
		return 0;
	out->state = PROVENANCE_EDITED;
	out->of_libtool = is_patched(name);
	return find_nearest(out, session, corpus, (size_t)number, path, err);
}

/* "VERSION=2.4.7" is what many distributions leave in place, "2.4.7 Debian-2.4.7-5" is
 * one revision of one package. */
static bool
names_a_revision(const char *stated)
{
	return stated != NULL && strstr(stated, "Debian-") != NULL;
}

bool
provenance_is_of_unknown_version(const struct provenance *provenance)
{
	return provenance->state == PROVENANCE_EDITED && !provenance->of_libtool &&
	       !provenance->whole &&
	       (provenance->claim == CLAIM_OTHER || provenance->claim == CLAIM_COMMENTS);
}

enum severity
provenance_severity(const struct provenance *provenance)
{
	if (provenance->state != PROVENANCE_EDITED)
		return SEVERITY_NOTE;
	if (provenance->of_libtool)
		return provenance->claims_known && names_a_revision(provenance->stated)
			       ? SEVERITY_ALARM
			       : SEVERITY_CHANGE;
	if (provenance_is_of_unknown_version(provenance))
		return SEVERITY_CHANGE;
	return provenance->vouched || provenance->claims_known ? SEVERITY_ALARM
							       : SEVERITY_CHANGE;
}
