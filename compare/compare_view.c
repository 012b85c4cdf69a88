/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the views of two files show.  Their members are compared as those of a folder are,
 * whatever is in them, but into a comparison of its own: its findings become words in the
 * one finding about the bytes, and what its rules would cover excuses nothing there.
 */
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/attributes.h"
#include "compare/compare.h"
#include "compare/view.h"

enum { DIFF_MAX = 1 << 20 };

static const struct format members_format = {
	.name = "view",
	.said = "what is in a file",
	.judge = attributes_judge,
};

/* What is written about a view. */
struct account {
	const struct comparison *found; /* borrowed */
	size_t prefix;			/* of the paths in it */
	size_t unread;			/* members, of both sides */
	bool beside_folder; /* one side is on disk: its times, owners and order say
			       nothing */
	size_t added, removed, changed, times;
	uint64_t lines, lines_max;
	struct buffer diff; /* owned */
};

static const char *
path_in(const struct account *account, const struct finding *finding)
{
	size_t size = strlen(finding->path);

	return finding->path + (size < account->prefix ? size : account->prefix);
}

/* Nobody reads a line for each of a thousand times. */
static bool
is_time(const struct finding *finding)
{
	return strcmp(finding->key, "mtime") == 0 && finding->severity == SEVERITY_NOTE;
}

static bool
is_left_out(const struct account *account, const struct finding *finding)
{
	static const char *const keys[] = { "mtime", "uid", "gid", "order" };

	if (!account->beside_folder)
		return false;
	for (size_t i = 0; i < array_length(keys); i++)
		if (strcmp(finding->key, keys[i]) == 0)
			return true;
	return strcmp(path_in(account, finding), ".") == 0;
}

/* A line of the diff; false once it is full. */
static bool
begin_line(struct account *account)
{
	if (account->lines >= account->lines_max || account->diff.size > DIFF_MAX / 2)
		return false;
	account->lines++;
	return true;
}

/* What differs within a text, below its line. */
static void
append_inner(struct account *account, const char *diff)
{
	struct cursor at = cursor_on(bytes_of_text(diff));

	while (at.rest.size > 0 && begin_line(account)) {
		buffer_append_text(&account->diff, "    ");
		buffer_append(&account->diff, cursor_take_line(&at));
		buffer_append_byte(&account->diff, '\n');
	}
}

static void
append_values(struct buffer *out, const struct finding *finding)
{
	const char *published = finding->published.value,
		   *rebuilt = finding->rebuilt.value;

	if (published == NULL && rebuilt == NULL)
		return;
	buffer_printf(out, " (%s -> %s)", rebuilt == NULL ? "nothing" : rebuilt,
		      published == NULL ? "nothing" : published);
}

static void
append_finding(struct account *account, const struct finding *finding)
{
	bool added = finding->kind == FINDING_ADDED,
	     removed = finding->kind == FINDING_REMOVED;
	struct buffer *out = &account->diff;

	if (!begin_line(account))
		return;
	buffer_printf(out, "%c %s",
		      added	? '+'
		      : removed ? '-'
				: '~',
		      path_in(account, finding));
	if (added || removed)
		buffer_printf(out, " (%" PRIu64 " bytes)",
			      added ? finding->published.size : finding->rebuilt.size);
	else if (strcmp(finding->key, "content") != 0)
		buffer_printf(out, " %s", finding->key);
	buffer_printf(out, ": %s%s", finding->severity == SEVERITY_ALARM ? "alarm: " : "",
		      finding->message);
	if (finding->kind == FINDING_FIELD)
		append_values(out, finding);
	buffer_append_byte(out, '\n');
	if (finding->diff != NULL)
		append_inner(account, finding->diff);
}

/* The worst first. */
static void
append_findings(struct account *account)
{
	const struct comparison *found = account->found;

	for (int severity = SEVERITY_ALARM; severity >= SEVERITY_NOTE; severity--)
		for (size_t i = 0; i < found->finding_count; i++)
			if (found->findings[i].severity == (enum severity)severity &&
			    !is_time(&found->findings[i]) &&
			    !is_left_out(account, &found->findings[i]))
				append_finding(account, &found->findings[i]);
	if (account->times > 0 && begin_line(account))
		buffer_printf(&account->diff, "~ times that differ: %zu\n",
			      account->times);
	for (size_t i = 0; i < found->normalized_count && begin_line(account); i++)
		buffer_printf(&account->diff,
			      "= %s: rule %s would cover %" PRIu64 " differences\n",
			      found->normalized[i].path + account->prefix,
			      found->normalized[i].rule, found->normalized[i].count);
	if (!begin_line(account))
		buffer_append_text(&account->diff, "... and more\n");
}

static void
count_findings(struct account *account)
{
	const char *last = "";

	for (size_t i = 0; i < account->found->finding_count; i++) {
		const struct finding *finding = &account->found->findings[i];

		if (is_left_out(account, finding))
			continue;
		if (is_time(finding))
			account->times++;
		else if (finding->kind == FINDING_ADDED)
			account->added++;
		else if (finding->kind == FINDING_REMOVED)
			account->removed++;
		else if (strcmp(finding->path, last) != 0)
			account->changed++;
		last = finding->path;
	}
}

static void
append_count(struct buffer *out, size_t count, const char *what)
{
	if (count > 0)
		buffer_printf(out, "%s%zu %s", out->size > 0 ? ", " : "", count, what);
}

static const struct finding *
first_alarm(const struct comparison *found)
{
	for (size_t i = 0; i < found->finding_count; i++)
		if (found->findings[i].severity == SEVERITY_ALARM)
			return &found->findings[i];
	return NULL;
}

/* What differs in the members, before what is known of the bytes. */
static void
state_members(struct account *account, struct finding *finding)
{
	cleanup_buffer struct buffer words = BUFFER_INIT(DIFF_MAX);
	cleanup_free char *bytes = xstrdup(finding->message);
	const struct finding *alarm = first_alarm(account->found);

	append_count(&words, account->added, "added");
	append_count(&words, account->removed, "removed");
	append_count(&words, account->changed, "changed");
	append_count(&words, account->times, "with another time");
	append_count(&words, account->unread, "that cannot be read");
	if (words.size == 0)
		buffer_append_text(&words, account->found->normalized_count > 0
						   ? "but for what rules cover the same"
						   : "the same, packed differently");
	if (alarm != NULL)
		buffer_printf(&words, "; %s: %s", path_in(account, alarm),
			      alarm->message);
	finding_set_message(finding, "members: %s (%s)", buffer_text(&words), bytes);
	if (alarm != NULL)
		finding_raise(finding, SEVERITY_ALARM);
}

static void
describe(struct account *account, struct finding *finding)
{
	account->diff = BUFFER_INIT(DIFF_MAX);
	count_findings(account);
	state_members(account, finding);
	append_findings(account);
	if (account->diff.size > 0)
		replace_text(&finding->diff, buffer_steal_text(&account->diff));
	buffer_release(&account->diff);
}

/* What holds where the file stands does not hold for what a view shows of it. */
static struct place
enter_view(const struct place *place)
{
	struct place inside = *place;

	inside.package = NULL;
	inside.claims = inside.scoped = inside.listed = NULL;
	inside.depth++;
	inside.nesting++;
	inside.in_leaf = true;
	return inside;
}

static void
compare_members(struct report *report, const struct place *place,
		const struct tilings *tilings, struct comparison *found)
{
	const struct place inside = enter_view(place);
	struct report within = *report;

	within.comparison = found;
	within.context = NULL;
	within.excuses = false;
	within.text = within.unmeasured = 0;
	compare_tilings(&within, &inside, tilings);
	report->budget = within.budget;
}

static void
state_trouble(struct finding *finding, const char *side, const char *why)
{
	cleanup_free char *bytes = xstrdup(finding->message);

	finding_set_message(finding, "%s; what is in the %s one cannot be shown: %s",
			    bytes, side, why);
}

void
compare_view(struct report *report, const struct place *place,
	     const struct difference *difference, struct finding *finding)
{
	cleanup_view struct view published = { 0 }, rebuilt = { 0 };
	cleanup_comparison struct comparison found = { 0 };
	const struct format *format = difference->format;
	struct tilings tilings = { &members_format, &published.tiling, &rebuilt.tiling };
	struct account account = { .found = &found,
				   .prefix = strlen(place->path) + strlen("//"),
				   .lines_max = report->options->limits.diff_lines };
	struct error err;

	if (view_open(&published, format, difference->published_file, &report->budget,
		      &err) < 0) {
		state_trouble(finding, "published", err.message);
	} else if (view_open(&rebuilt, format, difference->rebuilt_file, &report->budget,
			     &err) < 0) {
		state_trouble(finding, "rebuilt", err.message);
	} else {
		compare_members(report, place, &tilings, &found);
		account.unread = published.unread + rebuilt.unread;
		describe(&account, finding);
	}
}

/* What all members stand in; NULL where they do not, or where a member is called so. */
static const char *
top_of(const struct tiling *tiling)
{
	const char *first = tiling->member_count == 0 ? "" : tiling->members[0].name;
	size_t size = strcspn(first, "/");

	for (size_t i = 0; i < tiling->member_count; i++) {
		const char *name = tiling->members[i].name;

		if (strncmp(name, first, size) != 0 ||
		    (name[size] != '/' && name[size] != '\0'))
			return NULL;
	}
	return size == 0 ? NULL : first;
}

static bool
has_member(const struct tiling *tiling, const char *name, size_t size)
{
	for (size_t i = 0; i < tiling->member_count; i++)
		if (strncmp(tiling->members[i].name, name, size) == 0 &&
		    (tiling->members[i].name[size] == '/' ||
		     tiling->members[i].name[size] == '\0'))
			return true;
	return false;
}

/* An archive's one folder at the top is the folder that it was made of. */
static void
enter_top(struct tiling *tiling, const struct tiling *folder)
{
	const char *top = top_of(tiling);
	size_t size = top == NULL ? 0 : strcspn(top, "/");

	if (top == NULL || has_member(folder, top, size))
		return;
	for (size_t i = 0; i < tiling->member_count; i++) {
		const char *name = tiling->members[i].name + size;

		tiling->members[i].name = name[0] == '\0' ? "." : name + 1;
	}
}

void
compare_view_of_folder(struct report *report, const struct place *place,
		       const struct folder_beside *beside, struct finding *finding)
{
	cleanup_view struct view view = { 0 };
	cleanup_comparison struct comparison found = { 0 };
	struct tilings tilings = { &members_format, beside->folder, &view.tiling };
	struct account account = { .found = &found,
				   .prefix = strlen(place->path) + strlen("//"),
				   .lines_max = report->options->limits.diff_lines };
	struct error err;

	if (view_open(&view, format_recognize(beside->file), beside->file,
		      &report->budget, &err) < 0) {
		state_trouble(finding,
			      beside->folder_is_published ? "rebuilt" : "published",
			      err.message);
		return;
	}
	enter_top(&view.tiling, beside->folder);
	if (!beside->folder_is_published)
		tilings =
			(struct tilings){ &members_format, &view.tiling, beside->folder };
	compare_members(report, place, &tilings, &found);
	account.unread = view.unread;
	account.beside_folder = true;
	describe(&account, finding);
}
