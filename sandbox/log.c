/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sandbox/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"

int
log_open(struct log *log, const char *path, uint64_t limit,
	 const struct progress *progress, struct error *err)
{
	*log = (struct log){ .fd = -1, .limit = limit, .progress = progress };
	if (path == NULL)
		return 0;
	log->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
	if (log->fd < 0)
		return error_set_errno(err, "%s", path);
	return 0;
}

static void
keep(struct log *log, const char *data, size_t size)
{
	size_t room = size;

	if (log->limit > 0 && log->kept + size > log->limit)
		room = (size_t)(log->limit - log->kept);
	log->dropped += size - room;
	log->kept += room;
	if (log->service != NULL && log->service->output != NULL && room > 0)
		log->service->output(log->service->output_context,
				     (struct bytes){ (const uint8_t *)data, room });
	if (log->fd >= 0 && log->failed == 0 &&
	    file_write_all(log->fd, (struct bytes){ (const uint8_t *)data, room }) < 0)
		log->failed = errno;
}

static void
end_line(struct log *log)
{
	log->line[log->line_size] = '\0';
	log->line_size = 0;
	progress_line(log->progress, log->line);
	if (log->tail.count < LOG_TAIL_LINES) {
		strings_add(&log->tail, log->line);
	} else {
		replace_text(&log->tail.items[log->next], xstrdup(log->line));
		log->next = (log->next + 1) % LOG_TAIL_LINES;
	}
}

void
log_add(struct log *log, const char *data, size_t size)
{
	keep(log, data, size);
	for (size_t i = 0; i < size; i++) {
		if (data[i] == '\n')
			end_line(log);
		else if (log->line_size < LOG_LINE_MAX)
			log->line[log->line_size++] = data[i] != '\0' ? data[i] : ' ';
	}
}

void
log_finish(struct log *log, struct strings *tail)
{
	if (log->line_size > 0)
		end_line(log);
	for (size_t i = 0; i < log->tail.count; i++)
		strings_add(tail, log->tail.items[(log->next + i) % log->tail.count]);
}

void
log_close(struct log *log)
{
	if (log->fd >= 0)
		close(log->fd);
	strings_release(&log->tail);
}
