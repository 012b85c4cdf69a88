/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/later.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Of a process that was forked off to be closed in.  It never waits for the mutex, which
 * a thread that it does not have may have held. */
static bool stopped;

static int
find_functions(struct later *library, void *opened, struct error *err)
{
	for (size_t i = 0; i < library->count; i++) {
		void *address = dlsym(opened, library->functions[i]);

		if (address == NULL)
			return error_set(err, ERROR_SYSTEM,
					 "a library is another one than cupel was built "
					 "for: %s has no %s",
					 library->name, library->functions[i]);
		memcpy((char *)library->calls + i * sizeof(address), &address,
		       sizeof(address));
	}
	return 0;
}

/* Functions are bound as they are called, which takes no files. */
static int
open_locked(struct later *library, struct error *err)
{
	void *opened;

	if (later_is_open(library))
		return 0;
	opened = dlopen(library->name, RTLD_LAZY | RTLD_LOCAL);
	if (opened == NULL)
		return error_set(err, ERROR_SYSTEM, "a library is missing: %s",
				 dlerror());
	if (find_functions(library, opened, err) < 0)
		return -1;
	atomic_store_explicit(&library->open, true, memory_order_release);
	return 0;
}

int
later_open(struct later *library, struct error *err)
{
	int result;

	if (later_is_open(library))
		return 0;
	if (stopped)
		return error_set(err, ERROR_SYSTEM,
				 "%s was not opened before this process was closed in",
				 library->name);
	pthread_mutex_lock(&mutex);
	result = open_locked(library, err);
	pthread_mutex_unlock(&mutex);
	return result;
}

int
later_open_each(struct later *const *libraries, size_t count, struct error *err)
{
	for (size_t i = 0; i < count; i++)
		if (later_open(libraries[i], err) < 0)
			return -1;
	return 0;
}

void
later_need(struct later *library)
{
	struct error err;

	if (later_open(library, &err) < 0)
		end_program(err.message);
}

void
later_stop(void)
{
	stopped = true;
}
