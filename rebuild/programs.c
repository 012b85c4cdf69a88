/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each worker takes the next program until there is none left. */
#include "rebuild/programs.h"

#include <pthread.h>

#include "base/memory.h"
#include "base/worker.h"

enum { WORKERS_MOST = 256 };

struct crew {
	const struct programs *programs; /* borrowed */
	pthread_mutex_t mutex;		 /* of all below, and of what is told */
	size_t next;
	bool stopped;
	struct error why;
};

static bool
take_next(struct crew *crew, size_t *index)
{
	const struct programs *programs = crew->programs;
	bool more;

	pthread_mutex_lock(&crew->mutex);
	if (!crew->stopped && cancel_check(programs->cancel, &crew->why) < 0)
		crew->stopped = true;
	more = !crew->stopped && crew->next < programs->count;
	if (more) {
		*index = crew->next++;
		programs->begins(programs->context, *index);
	}
	pthread_mutex_unlock(&crew->mutex);
	return more;
}

static void
work(void *context)
{
	struct crew *crew = context;
	const struct programs *programs = crew->programs;
	size_t index;

	while (take_next(crew, &index)) {
		cleanup_program_result struct program_result result = { 0 };
		struct error why = { 0 };
		int code = program_run(&result, &programs->items[index], programs->cancel,
				       &why);

		pthread_mutex_lock(&crew->mutex);
		programs->ended(programs->context, index, code == 0 ? &result : NULL,
				&why);
		pthread_mutex_unlock(&crew->mutex);
	}
}

int
programs_run(const struct programs *programs, struct error *err)
{
	struct crew crew = { .programs = programs, .mutex = PTHREAD_MUTEX_INITIALIZER };
	struct worker *workers[WORKERS_MOST] = { NULL };
	size_t jobs = programs->jobs < programs->count ? programs->jobs : programs->count;

	if (jobs > WORKERS_MOST)
		jobs = WORKERS_MOST;
	/* This thread is one of them. */
	for (size_t i = 1; i < jobs; i++)
		if ((workers[i] = worker_start()) != NULL)
			worker_begin(workers[i], work, &crew);
	work(&crew);
	for (size_t i = 1; i < jobs; i++)
		worker_end(workers[i]);
	pthread_mutex_destroy(&crew.mutex);
	if (!crew.stopped && cancel_check(programs->cancel, &crew.why) == 0)
		return 0;
	*err = crew.why;
	return -1;
}
