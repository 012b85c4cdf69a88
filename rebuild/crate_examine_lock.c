/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Cargo.lock is an input of the rebuild, so that what it says is held against the index.
 */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/cargo_index.h"
#include "rebuild/crate.h"
#include "rebuild/crate_examine.h"
#include "rebuild/crate_lock.h"

enum { LOOKED_UP_MOST = 500 };

static const char lock_name[] = "Cargo.lock";

static void
judge(struct remarks *remarks, const struct locked_package *package,
      const struct json *versions)
{
	const struct json *version = cargo_index_version(versions, package->version);
	const char *stated = json_get_text(version, "cksum");

	if (stated == NULL)
		remarks_add(remarks, SEVERITY_ALARM, lock_name, "lock-version-unknown",
			    "%s %s: the index has no such version", package->name,
			    package->version);
	else if (package->checksum == NULL)
		remarks_add(remarks, SEVERITY_CHANGE, lock_name, "lock-checksum-missing",
			    "%s %s has no checksum", package->name, package->version);
	else if (strcmp(package->checksum, stated) != 0)
		remarks_add(remarks, SEVERITY_ALARM, lock_name, "lock-checksum-forged",
			    "the checksum of %s %s is not that of the index, %s",
			    package->name, package->version, stated);
}

/* 1: looked up; 0: the registry cannot be asked, which is said. */
static int
look_up(struct check *check, const struct session *session,
	const struct locked_package *package, struct error *err)
{
	cleanup_json struct json *versions = NULL;

	if (cargo_index_fetch(&versions, session, package->name, err) == 0) {
		judge(&check->remarks, package, versions);
		return 1;
	}
	if (err->kind == ERROR_NOT_FOUND && !session->offline) {
		remarks_add(&check->remarks, SEVERITY_ALARM, lock_name,
			    "lock-package-unknown", "%s %s: the index has no such crate",
			    package->name, package->version);
		return 1;
	}
	if (err->kind != ERROR_NETWORK && err->kind != ERROR_NOT_FOUND)
		return -1;
	remarks_add(&check->remarks, SEVERITY_NOTE, lock_name, "lock-not-checked",
		    "its checksums were not held against the index: %s", err->message);
	return 0;
}

static int
look_up_all(struct check *check, const struct session *session,
	    const struct crate_lock *lock, struct error *err)
{
	size_t elsewhere = 0, looked = 0;
	int more = 1;

	for (size_t i = 0; i < lock->count && more == 1; i++) {
		const struct locked_package *package = &lock->items[i];

		if (!package->from_registry)
			continue;
		if (!package->from_crates_io) {
			elsewhere++;
			continue;
		}
		if (looked++ == LOOKED_UP_MOST) {
			remarks_add(&check->remarks, SEVERITY_NOTE, lock_name,
				    "lock-not-checked",
				    "only the first %d checksums were held against the "
				    "index",
				    LOOKED_UP_MOST);
			break;
		}
		more = look_up(check, session, package, err);
	}
	if (elsewhere > 0)
		remarks_add(&check->remarks, SEVERITY_NOTE, lock_name, "lock-not-checked",
			    "%zu packages are of other registries, which were not asked",
			    elsewhere);
	return more < 0 ? -1 : 0;
}

int
crate_examine_lock(struct check *check, const struct session *session, struct error *err)
{
	cleanup_crate_lock struct crate_lock lock = { 0 };
	const struct json *table = crate_lock(check->release.crate);

	if (table == NULL)
		return 0;
	if (crate_lock_read(&lock, table, err) < 0) {
		remarks_add(&check->remarks, SEVERITY_ALARM, lock_name, "lock-malformed",
			    "%s", err->message);
		return 0;
	}
	return look_up_all(check, session, &lock, err);
}
