/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * libmicrohttpd, opened when the first fetch step runs: it brings GnuTLS, and most runs
 * of the program fetch nothing.
 */

#include <microhttpd.h>

#include "base/error.h"

/* Once it has been opened, nothing happens.  ERROR_SYSTEM when there is none. */
int proxy_library_open(struct error *err);

#define PROXY_LIBRARY_CALLS(CALL)                                                        \
	CALL(MHD_add_response_header)                                                    \
	CALL(MHD_create_response_from_buffer)                                            \
	CALL(MHD_create_response_from_fd64)                                              \
	CALL(MHD_destroy_response)                                                       \
	CALL(MHD_lookup_connection_value)                                                \
	CALL(MHD_queue_response)                                                         \
	CALL(MHD_start_daemon)                                                           \
	CALL(MHD_stop_daemon)

struct proxy_library {
#define CALL(name) __typeof__(name) *name;
	PROXY_LIBRARY_CALLS(CALL)
#undef CALL
};

extern struct proxy_library proxy_library;
