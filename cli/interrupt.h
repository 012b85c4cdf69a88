/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Ctrl-C and its kin: the first one asks everybody to stop, one that comes half a
 * second later or more kills. */

#include <signal.h>

void interrupt_watch(void);

/* For struct cancel: not zero once a signal has come. */
const volatile sig_atomic_t *interrupt_flag(void);

/* Which signal came; 0 for none. */
int interrupt_signal(void);
