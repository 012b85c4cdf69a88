/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What dpkg-query -W prints (dpkg-query(1)): a line for each package, "NAME\tVERSION" or
 * "NAME:ARCHITECTURE\tVERSION"; "NAME=VERSION" as apt takes it is read too.  One that is
 * not installed has no version.
 */
#include <ctype.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/lockfile.h"

/* Where NAME ends: at the tab, the spaces or the "=" before VERSION. */
static size_t
name_size(struct bytes line)
{
	size_t size = 0;

	while (size < line.size && memchr("\t =", line.data[size], 3) == NULL)
		size++;
	return size;
}

static bool
is_name(struct bytes name)
{
	for (size_t i = 0; i < name.size; i++)
		if (!isalnum(name.data[i]) && memchr("+-.:", name.data[i], 4) == NULL)
			return false;
	return name.size > 1 && isalnum(name.data[0]);
}

/* The first line decides; the others are looked at when they are read. */
static bool
recognize(struct bytes text)
{
	struct cursor cursor = cursor_on(text);
	struct bytes line = cursor_take_line(&cursor);
	size_t size = name_size(line);

	return size < line.size && is_name(bytes_slice(line, 0, size)) &&
	       memchr(line.data, '\0', line.size) == NULL;
}

static char *
trimmed(struct bytes text)
{
	size_t start = 0, end = text.size;

	while (start < end && memchr("\t =", text.data[start], 3) != NULL)
		start++;
	while (end > start && isspace(text.data[end - 1]))
		end--;
	return text.size > 0 ? xstrndup((const char *)text.data + start, end - start)
			     : xstrdup("");
}

static int
take(struct lockfile *out, struct bytes line, size_t number, struct error *err)
{
	size_t size = name_size(line);
	struct bytes named = bytes_slice(line, 0, size);
	cleanup_free char *name = xstrndup((const char *)line.data, size);
	cleanup_free char *version = trimmed(bytes_slice(line, size, line.size - size));

	if (!is_name(named) || strlen(name) != size || size == line.size)
		return error_set(
			err, ERROR_MALFORMED,
			"line %zu is neither NAME, a tab and VERSION nor NAME=VERSION",
			number);
	if (version[0] == '\0')
		return lockfile_leave_out(out, name, "not installed", err);
	return lockfile_add(out, "deb", name, version, NULL, err);
}

static int
read_lock(struct lockfile *out, const struct session *session, struct bytes text,
	  struct error *err)
{
	struct cursor cursor = cursor_on(text);

	(void)session;
	for (size_t number = 1; cursor.rest.size > 0; number++) {
		struct bytes line = cursor_take_line(&cursor);

		if (line.size > 0 && take(out, line, number, err) < 0)
			return -1;
	}
	return 0;
}

const struct lockfile_kind lockfile_dpkg = {
	.file = "dpkg-query -W",
	.recognize = recognize,
	.read = read_lock,
};
