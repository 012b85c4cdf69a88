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
	pthread_cond_t ending_changed;
	bool ending;
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

static void *
serve(void *context)
{
	struct trimmer *trimmer = context;

	pthread_mutex_lock(&trimmer->mutex);
	while (!trimmer->ending) {
		int64_t at = clock_milliseconds() + PAUSE_MILLISECONDS;
		struct timespec until = { at / 1000, at % 1000 * NANOSECONDS };

		if (pthread_cond_timedwait(&trimmer->ending_changed, &trimmer->mutex,
					   &until) == ETIMEDOUT)
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
	pthread_cond_init(&trimmer->ending_changed, &attributes);
	pthread_condattr_destroy(&attributes);
	if (pthread_create(&trimmer->thread, NULL, serve, trimmer) == 0)
		return trimmer;
	free(trimmer->mappings);
	free(trimmer);
	return NULL;
}

void
trimmer_end(struct trimmer *trimmer)
{
	if (trimmer == NULL)
		return;
	pthread_mutex_lock(&trimmer->mutex);
	trimmer->ending = true;
	pthread_cond_signal(&trimmer->ending_changed);
	pthread_mutex_unlock(&trimmer->mutex);
	pthread_join(trimmer->thread, NULL);
	pthread_cond_destroy(&trimmer->ending_changed);
	pthread_mutex_destroy(&trimmer->mutex);
	free(trimmer->mappings);
	free(trimmer);
}
