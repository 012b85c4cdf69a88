/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Debian binary packages (deb(5), deb-control(5), dpkg 1.21).
 *
 * A package is an ar archive of three members in this order: debian-binary (the version
 * of the format, "2.0"), control.tar and data.tar, the latter two compressed by the
 * method that their names end in.  Members whose names start with an underscore may stand
 * between them; dpkg ignores these and all that follow the data.  control.tar holds
 * `control`, fields about the package (format_deb822.c), the maintainer scripts that dpkg
 * runs as root (preinst, postinst, prerm, postrm; debconf runs config), and lists for
 * dpkg (conffiles, triggers, md5sums, ...).  The data is unpacked over the root of the
 * file system: there, unlike in a tarball for a registry, owners and modes are what is
 * installed.
 *
 * Between builds vary: times, what the lists say of members that differ, versions that
 * debhelper writes into scripts.  To hide something there are: a second data.tar, members
 * that dpkg ignores, and all that a script does.
 */
#include "compare/format_deb.h"

#include <fnmatch.h>
#include <sys/param.h>

#include "base/memory.h"
#include "base/strings.h"
#include "compare/ar_archive.h"
#include "compare/ar_tiles.h"
#include "compare/attributes.h"
#include "compare/explain.h"
#include "compare/normalize.h"

static const char first_name[] = "debian-binary";

static int
recognize(struct bytes content)
{
	struct bytes name;

	if (!ar_recognize(content, &name) || content.data[2] == 't')
		return 0;
	return bytes_equal_text(name, first_name) ||
			       bytes_equal_text(name, "debian-binary/")
		       ? 95
		       : 0;
}

/* The members that dpkg asks for, in the order in which it does. */
static const struct {
	const char *pattern, *complaint;
} wanted[] = {
	{ "debian-binary", "stands where dpkg wants debian-binary" },
	{ "control.tar*", "stands where dpkg wants control.tar" },
	{ "data.tar*", "stands where dpkg wants data.tar" },
};

static bool
is_wanted(const char *name, size_t index)
{
	return fnmatch(wanted[index].pattern, name, 0) == 0;
}

static int
deb_tile(struct tiler *tiler, struct error *err)
{
	struct tiling *tiling = tiler->tiling;
	int tiled = ar_tile(tiler, err);
	size_t next = 0;

	for (size_t i = 0; i < tiling->member_count && next < array_length(wanted); i++) {
		const struct member *member = &tiling->members[i];

		if (is_wanted(member->name, next))
			next++;
		else if (member->name[0] != '_')
			tiling->tiles[member->first].complaint = wanted[next].complaint;
	}
	return tiled;
}

static void
judge_lone(struct finding *finding, const struct difference *difference)
{
	const char *name = difference->member;

	for (size_t i = 0; i < array_length(wanted); i++)
		if (is_wanted(name, i))
			return;
	if (difference->published == NULL)
		return;
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "only the published one has this member, %s",
			    text_starts_with(name, "_gpg")
				    ? "a signature as debsigs makes it"
				    : "which dpkg ignores");
}

static void
deb_judge(struct finding *finding, const struct difference *difference)
{
	if (strcmp(difference->key, "member") == 0) {
		judge_lone(finding, difference);
	} else if (strcmp(difference->key, "order") == 0) {
		finding_raise(finding, SEVERITY_ALARM);
		finding_set_message(finding, "the members stand in another order, which "
					     "dpkg has fixed");
		finding_set_cause(finding, NULL, NULL);
	} else {
		ar_judge(finding, difference);
	}
}

/* What dpkg does with a member of control.tar. */
static const struct control_file {
	const char *name, *role;
	bool runs; /* as root */
} control_files[] = {
	{ "preinst", "dpkg runs it as root before it unpacks", true },
	{ "postinst", "dpkg runs it as root when it configures", true },
	{ "prerm", "dpkg runs it as root before it removes", true },
	{ "postrm", "dpkg runs it as root when it has removed", true },
	{ "config", "debconf runs it as root before the package is unpacked", true },
	{ "isinstallable", "the installer runs it as root", true },
	{ "menutest", "the installer runs it as root", true },
	{ "conffiles", "names files that an upgrade leaves as the user has them", false },
	{ "triggers", "says when scripts of this and of other packages run", false },
	{ "shlibs", "decides what others depend on that link with it", false },
	{ "symbols", "decides what others depend on that link with it", false },
	{ "templates", "questions that debconf asks", false },
};

static const struct control_file *
find_control_file(const char *member)
{
	const char *name = text_starts_with(member, "./") ? member + 2 : member;

	for (size_t i = 0; i < array_length(control_files); i++)
		if (strcmp(control_files[i].name, name) == 0)
			return &control_files[i];
	return NULL;
}

static void
control_judge(struct finding *finding, const struct difference *difference)
{
	const struct control_file *file;

	if (strcmp(difference->key, "member") != 0) {
		attributes_judge(finding, difference);
		return;
	}
	file = find_control_file(difference->member);
	if (file == NULL)
		return;
	if (difference->published != NULL && file->runs)
		finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "only the %s one has this: %s",
			    difference->published != NULL ? "published" : "rebuilt",
			    file->role);
}

/* debhelper notes its own version where it adds to a script. */
static void
find_debhelper(struct finding *finding)
{
	static const char mark[] = "# Automatically added by dh_";

	if (finding->diff != NULL && strstr(finding->diff, mark) != NULL)
		finding_set_cause(finding,
				  "debhelper-version: the script names the version of "
				  "debhelper that added to it",
				  "build with that version of debhelper");
}

static bool
control_explain(struct finding *finding, const struct difference *difference,
		const struct limits *limits)
{
	const struct control_file *file =
		difference->member == NULL ? NULL : find_control_file(difference->member);

	if (file == NULL || difference->published == NULL || difference->rebuilt == NULL)
		return false;
	explain_leaf(finding, difference, limits);
	finding_set_message(finding, "%s; %s", finding->message, file->role);
	if (file->runs)
		find_debhelper(finding);
	return true;
}

static int
control_tile(struct tiler *tiler, struct error *err)
{
	return format_tar.tile(tiler, err);
}

/* control.tar: rules see a tar archive, but it is known what the members are for. */
static const struct format format_control = {
	.name = "tar",
	.said = "the control archive of a Debian package",
	.tile = control_tile,
	.judge = control_judge,
	.explain_part = control_explain,
};

static const struct format *
deb_inside(const char *path, const struct format *seen)
{
	if (fnmatch("control.tar*", path, FNM_PATHNAME) == 0 && seen == &format_tar)
		return &format_control;
	if (fnmatch("control.tar*//control", path, FNM_PATHNAME) == 0 ||
	    fnmatch("control.tar*//./control", path, FNM_PATHNAME) == 0)
		return &format_deb822;
	return seen;
}

static int
deb_normalize(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	      struct error *err)
{
	const struct rule_set rules = normalizer->rules;
	unsigned listed = normalizer->listed;
	int written;

	rule_set_enter(&normalizer->rules, &format_deb);
	/* The files of the data are named in md5sums. */
	normalizer->listed = normalizer->entered + 2;
	written = ar_normalize(normalizer, &format_deb, content, out, err);
	normalizer->listed = listed;
	normalizer->rules = rules;
	return written;
}

const struct format format_deb = {
	.name = "deb",
	.said = "a Debian package",
	.recognize = recognize,
	.tile = deb_tile,
	.judge = deb_judge,
	.inside = deb_inside,
	.normalize = deb_normalize,
};

/* The data as dpkg would take it: the first member of that name. */
static struct bytes
data_of(struct bytes package)
{
	enum { LOOKED_AT = 16 };
	cleanup_ar_archive struct ar_archive archive = { 0 };
	struct bytes start = bytes_of_text("data.tar");

	if (recognize(package) > 0)
		ar_archive_read(&archive, package, LOOKED_AT);
	for (size_t i = 0; i < archive.count; i++)
		if (bytes_start_with(archive.members[i].name, start))
			return archive.members[i].content;
	return (struct bytes){ 0 };
}

bool
deb_data_is_same(struct bytes published, struct bytes rebuilt)
{
	struct bytes data = data_of(published);

	return data.size > 0 && bytes_equal(data, data_of(rebuilt));
}
