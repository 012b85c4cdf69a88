/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/check_compare.h"

#include "base/file.h"
#include "base/memory.h"
#include "rebuild/registry.h"

char *
check_rebuilt_path(const struct check *check, const struct build *build)
{
	const char *path = build->output_path;

	if (folder_exists(check->release.artifact_path) && !folder_exists(path))
		return xstrndup(path, (size_t)(path_name(path) - path - 1));
	return xstrdup(path);
}

int
check_compare(struct comparison *out, const struct check *check,
	      const struct session *session, const char *published, const char *rebuilt,
	      struct error *err)
{
	struct session own = *session; /* borrowed, but for how it compares */
	struct comparison_options *options = &own.comparison;

	options->context = registry_find(check->release.spec.ecosystem)->context;
	options->several =
		options->context != NULL && folder_exists(check->release.artifact_path);
	/* In the cache it is called by its digest. */
	options->name = check->release.artifact_name;
	return compare_confined(out, &own, published, rebuilt, err);
}
