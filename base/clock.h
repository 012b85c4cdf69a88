/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The only place that asks what time it is. */

#include <stdint.h>

/* Seconds since 1970-01-01 UTC. */
int64_t clock_now(void);

/* Milliseconds since some fixed moment; never runs backwards. */
int64_t clock_milliseconds(void);

/* Seconds since this machine was started, those that it slept too. */
int64_t clock_since_boot(void);

void clock_sleep(int64_t milliseconds);

enum { CLOCK_TEXT_MAX = 64 };
/* Days since 1970-01-01 of a date in the Gregorian calendar; reads no file of time zones.
 * Months and days are counted from 1, and may run over. */
int64_t clock_days(int64_t year, unsigned month, unsigned day);


/* "2018-07-04T15:08:58Z" (RFC 3339, UTC) into `text` of CLOCK_TEXT_MAX. */
void clock_to_text(int64_t seconds, char *text);

/* Reads "2018-07-04T15:08:58.123Z" or without the fraction; -1 when it is none. */
int64_t clock_from_text(const char *text);
