/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/self_forgive.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"

static bool
is_of_installed(const struct self_file *file)
{
	return file->by != NULL && strstr(file->by, "installed") != NULL;
}

void
self_forgive_autoheader(struct self_file **files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct self_file *file = files[i];

		if (file->tool != SELF_AUTOHEADER || file->by == NULL ||
		    file->state == SELF_REPRODUCED || is_of_installed(file))
			continue;
		file->state = SELF_IMPOSSIBLE;
		replace_text(
			&file->why,
			xasprintf("the autoheader of %s is not installed", file->by));
	}
}

/* "NAME = @NAME@", which configure fills in. */
static bool
is_variable(const char *line)
{
	size_t size = strspn(line, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789_");
	cleanup_free char *wanted =
		xasprintf("%.*s = @%.*s@", (int)size, line, (int)size, line);

	return size > 0 && strcmp(line, wanted) == 0;
}

static bool
differs_in_variables(const struct self_file *file)
{
	cleanup_strings struct strings lines = { 0 };
	uint64_t changed = 0;

	strings_add_lines(&lines, file->diff != NULL ? file->diff : "");
	for (size_t i = 0; i < lines.count; i++) {
		const char *line = lines.items[i];

		if (*line != '+' && *line != '-')
			continue;
		if (!is_variable(line + 1))
			return false;
		changed++;
	}
	return changed > 0 && changed == file->changed; /* none was cut */
}

/* The configure of the same folder, where another autoconf than the installed made it. */
static const struct self_file *
find_other_configure(const struct self_check *check, const char *root)
{
	for (size_t i = 0; i < check->count; i++) {
		const struct self_file *file = &check->files[i];

		if (file->tool == SELF_AUTOCONF && strcmp(file->root, root) == 0 &&
		    !(file->state == SELF_REPRODUCED && is_of_installed(file)))
			return file;
	}
	return NULL;
}

void
self_forgive_automake(const struct self_check *check, struct self_file **files,
		      size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct self_file *file = files[i];
		const struct self_file *configure =
			find_other_configure(check, file->root);

		if (file->state != SELF_DIFFERS || configure == NULL ||
		    !differs_in_variables(file))
			continue;
		file->state = SELF_IMPOSSIBLE;
		replace_text(
			&file->why,
			xasprintf("automake asks the installed autoconf for variables, "
				  "and autoconf %s made configure",
				  configure->version));
	}
}
