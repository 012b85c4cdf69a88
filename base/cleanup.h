/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Ownership that ends with the scope.
 *
 *     cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC);
 *
 * A variable marked cleanup_* owns its value until the block ends or the value is
 * stolen.  It is initialised where it is declared: -1 for an fd, NULL for a pointer.
 * Structs with an x_release() have a cleanup_x of their own beside it.
 */

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define cleanup_free	  __attribute__((cleanup(cleanup_free_at)))
#define cleanup_close	  __attribute__((cleanup(cleanup_close_at)))
#define cleanup_file	  __attribute__((cleanup(cleanup_file_at)))
#define cleanup_directory __attribute__((cleanup(cleanup_directory_at)))

/* Hands the pointer or the descriptor out and leaves NULL or -1 behind. */
#define steal_pointer(p)                                                                 \
	__extension__({                                                                  \
		__typeof__(*(p)) stolen_ = *(p);                                         \
		*(p) = NULL;                                                             \
		stolen_;                                                                 \
	})

static inline int
steal_fd(int *fd)
{
	int stolen = *fd;

	*fd = -1;
	return stolen;
}

static inline void
cleanup_free_at(void *at)
{
	free(*(void **)at);
}

static inline void
cleanup_close_at(const int *at)
{
	if (*at >= 0)
		close(*at);
}

static inline void
cleanup_file_at(FILE **at)
{
	if (*at != NULL)
		fclose(*at);
}

static inline void
cleanup_directory_at(DIR **at)
{
	if (*at != NULL)
		closedir(*at);
}
