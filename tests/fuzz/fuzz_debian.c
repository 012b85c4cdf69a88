/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others write about packages of Debian: control files, sources of apt, keys with
 * armor.  The first three lines are also compared as versions. */
#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/apt_sources.h"
#include "rebuild/debian_changelog.h"
#include "rebuild/debian_dsc.h"
#include "rebuild/debian_fields.h"
#include "rebuild/debian_version.h"
#include "rebuild/openpgp_armor.h"
#include "tests/fuzz/fuzz.h"

static void
read_control(struct bytes text)
{
	cleanup_debian_dsc struct debian_dsc dsc = { 0 };
	struct debian_buildinfo *info = NULL;
	struct error err = { 0 };

	if (debian_dsc_parse(&dsc, text, &err) == 0) {
		insist(debian_is_name(dsc.source), "a source has a name");
		for (size_t i = 0; i < dsc.file_count; i++)
			insist(path_is_inside(dsc.files[i].name) &&
				       strchr(dsc.files[i].name, '/') == NULL,
			       "a file lies in the folder");
	}
	if (debian_buildinfo_parse(&info, text, &err) == 0)
		debian_buildinfo_free(info);
	(void)debian_changelog_read(text);
}

static void
read_paragraphs(struct bytes text)
{
	struct bytes rest = text, paragraph;
	size_t size = 0;

	while (debian_paragraph_next(&rest, &paragraph)) {
		size += paragraph.size;
		(void)debian_field(paragraph, "Package");
	}
	insist(size <= text.size, "paragraphs are parts of the text");
	insist(rest.size == 0, "all of it is read");
}

static void
read_sources(struct bytes text)
{
	cleanup_apt_sources struct apt_sources sources = { 0 };

	apt_sources_parse_lines(&sources, text);
	apt_sources_parse_fields(&sources, text);
	for (size_t i = 0; i < sources.count; i++)
		insist(sources.items[i].components.count > 0 &&
			       text_starts_with(sources.items[i].uri, "http"),
		       "a source has an address and components");
}

static char *
take_line(struct cursor *cursor)
{
	struct bytes line = cursor_take_line(cursor);

	return line.size == 0 ? xstrdup("")
			      : xstrndup((const char *)line.data, line.size);
}

static int
sign(int number)
{
	return (number > 0) - (number < 0);
}

static void
order_versions(struct bytes text)
{
	struct cursor cursor = cursor_on(text);
	cleanup_free char *a = take_line(&cursor), *b = take_line(&cursor),
			  *c = take_line(&cursor);
	cleanup_free char *rebuilt = xasprintf("%s+b1", a);
	int ab = sign(debian_version_order(a, b)), bc = sign(debian_version_order(b, c));

	insist(ab == -sign(debian_version_order(b, a)), "an order has two ends");
	insist(debian_version_order(a, a) == 0, "a version is as good as itself");
	if (ab == bc)
		insist(sign(debian_version_order(a, c)) == ab, "an order goes on");
	insist(debian_version_binnmu(rebuilt) == 1, "+b1 is a rebuild");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = { data, size };
	cleanup_buffer struct buffer key = BUFFER_INIT(size);
	struct error err = { 0 };

	read_control(text);
	read_paragraphs(text);
	read_sources(text);
	order_versions(text);
	(void)debian_time(text);
	(void)openpgp_dearmor(&key, text, &err);
	return 0;
}
