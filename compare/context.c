/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/context.h"

#include <string.h>

#include "base/memory.h"

static const struct context *const contexts[] = {
#define CONTEXT(name) &context_##name,
#include "compare/contexts.def"
#undef CONTEXT
};

const struct context *
context_find(const char *name)
{
	for (size_t i = 0; i < array_length(contexts); i++)
		if (strcmp(contexts[i]->name, name) == 0)
			return contexts[i];
	return NULL;
}
