/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/toml.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment.h"
#include "sandbox/sandbox.h"

enum {
	READING_MILLISECONDS = 120000,
	RESULT_MAX = 256 << 20,
	MEMORY_MAX = 2 << 20, /* KiB */
	NO_PYTHON = 127,
	NO_TOML = 3,
};

#define TEXTS_AT  "/texts"
#define RESULT_AT "/tmp/result"

/* What is nested deeper than anybody writes is refused before json does. */
static const char script[] =
	"import sys, json, math, datetime\n"
	"try:\n"
	"    import tomllib\n"
	"except ImportError:\n"
	"    try:\n"
	"        import tomli as tomllib\n"
	"    except ImportError:\n"
	"        raise SystemExit(3)\n"
	"def plain(value, depth):\n"
	"    if depth > 100:\n"
	"        raise ValueError('nested more than 100 deep')\n"
	"    if isinstance(value, dict):\n"
	"        if any('\\0' in key for key in value):\n"
	"            raise ValueError('a key holds a NUL')\n"
	"        return {key: plain(value[key], depth + 1) for key in value}\n"
	"    if isinstance(value, list):\n"
	"        return [plain(item, depth + 1) for item in value]\n"
	"    if isinstance(value, (datetime.date, datetime.time)):\n"
	"        return {'toml:time': value.isoformat()}\n"
	"    if isinstance(value, float) and not math.isfinite(value):\n"
	"        return {'toml:float': repr(value)}\n"
	"    if isinstance(value, int) and not -2**63 <= value < 2**63:\n"
	"        return {'toml:integer': hex(value)}\n"
	"    return value\n"
	"def read(path):\n"
	"    try:\n"
	"        with open(path, 'rb') as file:\n"
	"            text = file.read().decode('utf-8')\n"
	"        return {'table': plain(tomllib.loads(text), 0)}\n"
	"    except RecursionError:\n"
	"        return {'error': 'nested too deep'}\n"
	"    except ValueError as trouble:\n"
	"        return {'error': str(trouble)[:500].replace('\\0', '?')}\n"
	"with open('" RESULT_AT "', 'w', encoding='utf-8') as out:\n"
	"    json.dump([read('" TEXTS_AT "/%d' % at)\n"
	"               for at in range(int(sys.argv[1]))], out)\n";

void
toml_batch_release(struct toml_batch *batch)
{
	json_free(batch->results);
	*batch = (struct toml_batch){ 0 };
}

static int
check_sizes(const struct bytes *texts, size_t count, struct error *err)
{
	size_t total = 0;

	for (size_t i = 0; i < count; i++) {
		if (texts[i].size > TOML_TEXT_MAX)
			return error_set(err, ERROR_LIMIT,
					 "TOML of %zu bytes: at most %d are read",
					 texts[i].size, TOML_TEXT_MAX);
		total += texts[i].size;
	}
	return total <= TOML_BATCH_MAX
		       ? 0
		       : error_set(err, ERROR_LIMIT, "%zu texts of TOML are too large",
				   count);
}

static int
write_texts(const char *folder, const struct bytes *texts, size_t count,
	    struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		cleanup_free char *path = xasprintf("%s/%zu", folder, i);

		if (file_write(path, texts[i], 0644, err) < 0)
			return -1;
	}
	return 0;
}

static int
explain(const struct sandbox_result *result, struct error *err)
{
	cleanup_free char *ending = NULL;

	if (result->end == SANDBOX_NOT_STARTED ||
	    (result->end == SANDBOX_EXITED &&
	     (result->exit_code == NO_TOML || result->exit_code == NO_PYTHON)))
		return error_set(err, ERROR_UNSUPPORTED,
				 "TOML is read by /usr/bin/python3, of version 3.11 or "
				 "newer: install Debian's package python3 (and "
				 "python3-tomli where it is older)");
	ending = sandbox_result_describe(result);
	return error_set(err, ERROR_LIMIT, "reading TOML: %s%s%s", ending,
			 result->tail.count > 0 ? ": " : "",
			 result->tail.count > 0
				 ? result->tail.items[result->tail.count - 1]
				 : "");
}

static int
take_result(struct toml_batch *out, const struct sandbox_result *result, size_t count,
	    struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(RESULT_MAX);

	if (result->end != SANDBOX_EXITED || result->exit_code != 0 ||
	    result->output_count != 1 || result->outputs[0].fd < 0)
		return explain(result, err);
	if (file_read_all(result->outputs[0].fd, &text) < 0)
		return error_set_errno(err, "reading TOML");
	if (buffer_check(&text, err) < 0 ||
	    json_parse(&out->results, buffer_bytes(&text), err) < 0)
		return error_wrap(err, "reading TOML");
	return json_count(out->results) == count
		       ? 0
		       : error_set(err, ERROR_SYSTEM, "reading TOML: texts were lost");
}

static int
run(struct toml_batch *out, const struct session *session, const char *folder,
    size_t count, struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };
	cleanup_free char *number = xasprintf("%zu", count);

	environment_plan(&plan, NULL);
	sandbox_plan_mount(&plan, MOUNT_READ_ONLY, folder, TEXTS_AT);
	sandbox_plan_argument(&plan, "python3");
	sandbox_plan_argument(&plan, "-I");
	sandbox_plan_argument(&plan, "-c");
	sandbox_plan_argument(&plan, script);
	sandbox_plan_argument(&plan, number);
	strings_add(&plan.outputs, RESULT_AT);
	plan.limits.wall_milliseconds = READING_MILLISECONDS;
	plan.limits.memory = UINT64_C(1024) * MEMORY_MAX;
	if (sandbox_run(&result, &plan, NULL, &session->cancel, err) < 0)
		return error_wrap(err, "reading TOML");
	if (cancel_check(&session->cancel, err) < 0)
		return -1;
	return take_result(out, &result, count, err);
}

int
toml_read(struct toml_batch *out, const struct session *session,
	  const struct bytes *texts, size_t count, struct error *err)
{
	cleanup_free char *folder = NULL;
	struct error ignored = { 0 };
	int done;

	*out = (struct toml_batch){ 0 };
	if (count == 0) {
		out->results = json_new_array();
		return 0;
	}
	if (check_sizes(texts, count, err) < 0 ||
	    folder_make_scratch(&folder, session->scratch, "toml", err) < 0)
		return -1;
	done = write_texts(folder, texts, count, err);
	if (done == 0)
		done = run(out, session, folder, count, err);
	tree_remove(folder, &ignored); /* cli removes all of scratch in the end */
	if (done < 0)
		toml_batch_release(out);
	return done;
}

const struct json *
toml_table(const struct toml_batch *batch, size_t index)
{
	return json_get(json_at(batch->results, index), "table");
}

const char *
toml_trouble(const struct toml_batch *batch, size_t index)
{
	return json_get_text(json_at(batch->results, index), "error");
}
