/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Digests that a lock file and a registry state: Subresource Integrity (W3C), "sha512-"
 * and base64, several with spaces between and options behind "?"; or hex alone, whose
 * length tells which digest it is.
 */
#include <string.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/memory.h"
#include "rebuild/lockfile.h"

enum { DIGESTS_MOST = 8 };

struct digests {
	struct digest items[DIGESTS_MOST];
	size_t count;
};

static void
add_digest(struct digests *out, const char *text)
{
	static const char *const names[] = { "sha1-", "sha256-", "sha384-", "sha512-" };
	struct digest digest;
	struct error ignored;

	if (out->count >= DIGESTS_MOST)
		return;
	for (size_t i = 0; i < array_length(names); i++)
		if (strncmp(text, names[i], strlen(names[i])) == 0) {
			if (digest_from_base64(&digest, text + strlen(names[i]),
					       &ignored) == 0)
				out->items[out->count++] = digest;
			return;
		}
	if (digest_from_hex(&digest, text, &ignored) == 0)
		out->items[out->count++] = digest;
}

static void
add_digests(struct digests *out, const char *text)
{
	while (text != NULL && *text != '\0') {
		size_t size = strcspn(text, " \t\n"), plain = strcspn(text, " \t\n?");
		cleanup_free char *word = xstrndup(text, plain);

		if (plain > 0)
			add_digest(out, word);
		text += size + (text[size] != '\0');
	}
}

/* By the strongest kind that both have, as readers of the strings do. */
int
lockfile_integrity(const char *locked, const char *stated, const char *shasum)
{
	struct digests a = { .count = 0 }, b = { .count = 0 };
	size_t strongest = 0;
	int found = -1;

	add_digests(&a, locked);
	add_digests(&b, stated);
	add_digests(&b, shasum);
	for (size_t i = 0; i < a.count; i++)
		for (size_t k = 0; k < b.count; k++) {
			const struct digest *x = &a.items[i], *y = &b.items[k];

			if (x->size != y->size || x->size < strongest)
				continue;
			if (x->size > strongest)
				found = 0;
			strongest = x->size;
			if (memcmp(x->data, y->data, x->size) == 0)
				found = 1;
		}
	return found;
}
