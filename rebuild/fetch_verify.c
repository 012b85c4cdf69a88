/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Subresource Integrity (W3C, section 3): words of ALGORITHM-BASE64, each perhaps with
 * ?OPTIONS behind.  Only the words of the strongest algorithm that is known count, and one
 * of them must match.  The standard knows sha256, sha384 and sha512; npm writes sha1 for
 * packages from before it had others.
 */
#include "rebuild/fetch.h"

#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"

static const char *const algorithms[] = {
	[DIGEST_SHA1] = "sha1-",
	[DIGEST_SHA256] = "sha256-",
	[DIGEST_SHA384] = "sha384-",
	[DIGEST_SHA512] = "sha512-",
};

enum { NO_ALGORITHM = -1 };

static int
algorithm_of(const char *word)
{
	for (int kind = DIGEST_SHA512; kind >= DIGEST_SHA1; kind--)
		if (text_starts_with(word, algorithms[kind]))
			return kind;
	return NO_ALGORITHM;
}

static void
split_words(const char *text, struct strings *words)
{
	static const char blanks[] = " \t\r\n";

	for (text += strspn(text, blanks); *text != '\0'; text += strspn(text, blanks)) {
		size_t size = strcspn(text, blanks);

		strings_add_format(words, "%.*s", (int)size, text);
		text += size;
	}
}

static int
word_matches(const char *word, enum digest_kind kind, const struct digest *found)
{
	const char *base64 = word + strlen(algorithms[kind]);
	cleanup_free char *value = xstrndup(base64, strcspn(base64, "?"));
	struct digest stated;
	struct error ignored = { 0 }; /* a word that is no digest matches nothing */

	return digest_from_base64(&stated, value, &ignored) == 0 &&
	       stated.size == found->size &&
	       memcmp(stated.data, found->data, found->size) == 0;
}

static int
check_integrity(struct bytes content, const char *integrity, struct error *err)
{
	cleanup_strings struct strings words = { 0 };
	int strongest = NO_ALGORITHM;
	struct digest found;

	split_words(integrity, &words);
	for (size_t i = 0; i < words.count; i++) {
		int kind = algorithm_of(words.items[i]);

		strongest = kind > strongest ? kind : strongest;
	}
	if (strongest == NO_ALGORITHM)
		return error_set(err, ERROR_MALFORMED,
				 "its integrity '%.100s' names no digest that is known", integrity);

	found = digest_of((enum digest_kind)strongest, content);
	for (size_t i = 0; i < words.count; i++)
		if (algorithm_of(words.items[i]) == strongest &&
		    word_matches(words.items[i], (enum digest_kind)strongest, &found))
			return 0;
	return error_set(err, ERROR_MALFORMED, "the bytes do not match their integrity %.200s",
			 integrity);
}

static int
check_shasum(struct bytes content, const char *shasum, struct error *err)
{
	char hex[DIGEST_HEX_MAX];

	digest_hex_of(DIGEST_SHA1, content, hex);
	if (strcasecmp(hex, shasum) == 0)
		return 0;
	return error_set(err, ERROR_MALFORMED, "the bytes have SHA-1 %s, not %.100s", hex,
			 shasum);
}

int
fetch_integrity(char **integrity, const char *hex, struct error *err)
{
	char base64[DIGEST_BASE64_MAX];
	struct digest digest;

	*integrity = NULL;
	if (digest_from_hex(&digest, hex, err) < 0)
		return -1;
	digest_to_base64(&digest, base64);
	for (int kind = DIGEST_SHA256; kind <= DIGEST_SHA512; kind++)
		if (digest_size((enum digest_kind)kind) == digest.size) {
			*integrity = xasprintf("%s%s", algorithms[kind], base64);
			return 0;
		}
	return error_set(err, ERROR_MALFORMED, "too weak a digest: %.100s", hex);
}

int
fetch_verify(const char *path, const char *integrity, const char *shasum, struct error *err)
{
	cleanup_mapping struct mapping mapping = { 0 };

	if (mapping_open(&mapping, path, err) < 0)
		return -1;
	if (integrity != NULL && check_integrity(mapping.bytes, integrity, err) < 0)
		return -1;
	if (shasum != NULL && check_shasum(mapping.bytes, shasum, err) < 0)
		return -1;
	return 0;
}
