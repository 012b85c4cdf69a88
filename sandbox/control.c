/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/control.h"

#include <string.h>

#include "base/memory.h"

static const struct {
	const char *id, *what;
	enum control_need need;
} controls[] = {
#define CONTROL(id, need, what) { #id, what, NEED_##need },
#include "sandbox/controls.def"
};

static const char *const state_names[] = {
	[STATE_NOT_ASKED] = "not-asked",
	[STATE_ENFORCED] = "enforced",
	[STATE_WEAKENED] = "weakened",
	[STATE_ABSENT] = "absent",
};

const char *
control_name(enum control control)
{
	return controls[control].id;
}

const char *
control_what(enum control control)
{
	return controls[control].what;
}

enum control_need
control_default(enum control control)
{
	return controls[control].need;
}

enum control
control_find(const char *name)
{
	enum control control = 0;

	while (control < CONTROLS && strcmp(controls[control].id, name) != 0)
		control++;
	return control;
}

const char *
control_state_name(enum control_state state)
{
	return state_names[state];
}
