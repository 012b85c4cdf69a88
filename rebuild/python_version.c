/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A version is
 *
 *	[N!] N(.N)* [{a|b|rc}N] [.postN] [.devN] [+LOCAL]
 *
 * with many spellings: a "v" in front, "alpha", "beta", "c", "pre" and "preview", "rev"
 * and "r", "-N" for a post release, "-", "_" or "." where nothing or "." stands, no
 * number for 0.  Numbers may have any length (dates), so they are compared as text.
 */
#include "rebuild/python_version.h"

#include <ctype.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cleanup.h"
#include "base/memory.h"
#include "base/strings.h"

enum { PARTS_MAX = 64, TEXT_MAX = 1024 };

/* Digits without zeros in front: "" is 0; text NULL: the part is not there. */
struct part {
	const char *text;
	size_t size;
};

struct version {
	char *text; /* owned: in small letters; the parts point into it */
	struct part epoch, post, dev, early_number;
	const char *early; /* "a", "b" or "rc"; NULL */
	struct part release[PARTS_MAX], local[PARTS_MAX];
	size_t release_count, local_count;
};

static void
version_release(struct version *version)
{
	free(version->text);
}

#define cleanup_version __attribute__((cleanup(version_release)))

static bool
is_separator(char byte)
{
	return byte == '.' || byte == '_' || byte == '-';
}

bool
python_name_is_one(const char *name)
{
	size_t size = strlen(name);

	for (size_t i = 0; i < size; i++)
		if (!isalnum((unsigned char)name[i]) && !is_separator(name[i]))
			return false;
	return size > 0 && !is_separator(name[0]) && !is_separator(name[size - 1]);
}

char *
python_name_normalize(const char *name)
{
	char *out = xstrdup(name), *to = out;

	for (const char *at = name; *at != '\0'; at++)
		if (!is_separator(*at))
			*to++ = (char)tolower((unsigned char)*at);
		else if (to == out || to[-1] != '-')
			*to++ = '-';
	*to = '\0';
	return out;
}

bool
python_name_is_same(const char *a, const char *b)
{
	cleanup_free char *one = python_name_normalize(a);
	cleanup_free char *other = python_name_normalize(b);

	return strcmp(one, other) == 0;
}

static struct part
number_of(const char *text, size_t size)
{
	while (size > 0 && *text == '0') {
		text++;
		size--;
	}
	return (struct part){ text, size };
}

static bool
take_number(const char **at, struct part *out)
{
	size_t size = strspn(*at, "0123456789");

	if (size == 0)
		return false;
	*out = number_of(*at, size);
	*at += size;
	return true;
}

static bool
take_release(const char **at, struct version *out)
{
	do {
		if (out->release_count == PARTS_MAX ||
		    !take_number(at, &out->release[out->release_count]))
			return false;
		out->release_count++;
	} while (**at == '.' && isdigit((unsigned char)(*at)[1]) && (*at)++);
	return true;
}

/* One of the words, with or without a separator before it and before its number. */
static const char *
take_word(const char **at, const char *const *words, size_t count, struct part *number)
{
	const char *start = *at + (is_separator(**at) ? 1 : 0);

	for (size_t i = 0; i < count; i++) {
		const char *after;

		if (!text_starts_with(start, words[i]))
			continue;
		after = start + strlen(words[i]);
		*number = (struct part){ "", 0 };
		*at = after;
		after += is_separator(*after) ? 1 : 0;
		if (take_number(&after, number))
			*at = after;
		return words[i];
	}
	return NULL;
}

static void
take_early(const char **at, struct version *out)
{
	static const char *const words[] = { "alpha", "a",	 "beta", "b",
					     "rc",    "preview", "pre",	 "c" };
	const char *word = take_word(at, words, array_length(words), &out->early_number);

	if (word != NULL)
		out->early = *word == 'a' ? "a" : *word == 'b' ? "b" : "rc";
}

static void
take_post(const char **at, struct version *out)
{
	static const char *const words[] = { "post", "rev", "r" };
	const char *after = *at + 1;

	if (**at == '-' && take_number(&after, &out->post))
		*at = after;
	else
		take_word(at, words, array_length(words), &out->post);
}

static bool
take_local(const char **at, struct version *out)
{
	if (**at != '+')
		return true;
	do {
		const char *start = ++*at;
		size_t size = strspn(start, "0123456789abcdefghijklmnopqrstuvwxyz");
		struct part *part = &out->local[out->local_count];

		if (size == 0 || out->local_count == PARTS_MAX)
			return false;
		*part = strspn(start, "0123456789") >= size
				? number_of(start, size)
				: (struct part){ start, size };
		out->local_count++;
		*at += size;
	} while (is_separator(**at));
	return true;
}

static void
take_epoch(const char **at, struct version *out)
{
	const char *after = *at;

	if (take_number(&after, &out->epoch) && *after == '!')
		*at = after + 1;
	else
		out->epoch = (struct part){ "", 0 };
}

static bool
parse(struct version *out, const char *text)
{
	static const char *const dev[] = { "dev" };
	const char *at;

	*out = (struct version){ 0 };
	if (strlen(text) > TEXT_MAX)
		return false;
	out->text = xstrdup(text);
	for (char *each = out->text; *each != '\0'; each++)
		*each = (char)tolower((unsigned char)*each);
	at = out->text + (out->text[0] == 'v' ? 1 : 0);
	take_epoch(&at, out);
	if (!take_release(&at, out))
		return false;
	take_early(&at, out);
	take_post(&at, out);
	take_word(&at, dev, 1, &out->dev);
	return take_local(&at, out) && *at == '\0';
}

static int
compare_numbers(struct part a, struct part b)
{
	if (a.size != b.size)
		return a.size < b.size ? -1 : 1;
	return a.size == 0 ? 0 : memcmp(a.text, b.text, a.size);
}

/* What one has and the other has not: `missing` says where its absence stands. */
static int
compare_optional(struct part a, struct part b, int missing)
{
	if ((a.text == NULL) != (b.text == NULL))
		return a.text == NULL ? missing : -missing;
	return a.text == NULL ? 0 : compare_numbers(a, b);
}

static int
compare_releases(const struct version *a, const struct version *b)
{
	static const struct part zero = { "", 0 };
	int order = 0;

	for (size_t i = 0; order == 0 && (i < a->release_count || i < b->release_count);
	     i++)
		order = compare_numbers(i < a->release_count ? a->release[i] : zero,
					i < b->release_count ? b->release[i] : zero);
	return order;
}

/* A development release of the version itself comes before its alphas, the release after
 * its candidates. */
static int
rank_early(const struct version *version)
{
	if (version->early != NULL)
		return version->early[0] == 'a' ? 1 : version->early[0] == 'b' ? 2 : 3;
	return version->post.text == NULL && version->dev.text != NULL ? 0 : 4;
}

static bool
is_numeric(struct part part)
{
	for (size_t i = 0; i < part.size; i++)
		if (!isdigit((unsigned char)part.text[i]))
			return false;
	return true;
}

static int
compare_local_parts(struct part a, struct part b)
{
	size_t shorter = a.size < b.size ? a.size : b.size;
	int order;

	if (is_numeric(a) != is_numeric(b))
		return is_numeric(a) ? 1 : -1;
	if (is_numeric(a))
		return compare_numbers(a, b);
	order = memcmp(a.text, b.text, shorter);
	return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

static int
compare_locals(const struct version *a, const struct version *b)
{
	int order = 0;

	for (size_t i = 0; order == 0 && i < a->local_count && i < b->local_count; i++)
		order = compare_local_parts(a->local[i], b->local[i]);
	return order != 0 ? order
			  : (a->local_count > b->local_count) -
				    (a->local_count < b->local_count);
}

static int
compare(const struct version *a, const struct version *b)
{
	int order = compare_numbers(a->epoch, b->epoch);

	if (order == 0)
		order = compare_releases(a, b);
	if (order == 0)
		order = rank_early(a) - rank_early(b);
	if (order == 0)
		order = compare_optional(a->early_number, b->early_number, -1);
	if (order == 0)
		order = compare_optional(a->post, b->post, -1);
	if (order == 0)
		order = compare_optional(a->dev, b->dev, 1);
	return order != 0 ? order : compare_locals(a, b);
}

int
python_version_compare(const char *a, const char *b)
{
	cleanup_version struct version one = { 0 }, other = { 0 };
	bool good = parse(&one, a), other_good = parse(&other, b);

	if (!good || !other_good)
		return good - other_good;
	return compare(&one, &other);
}

bool
python_version_is_same(const char *a, const char *b)
{
	return strcmp(a, b) == 0 ||
	       (python_version_is_one(a) && python_version_is_one(b) &&
		python_version_compare(a, b) == 0);
}

bool
python_version_is_one(const char *text)
{
	cleanup_version struct version version = { 0 };

	return parse(&version, text);
}

bool
python_version_is_early(const char *text)
{
	cleanup_version struct version version = { 0 };

	return parse(&version, text) &&
	       (version.early != NULL || version.dev.text != NULL);
}

static void
write_part(struct buffer *out, const char *before, struct part part)
{
	if (part.text == NULL)
		return;
	buffer_append_text(out, before);
	if (part.size == 0)
		buffer_append_byte(out, '0');
	buffer_append(out, (struct bytes){ (const uint8_t *)part.text, part.size });
}

char *
python_version_normalize(const char *text)
{
	cleanup_version struct version version = { 0 };
	cleanup_buffer struct buffer out = BUFFER_INIT(4 * TEXT_MAX);

	if (!parse(&version, text))
		return NULL;
	if (version.epoch.size > 0) {
		write_part(&out, "", version.epoch);
		buffer_append_byte(&out, '!');
	}
	for (size_t i = 0; i < version.release_count; i++)
		write_part(&out, i > 0 ? "." : "", version.release[i]);
	if (version.early != NULL)
		write_part(&out, version.early, version.early_number);
	write_part(&out, ".post", version.post);
	write_part(&out, ".dev", version.dev);
	for (size_t i = 0; i < version.local_count; i++)
		write_part(&out, i > 0 ? "." : "+", version.local[i]);
	return buffer_steal_text(&out);
}
