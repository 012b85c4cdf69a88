/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/elf_judge_layout.h"

#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/elf.h"

enum { DIFF_MAX = 32 << 10 };

/* Whether any loaded section is larger or smaller, added or removed. */
static bool
sizes_differ(struct bytes published, struct bytes rebuilt)
{
	struct elf left, right;
	struct error err;

	if (elf_open(&left, published, &err) < 0 || elf_open(&right, rebuilt, &err) < 0 ||
	    left.section_count != right.section_count)
		return true;
	for (size_t i = 1; i < left.section_count; i++) {
		struct elf_section ours = elf_section(&left, i);
		struct elf_section theirs = elf_section(&right, i);

		if ((ours.flags & SHF_ALLOC) != 0 && ours.size != theirs.size)
			return true;
	}
	return false;
}

static struct bytes
next_part(struct cursor *at)
{
	static const char between[] = "; ";
	struct bytes part = bytes_before(at->rest, (uint8_t)between[0]);

	cursor_take(at, MIN(part.size + strlen(between), at->rest.size));
	return part;
}

static void
append_line(struct buffer *out, char mark, struct bytes line)
{
	buffer_append_byte(out, (uint8_t)mark);
	buffer_append(out, line);
	buffer_append_byte(out, '\n');
}

/* The segments of both sides that differ, one line each. */
static char *
diff_of(const char *published, const char *rebuilt)
{
	struct cursor ours = cursor_on(bytes_of_text(published));
	struct cursor theirs = cursor_on(bytes_of_text(rebuilt));
	cleanup_buffer struct buffer out = BUFFER_INIT(DIFF_MAX);

	while (ours.rest.size > 0 || theirs.rest.size > 0) {
		struct bytes left = next_part(&ours), right = next_part(&theirs);

		if (bytes_equal(left, right))
			continue;
		if (right.size > 0)
			append_line(&out, '-', right);
		if (left.size > 0)
			append_line(&out, '+', left);
	}
	return buffer_steal_text(&out);
}

void
elf_judge_layout(struct finding *finding, const struct difference *difference)
{
	if (difference->published == NULL || difference->rebuilt == NULL)
		return;
	if (sizes_differ(difference->published_file, difference->rebuilt_file)) {
		finding->severity = SEVERITY_NOTE;
		finding_set_message(finding, "segments stand elsewhere: sections differ "
					     "in size");
	} else {
		finding_set_message(finding, "segments stand elsewhere, although every "
					     "loaded section has the same size");
	}
	replace_text(&finding->diff,
		     diff_of(difference->published->value, difference->rebuilt->value));
	replace_text(&finding->published.value, NULL);
	replace_text(&finding->rebuilt.value, NULL);
}
