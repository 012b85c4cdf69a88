/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the numbers in a zip archive's headers mean. */

#include "compare/zip.h"

struct decoding;

/* NULL for one that has no name here. */
const char *zip_method_name(uint16_t method);

/* How to decode a method's streams; NULL for what is stored, or that we can not. */
int (*zip_decoder_of(uint16_t method))(struct decoding *decoding, struct error *err);

/* st_mode of the file; it counts where the entry was made by a unix. */
uint16_t zip_mode_of(const struct zip_entry *entry);

/* 'f', 'd', 'l' or 'o', as struct member has it. */
char zip_type_of(const struct zip_entry *entry);

/* The system that made an entry; NULL for one that has no name here. */
const char *zip_host_name(uint8_t host);

/* Whether readers take its attributes for those of MS-DOS. */
bool zip_host_is_dos(uint8_t host);

/* Seconds since 1970 that an MS-DOS time says, as if in UTC; NOT_A_NUMBER when it is
 * none. All zeros, which some writers leave, count as the first day of 1980. */
int64_t zip_time_of(uint32_t time);
