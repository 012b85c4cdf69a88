/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The second wall: what landlock can deny a run that stands behind its mounts and its
 * list of calls.  Everything may be read, as nothing is there that may not; written may
 * be what the plan lets be written, and no device is made anywhere.
 *
 * The kernel looks for a right from the file upwards until it has found it, so each
 * mount has a rule of its own and the root's is for the rest.
 */
#include "sandbox/inside.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "sandbox/landlock.h"

struct places {
	struct landlock_place *items; /* owned; the paths are the plan's */
	size_t count;
};

static void
release(struct places *places)
{
	free(places->items);
}

static void
add(struct places *places, const char *path, enum landlock_right right)
{
	struct landlock_place place = { path, right };

	array_append(places->items, places->count, place);
}

static enum landlock_right
right_of(const struct sandbox_mount *mount)
{
	return mount->kind == MOUNT_READ_ONLY || mount->kind == MOUNT_FILE ? RIGHT_READ
									   : RIGHT_WRITE;
}

static void
gather(struct places *places, const struct sandbox_plan *plan)
{
	add(places, "/", plan->layer != NULL ? RIGHT_WRITE : RIGHT_READ);
	add(places, "/dev", RIGHT_DEVICE);
	add(places, "/dev/shm", RIGHT_WRITE);
	add(places, "/proc", RIGHT_DEVICE);
	add(places, "/tmp", RIGHT_WRITE);
	add(places, plan->look.home, RIGHT_WRITE);
	for (size_t i = 0; i < plan->mount_count; i++)
		if (plan->mounts[i].kind != MOUNT_LINK)
			add(places, plan->mounts[i].to, right_of(&plan->mounts[i]));
}

/* Whether the control is to be had; told when it is not. */
static int
settle(const struct inside *inside, enum control control, int wanted_version,
       struct error *err)
{
	static const char *const since[] = {
		[LANDLOCK_WITH_RENAMES] = "5.19", [LANDLOCK_WITH_SCOPES] = "6.12"
	};

	if (!inside_lacks(inside, control) && landlock_version() >= wanted_version)
		return inside_settle(inside, control, STATE_ENFORCED, err, "%s", "");
	return inside_settle(inside, control, STATE_ABSENT, err,
			     "this kernel has no landlock with it: Linux %s or newer, "
			     "with \"landlock\" in its lsm= list",
			     since[wanted_version]);
}

static bool
is_to_be_had(const struct inside *inside, enum control control, int wanted_version)
{
	return inside_wants(inside, control) && !inside_lacks(inside, control) &&
	       landlock_version() >= wanted_version;
}

int
walls_close(const struct inside *inside, struct error *err)
{
	bool scopes = is_to_be_had(inside, CONTROL_scopes, LANDLOCK_WITH_SCOPES);
	bool files = is_to_be_had(inside, CONTROL_file_rights, LANDLOCK_WITH_RENAMES);
	__attribute__((cleanup(release))) struct places places = { NULL, 0 };

	if (settle(inside, CONTROL_scopes, LANDLOCK_WITH_SCOPES, err) < 0 ||
	    settle(inside, CONTROL_file_rights, LANDLOCK_WITH_RENAMES, err) < 0)
		return -1;
	if (files)
		gather(&places, inside->plan);
	return landlock_close_run(scopes, places.items, places.count, err);
}
