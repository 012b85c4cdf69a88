/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/build_tree.h"

#include <fcntl.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/tree_copy.h"

enum { DEPTH = 1000, ENTRIES = 1 << 21 };

void
build_tree_mount(struct sandbox_plan *plan, const char *tree, const char *path,
		 bool copied)
{
	cleanup_free char *above = xstrndup(path, (size_t)(path_name(path) - path - 1));

	sandbox_plan_mount(plan, copied ? MOUNT_COPY : MOUNT_WRITABLE, tree, above);
	if (copied)
		strings_add(&plan->outputs, above);
}

static int
take_copy(const char *to, int from, uint64_t size, const struct cancel *cancel,
	  struct error *err)
{
	struct tree_copy copy = { .file_time = -1,
				  .entries = ENTRIES,
				  .bytes = size,
				  .depth = DEPTH,
				  .cancel = cancel };
	cleanup_close int folder = -1;
	int copied;

	if (folder_make(to, err) < 0)
		return -1;
	folder = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return error_set_errno(err, "%s", to);
	copied = tree_copy(&copy, from, folder, err);
	tree_copy_release(&copy);
	return copied;
}

int
build_tree_keep(const char *tree, const struct sandbox_result *result,
		const struct cancel *cancel, struct error *err)
{
	static const uint64_t most = UINT64_C(64) << 30; /* a tmpfs holds less */
	cleanup_free char *made = xasprintf("%s.made", tree);

	if (result->output_count == 0 || result->outputs[0].fd < 0)
		return 0;
	if (take_copy(made, result->outputs[0].fd, most, cancel, err) < 0)
		return error_wrap(err, "what a step has made");
	if (tree_remove(tree, err) < 0)
		return -1;
	if (rename(made, tree) < 0)
		return error_set_errno(err, "%s", tree);
	return 0;
}
