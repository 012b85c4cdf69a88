/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The command line, through getopt_long(3), which knows the table of all options: so one
 * that another command takes is told from one that does not exist.
 */
#include "cli/options.h"

#include <getopt.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "cli/command.h"
#include "cli/suggest.h"

static const struct option_line lines[] = {
#define OPTION(id, name, letter, argument, help) { name, letter, argument, help },
#define ALIAS(name, id)
#include "cli/options.def"
#undef ALIAS
#undef OPTION
};

static const struct {
	const char *name;
	enum option_id option;
} aliases[] = {
#define OPTION(id, name, letter, argument, help)
#define ALIAS(name, id) { name, OPTION_##id },
#include "cli/options.def"
#undef ALIAS
#undef OPTION
};

enum {
	LONG_BASE = 256, /* above every letter: getopt_long() gives LONG_BASE + option */
	LONG_COUNT = OPTION_COUNT + array_length(aliases),
	LETTERS_MAX = 3 * OPTION_COUNT,
	MESSAGE_MAX = 400,
};

struct scan {
	struct option longs[LONG_COUNT + 1];
	char letters[LETTERS_MAX];
	struct invocation *invocation; /* borrowed */
};

const struct option_line *
option_line(enum option_id option)
{
	return &lines[option];
}

bool
option_is_optional(const struct option_line *line)
{
	return line->argument != NULL && line->argument[0] == '[';
}

bool
option_is_choice(const struct option_line *line)
{
	return line->argument != NULL && strchr(line->argument, '|') != NULL;
}

bool
options_include(option_set set, enum option_id option)
{
	return (set >> option & 1) != 0;
}

static struct option
long_line(const char *name, enum option_id option)
{
	const struct option_line *line = &lines[option];

	return (struct option){ .name = name,
				.has_arg = line->argument == NULL     ? no_argument
					   : option_is_optional(line) ? optional_argument
								      : required_argument,
				.val = LONG_BASE + (int)option };
}

/* A leading ':' has getopt tell a missing argument from an unknown option, '+' has it
 * stop at the first argument. */
static void
scan_init(struct scan *scan, struct invocation *invocation)
{
	char *at = scan->letters;

	*scan = (struct scan){ .invocation = invocation };
	if (invocation->command->arguments_end_options)
		*at++ = '+';
	*at++ = ':';
	for (enum option_id i = 0; i < OPTION_COUNT; i++) {
		scan->longs[i] = long_line(lines[i].name, i);
		if (lines[i].letter == 0)
			continue;
		*at++ = lines[i].letter;
		if (lines[i].argument != NULL)
			*at++ = ':';
	}
	for (size_t i = 0; i < array_length(aliases); i++)
		scan->longs[OPTION_COUNT + i] =
			long_line(aliases[i].name, aliases[i].option);
}

/* The option that getopt_long() means by `value`; OPTION_COUNT for none. */
static enum option_id
option_of(int value)
{
	if (value >= LONG_BASE)
		return (enum option_id)(value - LONG_BASE);
	for (enum option_id i = 0; i < OPTION_COUNT; i++)
		if (lines[i].letter != 0 && lines[i].letter == value)
			return i;
	return OPTION_COUNT;
}

static int
refuse_unknown(const struct command *command, const char *word, struct error *err)
{
	size_t dashes = strspn(word, "-");
	size_t size = strcspn(word + dashes, "=");
	char name[MESSAGE_MAX] = "";
	struct suggestion suggestion;

	memcpy(name, word + dashes, size < sizeof(name) ? size : sizeof(name) - 1);
	suggestion = suggestion_for(name);
	for (enum option_id i = 0; i < OPTION_COUNT; i++)
		if (options_include(command_takes(command), i))
			suggestion_offer(&suggestion, lines[i].name);
	if (suggestion.best != NULL)
		return error_set(err, ERROR_USAGE,
				 "%s: there is no option \"%s\"; did you mean \"--%s\"?",
				 command->name, word, suggestion.best);
	return error_set(err, ERROR_USAGE,
			 "%s: there is no option \"%s\"; \"cupel help %s\" lists them",
			 command->name, word, command->name);
}

/* getopt's own complaint; `last` is the word that it looked at. */
static int
refuse(const struct scan *scan, int complaint, const char *last, struct error *err)
{
	const struct command *command = scan->invocation->command;
	enum option_id option = option_of(optopt);
	char letter[] = { '-', (char)optopt, '\0' };

	if (optopt == 0)
		return refuse_unknown(command, last, err);
	if (option == OPTION_COUNT)
		return refuse_unknown(command, letter, err);
	if (complaint == ':')
		return error_set(err, ERROR_USAGE, "%s: --%s needs its %s", command->name,
				 lines[option].name, lines[option].argument);
	return error_set(err, ERROR_USAGE, "%s: --%s takes no argument", command->name,
			 lines[option].name);
}

static int
refuse_other(const struct command *command, enum option_id option, struct error *err)
{
	char takers[MESSAGE_MAX] = "";
	size_t used = 0;

	for (size_t i = 0; i < command_count(); i++) {
		const struct command *other = command_at(i);

		if (!options_include(other->takes, option) ||
		    used + strlen(other->name) + 3 > sizeof(takers))
			continue;
		used = (size_t)(stpcpy(stpcpy(takers + used, used > 0 ? ", " : ""),
				       other->name) -
				takers);
	}
	return error_set(err, ERROR_USAGE, "%s: --%s is an option of %s only",
			 command->name, lines[option].name, takers);
}

static bool
is_among(const char *word, const char *choices)
{
	while (*choices != '\0') {
		size_t size = strcspn(choices, "|");

		if (strlen(word) == size && strncmp(word, choices, size) == 0)
			return true;
		choices += size + (choices[size] == '|');
	}
	return false;
}

static int
accept(struct invocation *invocation, enum option_id option, struct error *err)
{
	const struct command *command = invocation->command;
	struct given *given = &invocation->options[option];

	if (!options_include(command_takes(command), option))
		return refuse_other(command, option, err);
	if (option_is_choice(&lines[option]) && !is_among(optarg, lines[option].argument))
		return error_set(err, ERROR_USAGE, "%s: --%s is one of %s, not \"%s\"",
				 command->name, lines[option].name,
				 lines[option].argument, optarg);
	array_append(given->texts, given->count, optarg);
	return 0;
}

static int
check_arguments(const struct invocation *invocation, struct error *err)
{
	const struct command *command = invocation->command;

	if (option_given(invocation, OPTION_help))
		return 0;
	if (invocation->argument_count < command->least)
		return error_set(err, ERROR_USAGE,
				 "%s needs %s; \"cupel help %s\" says more",
				 command->name, command->arguments, command->name);
	if (invocation->argument_count > command->most)
		return error_set(err, ERROR_USAGE, "%s: \"%s\" is one argument too many",
				 command->name, invocation->arguments[command->most]);
	return 0;
}

int
options_parse(struct invocation *invocation, int argc, char *argv[], struct error *err)
{
	struct scan scan;
	int value;

	scan_init(&scan, invocation);
	opterr = 0;
	optind = 1;
	for (;;) {
		int at = optind;

		value = getopt_long(argc, argv, scan.letters, scan.longs, NULL);
		if (value == -1)
			break;
		if (value == '?' || value == ':')
			return refuse(&scan, value, argv[optind > at ? optind - 1 : at],
				      err);
		if (accept(invocation, option_of(value), err) < 0)
			return -1;
	}
	invocation->arguments = argv + optind;
	invocation->argument_count = (size_t)(argc - optind);
	return check_arguments(invocation, err);
}

bool
option_given(const struct invocation *invocation, enum option_id option)
{
	return invocation->options[option].count > 0;
}

const char *
option_text(const struct invocation *invocation, enum option_id option)
{
	const struct given *given = &invocation->options[option];

	return given->count > 0 ? given->texts[given->count - 1] : NULL;
}
