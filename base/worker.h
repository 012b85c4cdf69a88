/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * A second thread that waits for work, one piece at a time: whoever has two independent
 * things to do gives one away and does the other.  It is started before a process closes
 * its doors, as a confined process can start none.
 */

struct worker;

/* NULL when there can be no second thread; the calls below then work on this one. */
struct worker *worker_start(void);

/* Waits for what is being done, and ends the thread; NULL is fine. */
void worker_end(struct worker *worker);

/* Begins work(context) on the worker's thread; one piece at a time. */
void worker_begin(struct worker *worker, void (*work)(void *context), void *context);

/* Waits until what was begun is done. */
void worker_finish(struct worker *worker);
