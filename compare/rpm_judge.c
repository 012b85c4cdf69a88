/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What it means when two RPM packages differ in a tag. */
#include "compare/format_rpm.h"

#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/added.h"
#include "compare/attributes.h"
#include "compare/explain.h"
#include "compare/rpm_tiles.h"

/* The tags whose values are packages, and what it means when one is added. */
static const struct {
	const char *tag, *added;
} relations[] = {
	{ "REQUIRENAME", "is installed with it" },
	{ "RECOMMENDNAME", "is installed with it, unless the user says otherwise" },
	{ "SUPPLEMENTNAME", "brings it along" },
	{ "PROVIDENAME", "is what it is taken for, too" },
	{ "OBSOLETENAME", "is removed for it" },
	{ "CONFLICTNAME", "is not installed beside it" },
};

/* An array of texts, as a list; what an rpm must understand is no package. */
static void
list_texts(struct strings *list, const struct tile *tile)
{
	struct cursor at = cursor_on(tile == NULL ? (struct bytes){ 0 } : tile->bytes);

	while (at.rest.size > 0) {
		cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);

		buffer_append_escaped(&text, cursor_take_string(&at));
		if (!text_starts_with(buffer_text(&text), "rpmlib("))
			strings_add(list, buffer_text(&text));
	}
}

static void
judge_relation(struct finding *finding, const struct difference *difference,
	       const char *meaning)
{
	cleanup_strings struct strings ours = { NULL, 0 }, theirs = { NULL, 0 };
	cleanup_buffer struct buffer added = BUFFER_INIT(SIZE_MAX);

	list_texts(&ours, difference->published);
	list_texts(&theirs, difference->rebuilt);
	added_say(&added, &ours, &theirs);
	if (added.size == 0) {
		finding_set_message(finding, "fewer packages, or other features of rpm");
		return;
	}
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "only the published one names %s, which %s",
			    buffer_text(&added), meaning);
}

/* What a file is to be, in the words of other archives. */
static void
judge_attribute(struct finding *finding, const struct difference *difference,
		const char *key)
{
	struct difference other = *difference;
	const struct tile *any = difference->published != NULL ? difference->published
							       : difference->rebuilt;

	other.key = key;
	other.type = strcmp(key, "mode") == 0 && S_ISDIR((mode_t)any->number) ? 'd' : 'f';
	attributes_judge(finding, &other);
}

static void
judge_owner(struct finding *finding, const struct difference *difference)
{
	(void)difference;
	finding_set_message(finding, "the file is installed for another owner");
}

static bool
is_empty(const struct tile *tile)
{
	return tile == NULL || tile->value == NULL || tile->value[0] == '\0';
}

static void
judge_capabilities(struct finding *finding, const struct difference *difference)
{
	if (!is_empty(difference->published))
		finding_raise(finding, SEVERITY_ALARM);
	else if (is_empty(difference->rebuilt))
		finding->severity = SEVERITY_NOTE;
	finding_set_message(finding, "the capabilities that the file runs with differ");
}

static void
judge_program(struct finding *finding, const struct difference *difference)
{
	if (difference->published != NULL)
		finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "another program runs a script of the package");
}

static void
judge_trigger(struct finding *finding, const struct difference *difference)
{
	if (difference->published != NULL && difference->rebuilt == NULL)
		finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding,
			    "scripts that rpm runs as root when other packages come "
			    "or go differ");
}

static void
judge_follower(struct finding *finding, const struct difference *difference)
{
	(void)difference;
	finding->severity = SEVERITY_NOTE;
	finding_set_message(finding, "follows from the rest of the package");
}

static void
judge_time(struct finding *finding, const struct difference *difference)
{
	(void)difference;
	finding->severity = SEVERITY_NOTE;
	finding_set_message(finding, "the time differs");
	finding_set_cause(finding, "rpm-mtime: times of files made by the build",
			  "%clamp_mtime_to_source_date_epoch");
}

static void
judge_build(struct finding *finding, const struct difference *difference)
{
	(void)difference;
	finding_set_cause(finding, "rpm-build: where and when it was built",
			  "%use_source_date_epoch_as_buildtime and %_buildhost");
}

static void
judge_toolchain(struct finding *finding, const struct difference *difference)
{
	(void)difference;
	finding_set_cause(finding, "rpm-toolchain: another rpm, or other flags", NULL);
}

static void
judge_signature(struct finding *finding, const struct difference *difference)
{
	if (difference->published != NULL && difference->rebuilt == NULL)
		finding_set_message(finding, "only the published one is signed");
}

static const struct {
	const char *tag;
	void (*judge)(struct finding *finding, const struct difference *difference);
} judges[] = {
	{ "FILECAPS", judge_capabilities },
	{ "FILEUSERNAME", judge_owner },
	{ "FILEGROUPNAME", judge_owner },
	{ "FILEUIDS", judge_owner },
	{ "FILEGIDS", judge_owner },
	{ "FILEMTIMES", judge_time },
	{ "FILEDIGESTS", judge_follower },
	{ "FILESIZES", judge_follower },
	{ "LONGFILESIZES", judge_follower },
	{ "FILEINODES", judge_follower },
	{ "FILECLASS", judge_follower },
	{ "FILECOLORS", judge_follower },
	{ "FILEDEPENDSX", judge_follower },
	{ "FILEDEPENDSN", judge_follower },
	{ "DEPENDSDICT", judge_follower },
	{ "CLASSDICT", judge_follower },
	{ "SIZE", judge_follower },
	{ "lead/name", judge_follower },
	{ "LONGSIZE", judge_follower },
	{ "ARCHIVESIZE", judge_follower },
	{ "PAYLOADDIGESTALT", judge_follower },
	{ "signature/PAYLOADSIZE", judge_follower },
	{ "signature/LONGARCHIVESIZE", judge_follower },
	{ "TRIGGERSCRIPTS", judge_trigger },
	{ "FILETRIGGERSCRIPTS", judge_trigger },
	{ "TRANSFILETRIGGERSCRIPTS", judge_trigger },
	{ "BUILDTIME", judge_build },
	{ "BUILDHOST", judge_build },
	{ "COOKIE", judge_build },
	{ "RPMVERSION", judge_toolchain },
	{ "OPTFLAGS", judge_toolchain },
	{ "PLATFORM", judge_toolchain },
	{ "signature/RSAHEADER", judge_signature },
	{ "signature/DSAHEADER", judge_signature },
	{ "signature/SIGPGP", judge_signature },
	{ "signature/SIGGPG", judge_signature },
	{ "signature/OPENPGP", judge_signature },
};

static const struct {
	const char *tag, *key;
} attributes[] = {
	{ "FILEMODES", "mode" },
	{ "FILELINKTOS", "linkpath" },
	{ "FILERDEVS", "device" },
};

static void
judge_member(struct finding *finding, const struct difference *difference)
{
	const char *role = rpm_script_role(difference->member);

	if (role == NULL)
		return;
	if (difference->published != NULL)
		finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "only the %s one has this script: %s",
			    difference->published != NULL ? "published" : "rebuilt",
			    role);
}

void
rpm_judge(struct finding *finding, const struct difference *difference)
{
	const char *key = difference->key;

	if (strcmp(key, "member") == 0)
		judge_member(finding, difference);
	else if (text_ends_with(key, "PROG"))
		judge_program(finding, difference);
	for (size_t i = 0; i < array_length(relations); i++)
		if (strcmp(relations[i].tag, key) == 0)
			judge_relation(finding, difference, relations[i].added);
	for (size_t i = 0; i < array_length(attributes); i++)
		if (strcmp(attributes[i].tag, key) == 0)
			judge_attribute(finding, difference, attributes[i].key);
	for (size_t i = 0; i < array_length(judges); i++)
		if (strcmp(judges[i].tag, key) == 0)
			judges[i].judge(finding, difference);
}

bool
rpm_explain_part(struct finding *finding, const struct difference *difference,
		 const struct limits *limits)
{
	const char *role =
		difference->member == NULL ? NULL : rpm_script_role(difference->member);

	if (role == NULL || difference->published == NULL || difference->rebuilt == NULL)
		return false;
	explain_leaf(finding, difference, limits);
	finding_set_message(finding, "%s; %s", finding->message, role);
	return true;
}
