/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

enum { COMPLAINT_MAX = 16 * 1024 };

static bool left; /* by whoever read what is printed */

static int
print_error(int fd, struct error *err)
{
	left = left || errno == EPIPE;
	return error_set_errno(err, "standard %s",
			       fd == STDOUT_FILENO ? "output" : "error");
}

int
output_write(int fd, struct bytes bytes, struct error *err)
{
	return file_write_all(fd, bytes) < 0 ? print_error(fd, err) : 0;
}

int
output_print(struct bytes bytes, struct error *err)
{
	return output_write(STDOUT_FILENO, bytes, err);
}

int
output_end(struct error *err)
{
	return close(STDOUT_FILENO) < 0 ? print_error(STDOUT_FILENO, err) : 0;
}

bool
output_was_left(void)
{
	return left;
}

static int
write_into(const char *path, struct bytes bytes, struct error *err)
{
	cleanup_close int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 || file_write_all(fd, bytes) < 0)
		return error_set_errno(err, "%s", path);
	if (close(steal_fd(&fd)) < 0)
		return error_set_errno(err, "%s", path);
	return 0;
}

int
output_to_file(const char *path, struct bytes bytes, mode_t mode, struct error *err)
{
	cleanup_free char *target = NULL;
	struct stat about;

	if (strcmp(path, "-") == 0)
		return output_print(bytes, err);
	if (stat(path, &about) < 0)
		return file_write(path, bytes, mode, err);
	if (S_ISDIR(about.st_mode))
		return error_set(err, ERROR_USAGE, "%s is a folder; name a file", path);
	if (!S_ISREG(about.st_mode))
		return write_into(path, bytes, err);
	target =
		realpath(path, NULL); /* rename(2) would replace a link, not its target */
	return file_write(target != NULL ? target : path, bytes, mode, err);
}

int
output_json(const struct json *json, const char *path, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(OUTPUT_MAX);

	json_write(json, JSON_STYLE_PRETTY, &text);
	if (buffer_check(&text, err) < 0)
		return error_wrap(err, "the report");
	return output_to_file(path, buffer_bytes(&text), 0644, err);
}

void
output_add_safe(struct buffer *out, struct bytes text, const char *keep)
{
	struct cursor at = cursor_on(text);

	while (at.rest.size > 0) {
		size_t size = 0;

		while (size < at.rest.size && !(at.rest.data[size] != '\0' &&
						strchr(keep, at.rest.data[size]) != NULL))
			size++;
		buffer_append_escaped(out, cursor_take(&at, size));
		buffer_append(out, cursor_take(&at, at.rest.size > 0 ? 1 : 0));
	}
}

void
complain(const char *fmt, ...)
{
	cleanup_buffer struct buffer line = BUFFER_INIT(COMPLAINT_MAX);
	cleanup_free char *text = NULL;
	va_list args;

	va_start(args, fmt);
	text = xvasprintf(fmt, args);
	va_end(args);
	buffer_append_text(&line, PACKAGE_NAME ": ");
	output_add_safe(&line, bytes_of_text(text), "\\");
	buffer_append_text(&line, "\n");
	(void)file_write_all(STDERR_FILENO,
			     buffer_bytes(&line)); /* nobody is left to tell */
}
