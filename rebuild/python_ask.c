/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Python is asked in the sandbox: what is installed beside it may be anything. */
#include "rebuild/python_tools.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment.h"
#include "sandbox/sandbox.h"

enum { ASKING_MILLISECONDS = 60000, ANSWER_MAX = 1 << 20 };

#define ANSWER_AT "/tmp/result"

static const char script[] =
	"import sys\n"
	"from importlib.metadata import version, PackageNotFoundError\n"
	"with open('" ANSWER_AT "', 'w', encoding='utf-8') as out:\n"
	"    for name in sys.argv[1:]:\n"
	"        try:\n"
	"            out.write('%s=%s\\n' % (name, version(name)))\n"
	"        except PackageNotFoundError:\n"
	"            pass\n";

static void
add_lines(struct strings *out, struct bytes text)
{
	size_t start = 0;

	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] == '\n') {
			strings_add_format(out, "%.*s", (int)(i - start),
					   (const char *)text.data + start);
			start = i + 1;
		}
}

static int
take_answer(struct strings *out, const struct sandbox_result *result, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(ANSWER_MAX);

	if (result->end != SANDBOX_EXITED || result->exit_code != 0 ||
	    result->output_count != 1 || result->outputs[0].fd < 0)
		return error_set(err, ERROR_UNSUPPORTED,
				 "there is no python3 to build with: install Debian's "
				 "packages python3 and python3-build");
	if (file_read_all(result->outputs[0].fd, &text) < 0)
		return error_set_errno(err, "the versions of Python's tools");
	if (buffer_check(&text, err) < 0)
		return -1;
	add_lines(out, buffer_bytes(&text));
	return 0;
}

int
python_tools_ask(struct strings *out, const struct session *session,
		 const struct strings *names, struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };
	cleanup_sandbox_result struct sandbox_result result = { 0 };

	environment_plan(&plan, session->environment);
	sandbox_plan_argument(&plan, "python3");
	sandbox_plan_argument(&plan, "-I");
	sandbox_plan_argument(&plan, "-c");
	sandbox_plan_argument(&plan, script);
	for (size_t i = 0; i < names->count; i++)
		sandbox_plan_argument(&plan, names->items[i]);
	strings_add(&plan.outputs, ANSWER_AT);
	plan.limits.wall_milliseconds = ASKING_MILLISECONDS;
	if (sandbox_run(&result, &plan, NULL, &session->cancel, err) < 0)
		return error_wrap(err, "the versions of Python's tools");
	if (cancel_check(&session->cancel, err) < 0)
		return -1;
	return take_answer(out, &result, err);
}
