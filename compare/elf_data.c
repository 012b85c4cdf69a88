/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Data: which addresses in it lead elsewhere now, and which texts only one side has.  In
 * tables of strings every text counts, elsewhere those that look like one.
 */
#include <ctype.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/elf_sets.h"
#include "compare/elf_targets.h"
#include "compare/explain.h"

enum { WORDS_MAX = 1 << 20, TEXT_LEAST = 6 };

/* Whether two sections of one name have the same content. */
static bool
are_equal(const struct elf_parts *parts, size_t published, size_t rebuilt)
{
	struct elf_section ours = elf_section(&parts->published.elf, published);
	struct elf_section theirs = elf_section(&parts->rebuilt.elf, rebuilt);

	return ours.type == SHT_NOBITS
		       ? ours.size == theirs.size
		       : bytes_equal(elf_section_bytes(&parts->published.elf, &ours),
				     elf_section_bytes(&parts->rebuilt.elf, &theirs));
}

struct words {
	size_t moved, other;
};

/* Whether both words are addresses in sections of one name, in which things stand in
 * other places. */
static bool
is_moved(const struct elf_parts *parts, const struct elf_places *places,
	 const uint64_t *words)
{
	const struct elf_place *ours = elf_place_at(&places[0], words[0]);
	const struct elf_place *theirs = elf_place_at(&places[1], words[1]);

	if (ours == NULL || theirs == NULL ||
	    !elf_sections_are_twins(&parts->published.elf, ours->section,
				    &parts->rebuilt.elf, theirs->section))
		return false;
	return words[0] - ours->start == words[1] - theirs->start ||
	       !are_equal(parts, ours->section, theirs->section);
}

static struct words
count_words(const struct elf_parts *parts)
{
	struct cursor ours = cursor_on(parts->published.content);
	struct cursor theirs = cursor_on(parts->rebuilt.content);
	size_t size = elf_address_size(&parts->published.elf);
	struct elf_places places[2];
	struct words count = { 0 };

	elf_places_find(&places[0], &parts->published.elf);
	elf_places_find(&places[1], &parts->rebuilt.elf);
	for (size_t i = 0; i < WORDS_MAX && ours.rest.size >= size; i++) {
		uint64_t words[] = { elf_take(&parts->published.elf, &ours, size),
				     elf_take(&parts->rebuilt.elf, &theirs, size) };

		if (words[0] == words[1])
			continue;
		if (is_moved(parts, places, words))
			count.moved++;
		else
			count.other++;
	}
	count.other += !bytes_equal(ours.rest, theirs.rest);
	elf_places_release(&places[0]);
	elf_places_release(&places[1]);
	return count;
}

/* Data of one size that holds addresses: all that differs may be where they lead. */
static bool
explain_addresses(struct finding *finding, const struct elf_parts *parts)
{
	struct words words;

	if (parts->published.content.size != parts->rebuilt.content.size ||
	    elf_address_size(&parts->published.elf) !=
		    elf_address_size(&parts->rebuilt.elf))
		return false;
	words = count_words(parts);
	if (words.moved == 0)
		return false;
	finding_set_message(finding, "%s; %zu %s what stands elsewhere, %zu other %s",
			    finding->message, words.moved,
			    words.moved == 1 ? "address of" : "addresses of", words.other,
			    words.other == 1 ? "value" : "values");
	if (words.other > 0)
		return false;
	finding->severity = SEVERITY_NOTE;
	replace_text(&finding->diff, NULL);
	return true;
}

static void
add_strings(struct elf_set *set, struct bytes table)
{
	struct cursor at = cursor_on(table);

	while (at.rest.size > 0 && !set->full) {
		struct bytes text = bytes_before(at.rest, 0);

		elf_set_add(set, text);
		cursor_take(&at, MIN(text.size + 1, at.rest.size));
	}
}

/* Rows of printable bytes, as strings(1) finds them. */
static void
add_texts(struct elf_set *set, struct bytes data)
{
	size_t start = 0;

	for (size_t i = 0; i <= data.size && !set->full; i++) {
		if (i < data.size && (isprint(data.data[i]) || data.data[i] == '\t'))
			continue;
		if (i - start >= TEXT_LEAST)
			elf_set_add(set, bytes_slice(data, start, i - start));
		start = i + 1;
	}
}

static void
explain_sets(struct finding *finding, const struct elf_parts *parts, const char *what,
	     void (*add)(struct elf_set *set, struct bytes content))
{
	cleanup_set struct elf_set published = { 0 }, rebuilt = { 0 };

	add(&published, parts->published.content);
	add(&rebuilt, parts->rebuilt.content);
	(void)elf_sets_explain(finding, &published, &rebuilt, what, parts->limits);
}

/* The last part of the first path that a diff takes away, or adds. */
static struct bytes
path_in(const char *diff, const char *mark)
{
	const char *at = diff == NULL ? NULL : strstr(diff, mark);
	struct cursor rest = cursor_on(bytes_of_text(at == NULL ? "" : at + 1));
	struct bytes line = cursor_take_line(&rest);
	const uint8_t *slash = line.size == 0 ? NULL : memrchr(line.data, '/', line.size);

	return slash == NULL ? line
			     : bytes_slice(line, (size_t)(slash - line.data), SIZE_MAX);
}

/* Two files of one name in two folders. */
static void
hint_at_folder(struct finding *finding)
{
	struct bytes ours = path_in(finding->diff, "+/");

	if (ours.size > 1 && bytes_equal(ours, path_in(finding->diff, "-/")))
		finding_set_cause(
			finding, "build-path: the folder that it was built in",
			"-ffile-prefix-map=OLD=NEW, or build in the folder that "
			"the published one was built in");
}

void
elf_explain_strings(struct finding *finding, const struct elf_parts *parts)
{
	cleanup_free char *bytes = steal_pointer(&finding->diff);

	explain_sets(finding, parts, "strings", add_strings);
	hint_at_folder(finding);
	/* The same ones in another order. */
	if (finding->diff == NULL)
		finding->diff = steal_pointer(&bytes);
}

void
elf_explain_data(struct finding *finding, const struct elf_parts *parts)
{
	if (!explain_addresses(finding, parts))
		explain_sets(finding, parts, "texts", add_texts);
}
