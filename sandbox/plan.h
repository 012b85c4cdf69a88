/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A plan: what to run, in which world, under which limits.  A value: made, checked and
 * printed without touching the machine; sandbox_run() applies it.  The world starts
 * empty: only what the plan puts there exists, but for /dev, /proc and a small /etc.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/json.h"
#include "base/strings.h"

enum mount_kind {
	MOUNT_READ_ONLY, /* a host path, read only, with no setuid and no devices */
	MOUNT_WRITABLE,	 /* a host path that the run may change */
	MOUNT_SCRATCH,	 /* an empty tmpfs of at most `size` bytes */
	MOUNT_FILE,	 /* a file with the bytes of `content`, read only */
	MOUNT_LINK,	 /* a symbolic link to `from` */
};

struct sandbox_mount {
	enum mount_kind kind;
	char *from;    /* owned: host path, or a link's target; NULL where it has none */
	char *to;      /* owned: absolute path inside */
	char *content; /* owned: MOUNT_FILE only */
	uint64_t size; /* MOUNT_SCRATCH only */
};

enum sandbox_network {
	NETWORK_NONE,  /* a loopback of its own, nothing else */
	NETWORK_FETCH, /* the host's network: for a fetch phase, which runs no package code */
};

struct sandbox_limits {
	int64_t wall_milliseconds; /* 0: none */
	uint64_t memory;	   /* address space of each process; 0: none */
	uint64_t processes;	   /* 512 */
	uint64_t file_size;	   /* of one file written: 4 GiB */
	uint64_t scratch;	   /* of each scratch mount and /tmp: 2 GiB */
	uint64_t log_size;	   /* of the kept log: 16 MiB; the rest is counted and dropped */
	uint64_t open_files;	   /* 4096 */
	uint64_t cpu_seconds;	   /* of each process; 0: none */
};

struct sandbox_plan {
	struct strings arguments;   /* the program (absolute, or found in PATH) and its arguments */
	struct strings environment; /* NAME=value; nothing is inherited */
	char *directory;	    /* owned: where it starts, inside */
	struct sandbox_mount *mounts; /* owned, applied in order */
	size_t mount_count;
	enum sandbox_network network;
	struct sandbox_limits limits;
	char *host_name; /* owned: "cupel" */
	char *log_path;	 /* owned: host file for stdout and stderr together; NULL: not kept */
};

#define cleanup_sandbox_plan __attribute__((cleanup(sandbox_plan_release)))

/* Defaults: host /usr read only with /bin, /lib, /lib64, /sbin as links or mounts, private
 * /tmp and /home/cupel, directory /tmp, network none, the limits above, an environment of
 * PATH, HOME=/home/cupel, USER=cupel, TZ=UTC, LC_ALL=C.UTF-8, SOURCE_DATE_EPOCH=0, umask 022. */
void sandbox_plan_init(struct sandbox_plan *plan);
void sandbox_plan_release(struct sandbox_plan *plan);

/* Each copies what it is given.  A later mount hides an earlier one beneath it. */
void sandbox_plan_mount(struct sandbox_plan *plan, enum mount_kind kind, const char *from,
			const char *to);
void sandbox_plan_file(struct sandbox_plan *plan, const char *to, const char *content);
void sandbox_plan_argument(struct sandbox_plan *plan, const char *argument);
void sandbox_plan_set(struct sandbox_plan *plan, const char *name, const char *value);

/* -1 with ERROR_USAGE: no program, a relative path inside, "..", a writable mount of /. */
int sandbox_plan_check(const struct sandbox_plan *plan, struct error *err);

struct json *sandbox_plan_to_json(const struct sandbox_plan *plan);
