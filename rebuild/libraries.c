/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The libraries of this folder that are opened when something is fetched. */
#include "rebuild/curl_library.h"
#include "rebuild/microhttpd_library.h"

LATER_DEFINE(curl, CURL_CALLS, LIBRARY_CURL)
LATER_DEFINE(microhttpd, MICROHTTPD_CALLS, LIBRARY_MICROHTTPD)
