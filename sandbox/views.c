/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of /proc and /sys that tell of the machine: they say the same on every one.  A
 * build that asks how many processors there are hears how many it may use; which they
 * are, how busy the machine is and when it was started are nobody's business.
 */
#include "sandbox/inside.h"

#include <sched.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "sandbox/mounting.h"

enum { VIEW_MAX = 1 << 20 };

static unsigned
processors_of(const struct sandbox_look *look)
{
	cpu_set_t allowed;

	if (look->processors > 0)
		return look->processors;
	return sched_getaffinity(0, sizeof(allowed), &allowed) == 0
		       ? (unsigned)CPU_COUNT(&allowed)
		       : 1;
}

/* A file beside the world, bound over one of the kernel's, which stays where it is. */
static int
cover(const char *root, const char *path, struct bytes content, struct error *err)
{
	cleanup_free char *to = xasprintf("%s%s", root, path);
	cleanup_free char *from = xasprintf("/views%s", path);

	if (mounting_write_bytes(from, content, 0444, err) < 0)
		return -1;
	return mounting_cover(from, to, err);
}

static void
describe_processors(struct buffer *out, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		buffer_printf(out,
			      "processor\t: %u\nvendor_id\t: cupel\nmodel name\t: cupel\n"
			      "physical id\t: 0\ncore id\t\t: %u\ncpu cores\t: %u\n"
			      "siblings\t: %u\n\n",
			      i, i, count, count);
}

/* proc(5): as many lines as processors, all of them idle. */
static void
describe_use(struct buffer *out, unsigned count)
{
	buffer_append_text(out, "cpu  0 0 0 0 0 0 0 0 0 0\n");
	for (unsigned i = 0; i < count; i++)
		buffer_printf(out, "cpu%u 0 0 0 0 0 0 0 0 0 0\n", i);
	buffer_append_text(out, "intr 0\nctxt 0\nbtime 0\nprocesses 1\nprocs_running 1\n"
				"procs_blocked 0\n");
}

static int
cover_proc(const char *root, unsigned count, struct error *err)
{
	static const struct {
		const char *path, *content;
	} fixed[] = {
		{ "/proc/loadavg", "0.00 0.00 0.00 1/1 1\n" },
		{ "/proc/version", "Linux version 6.1.0 (cupel) #1 SMP\n" },
		{ "/proc/cgroups", "" },
		{ "/proc/diskstats", "" },
		{ "/proc/partitions", "" },
		{ "/proc/modules", "" },
		{ "/proc/sys/kernel/random/boot_id",
		  "00000000-0000-4000-8000-000000000000\n" },
	};
	cleanup_buffer struct buffer info = BUFFER_INIT(VIEW_MAX),
				     use = BUFFER_INIT(VIEW_MAX);

	for (size_t i = 0; i < array_length(fixed); i++)
		if (cover(root, fixed[i].path, bytes_of_text(fixed[i].content), err) < 0)
			return -1;
	describe_processors(&info, count);
	describe_use(&use, count);
	if (buffer_check(&info, err) < 0 || buffer_check(&use, err) < 0 ||
	    cover(root, "/proc/cpuinfo", buffer_bytes(&info), err) < 0)
		return -1;
	return cover(root, "/proc/stat", buffer_bytes(&use), err);
}

/* sysconf(3) of the C library counts processors there. */
static int
make_sys(const char *root, unsigned count, struct error *err)
{
	static const char *const names[] = { "online", "possible", "present" };
	cleanup_free char *sys = xasprintf("%s/sys", root);
	cleanup_free char *range =
		count == 1 ? xstrdup("0\n") : xasprintf("0-%u\n", count - 1);
	enum { SMALL = 1 << 20 };

	if (mounting_tmpfs(sys, SMALL, 0755, err) < 0)
		return -1;
	for (size_t i = 0; i < array_length(names); i++) {
		cleanup_free char *path =
			xasprintf("%s/devices/system/cpu/%s", sys, names[i]);

		if (mounting_write(path, range, 0444, err) < 0)
			return -1;
	}
	for (unsigned i = 0; i < count; i++) {
		cleanup_free char *path =
			xasprintf("%s/devices/system/cpu/cpu%u", sys, i);

		if (mounting_make_folder(path, err) < 0)
			return -1;
	}
	return mounting_seal(sys, err);
}

int
views_make(const struct inside *inside, const char *root, struct error *err)
{
	unsigned count = processors_of(&inside->plan->look);

	if (cover_proc(root, count, err) < 0)
		return -1;
	return make_sys(root, count, err);
}
