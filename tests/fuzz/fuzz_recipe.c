/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YAML, and the recipes in it. */
#include <fcntl.h>
#include <sys/mman.h>

#include "base/cleanup.h"
#include "rebuild/recipe.h"
#include "base/yaml.h"
#include "tests/fuzz/fuzz.h"

/* recipe_read() wants a path: a file in memory has one. */
static int
read_recipe(struct recipe *out, struct bytes text, struct error *err)
{
	cleanup_close int fd = memfd_create("recipe", MFD_CLOEXEC);
	char path[64];

	insist(fd >= 0 && write(fd, text.data, text.size) == (ssize_t)text.size,
	       "a file in memory can be written");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return recipe_read(out, path, err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cleanup_yaml struct yaml_value document = { 0 };
	cleanup_recipe struct recipe recipe = { 0 }, again = { 0 };
	cleanup_buffer struct buffer first = BUFFER_INIT(SIZE_MAX),
				     second = BUFFER_INIT(SIZE_MAX);
	struct bytes text = { data, size };
	struct error err = { 0 };

	if (yaml_read(&document, text, &err) < 0) {
		insist(err.kind == ERROR_MALFORMED || err.kind == ERROR_LIMIT,
		       "YAML is malformed or too much");
		return 0;
	}
	if (read_recipe(&recipe, text, &err) < 0)
		return 0;
	recipe_write(&recipe, &first);
	insist(read_recipe(&again, buffer_bytes(&first), &err) == 0, err.message);
	recipe_write(&again, &second);
	insist(bytes_equal(buffer_bytes(&first), buffer_bytes(&second)),
	       "a recipe is read as it was written");
	return 0;
}
