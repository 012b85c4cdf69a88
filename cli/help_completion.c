/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Completions.  Each shell is told the same: the commands; for each its options; for each
 * option its words, or that it is a path.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "cli/help.h"

/* The text with every byte of `special` behind a backslash, and inside single quotes as
 * all three shells have them, but for how a quote is written there. */
static void
append_quoted(struct buffer *out, const char *text, const char *special,
	      const char *quote)
{
	for (; *text != '\0'; text++) {
		if (*text == '\'') {
			buffer_append_text(out, quote);
			continue;
		}
		if (strchr(special, *text) != NULL)
			buffer_append_byte(out, '\\');
		buffer_append_byte(out, (uint8_t)*text);
	}
}

/* "strict|release" as "strict release". */
static void
append_words(struct buffer *out, const struct option_line *line)
{
	for (const char *at = line->argument; *at != '\0'; at++)
		buffer_append_byte(out, *at == '|' ? ' ' : (uint8_t)*at);
}

static bool
is_folder(const struct option_line *line)
{
	return line->argument != NULL && strcmp(line->argument, "DIR") == 0;
}

static bool
is_path(const struct option_line *line)
{
	static const char *const paths[] = { "FILE", "PATH", "SRC" };

	for (size_t i = 0; i < array_length(paths); i++)
		if (line->argument != NULL && strcmp(line->argument, paths[i]) == 0)
			return true;
	return false;
}

static void
append_command_names(struct buffer *out)
{
	for (size_t i = 0; i < command_count(); i++)
		buffer_printf(out, "%s%s", i > 0 ? " " : "", command_at(i)->name);
}

/* Options that wait for an argument: what to offer for it. */
static void
append_bash_arguments(struct buffer *out)
{
	for (enum option_id i = 0; i < OPTION_COUNT; i++) {
		const struct option_line *line = option_line(i);

		if (line->argument == NULL || option_is_optional(line))
			continue;
		buffer_printf(out, "\t--%s", line->name);
		if (line->letter != 0)
			buffer_printf(out, "|-%c", line->letter);
		buffer_append_text(out, ") ");
		if (option_is_choice(line)) {
			buffer_append_text(out, "_cupel_offer -W \"");
			append_words(out, line);
			buffer_append_text(out, "\"; ");
		} else if (is_path(line) || is_folder(line)) {
			buffer_printf(out, "_cupel_offer %s; ",
				      is_folder(line) ? "-d" : "-f");
		}
		buffer_append_text(out, "return ;;\n");
	}
}

static void
append_bash_commands(struct buffer *out)
{
	for (size_t i = 0; i < command_count(); i++) {
		buffer_printf(out, "\t%s) options=\"", command_at(i)->name);
		for (enum option_id o = 0; o < OPTION_COUNT; o++)
			if (options_include(command_takes(command_at(i)), o))
				buffer_printf(out, "--%s ", option_line(o)->name);
		buffer_append_text(out, "\"");
		if (command_at(i)->verbs != NULL)
			buffer_printf(out, "\n\t\tverbs=\"%s\"", command_at(i)->verbs);
		buffer_append_text(out, " ;;\n");
	}
}

/* bash takes "--json=FILE" apart into three words. */
static const char bash_start[] =
	"# bash completion for cupel, made by cupel help --completion bash\n"
	"_cupel_offer() { mapfile -t COMPREPLY < <(compgen \"$@\" -- \"$word\"); }\n"
	"_cupel() {\n"
	"\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
	"\tlocal commands options= verbs=\n"
	"\tCOMPREPLY=()\n"
	"\tif [ \"$word\" = = ]; then word=\n"
	"\telif [ \"$before\" = = ]; then before=${COMP_WORDS[COMP_CWORD-2]}\n"
	"\tfi\n";
static const char bash_end[] = "\tcase ${COMP_WORDS[1]}/$word in\n"
			       "\t*/-*) _cupel_offer -W \"$options\" ;;\n"
			       "\thelp/*) _cupel_offer -W \"$commands\" ;;\n"
			       "\t*) if [ -n \"$verbs\" ] && [ \"$COMP_CWORD\" -eq 2 ]\n"
			       "\t\tthen _cupel_offer -W \"$verbs\"\n"
			       "\t\telse _cupel_offer -f; fi ;;\n"
			       "\tesac\n"
			       "}\n"
			       "complete -o filenames -F _cupel cupel\n";

void
help_write_bash(struct buffer *out)
{
	buffer_append_text(out, bash_start);
	buffer_append_text(out, "\tcommands=\"");
	append_command_names(out);
	buffer_append_text(out, "\"\n"
				"\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
				"\t\t_cupel_offer -W \"$commands\"; return\n"
				"\tfi\n"
				"\tcase $before in\n");
	append_bash_arguments(out);
	buffer_append_text(out, "\tesac\n\tcase ${COMP_WORDS[1]} in\n");
	append_bash_commands(out);
	buffer_append_text(out, "\tesac\n");
	buffer_append_text(out, bash_end);
}

static void
append_zsh_action(struct buffer *out, const struct option_line *line)
{
	const char *colon = option_is_optional(line) ? "::" : ":";

	if (line->argument == NULL)
		return;
	buffer_printf(out, "%s%s:", colon, line->name);
	if (option_is_choice(line)) {
		buffer_append_text(out, "(");
		append_words(out, line);
		buffer_append_text(out, ")");
	} else if (is_folder(line)) {
		buffer_append_text(out, "_files -/");
	} else if (is_path(line) || option_is_optional(line)) {
		buffer_append_text(out, "_files");
	}
}

static void
append_zsh_options(struct buffer *out, const struct command *command)
{
	for (enum option_id i = 0; i < OPTION_COUNT; i++) {
		const struct option_line *line = option_line(i);

		if (!options_include(command_takes(command), i))
			continue;
		buffer_append_text(out, "\t\t\t'");
		if (line->letter != 0)
			buffer_printf(out, "(-%c --%s)'{-%c,--%s%s}'[", line->letter,
				      line->name, line->letter, line->name,
				      line->argument != NULL ? "=" : "");
		else
			buffer_printf(out, "*--%s%s[", line->name,
				      option_is_optional(line) ? "=-"
				      : line->argument != NULL ? "="
							       : "");
		append_quoted(out, line->help, "[]:\\", "'\\''");
		buffer_append_text(out, "]");
		append_zsh_action(out, line);
		buffer_append_text(out, "' \\\n");
	}
}

void
help_write_zsh(struct buffer *out)
{
	buffer_append_text(out, "#compdef cupel\n"
				"# made by cupel help --completion zsh\n"
				"_cupel() {\n"
				"\tlocal -a commands=(\n");
	for (size_t i = 0; i < command_count(); i++) {
		buffer_printf(out, "\t\t'%s:", command_at(i)->name);
		append_quoted(out, command_at(i)->summary, ":\\", "'\\''");
		buffer_append_text(out, "'\n");
	}
	buffer_append_text(out, "\t)\n"
				"\tif (( CURRENT == 2 )); then\n"
				"\t\t_describe -t commands 'command' commands\n"
				"\t\treturn\n"
				"\tfi\n"
				"\tlocal command=$words[2]\n"
				"\tshift words\n"
				"\t(( CURRENT-- ))\n"
				"\tcase $command in\n");
	for (size_t i = 0; i < command_count(); i++) {
		buffer_printf(out, "\t%s)\n\t\t_arguments -S \\\n", command_at(i)->name);
		append_zsh_options(out, command_at(i));
		if (command_at(i)->verbs != NULL)
			buffer_printf(out, "\t\t\t'1:verb:(%s)' \\\n",
				      command_at(i)->verbs);
		buffer_append_text(out, command_at(i)->argument_kind == ARGUMENT_COMMAND
						? "\t\t\t'*:command:(($commands))' ;;\n"
						: "\t\t\t'*:file:_files' ;;\n");
	}
	buffer_append_text(out, "\tesac\n}\n_cupel \"$@\"\n");
}

static void
append_fish_option(struct buffer *out, const struct command *command,
		   const struct option_line *line)
{
	buffer_printf(out, "complete -c cupel -n '__fish_seen_subcommand_from %s' -l %s",
		      command->name, line->name);
	if (line->letter != 0)
		buffer_printf(out, " -s %c", line->letter);
	if (option_is_choice(line)) {
		buffer_append_text(out, " -x -a '");
		append_words(out, line);
		buffer_append_text(out, "'");
	} else if (is_path(line) || is_folder(line)) {
		buffer_append_text(out, " -r -F");
	} else if (line->argument != NULL && !option_is_optional(line)) {
		buffer_append_text(out, " -x");
	}
	buffer_append_text(out, " -d '");
	append_quoted(out, line->help, "\\", "\\'");
	buffer_append_text(out, "'\n");
}

void
help_write_fish(struct buffer *out)
{
	buffer_append_text(out, "# made by cupel help --completion fish\n");
	for (size_t i = 0; i < command_count(); i++) {
		buffer_printf(out,
			      "complete -c cupel -f -n __fish_use_subcommand -a %s -d '",
			      command_at(i)->name);
		append_quoted(out, command_at(i)->summary, "\\", "\\'");
		buffer_append_text(out, "'\n");
	}
	for (size_t i = 0; i < command_count(); i++)
		for (enum option_id o = 0; o < OPTION_COUNT; o++)
			if (options_include(command_takes(command_at(i)), o))
				append_fish_option(out, command_at(i), option_line(o));
	for (size_t i = 0; i < command_count(); i++)
		if (command_at(i)->verbs != NULL)
			buffer_printf(out,
				      "complete -c cupel -n '__fish_seen_subcommand_from "
				      "%s' -a '%s'\n",
				      command_at(i)->name, command_at(i)->verbs);
	buffer_append_text(
		out, "complete -c cupel -f -n '__fish_seen_subcommand_from help' -a '");
	append_command_names(out);
	buffer_append_text(out, "'\n");
}
