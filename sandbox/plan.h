/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A plan: what to run, in which world, under which limits.  A value: made, checked,
 * printed and read back without touching the machine; sandbox_run() applies it.  The
 * world starts empty: only what the plan puts there exists, but for /dev, /proc and a
 * small /etc.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/error.h"
#include "base/folder_list.h"
#include "base/json.h"
#include "base/strings.h"
#include "sandbox/control.h"

enum mount_kind {
	MOUNT_READ_ONLY, /* a host path, read only, with no setuid and no devices */
	MOUNT_WRITABLE,	 /* a host path that the run may change */
	MOUNT_SCRATCH,	 /* an empty tmpfs of at most `size` bytes */
	MOUNT_COPY, /* a tmpfs with a copy of a host folder, its entries in the order, and
		     * its files with the time, of the plan's look */
	MOUNT_FILE, /* a file with the bytes of `content`, read only */
	MOUNT_LINK, /* a symbolic link to `from` */
};

struct sandbox_mount {
	enum mount_kind kind;
	char *from;    /* owned: host path, or a link's target; NULL where it has none */
	char *to;      /* owned: absolute path inside */
	char *content; /* owned: MOUNT_FILE only */
	uint64_t size; /* MOUNT_SCRATCH and MOUNT_COPY only */
};

enum sandbox_network {
	NETWORK_NONE,  /* a loopback of its own, nothing else */
	NETWORK_PROXY, /* the same, and a port of it on which the caller answers */
	NETWORK_HOST, /* the host's network: for a fetch phase, which runs no package code
		       */
};

/* 0 is no limit, in each of them. */
struct sandbox_limits {
	int64_t wall_milliseconds;
	int64_t silence_milliseconds; /* without a line of output */
	int64_t grace_milliseconds;   /* between SIGTERM and SIGKILL, within the above: 0
					 none */
	uint64_t memory;	      /* address space of each process */
	uint64_t memory_total;	      /* resident, of all processes together */
	uint64_t processes;	      /* 512 */
	uint64_t file_size;	      /* of one file written: 4 GiB */
	uint64_t scratch;	      /* of each scratch mount and /tmp: 2 GiB */
	uint64_t disk;		      /* written beneath all writable host paths */
	uint64_t log_size; /* of the kept log: 16 MiB; the rest is counted and dropped */
	uint64_t output;   /* written to standard output and error, kept or not */
	uint64_t open_files;  /* 4096 */
	uint64_t cpu_seconds; /* of each process */
	uint64_t cpu_total;   /* seconds, of all processes together */
};

/* What of the machine a run sees: the same on every one. */
struct sandbox_look {
	char *host_name, *domain_name; /* owned: "cupel", "localdomain" */
	char *user_name, *group_name;  /* owned: "cupel" both */
	uint32_t user, group;	       /* 1000 both */
	char *home;		       /* owned: "/home/cupel" */
	uint32_t file_mask;	       /* umask: 022 */
	uint32_t processors;	       /* 0: as many as the host has */
	uint32_t niceness;	       /* 0 to 19: 0 */
	uint32_t last_call; /* number of the newest system call that there is: 446 */
	char *personality;  /* owned: "linux32" (uname -m says so); NULL: the host's */
	enum folder_order_kind
		order;	   /* of MOUNT_COPY: as its folders list their entries */
	uint64_t seed;	   /* of ORDER_SHUFFLED */
	int64_t file_time; /* of MOUNT_COPY, seconds since 1970; -1: as they are */
	int64_t clock;	   /* of control `clock`, likewise; -1: the real one */
};

struct sandbox_plan {
	struct strings arguments;   /* the program (absolute, or found in PATH) and its
				       arguments */
	struct strings environment; /* NAME=value; nothing is inherited */
	char *directory;	    /* owned: where it starts, inside */
	char *root; /* owned: the folder of a root file system, which the world starts as,
		     * with a layer over it; NULL: it starts empty */
	char *layer; /* owned: an empty host folder where what is written over the root
		      * stays; NULL: nowhere */
	struct sandbox_mount *mounts; /* owned, applied in order */
	size_t mount_count;
	enum sandbox_network network;
	uint32_t proxy_port; /* of NETWORK_PROXY, on 127.0.0.1 */
	struct sandbox_limits limits;
	struct sandbox_look look;
	enum control_need needs[CONTROLS];
	struct strings
		outputs; /* paths inside that sandbox_run() hands out when all is dead */
	struct strings
		pretended; /* controls that this host is taken not to have: for tests */
	char *log_path; /* owned: host file for stdout and stderr together; NULL: not kept
			 */
};

#define cleanup_sandbox_plan __attribute__((cleanup(sandbox_plan_release)))

/* Defaults: host /usr read only with /bin, /lib, /lib64, /sbin as links or mounts,
 * private /tmp and home, directory /tmp, network none, the limits and the look above, the
 * controls as controls.def has them, an environment of PATH, HOME, USER, TZ=UTC,
 * LC_ALL=C.UTF-8, SOURCE_DATE_EPOCH=0. */
void sandbox_plan_init(struct sandbox_plan *plan);

/* The same on a root file system of its own, without anything of the host's. */
void sandbox_plan_init_root(struct sandbox_plan *plan, const char *root);
void sandbox_plan_release(struct sandbox_plan *plan);

/* Each copies what it is given.  A later mount hides an earlier one beneath it. */
void sandbox_plan_mount(struct sandbox_plan *plan, enum mount_kind kind, const char *from,
			const char *to);
void sandbox_plan_file(struct sandbox_plan *plan, const char *to, const char *content);
void sandbox_plan_drop_mounts(struct sandbox_plan *plan);
void sandbox_plan_argument(struct sandbox_plan *plan, const char *argument);
void sandbox_plan_set(struct sandbox_plan *plan, const char *name, const char *value);

/* -1 with ERROR_USAGE: no program, a relative path inside, "..", a writable mount of /, a
 * number that no host takes. */
int sandbox_plan_check(const struct sandbox_plan *plan, struct error *err);

/* Whether this host is to be taken not to have it. */
bool sandbox_plan_lacks(const struct sandbox_plan *plan, enum control control);

/* cupel-plan/1 (docs/plan.schema.json), and back: what is not there has its default; -1
 * with ERROR_MALFORMED for a key that is none, a value of the wrong type or out of
 * bounds.  The log's path belongs to a run, not to the document. */
struct json *sandbox_plan_to_json(const struct sandbox_plan *plan);
struct json *sandbox_look_to_json(const struct sandbox_look *look); /* its part of it */
int sandbox_plan_from_json(struct sandbox_plan *plan, const struct json *json,
			   struct error *err);
