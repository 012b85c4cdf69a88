/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses that the linker would fill in at the start of the program: the one thing here
 * that is written to, and only once. */
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

#define FETCH_LIBRARY_ITSELF
#include "rebuild/fetch_library.h"

#include "base/memory.h"

/* The name of its interface since libcurl 7.16 of 2006. */
static const char name[] = "libcurl.so.4";

struct fetch_library fetch_library;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static const struct {
	const char *name;
	size_t offset;
} calls[] = {
#define CALL(name) { #name, offsetof(struct fetch_library, name) },
	FETCH_LIBRARY_CALLS(CALL)
#undef CALL
};

static void
open_once(void)
{
	struct fetch_library found;
	void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);

	if (library == NULL)
		return;
	for (size_t i = 0; i < array_length(calls); i++) {
		void *address = dlsym(library, calls[i].name);

		if (address == NULL)
			return;
		memcpy((char *)&found + calls[i].offset, &address, sizeof(address));
	}
	fetch_library = found;
}

int
fetch_library_open(struct error *err)
{
	pthread_once(&once, open_once);
	if (fetch_library.curl_easy_init != NULL)
		return 0;
	return error_set(err, ERROR_SYSTEM, "%s is not installed: nothing can be fetched",
			 name);
}
