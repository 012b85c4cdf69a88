/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/inside.h"

#include <sys/resource.h>

#include "base/memory.h"

struct limit {
	int resource;
	uint64_t value;
	bool wanted;
	const char *name;
};

static int
set(const struct limit *wanted, struct error *err)
{
	struct rlimit old, limit = { wanted->value, wanted->value };

	if (getrlimit((__rlimit_resource_t)wanted->resource, &old) == 0 &&
	    old.rlim_max < limit.rlim_max)
		limit.rlim_cur = limit.rlim_max = old.rlim_max;
	if (setrlimit((__rlimit_resource_t)wanted->resource, &limit) < 0)
		return error_set_errno(err, "cannot set the %s limit", wanted->name);
	return 0;
}

int
limits_apply(const struct inside *inside, struct error *err)
{
	const struct sandbox_limits *limits = &inside->plan->limits;
	enum { LOCKED_MEMORY = 1 << 16 };
	uint64_t file_size = limits->disk == 0 || (limits->file_size > 0 &&
						   limits->file_size < limits->disk)
				     ? limits->file_size
				     : limits->disk;
	const struct limit table[] = {
		{ RLIMIT_CORE, 0, true, "core" },
		{ RLIMIT_MSGQUEUE, 0, true, "message queue" },
		{ RLIMIT_RTPRIO, 0, true, "priority" },
		{ RLIMIT_MEMLOCK, LOCKED_MEMORY, true, "locked memory" },
		{ RLIMIT_NPROC, limits->processes, limits->processes > 0, "process" },
		{ RLIMIT_FSIZE, file_size, file_size > 0, "file size" },
		{ RLIMIT_NOFILE, limits->open_files, limits->open_files > 0,
		  "open file" },
		{ RLIMIT_CPU, limits->cpu_seconds, limits->cpu_seconds > 0, "CPU" },
	};

	for (size_t i = 0; i < array_length(table); i++)
		if (table[i].wanted && set(&table[i], err) < 0)
			return -1;
	return 0;
}

int
limits_apply_memory(const struct inside *inside, struct error *err)
{
	const struct limit limit = { RLIMIT_AS, inside->plan->limits.memory, true,
				     "memory" };

	return limit.value > 0 ? set(&limit, err) : 0;
}
