/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What happens on the inside, between clone and exec.  Each step is one file; init.c puts
 * them in order.  A step that cannot give its guarantee returns -1; one whose absence may
 * be borne tells it through inside_weakened().
 *
 * Process 1 (init.c) lives in an outer user namespace that owns the mounts; the payload
 * lives in a second one, so that it can neither trace nor stop process 1.
 */

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "sandbox/plan.h"
#include "sandbox/reserved.h"

enum news_kind {
	NEWS_CONTROL,  /* control, value: its state; text: why */
	NEWS_ENFORCED, /* value: a bit for each control that is, all of them at once */
	NEWS_USAGE,  /* cpu, memory and value: what all of them use, and how many they are
		      */
	NEWS_INPUTS, /* comes with the descriptor on which calls wait */
	NEWS_LISTENING,	  /* comes with the descriptor of the proxy's port */
	NEWS_OUTPUT,	  /* value: which; comes with its descriptor, or text: why not */
	NEWS_REFUSED,	  /* text: why the world could not be made; kind: the error's */
	NEWS_NOT_STARTED, /* text: why the program could not be executed */
	NEWS_ENDED,	  /* value: the payload's wait status; leftovers */
};

/* One message on the status socket, which keeps messages apart. */
struct news {
	enum news_kind kind;
	enum error_kind error;
	enum control control;
	int value;
	unsigned leftovers;
	uint64_t cpu_milliseconds, memory;
	char text[300];
};

struct inside {
	const struct sandbox_plan *plan; /* borrowed */
	int status;			 /* socket on which news go; closed by exec */
	int log;			 /* the payload's stdout and stderr */
	int filter;   /* socket on which the filter for system calls comes */
	int terminal; /* all three of its streams, in the place of these; -1: none */
	unsigned user, group;	      /* the caller's, as the host knows them */
	bool separate;		      /* user namespaces are to be had */
	bool reserved; /* the caller is root, and what runs a user of its own */
	const char *not_reserved; /* borrowed: why it is not; NULL */
	const struct reserved *trees; /* borrowed: what comes with that; NULL */
	unsigned own_user, own_group; /* the payload's, as it sees them */
	int *enforced;		      /* borrowed: a bit for each control that is */
	bool counted;		      /* a control group limits the number of processes */
	bool memory_counted;	      /* and the memory of all of them */
};

void inside_tell(const struct inside *inside, const struct news *news);

/* Each message wakes the caller: what is as it should be is told in one, at the end. */
void inside_tell_enforced(const struct inside *inside);

/* The same with a descriptor, which the caller gets a copy of. */
void inside_hand_out(const struct inside *inside, const struct news *news, int fd);

/* Whether the plan asks for the control, and whether this host is to be taken not to have
 * it, so that a test can see what is said then. */
bool inside_wants(const struct inside *inside, enum control control);
bool inside_lacks(const struct inside *inside, enum control control);

/* What became of a control that is wanted: -1 with ERROR_UNSUPPORTED when it is absent
 * and required.  The words say why it is not enforced. */
int inside_settle(const struct inside *inside, enum control control,
		  enum control_state state, struct error *err, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

/* Tells why, and ends the process. */
_Noreturn void inside_give_up(const struct inside *inside, enum news_kind kind,
			      const struct error *err);

/* payload.c */
_Noreturn void payload_main(const struct inside *inside);

/* namespaces.c: the flags that clone wants for the outer world, and the two identities.
 */
uint64_t namespaces_of(const struct sandbox_plan *plan, bool separate);
int namespaces_settle(const struct inside *inside, struct error *err);
int namespaces_enter_inner(const struct inside *inside, struct error *err);

/* Where root has no user namespaces the payload is a user of the host's, and what it may
 * write in is to be its own. */
int namespaces_give(const struct inside *inside, const char *path, struct error *err);

/* mounts.c: builds the world of the plan and makes it the root. */
int mounts_build(const struct inside *inside, struct error *err);

/* devices.c: /dev, /proc and /etc beneath `root`, which is the world in the making. */
int devices_make(const struct inside *inside, const char *root, struct error *err);
int proc_make(const struct inside *inside, const char *root, struct error *err);
int etc_make(const struct inside *inside, const char *root, struct error *err);

/* views.c: what /proc and /sys tell of the machine, the same on every one. */
int views_make(const struct inside *inside, const char *root, struct error *err);

/* look.c: the clocks since boot, of what is forked afterwards; then, in the payload, the
 * processors, the addresses and the name of the machine; and variables for the clock. */
int look_set_boot_time(const struct inside *inside, struct error *err);
int look_apply(const struct inside *inside, struct error *err);
int look_set_clock(const struct inside *inside, struct strings *environment,
		   struct error *err);

/* limits.c */
int limits_apply(const struct inside *inside, struct error *err);
/* Comes late: a cupel that was built with sanitizers has more address space than any
 * program is to have, and gets no more from then on. */
int limits_apply_memory(const struct inside *inside, struct error *err);

/* walls.c: what landlock denies. */
int walls_close(const struct inside *inside, struct error *err);

/* capabilities.c: gives up every capability and the way to any. */
int capabilities_drop(struct error *err);

/* watch.c: what all that lives inside uses, looked at now and then; what is dead has been
 * counted by whoever reaped it. */
void watch_measure(const struct inside *inside, struct news *news);

/* init.c: the whole of it; never returns.  Starts when the caller says so over the
 * socket. */
_Noreturn void inside_main(struct inside *inside);
