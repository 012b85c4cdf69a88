/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step may write a whole file; what a person is told of it is its first line. */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/recipe.h"

void
recipe_tell_steps(struct strings *out, const struct strings *steps)
{
	for (size_t i = 0; i < steps->count; i++) {
		const char *step = steps->items[i];
		size_t size = strcspn(step, "\n");

		strings_add_format(out, "%.*s%s", (int)size, step,
				   step[size] != '\0' ? " ..." : "");
	}
}

char *
recipe_steps_told(const struct strings *steps, const char *between)
{
	cleanup_strings struct strings told = { 0 };

	recipe_tell_steps(&told, steps);
	return strings_join(&told, between);
}
