/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/variation.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/memory.h"

/* What stands in the table for a time that depends on the day. */
#define OF_ANOTHER_YEAR "of another year"

static const struct variation variations[] = {
#define VARIATION(name, form, usual, other, what) { #name, form, usual, other, what },
#include "rebuild/variations.def"
};

size_t
variation_count(void)
{
	return array_length(variations);
}

const struct variation *
variation_at(size_t index)
{
	return &variations[index];
}

const struct variation *
variation_find(const char *name)
{
	for (size_t i = 0; i < array_length(variations); i++)
		if (strcmp(variations[i].name, name) == 0)
			return &variations[i];
	return NULL;
}

/* What the settings call it: two are variables. */
static const char *
setting_name(const char *name)
{
	if (strcmp(name, "zone") == 0)
		return "TZ";
	return strcmp(name, "locale") == 0 ? "LC_ALL" : name;
}

bool
variation_is_variable(const char *name)
{
	static const char letters[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";

	return *name != '\0' && strchr(letters, *name) != NULL &&
	       name[strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
				 "0123456789")] == '\0';
}

static int
unknown(const char *text, struct error *err)
{
	cleanup_strings struct strings names = { 0 };
	cleanup_free char *all = NULL;

	for (size_t i = 0; i < array_length(variations); i++)
		strings_add(&names, variations[i].name);
	all = strings_join(&names, ", ");
	return error_set(err, ERROR_USAGE,
			 "\"%.200s\" is no NAME=VALUE with an environment variable or "
			 "one of %s",
			 text, all);
}

static char *
find_setting(const struct strings *settings, const char *name)
{
	size_t size = strlen(name);

	for (size_t i = 0; i < settings->count; i++)
		if (strncmp(settings->items[i], name, size) == 0 &&
		    settings->items[i][size] == '=')
			return settings->items[i];
	return NULL;
}

static void
replace_setting(struct strings *settings, const char *name, const char *value)
{
	char *found = find_setting(settings, name);

	for (size_t i = 0; found != NULL && i < settings->count; i++)
		if (settings->items[i] == found) {
			replace_text(&settings->items[i],
				     xasprintf("%s=%s", name, value));
			return;
		}
	strings_add_format(settings, "%s=%s", name, value);
}

int
variation_set(struct recipe *recipe, const char *text, struct error *err)
{
	size_t size = strcspn(text, "=");
	cleanup_free char *name = xstrndup(text, size);
	const struct variation *variation = variation_find(name);
	const char *value = text + size + 1;

	if (text[size] != '=' || (variation == NULL && !variation_is_variable(name)))
		return unknown(text, err);
	if (strcmp(name, "path") == 0)
		replace_text(&recipe->path, xstrdup(value));
	else
		replace_setting(&recipe->settings, setting_name(name), value);
	return variation_check(recipe, err);
}

int
variation_set_all(struct recipe *recipe, const struct session *session, struct error *err)
{
	for (size_t i = 0; i < session->variations.count; i++)
		if (variation_set(recipe, session->variations.items[i], err) < 0)
			return -1;
	return variation_check(recipe, err);
}

const char *
variation_value(const struct recipe *recipe, const char *name)
{
	const char *setting;

	if (strcmp(name, "path") == 0)
		return recipe->path;
	setting = find_setting(&recipe->settings, setting_name(name));
	return setting != NULL ? strchr(setting, '=') + 1 : NULL;
}

int
variation_check(const struct recipe *recipe, struct error *err)
{
	cleanup_sandbox_plan struct sandbox_plan plan = { 0 };

	sandbox_plan_init(&plan);
	sandbox_plan_argument(&plan, "true");
	if (variation_apply(&plan, recipe, err) < 0)
		return -1;
	return sandbox_plan_check(&plan, err);
}

bool
variation_wants_copy(const struct recipe *recipe)
{
	const char *order = variation_value(recipe, "order");

	return (order != NULL && strcmp(order, "as-it-is") != 0) ||
	       variation_value(recipe, "files") != NULL;
}

/* 17 March, in the evening, of the year after the next one: a day and a month of two and
 * of one digit, and not so far that a calendar ends. */
static char *
day_of_another_year(int64_t now)
{
	enum { YEARS = 2, MONTH = 3, DAY = 17, DAY_SECONDS = 86400, EVENING = 76024 };
	char today[CLOCK_TEXT_MAX];
	int64_t days;

	clock_to_text(now, today);
	days = clock_days(atol(today) + YEARS, MONTH, DAY);
	return xasprintf("%lld", (long long)(days * DAY_SECONDS + EVENING));
}

static bool
is_usual(const struct variation *variation, const char *value)
{
	return value == NULL || strcmp(value, variation->usual) == 0;
}

int
variation_make_other(struct recipe *recipe, int64_t now, struct strings *varied,
		     struct error *err)
{
	for (size_t i = 0; i < array_length(variations); i++) {
		const struct variation *variation = &variations[i];
		cleanup_free char *value = xstrdup_or_null(variation->other);
		cleanup_free char *text = NULL;

		if (value == NULL ||
		    !is_usual(variation, variation_value(recipe, variation->name)))
			continue;
		if (strcmp(value, OF_ANOTHER_YEAR) == 0)
			replace_text(&value, day_of_another_year(now));
		text = xasprintf("%s=%s", variation->name, value);
		if (variation_set(recipe, text, err) < 0)
			return -1;
		strings_add(varied, text);
	}
	return 0;
}
