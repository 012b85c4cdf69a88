/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/python_requirement.h"

#include <ctype.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"
#include "rebuild/python_version.h"

enum { VERSION_MAX = 256 };

static size_t
name_size(const char *text)
{
	size_t size = 0;

	while (isalnum((unsigned char)text[size]) ||
	       (text[size] != '\0' && strchr("-_.", text[size]) != NULL))
		size++;
	return size;
}

char *
python_requirement_name(const char *requirement)
{
	cleanup_free char *name = NULL;

	requirement += strspn(requirement, " \t");
	name = xstrndup(requirement, name_size(requirement));
	return python_name_is_one(name) ? python_name_normalize(name) : NULL;
}

bool
python_requirement_names(const char *requirement, const char *package)
{
	cleanup_free char *name = python_requirement_name(requirement);

	return name != NULL && python_name_is_same(name, package);
}

/* Whether `version` starts with the release that `prefix`, without its ".*", has. */
static bool
starts_with(const char *version, const char *prefix)
{
	cleanup_free char *whole = python_version_normalize(version);
	cleanup_free char *start = python_version_normalize(prefix);
	size_t size;

	if (whole == NULL || start == NULL)
		return false;
	size = strlen(start);
	return strncmp(whole, start, size) == 0 && !isdigit((unsigned char)whole[size]);
}

/* "~= 1.4.2" is ">= 1.4.2, == 1.4.*". */
static bool
is_compatible(const char *version, const char *wanted)
{
	cleanup_free char *prefix = python_version_normalize(wanted);
	char *dot;

	if (prefix == NULL)
		return false;
	prefix[strspn(prefix, "0123456789.!")] = '\0';
	dot = strrchr(prefix, '.');
	if (dot == NULL)
		return false;
	*dot = '\0';
	return python_version_compare(version, wanted) >= 0 &&
	       starts_with(version, prefix);
}

static bool
is_equal(const char *version, char *wanted)
{
	if (!text_ends_with(wanted, ".*"))
		return python_version_is_same(version, wanted);
	wanted[strlen(wanted) - 2] = '\0';
	return starts_with(version, wanted);
}

static bool
clause_allows(const char *operator, char * wanted, const char *version)
{
	int order;

	if (strcmp(operator, "===") == 0)
		return strcmp(version, wanted) == 0;
	if (strcmp(operator, "==") == 0)
		return is_equal(version, wanted);
	if (strcmp(operator, "!=") == 0)
		return !is_equal(version, wanted);
	if (strcmp(operator, "~=") == 0)
		return is_compatible(version, wanted);
	if (!python_version_is_one(wanted) || !python_version_is_one(version))
		return false;
	order = python_version_compare(version, wanted);
	if (strcmp(operator, ">=") == 0)
		return order >= 0;
	if (strcmp(operator, "<=") == 0)
		return order <= 0;
	if (strcmp(operator, ">") == 0)
		return order > 0;
	return strcmp(operator, "<") == 0 && order < 0;
}

/* Takes one clause, "OPERATOR VERSION", off the front. */
static bool
take_clause(const char **at, const char *version)
{
	char operator[4] = { 0 }, wanted[VERSION_MAX] = { 0 };
	size_t size = strspn(*at, "<>=!~");

	if (size == 0 || size >= sizeof(operator))
		return false;
	memcpy(operator, * at, size);
	*at += size;
	*at += strspn(*at, " \t");
	size = strcspn(*at, " \t,;)");
	if (size == 0 || size >= sizeof(wanted))
		return false;
	memcpy(wanted, *at, size);
	*at += size;
	return clause_allows(operator, wanted, version);
}

bool
python_requirement_allows(const char *requirement, const char *version)
{
	const char *at = requirement + strspn(requirement, " \t");

	at += name_size(at);
	at += strspn(at, " \t");
	if (*at == '[') {
		at += strcspn(at, "]");
		at += *at == ']';
	}
	at += strspn(at, " \t(");
	while (*at != '\0' && *at != ';' && *at != ')') {
		if (*at == '@' || !take_clause(&at, version))
			return false;
		at += strspn(at, " \t,");
	}
	return true;
}
