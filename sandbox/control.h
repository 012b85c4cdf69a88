/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Controls (controls.def): each thing that keeps a run in, what a plan asks of it and
 * what became of it.  None is ever missing in silence.
 */

#include <stdbool.h>

enum control {
#define CONTROL(id, need, what) CONTROL_##id,
#include "sandbox/controls.def"
	CONTROLS
};

enum control_need {
	NEED_OFF,
	NEED_PREFERRED, /* a host without it is told in the result */
	NEED_REQUIRED,	/* a host without it is a refusal: nothing runs */
};

enum control_state {
	STATE_NOT_ASKED,
	STATE_ENFORCED,
	STATE_WEAKENED, /* another, weaker way was taken */
	STATE_ABSENT,
};

/* "user_namespace", as it stands in a plan and in a result. */
const char *control_name(enum control control);
const char *control_what(enum control control);
enum control_need control_default(enum control control);

/* CONTROLS for a name that is none. */
enum control control_find(const char *name);

const char *control_state_name(enum control_state state);
