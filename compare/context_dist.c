/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Release tarballs: a folder NAME-VERSION with the source and what its release step has
 * made of it.  Who unpacks one owns what is in it, whatever its headers say.  What
 * differs in files of autoconf and its kin is for the road to explain, which knows their
 * origins; here only code for a machine counts, which nobody reads before it is linked.
 */
#include <string.h>

#include "base/strings.h"
#include "compare/code_alarms.h"
#include "compare/context.h"
#include "compare/po_header.h"

static const char created[] = "po-created";

static bool
is_catalogue(const char *member)
{
	return text_ends_with(member, ".po") || text_ends_with(member, ".pot");
}

static const char *
excuse(const char *member, struct bytes published, struct bytes rebuilt)
{
	return is_catalogue(member) && po_header_same_but_created(published, rebuilt)
		       ? created
		       : NULL;
}

static bool
covered(const char *rule, struct bytes content, struct buffer *out)
{
	enum {
		BEFORE = sizeof("\"POT-Creation-Date: ") - 1,
		BEHIND = sizeof("\\n\"\n") - 1
	};
	struct bytes line = po_header_created(content);

	if (strcmp(rule, created) != 0)
		return false;
	if (line.size > 0)
		buffer_append(out,
			      bytes_slice(line, BEFORE, line.size - BEFORE - BEHIND));
	return true;
}

static void
judge(struct report *report, const struct place *place, const struct bytes *published,
      const struct bytes *rebuilt)
{
	struct finding *last = report_last(report);

	if (published == NULL || last == NULL || place->member == NULL)
		return;
	if (code_is_compiled(place->member, *published))
		code_alarm(last,
			   rebuilt == NULL
				   ? "compiled code that the source does not make"
				   : "compiled code, and not what the source makes");
}

static bool
write_canonical(struct normalizer *normalizer, struct bytes content, struct buffer *out)
{
	const char *rules[] = { created };
	struct bytes line = po_header_created(content);
	size_t at;

	if (!is_catalogue(normalizer->path) || line.size == 0 ||
	    !normalize_wants(normalizer, rules, 1))
		return false;
	at = (size_t)(line.data - content.data);
	normalize_note(normalizer,
		       &(struct normalize_change){ created, "header", "a date", NULL });
	buffer_append(out, bytes_slice(content, 0, at));
	buffer_append(out, bytes_slice(content, at + line.size, SIZE_MAX));
	return true;
}

const struct context context_dist = {
	.name = "dist",
	.excuse = excuse,
	.covered = covered,
	.judge = judge,
	.normalize = write_canonical,
};
