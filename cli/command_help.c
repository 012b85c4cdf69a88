/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/memory.h"
#include "cli/command.h"
#include "cli/help.h"
#include "cli/output.h"

static const struct {
	const char *shell;
	void (*write)(struct buffer *out);
} completions[] = {
	{ "bash", help_write_bash },
	{ "zsh", help_write_zsh },
	{ "fish", help_write_fish },
};

static int
print_written(void (*write_it)(struct buffer *out), struct error *err)
{
	cleanup_buffer struct buffer out = BUFFER_INIT(OUTPUT_MAX);

	write_it(&out);
	return output_print(buffer_bytes(&out), err) < 0 ? -1 : EXIT_FINE;
}

static int
help_run(const struct invocation *invocation, struct error *err)
{
	const char *shell = option_text(invocation, OPTION_completion);
	const struct command *command;

	if (option_given(invocation, OPTION_man))
		return print_written(help_write_man, err);
	for (size_t i = 0; shell != NULL && i < array_length(completions); i++)
		if (strcmp(completions[i].shell, shell) == 0)
			return print_written(completions[i].write, err);
	if (invocation->argument_count == 0)
		return help_print(err);
	command = command_find(invocation->arguments[0], err);
	return command == NULL ? -1 : help_print_command(command, err);
}

const struct command command_help = {
	.name = "help",
	.arguments = "[COMMAND]",
	.summary = "say how cupel, or one of its commands, is used",
	.description =
		"Without a command, lists them. The manual page and the completions of "
		"the shells are made from the same tables as this text.",
	.examples = "cupel help check\n"
		    "cupel help --man | man -l -\n"
		    "source <(cupel help --completion bash)\n",
	.exit_status = "0, or 2 where there is no such command.",
	.takes = TAKES(man) | TAKES(completion),
	.most = 1,
	.argument_kind = ARGUMENT_COMMAND,
	.run = help_run,
};
