/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/environment_text.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "cli/output.h"

enum { LABEL = 14, NAME = 24, SHORT_DIGEST = 12 };

static void
add_row(struct buffer *out, const char *label, const char *text)
{
	if (text == NULL)
		return;
	buffer_printf(out, "  %-*s", LABEL, label);
	output_add_safe(out, bytes_of_text(text), "");
	buffer_append_text(out, "\n");
}

static void
add_rows(struct buffer *out, const char *label, const struct strings *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		add_row(out, i == 0 ? label : "", rows->items[i]);
}

static void
add_lock(struct buffer *out, const struct environment_lock *lock)
{
	if (lock->package_count == 0)
		return;
	add_row(out, "variant", lock->variant);
	add_row(out, "snapshot", lock->snapshot);
	add_rows(out, "sources", &lock->sources);
	add_rows(out, "wanted", &lock->wanted);
	buffer_printf(out, "\n%zu packages:\n", lock->package_count);
	for (size_t i = 0; i < lock->package_count; i++) {
		const struct environment_package *package = &lock->packages[i];

		buffer_printf(out, "  %s %s %s\n", package->name, package->version,
			      package->architecture);
	}
}

void
environment_to_text(const struct environment *environment, struct buffer *out)
{
	char made[CLOCK_TEXT_MAX];

	output_add_safe(out, bytes_of_text(environment->name), "");
	buffer_append_text(out, "\n");
	add_row(out, "kind", environment->kind);
	add_row(out, "digest", environment->digest);
	add_row(out, "architecture", environment->architecture);
	add_row(out, "root", environment->root);
	if (environment->made > 0) {
		clock_to_text(environment->made, made);
		add_row(out, "made", made);
	}
	add_rows(out, "settings", &environment->settings);
	add_rows(out, "left out", &environment->left_out);
	add_lock(out, &environment->lock);
}

void
environment_to_line(const struct environment *environment, struct buffer *out)
{
	cleanup_buffer struct buffer name = BUFFER_INIT(OUTPUT_MAX);
	const struct environment_lock *lock = &environment->lock;
	char made[CLOCK_TEXT_MAX];

	output_add_safe(&name, bytes_of_text(environment->name), "");
	clock_to_text(environment->made, made);
	buffer_printf(out, "%.*s  %-*s  %s", SHORT_DIGEST,
		      environment->digest != NULL ? environment->digest : "", NAME,
		      buffer_text(&name), made);
	if (lock->package_count > 0)
		buffer_printf(out, "  %s, %zu packages", lock->variant,
			      lock->package_count);
	buffer_append_text(out, "\n");
}
