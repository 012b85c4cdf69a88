/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/code_alarms.h"

#include <stdarg.h>
#include <string.h>

#include "base/bytes.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "compare/code_reach.h"
#include "compare/code_shape.h"

void
code_alarm(struct finding *finding, const char *fmt, ...)
{
	cleanup_free char *said =
		xstrdup(finding->message != NULL ? finding->message : "");
	cleanup_free char *more = NULL;
	va_list args;

	va_start(args, fmt);
	more = xvasprintf(fmt, args);
	va_end(args);
	finding_raise(finding, SEVERITY_ALARM);
	finding_set_message(finding, "%s%s%s", said, said[0] != '\0' ? "; " : "", more);
}

void
code_alarm_of_shape(struct finding *finding, const char *member, struct bytes published,
		    struct bytes rebuilt)
{
	if (code_is_script(member) && code_is_obscured(published, rebuilt))
		code_alarm(finding, "a line of %zu bytes is not written to be read",
			   code_longest_line(published));
}

void
code_alarm_of_reach(struct finding *finding, const char *member, struct bytes published,
		    struct bytes rebuilt)
{
	const char *word =
		code_is_script(member) ? code_reach_added(published, rebuilt) : NULL;
	cleanup_free char *shown = NULL;

	if (word == NULL)
		return;
	shown = xstrndup(word, strcspn(word, "("));
	code_alarm(finding,
		   "code was put in that the rebuilt one does not have, and it "
		   "reaches out (%s)",
		   shown);
}

bool
code_is_compiled(const char *member, struct bytes content)
{
	static const uint8_t starts[][4] = {
		{ 0x7f, 'E', 'L', 'F' },    { 0xfe, 0xed, 0xfa, 0xce },
		{ 0xfe, 0xed, 0xfa, 0xcf }, { 0xce, 0xfa, 0xed, 0xfe },
		{ 0xcf, 0xfa, 0xed, 0xfe }, { 0xca, 0xfe, 0xba, 0xbe },
	};
	static const char *const ends[] = { ".node",  ".so",  ".pyd", ".bundle",
					    ".dylib", ".dll", ".exe" };

	for (size_t i = 0; i < array_length(starts); i++)
		if (bytes_start_with(content, BYTES_OF(starts[i])))
			return true;
	for (size_t i = 0; i < array_length(ends); i++)
		if (text_ends_with(member, ends[i]))
			return true;
	return false;
}
