/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to libcurl, for fetch_http.c.  It brings some thirty libraries of its own. */

#include <curl/curl.h>

#include "base/later.h"

/* curl.h checks arguments with macros of these names, around the functions. */
#undef curl_easy_getinfo
#undef curl_easy_setopt

#define CURL_CALLS(CALL)                                                                 \
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

LATER_DECLARE(curl, CURL_CALLS)

#define curl_easy_cleanup   curl_library()->curl_easy_cleanup
#define curl_easy_getinfo   curl_library()->curl_easy_getinfo
#define curl_easy_init	    curl_library()->curl_easy_init
#define curl_easy_perform   curl_library()->curl_easy_perform
#define curl_easy_setopt    curl_library()->curl_easy_setopt
#define curl_easy_strerror  curl_library()->curl_easy_strerror
#define curl_free	    curl_library()->curl_free
#define curl_slist_append   curl_library()->curl_slist_append
#define curl_slist_free_all curl_library()->curl_slist_free_all
#define curl_url	    curl_library()->curl_url
#define curl_url_cleanup    curl_library()->curl_url_cleanup
#define curl_url_get	    curl_library()->curl_url_get
#define curl_url_set	    curl_library()->curl_url_set
