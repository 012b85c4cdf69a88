/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

int64_t
clock_now(void)
{
	return (int64_t)time(NULL);
}

int64_t
clock_milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t
clock_since_boot(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec;
}

void
clock_sleep(int64_t milliseconds)
{
	struct timespec rest = { .tv_sec = milliseconds / 1000,
				 .tv_nsec = milliseconds % 1000 * 1000000 };

	nanosleep(&rest,
		  NULL); /* a signal ends it early: the caller looks at its cancel */
}

int64_t
clock_days(int64_t year, unsigned month, unsigned day)
{
	/* Counted from March, so that leap days come last (Hatcher, 1984). */
	int64_t months = year * 12 + month + 9;
	int64_t since_march = months / 12 - 1, leap;

	leap = since_march / 4 - since_march / 100 + since_march / 400;
	return since_march * 365 + leap + (months % 12 * 306 + 5) / 10 + day - 1 - 719468;
}

/* The C library would read the rules of the local time zone, for which a process that has closed
 * its doors has no file.  Years begin in March here, so that a leap day ends one; they
 * repeat every 400 (146,097 days). */
void
clock_to_text(int64_t seconds, char *text)
{
	enum { DAY = 24 * 60 * 60, HOUR = 60 * 60, CYCLE = 146097, MARCH_OF_0 = 719468 };
	int64_t second = (seconds % DAY + DAY) % DAY;
	int64_t days = (seconds - second) / DAY + MARCH_OF_0;
	int64_t day = (days % CYCLE + CYCLE) % CYCLE, cycle = (days - day) / CYCLE;
	int64_t year = (day - day / 1460 + day / 36524 - day / (CYCLE - 1)) / 365;
	int64_t of_year = day - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;
	int64_t of_month = of_year - (153 * month + 2) / 5 + 1;

	month += month < 10 ? 3 : -9;
	year += 400 * cycle + (month <= 2);
	snprintf(text, CLOCK_TEXT_MAX, "%04lld-%02lld-%02lldT%02lld:%02lld:%02lldZ",
		 (long long)year, (long long)month, (long long)of_month,
		 (long long)(second / HOUR), (long long)(second % HOUR / 60),
		 (long long)(second % 60));
}

int64_t
clock_from_text(const char *text)
{
	struct tm parts = { 0 };
	const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);

	if (rest == NULL)
		return -1;
	if (*rest == '.')
		rest += 1 + strspn(rest + 1, "0123456789");
	return strcmp(rest, "Z") == 0 ? (int64_t)timegm(&parts) : -1;
}
