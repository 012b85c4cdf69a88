/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/build_cause.h"

#include <string.h>

#include "base/memory.h"

#define CAUSE(phase, words, name, said) { phase, words, name, said },
static const struct build_cause causes[] = {
#include "rebuild/build_causes.def"
};
#undef CAUSE

const struct build_cause *
build_cause_find(const char *phase, struct bytes log)
{
	if (log.size == 0)
		return NULL;
	for (size_t i = 0; i < array_length(causes); i++) {
		const struct build_cause *cause = &causes[i];

		if (cause->phase != NULL && strcmp(cause->phase, phase) != 0)
			continue;
		if (memmem(log.data, log.size, cause->words, strlen(cause->words)) != NULL)
			return cause;
	}
	return NULL;
}
