/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What contexts say of code that only the published side has, whatever the ecosystem. */

#include "compare/finding.h"

/* An alarm, whose words stand behind what the finding says already. */
void code_alarm(struct finding *finding, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* A script with a line that is not written to be read (code_shape.h). */
void code_alarm_of_shape(struct finding *finding, const char *member,
			 struct bytes published, struct bytes rebuilt);

/* A script that both sides have, into which code was put that leads out of it
 * (code_reach.h). */
void code_alarm_of_reach(struct finding *finding, const char *member,
			 struct bytes published, struct bytes rebuilt);

/* Code for a machine, by its first bytes or by what loads it. */
bool code_is_compiled(const char *member, struct bytes content);
