/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a corpus holds: for each project and version, how many files were new in it. */
#include "rebuild/corpus.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"

struct tally {
	const char *project; /* borrowed */
	char version[64];    /* commits between releases are told by their years */
	size_t count;
};

/* "2023-02-19 3adaddd73e12": a commit that no tag had before. */
static bool
is_commit(const char *version)
{
	static const char form[] = "dddd-dd-dd ";
	size_t i = 0;

	for (; form[i] != '\0'; i++)
		if (form[i] == 'd' ? !isdigit((unsigned char)version[i])
				   : version[i] != form[i])
			return false;
	return strlen(version) == i + 12;
}

static struct tally
tally_of(const struct corpus_entry *entry)
{
	struct tally tally = { .project = entry->project.name, .count = 1 };

	if (is_commit(entry->version))
		snprintf(tally.version, sizeof(tally.version), "commits of %.4s",
			 entry->version);
	else
		snprintf(tally.version, sizeof(tally.version), "%s", entry->version);
	return tally;
}

static int
order_of_tallies(const void *a, const void *b)
{
	const struct tally *left = a, *right = b;
	int order = strcmp(left->project, right->project);

	return order != 0 ? order : strcmp(left->version, right->version);
}

static struct tally *
count(const struct corpus *corpus, size_t *tallies)
{
	size_t entries = corpus_entry_count(corpus), kept = 0;
	struct tally *all = xcalloc(entries, sizeof(*all));

	for (size_t i = 0; i < entries; i++) {
		struct corpus_entry entry = corpus_entry_at(corpus, i);

		all[i] = tally_of(&entry);
	}
	qsort(all, entries, sizeof(*all), order_of_tallies);
	for (size_t i = 0; i < entries; i++) {
		if (kept > 0 && order_of_tallies(&all[kept - 1], &all[i]) == 0)
			all[kept - 1].count++;
		else
			all[kept++] = all[i];
	}
	*tallies = kept;
	return all;
}

static void
day_of(int64_t time, char *day)
{
	clock_to_text(time, day);
	day[strcspn(day, "T")] = '\0';
}

void
corpus_to_text(const struct corpus *corpus, struct buffer *out)
{
	size_t tallies;
	struct tally *all = count(corpus, &tallies);

	for (size_t i = 0, at = 0; i < corpus_project_count(corpus); i++) {
		struct corpus_project project = corpus_project_at(corpus, i);
		size_t total = 0, from = at;
		char day[CLOCK_TEXT_MAX];

		while (at < tallies && strcmp(all[at].project, project.name) == 0)
			total += all[at++].count;
		buffer_append_escaped(out, bytes_of_text(project.name));
		buffer_printf(out, ": %zu", total);
		day_of(project.newest, day);
		if (project.newest > 0)
			buffer_printf(out, ", its whole history until %s", day);
		buffer_append_byte(out, '\n');
		for (size_t j = from; j < at; j++) {
			buffer_printf(out, "  %6zu ", all[j].count);
			buffer_append_escaped(out, bytes_of_text(all[j].version));
			buffer_append_byte(out, '\n');
		}
	}
	buffer_printf(out, "%zu files\n", corpus_entry_count(corpus));
	free(all);
}

struct json *
corpus_to_json(const struct corpus *corpus)
{
	struct json *json = json_new_object(), *projects = json_new_array();
	size_t tallies;
	struct tally *all = count(corpus, &tallies);

	for (size_t i = 0, at = 0; i < corpus_project_count(corpus); i++) {
		struct corpus_project project = corpus_project_at(corpus, i);
		struct json *about = json_new_object(), *versions = json_new_array();

		json_set(about, "name", json_new_bytes(bytes_of_text(project.name)));
		json_set_bool(about, "whole", project.whole);
		json_set_number(about, "newest", project.newest);
		for (; at < tallies && strcmp(all[at].project, project.name) == 0; at++) {
			struct json *version = json_new_object();

			json_set(version, "version",
				 json_new_bytes(bytes_of_text(all[at].version)));
			json_set_number(version, "files", (int64_t)all[at].count);
			json_append(versions, version);
		}
		json_set(about, "versions", versions);
		json_append(projects, about);
	}
	free(all);
	json_set_text(json, "format", CORPUS_FORMAT);
	json_set_number(json, "files", (int64_t)corpus_entry_count(corpus));
	json_set(json, "projects", projects);
	return json;
}
