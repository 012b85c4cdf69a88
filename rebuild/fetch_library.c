/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses that the linker would fill in at the start of the program: the one thing
 * here that is written to, and only once. */
#define FETCH_LIBRARY_ITSELF
#include "rebuild/fetch_library.h"

#include "rebuild/later.h"

/* The name of its interface since libcurl 7.16 of 2006. */
static const char name[] = "libcurl.so.4";

struct fetch_library fetch_library;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static const struct later_call calls[] = {
#define CALL(name) { #name, offsetof(struct fetch_library, name) },
	FETCH_LIBRARY_CALLS(CALL)
#undef CALL
};

static void
open_once(void)
{
	later_open(&fetch_library, sizeof(fetch_library), name, calls,
		   array_length(calls));
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
