/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Help, the man page and the completions: renderings of the tables of commands and
 * options, so that they cannot say otherwise. */

#include "base/buffer.h"
#include "cli/command.h"

/* Each gives an exit status. */
int help_print(struct error *err);
int help_print_command(const struct command *command, struct error *err);

/* For a command line without a command: to standard error. */
void help_complain(void);

/* "-o, --output PATH", "--json[=FILE]". */
void help_append_option(struct buffer *out, const struct option_line *line);

/* A manual page for man(7). */
void help_write_man(struct buffer *out);

void help_write_bash(struct buffer *out);
void help_write_zsh(struct buffer *out);
void help_write_fish(struct buffer *out);

/* What man page and help say of the whole. */
extern const char help_about[], help_exit_status[];
