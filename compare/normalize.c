/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "compare/normalize.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/context.h"
#include "compare/relist.h"

int
normalize_tile(struct normalizer *normalizer, const struct format *format,
	       struct bytes content, struct tiling *tiling, struct error *err)
{
	format_tile(format, content, &normalizer->budget, tiling);
	if (normalizer->context == NULL && normalizer->entered == 0)
		normalizer->context = context_of(tiling);
	/* Half of a stream has no canonical form. */
	if (normalizer->budget.hit.count > 0)
		return error_set(err, ERROR_LIMIT, "%s", normalizer->budget.hit.items[0]);
	return 0;
}

bool
normalize_wants(const struct normalizer *normalizer, const char *const *rules,
		size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rule_on(&normalizer->rules, rules[i]) == NULL)
			return false;
	return true;
}

int
normalize_keep(struct buffer *out, struct bytes content, struct error *err)
{
	buffer_append(out, content);
	return buffer_check(out, err);
}

/* A file that its kind of package has a rule for, such as the manifest. */
static bool
write_by_context(struct normalizer *normalizer, struct bytes content, struct buffer *out)
{
	const struct context *context = normalizer->context;

	return context != NULL && context->normalize != NULL &&
	       normalizer->path[0] != '\0' &&
	       context->normalize(normalizer, content, out);
}

/* What the content is by its place in a package, or looks like. */
static const struct format *
format_of(const struct normalizer *normalizer, struct bytes content)
{
	const struct format *seen = format_recognize(content);

	if (normalizer->package == NULL ||
	    strlen(normalizer->path) <= normalizer->package_path)
		return seen;
	return normalizer->package->inside(normalizer->path + normalizer->package_path,
					   seen);
}

/* Formats that know what is in them are asked about it. */
static int
write_form(struct normalizer *normalizer, const struct format *format,
	   struct bytes content, struct buffer *out, struct error *err)
{
	const struct format *package = normalizer->package;
	size_t size = strlen(normalizer->path), before = normalizer->package_path;
	bool is_signed = normalizer->is_signed;
	int written;

	if (format->inside != NULL) {
		normalizer->package = format;
		normalizer->package_path = size == 0 ? 0 : size + strlen("//");
		normalizer->is_signed = false;
	}
	written = format->normalize(normalizer, content, out, err);
	normalizer->package = package;
	normalizer->package_path = before;
	normalizer->is_signed = is_signed;
	return written;
}

/* Whether its package names it with its digest. */
static bool
is_listed(const struct normalizer *normalizer, const struct format *format)
{
	if (normalizer->listed == 0 || normalizer->entered < normalizer->listed)
		return false;
	return normalizer->entered > normalizer->listed || format != normalizer->list;
}

static int
write_content(struct normalizer *normalizer, struct bytes content, struct buffer *out,
	      struct error *err)
{
	const struct format *format = format_of(normalizer, content);

	if (is_listed(normalizer, format))
		return normalize_keep(out, content, err);
	if (normalizer->nesting >= normalizer->budget.limits->depth)
		return error_set(err, ERROR_LIMIT,
				 "depth: archives in archives deeper than %" PRIu32,
				 normalizer->budget.limits->depth);
	if (format->tile == NULL && normalizer->relist != NULL &&
	    relist_write(normalizer->relist, normalizer, content, out))
		return buffer_check(out, err);
	if ((format->tile == NULL || format->normalize == NULL) &&
	    write_by_context(normalizer, content, out))
		return buffer_check(out, err);
	if (format->normalize != NULL)
		return write_form(normalizer, format, content, out, err);
	return normalize_keep(out, content, err);
}

int
normalize_content(struct normalizer *normalizer, const char *member, struct bytes content,
		  struct buffer *out, struct error *err)
{
	const char *outer = normalizer->path;
	cleanup_free char *inner = member == NULL ? xstrdup(outer)
				   : outer[0] == '\0'
					   ? xstrdup(member)
					   : xasprintf("%s//%s", outer, member);
	int written;

	normalizer->path = inner;
	normalizer->nesting++;
	normalizer->entered += member != NULL;
	written = write_content(normalizer, content, out, err);
	normalizer->entered -= member != NULL;
	normalizer->nesting--;
	normalizer->path = outer;
	return written;
}

bool
normalize_leaves_out(struct normalizer *normalizer, const struct tiling *tiling,
		     size_t member)
{
	const char *id =
		normalizer->entered > 0
			? NULL
			: context_excuse_lone(normalizer->context, tiling, member, true);

	if (id == NULL || rule_on(&normalizer->rules, id) == NULL)
		return false;
	normalize_note(normalizer,
		       &(struct normalize_change){ id, tiling->members[member].name,
						   "present", NULL });
	return true;
}

void
normalize_note(struct normalizer *normalizer, const struct normalize_change *change)
{
	const char *old = change->old == NULL ? "(absent)" : change->old;
	const char *new = change->new == NULL ? "(absent)" : change->new;

	if (strcmp(old, new) == 0)
		return;
	strings_add_format(normalizer->ledger, "%s%s%s: %s -> %s (%s)", normalizer->path,
			   normalizer->path[0] != '\0' ? " " : "", change->key,
			   old[0] != '\0' ? old : "(empty)",
			   new[0] != '\0' ? new : "(empty)", change->rule);
}

const struct tile *
normalize_find(const struct tiling *tiling, const char *key)
{
	for (size_t i = 0; i < tiling->tile_count; i++)
		if (tiling->tiles[i].member == NO_MEMBER &&
		    strcmp(tiling->tiles[i].key, key) == 0)
			return &tiling->tiles[i];
	return NULL;
}

int
normalize(struct bytes content, const struct comparison_options *options,
	  struct buffer *out, struct strings *ledger, struct error *err)
{
	struct normalizer normalizer = {
		.ledger = ledger,
		.path = "",
		.budget = { .limits = &options->limits, .input = content.size },
	};
	const struct format *format = format_recognize(content);
	int written = -1;

	if (rule_set_choose(&normalizer.rules, options, err) < 0)
		return -1;
	if (options->context != NULL)
		normalizer.context = context_find(options->context);
	if (format->normalize != NULL)
		written = write_form(&normalizer, format, content, out, err);
	else
		error_set(err, ERROR_UNSUPPORTED, "there is no canonical form of %s",
			  format->said);
	budget_release(&normalizer.budget);
	return written;
}
