/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/trimmer.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "base/clock.h"
#include "base/memory.h"

/* A pass over memory makes some 10 MB resident in a millisecond at most. */
enum { PAUSE_MILLISECONDS = 2, NANOSECONDS = 1000000 };

struct trimmer {
	pthread_t thread;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	bool ready, ending;
	struct bytes *mappings; /* owned; what they name is borrowed */
	size_t count;
};

static void
drop_all(const struct trimmer *trimmer)
{
	for (size_t i = 0; i < trimmer->count; i++)
		madvise((void *)(uintptr_t)trimmer->mappings[i].data,
			trimmer->mappings[i].size, MADV_DONTNEED);
}

/* What a thread asks of the system at its start, and the allocator at its first use in a
 * thread, is over before the process may close its doors. */
static void *
serve(void *context)
{
	struct trimmer *trimmer = context;

	free(malloc(1));
	pthread_mutex_lock(&trimmer->mutex);
	trimmer->ready = true;
	pthread_cond_signal(&trimmer->changed);
	while (!trimmer->ending) {
		int64_t at = clock_milliseconds() + PAUSE_MILLISECONDS;
		struct timespec until = { at / 1000, at % 1000 * NANOSECONDS };

		if (pthread_cond_timedwait(&trimmer->changed, &trimmer->mutex, &until) ==
		    ETIMEDOUT)
			drop_all(trimmer);
	}
	pthread_mutex_unlock(&trimmer->mutex);
	return NULL;
}

struct trimmer *
trimmer_start(const struct bytes *mappings, size_t count)
{
	struct trimmer *trimmer = xcalloc(1, sizeof(*trimmer));
	pthread_condattr_t attributes;

	trimmer->mappings = xcalloc(count + 1, sizeof(*mappings));
	trimmer->count = count;
	for (size_t i = 0; i < count; i++)
		trimmer->mappings[i] = mappings[i];
	pthread_mutex_init(&trimmer->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&trimmer->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	if (pthread_create(&trimmer->thread, NULL, serve, trimmer) != 0) {
		free(trimmer->mappings);
		free(trimmer);
		return NULL;
	}
	pthread_mutex_lock(&trimmer->mutex);
	while (!trimmer->ready)
		pthread_cond_wait(&trimmer->changed, &trimmer->mutex);
	pthread_mutex_unlock(&trimmer->mutex);
	return trimmer;
}

void
trimmer_end(struct trimmer *trimmer)
{
	if (trimmer == NULL)
		return;
	pthread_mutex_lock(&trimmer->mutex);
	trimmer->ending = true;
	pthread_cond_signal(&trimmer->changed);
	pthread_mutex_unlock(&trimmer->mutex);
	pthread_join(trimmer->thread, NULL);
	pthread_cond_destroy(&trimmer->changed);
	pthread_mutex_destroy(&trimmer->mutex);
	free(trimmer->mappings);
	free(trimmer);
}
