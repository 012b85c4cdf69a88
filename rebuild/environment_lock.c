/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/environment_lock.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/yaml.h"

void
environment_lock_release(struct environment_lock *lock)
{
	free(lock->suite);
	free(lock->variant);
	free(lock->architecture);
	free(lock->snapshot);
	strings_release(&lock->sources);
	strings_release(&lock->wanted);
	for (size_t i = 0; i < lock->package_count; i++) {
		free(lock->packages[i].name);
		free(lock->packages[i].version);
		free(lock->packages[i].architecture);
		free(lock->packages[i].sha256);
	}
	free(lock->packages);
	*lock = (struct environment_lock){ 0 };
}

void
environment_lock_add(struct environment_lock *lock, const char *name, const char *version,
		     const char *architecture, const char *sha256)
{
	struct environment_package package = { .name = xstrdup(name),
					       .version = xstrdup(version),
					       .architecture = xstrdup(architecture),
					       .sha256 = xstrdup(sha256) };

	array_append(lock->packages, lock->package_count, package);
}

static int
compare_places(const struct environment_package *a, const struct environment_package *b)
{
	int order = strcmp(a->name, b->name);

	return order != 0 ? order : strcmp(a->architecture, b->architecture);
}

static int
compare_packages(const void *a, const void *b)
{
	return compare_places(a, b);
}

void
environment_lock_sort(struct environment_lock *lock)
{
	if (lock->package_count > 0)
		qsort(lock->packages, lock->package_count, sizeof(*lock->packages),
		      compare_packages);
}

void
environment_lock_copy_head(struct environment_lock *out,
			   const struct environment_lock *from)
{
	*out = (struct environment_lock){ .suite = xstrdup_or_null(from->suite),
					  .variant = xstrdup_or_null(from->variant),
					  .architecture =
						  xstrdup_or_null(from->architecture),
					  .snapshot = xstrdup_or_null(from->snapshot),
					  .epoch = from->epoch };
	strings_add_all(&out->sources, &from->sources);
	strings_add_all(&out->wanted, &from->wanted);
}

const struct environment_package *
environment_lock_find(const struct environment_lock *lock, const char *name)
{
	for (size_t i = 0; i < lock->package_count; i++)
		if (strcmp(lock->packages[i].name, name) == 0)
			return &lock->packages[i];
	return NULL;
}

static struct json *
package_to_json(const struct environment_package *package)
{
	struct json *object = json_new_object();

	json_set_text(object, "name", package->name);
	json_set_text(object, "version", package->version);
	json_set_text(object, "architecture", package->architecture);
	json_set_text(object, "sha256", package->sha256);
	return object;
}

struct json *
environment_lock_to_json(const struct environment_lock *lock)
{
	struct json *object = json_new_object(), *packages = json_new_array();

	json_set_number(object, "cupel-environment", 1);
	json_set_text(object, "suite", lock->suite);
	json_set_text(object, "variant", lock->variant);
	json_set_text(object, "architecture", lock->architecture);
	if (lock->snapshot != NULL)
		json_set_text(object, "snapshot", lock->snapshot);
	json_set_number(object, "epoch", lock->epoch);
	json_set(object, "sources", json_new_strings(&lock->sources));
	json_set(object, "wanted", json_new_strings(&lock->wanted));
	for (size_t i = 0; i < lock->package_count; i++)
		json_append(packages, package_to_json(&lock->packages[i]));
	json_set(object, "packages", packages);
	return object;
}

void
environment_lock_write(const struct environment_lock *lock, struct buffer *out)
{
	cleanup_json struct json *json = environment_lock_to_json(lock);

	yaml_write(json, out);
}

void
environment_lock_digest(const struct environment_lock *lock, char *hex)
{
	cleanup_json struct json *json = environment_lock_to_json(lock);
	cleanup_buffer struct buffer text = BUFFER_INIT(SIZE_MAX);

	json_write(json, JSON_STYLE_CANONICAL, &text);
	digest_hex_of(DIGEST_SHA256, buffer_bytes(&text), hex);
}

static char *
describe_pair(const struct environment_package *wanted,
	      const struct environment_package *got)
{
	if (strcmp(wanted->version, got->version) != 0)
		return xasprintf("%s (%s): locked in version %s, found in %s",
				 wanted->name, wanted->architecture, wanted->version,
				 got->version);
	if (strcmp(wanted->sha256, got->sha256) != 0)
		return xasprintf("%s %s (%s): locked with the SHA-256 %s, found with %s",
				 wanted->name, wanted->version, wanted->architecture,
				 wanted->sha256, got->sha256);
	return NULL;
}

char *
environment_lock_difference(const struct environment_lock *wanted,
			    const struct environment_lock *got)
{
	size_t w = 0, g = 0;

	while (w < wanted->package_count || g < got->package_count) {
		const struct environment_package *a = &wanted->packages[w],
						 *b = &got->packages[g];
		int order = w >= wanted->package_count ? 1
			    : g >= got->package_count  ? -1
						       : compare_places(a, b);
		char *difference;

		if (order < 0)
			return xasprintf("%s %s (%s) is locked, but was not installed",
					 a->name, a->version, a->architecture);
		if (order > 0)
			return xasprintf("%s %s (%s) was installed, but is not locked",
					 b->name, b->version, b->architecture);
		difference = describe_pair(a, b);
		if (difference != NULL)
			return difference;
		w++;
		g++;
	}
	return NULL;
}
