/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/cgroup_places.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/strings.h"

enum { TABLE_MAX = 1 << 20 };

static const char *const names[] = {
	[CGROUP_MEMORY] = "memory",
	[CGROUP_PROCESSES] = "pids",
	[CGROUP_CPU] = "cpuacct",
};

char *
cgroup_read(const char *path)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(TABLE_MAX);
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || file_read_all(fd, &text) < 0)
		return xstrdup("");
	return buffer_steal_text(&text);
}

/* Whether a list with commas has the word. */
static bool
has_word(const char *list, const char *word)
{
	size_t size = strlen(word);

	for (; list != NULL;
	     list = strchr(list, ',') != NULL ? strchr(list, ',') + 1 : NULL)
		if (strncmp(list, word, size) == 0 &&
		    (list[size] == ',' || list[size] == '\0'))
			return true;
	return false;
}

/* proc_pid_mountinfo(5): "36 35 98:0 ROOT MOUNT OPTIONS... - TYPE SOURCE SUPER". */
static char *
find_mount(const char *type, const char *option)
{
	cleanup_free char *table = cgroup_read("/proc/self/mountinfo");
	char *rest = table, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char *tail = strstr(line, " - ");
		char at[256], kind[64], options[512];

		if (tail == NULL || sscanf(line, "%*s %*s %*s %*s %255s", at) != 1 ||
		    sscanf(tail, " - %63s %*s %511s", kind, options) != 2)
			continue;
		if (strcmp(kind, type) == 0 &&
		    (option == NULL || has_word(options, option)))
			return xstrdup(at);
	}
	return NULL;
}

/* cgroups(7): "5:memory:/path", or "0::/path" in version 2. */
static char *
find_own(const char *controller)
{
	cleanup_free char *table = cgroup_read("/proc/self/cgroup");
	char *rest = table, *line;

	while ((line = strsep(&rest, "\n")) != NULL) {
		char *list = strchr(line, ':'),
		     *path = list == NULL ? NULL : strchr(list + 1, ':');

		if (path == NULL)
			continue;
		*path = '\0';
		if (controller == NULL ? list[1] == '\0' : has_word(list + 1, controller))
			return xstrdup(path + 1);
	}
	return NULL;
}

/* Where this process is in the tree of a controller, or in the one tree with NULL.  In a
 * container the mount may show less than the path says. */
static char *
find_place(const char *controller)
{
	cleanup_free char *mount = controller == NULL ? find_mount("cgroup2", NULL)
						      : find_mount("cgroup", controller);
	cleanup_free char *own = mount == NULL ? NULL : find_own(controller);
	char *place = own == NULL ? NULL : xasprintf("%s%s", mount, own);

	if (place != NULL && !folder_exists(place))
		replace_text(&place, xstrdup(mount));
	return place;
}

void
cgroup_places_find(struct cgroup_places *places)
{
	for (enum cgroup_controller i = 0; i < CGROUP_CONTROLLERS; i++)
		places->separate[i] = find_place(names[i]);
	places->unified = find_place(NULL);
}

void
cgroup_places_release(struct cgroup_places *places)
{
	for (enum cgroup_controller i = 0; i < CGROUP_CONTROLLERS; i++)
		free(places->separate[i]);
	free(places->unified);
}
