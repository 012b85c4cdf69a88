/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/worker.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/memory.h"

struct worker {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	void (*work)(void *context); /* NULL: nothing to do */
	void *context;		     /* borrowed */
	bool ready, ending;
};

/* What a thread asks of the system at its start, and the allocator at its first use in a
 * thread, is over before the process may close its doors. */
static void *
serve(void *context)
{
	struct worker *worker = context;

	free(malloc(1));
	pthread_mutex_lock(&worker->mutex);
	worker->ready = true;
	pthread_cond_signal(&worker->changed);
	for (;;) {
		while (worker->work == NULL && !worker->ending)
			pthread_cond_wait(&worker->changed, &worker->mutex);
		if (worker->work == NULL)
			break;
		pthread_mutex_unlock(&worker->mutex);
		worker->work(worker->context);
		pthread_mutex_lock(&worker->mutex);
		worker->work = NULL;
		pthread_cond_signal(&worker->changed);
	}
	pthread_mutex_unlock(&worker->mutex);
	return NULL;
}

struct worker *
worker_start(void)
{
	struct worker *worker = xcalloc(1, sizeof(*worker));

	pthread_mutex_init(&worker->mutex, NULL);
	pthread_cond_init(&worker->changed, NULL);
	if (pthread_create(&worker->thread, NULL, serve, worker) != 0) {
		free(worker);
		return NULL;
	}
	pthread_mutex_lock(&worker->mutex);
	while (!worker->ready)
		pthread_cond_wait(&worker->changed, &worker->mutex);
	pthread_mutex_unlock(&worker->mutex);
	return worker;
}

void
worker_end(struct worker *worker)
{
	if (worker == NULL)
		return;
	worker_finish(worker);
	pthread_mutex_lock(&worker->mutex);
	worker->ending = true;
	pthread_cond_signal(&worker->changed);
	pthread_mutex_unlock(&worker->mutex);
	pthread_join(worker->thread, NULL);
	pthread_cond_destroy(&worker->changed);
	pthread_mutex_destroy(&worker->mutex);
	free(worker);
}

void
worker_begin(struct worker *worker, void (*work)(void *context), void *context)
{
	if (worker == NULL) {
		work(context);
		return;
	}
	pthread_mutex_lock(&worker->mutex);
	worker->context = context;
	worker->work = work;
	pthread_cond_signal(&worker->changed);
	pthread_mutex_unlock(&worker->mutex);
}

void
worker_finish(struct worker *worker)
{
	if (worker == NULL)
		return;
	pthread_mutex_lock(&worker->mutex);
	while (worker->work != NULL)
		pthread_cond_wait(&worker->changed, &worker->mutex);
	pthread_mutex_unlock(&worker->mutex);
}
