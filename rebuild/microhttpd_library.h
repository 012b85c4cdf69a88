/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to libmicrohttpd, for proxy.c.  It brings GnuTLS. */

#include <microhttpd.h>

#include "base/later.h"

#define MICROHTTPD_CALLS(CALL)                                                           \
	CALL(MHD_add_response_header)                                                    \
	CALL(MHD_create_response_from_buffer)                                            \
	CALL(MHD_create_response_from_fd64)                                              \
	CALL(MHD_destroy_response)                                                       \
	CALL(MHD_get_connection_values)                                                  \
	CALL(MHD_lookup_connection_value)                                                \
	CALL(MHD_queue_response)                                                         \
	CALL(MHD_start_daemon)                                                           \
	CALL(MHD_stop_daemon)

LATER_DECLARE(microhttpd, MICROHTTPD_CALLS)

#define MHD_add_response_header microhttpd_library()->MHD_add_response_header
#define MHD_create_response_from_buffer                                                  \
	microhttpd_library()->MHD_create_response_from_buffer
#define MHD_create_response_from_fd64 microhttpd_library()->MHD_create_response_from_fd64
#define MHD_destroy_response	      microhttpd_library()->MHD_destroy_response
#define MHD_get_connection_values     microhttpd_library()->MHD_get_connection_values
#define MHD_lookup_connection_value   microhttpd_library()->MHD_lookup_connection_value
#define MHD_queue_response	      microhttpd_library()->MHD_queue_response
#define MHD_start_daemon	      microhttpd_library()->MHD_start_daemon
#define MHD_stop_daemon		      microhttpd_library()->MHD_stop_daemon
