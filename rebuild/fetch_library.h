/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * libcurl, opened when the first URL is fetched.  It brings some thirty libraries of its own,
 * and loading them takes longer than comparing two small files, which is what most runs of the
 * program are for.  Whoever includes this calls curl as always.
 */

#include <curl/curl.h>

#include "base/error.h"

/* Once it has been opened, nothing happens.  ERROR_SYSTEM when there is no libcurl. */
int fetch_library_open(struct error *err);

#define FETCH_LIBRARY_CALLS(CALL)                                                        \
	CALL(curl_easy_cleanup)                                                          \
	CALL(curl_easy_getinfo)                                                          \
	CALL(curl_easy_init)                                                             \
	CALL(curl_easy_perform)                                                          \
	CALL(curl_easy_setopt)                                                           \
	CALL(curl_easy_strerror)                                                         \
	CALL(curl_free)                                                                  \
	CALL(curl_slist_append)                                                          \
	CALL(curl_slist_free_all)                                                        \
	CALL(curl_url)                                                                   \
	CALL(curl_url_cleanup)                                                           \
	CALL(curl_url_get)                                                               \
	CALL(curl_url_set)

/* curl.h checks arguments with macros of these names, around the functions. */
#undef curl_easy_getinfo
#undef curl_easy_setopt

struct fetch_library {
#define CALL(name) __typeof__(name) *name;
	FETCH_LIBRARY_CALLS(CALL)
#undef CALL
};

extern struct fetch_library fetch_library;

#ifndef FETCH_LIBRARY_ITSELF
#define curl_easy_cleanup	   fetch_library.curl_easy_cleanup
#define curl_easy_getinfo	   fetch_library.curl_easy_getinfo
#define curl_easy_init		   fetch_library.curl_easy_init
#define curl_easy_perform	   fetch_library.curl_easy_perform
#define curl_easy_setopt	   fetch_library.curl_easy_setopt
#define curl_easy_strerror	   fetch_library.curl_easy_strerror
#define curl_free		   fetch_library.curl_free
#define curl_slist_append	   fetch_library.curl_slist_append
#define curl_slist_free_all	   fetch_library.curl_slist_free_all
#define curl_url		   fetch_library.curl_url
#define curl_url_cleanup	   fetch_library.curl_url_cleanup
#define curl_url_get		   fetch_library.curl_url_get
#define curl_url_set		   fetch_library.curl_url_set
#endif
