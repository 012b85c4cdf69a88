/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/later.h"

#include <assert.h>
#include <dlfcn.h>
#include <string.h>

void
later_open(void *calls, size_t size, const char *library, const struct later_call *wanted,
	   size_t count)
{
	char found[LATER_SIZE_MAX];
	void *opened = dlopen(library, RTLD_NOW | RTLD_LOCAL);

	assert(size <= sizeof(found));
	if (opened == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		void *address = dlsym(opened, wanted[i].name);

		if (address == NULL)
			return;
		memcpy(found + wanted[i].offset, &address, sizeof(address));
	}
	memcpy(calls, found, size);
}
