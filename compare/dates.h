/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Dates as programs write them into files, for rules: whether a text is a date of a given
 * form and nothing else.  Knows English names only and asks no locale.
 */

#include "base/bytes.h"

/*
 * Whether all of the text is as the form has it.  In a form stand for
 *
 *     %Y %m %d   four digits; 01 to 12; 01 to 31
 *     %e         a day without a zero before it, or with a space
 *     %H %I %M %S   00 to 23; 01 to 12; 00 to 59; 00 to 60
 *     %f         nothing, or a point and one to nine digits
 *     %z         Z, or a sign and hhmm or hh:mm
 *     %Z         the name of a time zone: CEST, GMT+02:00
 *     %a %b %p   Mon to Sun; Jan to Dec; AM or PM
 *
 * and any other character for itself.
 */
bool date_fits(struct bytes text, const char *form);

/* Whether any of the forms, of which the last is NULL, fits. */
bool date_fits_any(struct bytes text, const char *const *forms);
