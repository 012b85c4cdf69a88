/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/command.h"
#include "cli/suggest.h"

static const struct command *const commands[] = {
#define COMMAND(name) &command_##name,
#include "cli/commands.def"
#undef COMMAND
};

size_t
command_count(void)
{
	return array_length(commands);
}

const struct command *
command_at(size_t index)
{
	return commands[index];
}

option_set
command_takes(const struct command *command)
{
	return command->takes | TAKES_ALWAYS;
}

const struct command *
command_find(const char *name, struct error *err)
{
	struct suggestion suggestion = suggestion_for(name);

	for (size_t i = 0; i < array_length(commands); i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
		suggestion_offer(&suggestion, commands[i]->name);
	}
	if (suggestion.best != NULL)
		error_set(err, ERROR_USAGE,
			  "there is no command \"%s\"; did you mean \"%s\"?", name,
			  suggestion.best);
	else
		error_set(err, ERROR_USAGE,
			  "there is no command \"%s\"; \"cupel help\" lists them", name);
	return NULL;
}

void
invocation_release(struct invocation *invocation)
{
	for (size_t i = 0; i < OPTION_COUNT; i++)
		free(invocation->options[i].texts);
	*invocation = (struct invocation){ 0 };
}
