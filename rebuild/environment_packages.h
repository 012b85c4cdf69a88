/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What was installed, as apt and dpkg list it. */

#include "rebuild/environment_lock.h"

/* Gives a lock without packages those of the list; one with packages must have these,
 * each with the digest that the archive's signed index says: else ERROR_NOT_FOUND. */
int environment_packages_take(struct environment_lock *lock, const char *path,
			      struct error *err);

/* The same, of what was installed over `base`, whose packages are taken to be known. */
int environment_packages_take_over(struct environment_lock *lock, const char *path,
				   const struct environment_lock *base,
				   struct error *err);

/* Writes such a list: for a shell, with the root in $1, the file in $list, and APT_CONFIG
 * that makes apt read the root's indexes. */
#define ENVIRONMENT_PACKAGES_SCRIPT                                                      \
	"set -e; dpkg-query --admindir=\"$1/var/lib/dpkg\" -W"                           \
	" -f '${db:Status-Status} ${Package} ${Version} ${Architecture}\\n' |"           \
	" sed -n 's/^installed /i /p' >\"$list\";"                                       \
	" native=$(dpkg --admindir=\"$1/var/lib/dpkg\" --print-architecture);"           \
	" names=$(awk -v n=\"$native\" '{ print ($4 == n || $4 == \"all\""               \
	" ? $2 : $2 \":\" $4) \"=\" $3 }' \"$list\");"                                   \
	" apt-cache show $names |"                                                       \
	" awk '/^Package: /{p=$2} /^Version: /{v=$2} /^Architecture: /{a=$2}"            \
	" /^SHA256: /{s=$2} /^$/{if (s != \"\") print \"a\",p,v,a,s; s=\"\"}"            \
	" END{if (s != \"\") print \"a\",p,v,a,s}' >>\"$list\""
