/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/kept.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/memory.h"
#include "rebuild/check.h"

enum { RECORD_LIMIT = 256 << 20 };

static const char drafts_prefix[] = "run";

/* Nobody but us is at work here: drafts are those of runs that died. */
static int
sweep(const struct kept *kept, bool fresh, struct error *err)
{
	cleanup_directory DIR *folder = opendir(kept->folder);

	if (folder == NULL)
		return error_set_errno(err, "%s", kept->folder);
	for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		if ((fresh || text_starts_with(entry->d_name, drafts_prefix)) &&
		    tree_remove_at(dirfd(folder), entry->d_name, err) < 0)
			return -1;
	}
	return 0;
}

int
kept_open(struct kept *out, const char *folder, bool fresh, const struct cancel *cancel,
	  struct progress *progress, struct error *err)
{
	const struct lock_wait wait = {
		cancel, progress,
		"another run is at work on the same list; waiting for its end"
	};

	*out = (struct kept){ .folder = xstrdup(folder), .lock = -1 };
	if (folder_make(folder, err) < 0)
		return -1;
	out->lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (out->lock < 0)
		return error_set_errno(err, "%s", folder);
	if (lock_take(out->lock, &wait, err) < 0)
		return error_wrap(err, "%s", folder);
	if (sweep(out, fresh, err) < 0)
		return -1;
	return folder_make_scratch(&out->drafts, folder, drafts_prefix, err);
}

void
kept_close(struct kept *kept)
{
	struct error ignored; /* the next run sweeps */

	if (kept->drafts != NULL)
		(void)tree_remove(kept->drafts, &ignored);
	if (kept->lock >= 0)
		close(kept->lock);
	free(kept->drafts);
	free(kept->folder);
	*kept = (struct kept)KEPT_INIT;
}

static char *
place(const char *folder, const char *name)
{
	return xasprintf("%s/%s.json", folder, name);
}

char *
kept_draft(const struct kept *kept, const char *name)
{
	return place(kept->drafts, name);
}

/* Half a record, one of another kind, and one that says nothing of a release are none. */
static int
read_record(struct json **out, const char *path, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(RECORD_LIMIT);
	const char *format;

	*out = NULL;
	if (file_read(path, &text, err) < 0 ||
	    json_parse(out, buffer_bytes(&text), err) < 0)
		return -1;
	format = json_get_text(*out, "format");
	if (format != NULL && strcmp(format, CHECK_FORMAT) == 0 &&
	    (json_get_text(*out, "verdict") != NULL ||
	     json_kind(json_get(*out, "source")) == JSON_KIND_OBJECT))
		return 0;
	json_free(*out);
	*out = NULL;
	return error_set(err, ERROR_MALFORMED, "%s: no whole " CHECK_FORMAT, path);
}

int
kept_accept(struct json **out, const struct kept *kept, const char *name,
	    struct error *err)
{
	cleanup_free char *from = kept_draft(kept, name), *to = place(kept->folder, name);

	if (read_record(out, from, err) < 0)
		return -1;
	if (rename(from, to) == 0)
		return 0;
	json_free(*out);
	*out = NULL;
	return error_set_errno(err, "%s", to);
}

struct json *
kept_read(const struct kept *kept, const char *name)
{
	cleanup_free char *path = place(kept->folder, name);
	struct error ignored; /* what cannot be read is as if it were not there */
	struct json *record;

	return read_record(&record, path, &ignored) < 0 ? NULL : record;
}
