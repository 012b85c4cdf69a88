/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Macros that an aclocal.m4 holds rather than includes: each is looked up like a file. */
#include "rebuild/dist_examine_inside.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/aclocal_pieces.h"

/* aclocal ends each with an empty line that the file had not. */
static struct bytes
without_end(struct bytes content)
{
	if (content.size > 1 && content.data[content.size - 1] == '\n' &&
	    content.data[content.size - 2] == '\n')
		content.size--;
	return content;
}

static int
look_up(struct provenance *out, const struct examination *examination,
	const struct aclocal_piece *piece, struct error *err)
{
	struct bytes content = without_end(piece->content);
	cleanup_free char *folder = NULL, *path = NULL;
	char blob[DIGEST_HEX_MAX];

	if (folder_make_scratch(&folder, examination->session->scratch, "piece", err) < 0)
		return -1;
	path = path_join(folder, piece->name);
	if (file_write(path, content, 0600, err) < 0)
		return -1;
	digest_git_blob(content, blob);
	return provenance_find(out, examination->session, examination->corpus, path, blob,
			       err);
}

static bool
is_released(const struct provenance *provenance)
{
	return provenance->state == PROVENANCE_KNOWN ||
	       provenance->state == PROVENANCE_STAMPED ||
	       (provenance->state == PROVENANCE_EDITED && provenance->diff != NULL &&
		aclocal_diff_is_usual(provenance->diff));
}

static void
tell_unknown(const struct examination *examination, const char *path, const char *name)
{
	cleanup_free char *message = xasprintf(
		"it holds %s, of which the corpus has nothing and the tools here "
		"have another",
		name);

	examination_remark(examination, SEVERITY_CHANGE, path, "copy-unknown", message);
}

static int
judge_piece(bool *told, bool *known, const struct examination *examination,
	    const char *path, const struct aclocal_piece *piece, struct error *err)
{
	cleanup_provenance struct provenance provenance = { 0 };
	cleanup_free char *name = xasprintf("%s: ", piece->name);

	*told = piece->name[0] != '\0' && examination->corpus != NULL;
	if (!*told)
		return 0;
	if (look_up(&provenance, examination, piece, err) < 0)
		return -1;
	if (is_released(&provenance))
		return 0;
	*known = false;
	if (provenance.state == PROVENANCE_UNKNOWN)
		tell_unknown(examination, path, piece->name);
	else
		examination_tell_edited(examination, path, name, &provenance);
	return 0;
}

int
examination_judge_pieces(bool *told, bool *known, const struct examination *examination,
			 const struct self_file *file, struct error *err)
{
	cleanup_free char *path = path_join(examination->folder, file->path);
	cleanup_mapping struct mapping theirs = { 0 }, ours = { 0 };
	struct aclocal_piece piece;
	struct bytes rest;

	*told = *known = true;
	if (mapping_open(&theirs, path, err) < 0 ||
	    mapping_open(&ours, file->made, err) < 0)
		return -1;
	rest = theirs.bytes;
	while (*told && aclocal_piece_next(&rest, &piece)) {
		if (memmem(ours.bytes.data, ours.bytes.size, piece.content.data,
			   piece.content.size) != NULL)
			continue;
		if (judge_piece(told, known, examination, file->path, &piece, err) < 0)
			return -1;
	}
	return 0;
}
