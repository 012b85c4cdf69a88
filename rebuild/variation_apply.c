/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each value of the table does to a plan. */
#include "rebuild/variation.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"

enum { OCTAL = 8, DECIMAL = 10 };

static bool
read_number(const char *text, int base, uint64_t most, uint64_t *number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*number = strtoull(text, &end, base);
	return errno == 0 && *end == '\0' && *number <= most;
}

static bool
read_time(const char *text, int64_t *seconds)
{
	uint64_t number;

	if (read_number(text, DECIMAL, INT64_MAX, &number))
		*seconds = (int64_t)number;
	else
		*seconds = clock_from_text(text);
	return *seconds >= 0;
}

/* Each is false for a value that does not have the form; what the names in it may be the
 * plan's own check says. */
static bool
apply_path(struct sandbox_plan *plan, const char *value)
{
	(void)plan;
	return recipe_path_is_possible(value);
}

static bool
apply_home(struct sandbox_plan *plan, const char *value)
{
	replace_text(&plan->look.home, xstrdup(value));
	sandbox_plan_set(plan, "HOME", value);
	return true;
}

/* NAME or NAME:ID. */
static bool
split_identity(const char *value, char **name, uint32_t *id)
{
	size_t size = strcspn(value, ":");
	uint64_t number = *id;

	if (value[size] == ':' &&
	    !read_number(value + size + 1, DECIMAL, UINT32_MAX - 1, &number))
		return false;
	replace_text(name, xstrndup(value, size));
	*id = (uint32_t)number;
	return true;
}

static bool
apply_user(struct sandbox_plan *plan, const char *value)
{
	if (!split_identity(value, &plan->look.user_name, &plan->look.user))
		return false;
	sandbox_plan_set(plan, "USER", plan->look.user_name);
	sandbox_plan_set(plan, "LOGNAME", plan->look.user_name);
	return true;
}

static bool
apply_group(struct sandbox_plan *plan, const char *value)
{
	return split_identity(value, &plan->look.group_name, &plan->look.group);
}

static bool
apply_host(struct sandbox_plan *plan, const char *value)
{
	size_t size = strcspn(value, ".");

	replace_text(&plan->look.host_name, xstrndup(value, size));
	if (value[size] == '.')
		replace_text(&plan->look.domain_name, xstrdup(value + size + 1));
	return true;
}

static bool
apply_kernel(struct sandbox_plan *plan, const char *value)
{
	bool usual = strcmp(value, "linux") == 0;

	replace_text(&plan->look.personality, usual ? NULL : xstrdup(value));
	return usual || strcmp(value, "linux32") == 0;
}

static bool
apply_time(struct sandbox_plan *plan, const char *value)
{
	plan->needs[CONTROL_clock] = NEED_PREFERRED;
	return read_time(value, &plan->look.clock);
}

static bool
apply_zone(struct sandbox_plan *plan, const char *value)
{
	sandbox_plan_set(plan, "TZ", value);
	return true;
}

static bool
apply_locale(struct sandbox_plan *plan, const char *value)
{
	sandbox_plan_set(plan, "LC_ALL", value);
	return true;
}

static bool
apply_umask(struct sandbox_plan *plan, const char *value)
{
	uint64_t mask;

	if (!read_number(value, OCTAL, 0777, &mask))
		return false;
	plan->look.file_mask = (uint32_t)mask;
	return true;
}

static bool
apply_processors(struct sandbox_plan *plan, const char *value)
{
	enum { MOST = 1024 };
	uint64_t count;

	if (!read_number(value, DECIMAL, MOST, &count) || count == 0)
		return false;
	plan->look.processors = (uint32_t)count;
	return true;
}

static bool
apply_order(struct sandbox_plan *plan, const char *value)
{
	static const struct {
		const char *name;
		enum folder_order_kind kind;
	} words[] = { { "as-it-is", ORDER_AS_IT_IS },
		      { "sorted", ORDER_SORTED },
		      { "reversed", ORDER_REVERSED },
		      { "shuffled", ORDER_SHUFFLED } };
	static const char seeded[] = "shuffled:";

	for (size_t i = 0; i < array_length(words); i++)
		if (strcmp(words[i].name, value) == 0) {
			plan->look.order = words[i].kind;
			return true;
		}
	plan->look.order = ORDER_SHUFFLED;
	return text_starts_with(value, seeded) &&
	       read_number(value + strlen(seeded), DECIMAL, INT64_MAX, &plan->look.seed);
}

static bool
apply_files(struct sandbox_plan *plan, const char *value)
{
	return read_time(value, &plan->look.file_time);
}

static bool
apply_addresses(struct sandbox_plan *plan, const char *value)
{
	bool fixed = strcmp(value, "fixed") == 0;

	plan->needs[CONTROL_addresses] = fixed ? NEED_PREFERRED : NEED_OFF;
	return fixed || strcmp(value, "random") == 0;
}

static bool (*const appliers[])(struct sandbox_plan *plan, const char *value) = {
#define VARIATION(name, form, usual, other, what) apply_##name,
#include "rebuild/variations.def"
};

static int
wrong_value(const struct variation *variation, const char *value, struct error *err)
{
	return error_set(err, ERROR_USAGE, "%s=%.200s is no %s=%s: %s", variation->name,
			 value, variation->name, variation->form, variation->what);
}

static int
apply_all(struct sandbox_plan *plan, const struct recipe *recipe, struct error *err)
{
	for (size_t i = 0; i < variation_count(); i++) {
		const char *value = variation_value(recipe, variation_at(i)->name);

		if (value != NULL && !appliers[i](plan, value))
			return wrong_value(variation_at(i), value, err);
	}
	return 0;
}

int
variation_apply(struct sandbox_plan *plan, const struct recipe *recipe, struct error *err)
{
	const struct strings *settings = &recipe->settings;

	for (size_t i = 0; i < settings->count; i++) {
		size_t size = strcspn(settings->items[i], "=");
		cleanup_free char *name = xstrndup(settings->items[i], size);

		if (variation_find(name) == NULL)
			sandbox_plan_set(plan, name, settings->items[i] + size + 1);
	}
	return apply_all(plan, recipe, err);
}
