/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/remarks.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/memory.h"
#include "compare/finding.h"

void
remarks_release(struct remarks *remarks)
{
	for (size_t i = 0; i < remarks->count; i++) {
		free(remarks->items[i].path);
		free(remarks->items[i].cause);
		free(remarks->items[i].message);
		free(remarks->items[i].diff);
	}
	free(remarks->items);
	*remarks = (struct remarks){ 0 };
}

struct remark *
remarks_add(struct remarks *remarks, enum severity severity, const char *path,
	    const char *cause, const char *format, ...)
{
	struct remark remark = { .severity = severity,
				 .path = xstrdup_or_null(path),
				 .cause = xstrdup_or_null(cause) };
	va_list args;

	va_start(args, format);
	remark.message = xvasprintf(format, args);
	va_end(args);
	array_append(remarks->items, remarks->count, remark);
	return &remarks->items[remarks->count - 1];
}

void
remarks_move(struct remarks *remarks, struct remarks *from)
{
	for (size_t i = 0; i < from->count; i++)
		array_append(remarks->items, remarks->count, from->items[i]);
	free(from->items);
	*from = (struct remarks){ 0 };
}

size_t
remarks_count(const struct remarks *remarks, enum severity severity)
{
	size_t count = 0;

	for (size_t i = 0; i < remarks->count; i++)
		count += remarks->items[i].severity == severity;
	return count;
}

static struct json *
text_or_null(const char *text)
{
	return text != NULL ? json_new_bytes(bytes_of_text(text)) : json_new_null();
}

struct json *
remarks_to_json(const struct remarks *remarks)
{
	struct json *array = json_new_array();

	for (size_t i = 0; i < remarks->count; i++) {
		const struct remark *remark = &remarks->items[i];
		struct json *object = json_new_object();

		json_set_text(object, "severity", severity_name(remark->severity));
		json_set(object, "path", text_or_null(remark->path));
		json_set_text(object, "cause", remark->cause);
		json_set(object, "message", text_or_null(remark->message));
		json_set(object, "diff", text_or_null(remark->diff));
		json_append(array, object);
	}
	return array;
}
