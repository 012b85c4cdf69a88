/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A .deb is an ar archive of debian-binary, control.tar and data.tar, the tars under a
 * compression that their names tell; control.tar holds the file "control".
 */
#include "rebuild/debian_deb.h"

#include <stdlib.h>
#include <string.h>

#include "base/archive.h"
#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"
#include "compare/ar_archive.h"
#include "rebuild/debian_fields.h"
#include "rebuild/debian_version.h"
#include "sandbox/confine.h"

enum { CONTROL_LIMIT = 1 << 20, MEMBERS_MAX = 16 };

static int
take_control(struct archive_reader *reader, struct buffer *out, struct error *err)
{
	struct bytes piece;
	int more;

	while ((more = archive_piece(reader, &piece, err)) > 0)
		buffer_append(out, piece);
	return more < 0 ? -1 : buffer_check(out, err);
}

static int
find_control(struct buffer *out, struct bytes tar, struct error *err)
{
	struct archive_limits limits = archive_limits_usual();
	cleanup_archive struct archive_reader *reader = NULL;
	struct archive_member member;
	int more;

	if (archive_open(&reader, tar, &limits, err) < 0)
		return -1;
	while ((more = archive_next(reader, &member, err)) > 0)
		if (member.type == 'f' && (strcmp(member.path, "./control") == 0 ||
					   strcmp(member.path, "control") == 0))
			return take_control(reader, out, err);
	return more < 0 ? -1 : error_set(err, ERROR_MALFORMED, "it has no control file");
}

static int
read_in_child(void *context, struct buffer *out, struct error *err)
{
	const struct bytes *deb = context;
	cleanup_ar_archive struct ar_archive archive = { 0 };

	ar_archive_read(&archive, *deb, MEMBERS_MAX);
	for (size_t i = 0; i < archive.count; i++)
		if (bytes_start_with(archive.members[i].name,
				     bytes_of_text("control.tar")))
			return find_control(out, archive.members[i].content, err);
	return error_set(err, ERROR_MALFORMED, "it is no Debian package");
}

static void
prepare_child(void *context)
{
	(void)context;
	archive_prepare();
}

static bool
is_good(const struct debian_deb *deb)
{
	const struct debian_binary *binary = &deb->binary;
	struct error ignored; /* one word for all of it is enough */

	return binary->package != NULL && binary->version != NULL &&
	       binary->architecture != NULL && debian_is_name(binary->package) &&
	       debian_is_name(deb->source) &&
	       debian_is_architecture(binary->architecture) &&
	       debian_version_check(binary->version, &ignored) == 0 &&
	       debian_version_check(deb->source_version, &ignored) == 0;
}

static int
read_fields(struct debian_deb *out, struct bytes text, struct error *err)
{
	struct bytes control = debian_paragraph_first(text);
	struct debian_binary *binary = &out->binary;

	binary->package = debian_field_text(control, "Package");
	binary->version = debian_field_text(control, "Version");
	binary->architecture = debian_field_text(control, "Architecture");
	debian_source_of(&out->source, &out->source_version, control);
	if (out->source == NULL && binary->package != NULL)
		out->source = xstrdup(binary->package);
	if (out->source_version == NULL && binary->version != NULL)
		out->source_version = xstrdup(binary->version);
	if (!is_good(out))
		return error_set(err, ERROR_MALFORMED,
				 "its control file has no right name, version and "
				 "architecture");
	return 0;
}

void
debian_deb_release(struct debian_deb *deb)
{
	debian_binary_release(&deb->binary);
	free(deb->source);
	free(deb->source_version);
	*deb = (struct debian_deb){ 0 };
}

int
debian_deb_read(struct debian_deb *out, const struct session *session, const char *path,
		struct error *err)
{
	cleanup_mapping struct mapping mapping = { 0 };
	cleanup_buffer struct buffer text = BUFFER_INIT(CONTROL_LIMIT);
	struct confined confined = { .prepare = prepare_child,
				     .run = read_in_child,
				     .context = &mapping.bytes,
				     .answer_limit = CONTROL_LIMIT };
	char hex[DIGEST_HEX_MAX];

	*out = (struct debian_deb){ 0 };
	if (mapping_open(&mapping, path, err) < 0)
		return -1;
	if (confine_run(&confined, &session->cancel, &text, err) < 0 ||
	    read_fields(out, buffer_bytes(&text), err) < 0)
		return error_wrap(err, "%s", path_name(path));
	digest_hex_of(DIGEST_SHA256, mapping.bytes, hex);
	out->binary.sha256 = xstrdup(hex);
	out->binary.size = mapping.bytes.size;
	out->binary.path = xstrdup(path);
	return 0;
}
