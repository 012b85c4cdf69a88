/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * For a shell that is root of mounts and processes of its own: $1 the base's root, $2
 * what is kept for these sources, $3 a folder beside
 * the root to be, $4 the time that no file is newer than,
 * $5 more options for overlayfs.
 */
extern const char environment_layer_script[];
