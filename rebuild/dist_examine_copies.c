/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a copy is told of whose bytes nobody is known to have released. */
#include "rebuild/dist_examine_inside.h"

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/provenance_claim.h"

enum { MESSAGE_LIMIT = 4096 };

static const char *
what_it_is(const struct provenance *provenance)
{
	if (provenance->of_libtool)
		return "no release of libtool, perhaps a distribution's";
	if (provenance_is_of_unknown_version(provenance))
		return "an unknown version of a known file";
	return "nobody is known to have released these bytes";
}

static const char *
what_it_claims(const struct provenance *provenance)
{
	switch ((enum claim)provenance->claim) {
	case CLAIM_KNOWN:
		return ", as a known version does";
	case CLAIM_COMMENTS:
		return ", as a known version does that has other words in comments, and "
		       "the same code";
	case CLAIM_HIGHER:
		return ", which is higher than any that is known";
	case CLAIM_OTHER:
		return ", of which the corpus has no release";
	case CLAIM_NONE:
		break;
	}
	return "";
}

/* What it says of itself is told, and not taken for more. */
static char *
describe_edit(const struct provenance *provenance, const char *piece)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(MESSAGE_LIMIT);

	buffer_append_text(&text, piece);
	buffer_append_text(&text, what_it_is(provenance));
	if (provenance->stated != NULL)
		buffer_printf(&text, "; it says \"%s\"%s", provenance->stated,
			      what_it_claims(provenance));
	buffer_printf(
		&text,
		"; of %s the nearest, %s, lacks %llu of its lines and has %llu others",
		provenance->versions, provenance->from,
		(unsigned long long)provenance->added,
		(unsigned long long)provenance->removed);
	if (provenance_is_of_unknown_version(provenance))
		buffer_printf(&text,
			      "; a corpus with the whole history of what %s copies would "
			      "settle it (cupel corpus build)",
			      provenance->copied_by);
	return buffer_steal_text(&text);
}

void
examination_tell_edited(const struct examination *examination, const char *path,
			const char *piece, const struct provenance *provenance)
{
	cleanup_free char *message = describe_edit(provenance, piece);
	const char *cause = provenance->of_libtool ? "libtool-variant"
			    : provenance_is_of_unknown_version(provenance)
				    ? "copy-unknown-version"
				    : "copy-edited";
	struct remark *made = examination_remark(
		examination, provenance_severity(provenance), path, cause, message);

	made->diff = xstrdup_or_null(provenance->diff);
}
