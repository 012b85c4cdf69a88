/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "cli/command.h"
#include "cli/output.h"
#include "cli/report.h"
#include "rebuild/check.h"

/* "-" and pipes are read like files. */
static int
read_text(const char *path, struct buffer *out, struct error *err)
{
	bool standard = strcmp(path, "-") == 0;
	cleanup_close int fd = standard ? dup(STDIN_FILENO)
					: open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 || file_read_all(fd, out) < 0)
		return error_set_errno(err, "cannot be read");
	return buffer_check(out, err);
}

static int
read_document(struct document *out, const char *path, struct error *err)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(OUTPUT_MAX);
	cleanup_json struct json *json = NULL;
	const char *format;

	if (read_text(path, &text, err) < 0 ||
	    json_parse(&json, buffer_bytes(&text), err) < 0)
		return -1;
	format = json_get_text(json, "format");
	if (format != NULL && strcmp(format, CHECK_FORMAT) == 0)
		return document_of_check(out, &json, err);
	return document_of_report(out, &json, err);
}

static int
report_run(const struct invocation *invocation, struct error *err)
{
	cleanup_document struct document document = { 0 };
	struct report report = { &document, NULL, NULL };
	cleanup_run struct run run = { 0 };
	const char *path = invocation->arguments[0];

	if (report_check(invocation, err) < 0 ||
	    run_begin(&run, invocation, RUN_WITHOUT_CACHE, err) < 0)
		return -1;
	if (read_document(&document, path, err) < 0)
		return error_wrap(err, "%s",
				  strcmp(path, "-") == 0 ? "standard input" : path);
	return report_deliver(&report, invocation, &run, err) < 0 ? -1 : EXIT_FINE;
}

const struct command command_report = {
	.name = "report",
	.arguments = "FILE.json",
	.summary = "render a report that was written as JSON in another form",
	.description =
		"FILE.json is what compare or check wrote with --json (cupel-report/1 or "
		"cupel-check/1); \"-\" reads standard input. Nothing is compared again: "
		"the verdict and the version of cupel are those of the file.\n\n"
		"The file may be anybody's. It is read strictly, and refused where its "
		"verdict is not one that its own findings allow.",
	.examples = "cupel report report.json\n"
		    "cupel report report.json --html=report.html --sarif=report.sarif\n"
		    "cupel compare --json a.tgz b.tgz | cupel report - --markdown\n",
	.exit_status =
		"0: rendered, whatever the verdict is. 2: usage, a file that is no "
		"report, input or output.",
	.takes = TAKES_FORMS,
	.least = 1,
	.most = 1,
	.run = report_run,
};
