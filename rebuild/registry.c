/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/registry.h"

#include <string.h>

#include "base/memory.h"

static const struct registry *const registries[] = {
#define REGISTRY(name) &registry_##name,
#include "rebuild/registries.def"
#undef REGISTRY
};

const struct registry *
registry_find(const char *ecosystem)
{
	for (size_t i = 0; i < array_length(registries); i++)
		if (strcmp(registries[i]->ecosystem, ecosystem) == 0)
			return registries[i];
	return NULL;
}

void
registry_list(struct strings *names)
{
	for (size_t i = 0; i < array_length(registries); i++)
		strings_add(names, registries[i]->ecosystem);
}
