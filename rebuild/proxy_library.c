/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The addresses that the linker would fill in at the start of the program: the one thing
 * here that is written to, and only once. */
#include "rebuild/proxy_library.h"

#include "rebuild/later.h"

struct proxy_library proxy_library;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static const struct later_call calls[] = {
#define CALL(name) { #name, offsetof(struct proxy_library, name) },
	PROXY_LIBRARY_CALLS(CALL)
#undef CALL
};

/* The name of its interface since 0.9.45 of 2015. */
static void
open_once(void)
{
	later_open(&proxy_library, sizeof(proxy_library), "libmicrohttpd.so.12", calls,
		   array_length(calls));
}

int
proxy_library_open(struct error *err)
{
	pthread_once(&once, open_once);
	if (proxy_library.MHD_start_daemon != NULL)
		return 0;
	return error_set(err, ERROR_SYSTEM,
			 "libmicrohttpd.so.12 is not installed: nothing can be fetched");
}
