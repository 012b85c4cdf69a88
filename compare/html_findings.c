/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The findings of the HTML report: alarms first and open, the largest first, those that
 * repeat each other behind the first of them. */
#include <string.h>
#include <sys/param.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/html.h"
#include "compare/ranking.h"
#include "compare/tally.h"

enum {
	FULL_SHOWN = 1000,   /* groups: a page of more is too slow to open */
	OPEN_SHOWN = 30,     /* of these are unfolded, and no notes */
	OTHERS_SHOWN = 1000, /* of one group by name */
	LINES_SHOWN = 5000,
	FOLDERS_SHOWN = 200,
};

struct list {
	struct xml_writer *writer;   /* borrowed */
	const struct finding **left; /* owned: those that are not named */
	size_t left_count;
};

static const char *
class_of_line(char first)
{
	switch (first) {
	case '+':
		return "add";
	case '-':
		return "gone";
	case '@':
		return "hunk";
	default:
		return NULL;
	}
}

static void
write_diff(struct xml_writer *writer, const char *diff)
{
	struct cursor at = cursor_on(bytes_of_text(diff));

	html_open(writer, "pre", "diff");
	xml_attribute(writer, "tabindex", "0"); /* so that keys can scroll it */
	while (at.rest.size > 0) {
		struct bytes line = cursor_take_line(&at);
		cleanup_free char *text = xstrndup((const char *)line.data, line.size);

		html_open(writer, "span", class_of_line(text[0]));
		xml_lines(writer, text);
		xml_lines(writer, "\n");
		xml_close(writer);
	}
	xml_close(writer);
}

static void
write_fact(struct xml_writer *writer, const char *label, const char *text, bool code)
{
	if (text == NULL)
		return;
	xml_element(writer, "dt", NULL, label);
	xml_open(writer, "dd");
	if (code)
		xml_element(writer, "code", NULL, text);
	else
		xml_text(writer, text);
	xml_close(writer);
}

static const char *
value_of(const struct side *side)
{
	return side->present ? side->value : NULL;
}

static void
write_facts(struct xml_writer *writer, const struct finding *finding)
{
	const char *published = value_of(&finding->published);
	const char *rebuilt = value_of(&finding->rebuilt);

	if (published == NULL && rebuilt == NULL && finding->cause == NULL &&
	    finding->hint == NULL)
		return;
	html_open(writer, "dl", "facts");
	write_fact(writer, "published", published, true);
	write_fact(writer, "rebuilt", rebuilt, true);
	write_fact(writer, "cause", finding->cause, false);
	write_fact(writer, "hint", finding->hint, false);
	xml_close(writer);
}

/* The artifact's own name, which begins every path, says least. */
static void
write_path(struct xml_writer *writer, const char *path)
{
	const char *slashes = strstr(path, "//");
	size_t size = slashes == NULL ? 0 : (size_t)(slashes - path) + strlen("//");
	cleanup_free char *outer = xstrndup(path, size);

	xml_open(writer, "code");
	if (size > 0)
		xml_element(writer, "span", "outer", outer);
	xml_text(writer, path + size);
	xml_close(writer);
}

static void
write_place(struct xml_writer *writer, const struct finding *finding)
{
	html_open(writer, "span", "place");
	write_path(writer, finding->path);
	if (finding->key[0] != '\0' && strcmp(finding->key, "content") != 0)
		xml_element(writer, "span", "key", finding->key);
	xml_close(writer);
}

static void
leave(struct list *list, const struct finding *finding)
{
	list->left[list->left_count++] = finding;
}

static void
write_others(struct list *list, const struct ranking_group *group)
{
	struct xml_writer *writer = list->writer;
	size_t shown = MIN(group->count, (size_t)OTHERS_SHOWN);

	if (group->count == 1)
		return;
	html_open(writer, "details", "others");
	xml_open(writer, "summary");
	xml_format(writer, "and %zu more of this kind", group->count - 1);
	xml_close(writer);
	xml_open(writer, "ul");
	for (size_t i = 1; i < shown; i++) {
		xml_open(writer, "li");
		write_place(writer, group->findings[i]);
		xml_text(writer, " ");
		xml_element(writer, "span", "said", group->findings[i]->message);
		xml_close(writer);
	}
	xml_close(writer);
	xml_close(writer);
	for (size_t i = shown; i < group->count; i++)
		leave(list, group->findings[i]);
}

static void
write_finding(struct list *list, const struct ranking_group *group, bool open)
{
	struct xml_writer *writer = list->writer;
	const struct finding *finding = group->findings[0];
	const char *severity = severity_name(finding->severity);

	xml_open(writer, "details");
	xml_attribute_format(writer, "class", "finding %s", severity);
	xml_attribute(writer, "open", open ? "open" : NULL);
	xml_open(writer, "summary");
	xml_element(writer, "span", "badge", severity);
	write_place(writer, finding);
	xml_element(writer, "span", "said", finding->message);
	xml_close(writer);
	html_open(writer, "div", "inside");
	write_facts(writer, finding);
	if (finding->diff != NULL)
		write_diff(writer, finding->diff);
	write_others(list, group);
	xml_close(writer);
	xml_close(writer);
	xml_lines(writer, "\n");
}

/* Groups for which there is no room in full: a row each. */
static void
write_rows(struct list *list, const struct ranking *ranking)
{
	struct xml_writer *writer = list->writer;
	size_t end = MIN(ranking->group_count, (size_t)FULL_SHOWN + LINES_SHOWN);

	if (ranking->group_count <= FULL_SHOWN)
		return;
	xml_element(writer, "h3", NULL, "In a line each");
	html_open(writer, "section", "card");
	xml_open(writer, "ul");
	for (size_t i = FULL_SHOWN; i < end; i++) {
		const struct ranking_group *group = &ranking->groups[i];

		xml_open(writer, "li");
		xml_format(writer, "%s: ", severity_name(group->findings[0]->severity));
		write_place(writer, group->findings[0]);
		xml_text(writer, " ");
		xml_element(writer, "span", "said", group->findings[0]->message);
		xml_close(writer);
		for (size_t other = 1; other < group->count; other++)
			leave(list, group->findings[other]);
	}
	xml_close(writer);
	xml_close(writer);
	for (size_t i = end; i < ranking->group_count; i++)
		for (size_t each = 0; each < ranking->groups[i].count; each++)
			leave(list, ranking->groups[i].findings[each]);
}

static void
write_left(struct list *list)
{
	struct xml_writer *writer = list->writer;
	cleanup_tally struct tally tally = { 0 };

	if (list->left_count == 0)
		return;
	tally_of(&tally, list->left, list->left_count);
	xml_open(writer, "h3");
	xml_format(writer, "And %zu more, by folder and kind", list->left_count);
	xml_close(writer);
	html_open(writer, "section", "card");
	xml_element(
		writer, "p", NULL,
		"This page is cut: it would be too large to open. The JSON report has "
		"all of them.");
	xml_open(writer, "table");
	for (size_t i = 0; i < tally.count && i < FOLDERS_SHOWN; i++) {
		xml_open(writer, "tr");
		html_open(writer, "td", "amount");
		html_number(writer, tally.lines[i].count);
		xml_close(writer);
		xml_element(writer, "td", NULL, finding_kind_name(tally.lines[i].kind));
		xml_open(writer, "td");
		xml_element(writer, "code", NULL, tally.lines[i].folder);
		xml_close(writer);
		xml_close(writer);
	}
	xml_close(writer);
	if (tally.count > FOLDERS_SHOWN)
		xml_format(writer, "and %zu folders more", tally.count - FOLDERS_SHOWN);
	xml_close(writer);
}

void
html_findings(struct xml_writer *writer, const struct comparison *comparison)
{
	cleanup_ranking struct ranking ranking = { 0 };
	struct list list = { .writer = writer };
	cleanup_free char *counts = NULL;

	if (comparison->finding_count == 0)
		return;
	ranking_of(&ranking, comparison);
	list.left = xcalloc(comparison->finding_count, sizeof(const struct finding *));
	counts = ranking_counts(&ranking);
	xml_open(writer, "h2");
	xml_text(writer, "Findings");
	xml_element(writer, "span", "count", counts);
	xml_close(writer);
	xml_element(writer, "p", "said",
		    "In a diff, - is the rebuilt side and + the published one.");
	for (size_t i = 0; i < ranking.group_count && i < FULL_SHOWN; i++)
		write_finding(&list, &ranking.groups[i],
			      i < OPEN_SHOWN && ranking.groups[i].findings[0]->severity >
							SEVERITY_NOTE);
	write_rows(&list, &ranking);
	write_left(&list);
	free(list.left);
}
