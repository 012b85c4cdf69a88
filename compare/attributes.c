/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/attributes.h"

#include <fnmatch.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

enum { SPECIAL = 07000, EXECUTABLE = 0111 };

const char *
attributes_type(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return "file";
	case S_IFDIR:
		return "folder";
	case S_IFLNK:
		return "symbolic link";
	case S_IFIFO:
		return "pipe";
	case S_IFCHR:
		return "character device";
	case S_IFBLK:
		return "block device";
	case S_IFSOCK:
		return "socket";
	default:
		return "of unknown type";
	}
}

static int64_t
mode_of(const struct tile *tile)
{
	return tile == NULL || tile->number == NOT_A_NUMBER ? 0 : tile->number;
}

static void
judge_mode(struct finding *finding, const struct difference *difference)
{
	int64_t published = mode_of(difference->published);
	int64_t gained = published & ~mode_of(difference->rebuilt);
	bool folder = difference->type == 'd';

	if (gained & SPECIAL && folder && !(gained & S_ISUID)) {
		finding_set_message(finding,
				    "what is made in the published folder takes its "
				    "group, or is only its owner's to remove");
	} else if (gained & SPECIAL) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding,
				    "the published one is setuid, setgid or sticky");
	} else if (gained & EXECUTABLE && !folder) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "the published one is executable");
	} else {
		finding_set_message(finding, "the permissions differ");
	}
	if (gained & 0022 && (published & 0022) == 0020)
		finding_set_cause(finding, "umask-002: the publisher's umask", NULL);
	else if ((published & 0666) == 0666)
		finding_set_cause(finding, "windows-publisher: a system without modes",
				  NULL);
}

static void
judge_type(struct finding *finding, const struct difference *difference)
{
	(void)difference;
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "the published one is another kind of file");
}

static void
judge_link(struct finding *finding, const struct difference *difference)
{
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, difference->type == 'f'
					     ? "it is one file with another member, "
					       "and not on both sides with the same"
					     : "the link leads elsewhere");
}

static void
judge_record(struct finding *finding, const struct difference *difference)
{
	/* GNU.sparse.name is what a reader that knows it calls the file. */
	if (difference->published != NULL && (strstr(difference->key, "xattr") != NULL ||
					      strstr(difference->key, "acl") != NULL ||
					      strstr(difference->key, "sparse") != NULL))
		finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding,
			    "an extended attribute or record of the member differs");
}

static void
judge_owner(struct finding *finding, const struct difference *difference)
{
	if (difference->package != NULL) {
		finding_set_message(finding, "the file is installed for another owner");
		return;
	}
	finding->severity = SEVERITY_NOTE;
	finding_set_message(finding, "the owner differs");
	finding_set_cause(finding, NULL, "tar --owner=0 --group=0 --numeric-owner");
}

static void
judge_time(struct finding *finding, const struct difference *difference)
{
	(void)difference;
	finding->severity = SEVERITY_NOTE;
	finding_set_message(finding, "the time differs");
	finding_set_cause(finding, NULL, "SOURCE_DATE_EPOCH, tar --mtime");
}

static const struct {
	const char *key;
	void (*judge)(struct finding *finding, const struct difference *difference);
} judges[] = {
	{ "mode", judge_mode },	      { "type", judge_type },
	{ "linkpath", judge_link },   { "devmajor", judge_type },
	{ "devminor", judge_type },   { "device", judge_type },
	{ "record:*", judge_record }, { "sparse-map", judge_record },
	{ "uid", judge_owner },	      { "gid", judge_owner },
	{ "uname", judge_owner },     { "gname", judge_owner },
	{ "?time", judge_time },
};

void
attributes_judge(struct finding *finding, const struct difference *difference)
{
	for (size_t i = 0; i < array_length(judges); i++)
		if (fnmatch(judges[i].key, difference->key, 0) == 0) {
			judges[i].judge(finding, difference);
			return;
		}
}
