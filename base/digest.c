/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/digest.h"

#include <fcntl.h>
#include <stdio.h>

#include "base/base64.h"
#include "base/cleanup.h"
#include "base/crypto_library.h"
#include "base/memory.h"

enum { READ_STEP = 256 * 1024 };

static const EVP_MD *
algorithm(enum digest_kind kind)
{
	switch (kind) {
	case DIGEST_MD5:
		return EVP_md5();
	case DIGEST_SHA1:
		return EVP_sha1();
	case DIGEST_SHA256:
		return EVP_sha256();
	case DIGEST_SHA384:
		return EVP_sha384();
	case DIGEST_SHA512:
		break;
	}
	return EVP_sha512();
}

/* libcrypto fails here only without memory, or where a policy forbids the algorithm;
 * going on without a digest is no choice. */
static void
must(int done)
{
	if (done != 1)
		end_program("libcrypto refuses to compute a digest");
}

struct digest_state *
digest_begin(enum digest_kind kind)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	must(context != NULL);
	must(EVP_DigestInit_ex(context, algorithm(kind), NULL));
	return (struct digest_state *)context;
}

void
digest_add(struct digest_state *state, struct bytes bytes)
{
	must(EVP_DigestUpdate((EVP_MD_CTX *)state, bytes.data, bytes.size));
}

void
digest_end(struct digest_state *state, struct digest *digest)
{
	struct digest ignored;
	unsigned size = 0;

	if (digest == NULL)
		digest = &ignored;
	must(EVP_DigestFinal_ex((EVP_MD_CTX *)state, digest->data, &size));
	digest->size = size;
	EVP_MD_CTX_free((EVP_MD_CTX *)state);
}

void
digest_prepare(void)
{
	digest_end(digest_begin(DIGEST_SHA1), NULL);
}

struct digest
digest_of(enum digest_kind kind, struct bytes bytes)
{
	struct digest_state *state = digest_begin(kind);
	struct digest digest;

	digest_add(state, bytes);
	digest_end(state, &digest);
	return digest;
}

void
digest_to_hex(const struct digest *digest, char *hex)
{
	static const char figures[] = "0123456789abcdef";

	for (size_t i = 0; i < digest->size; i++) {
		*hex++ = figures[digest->data[i] >> 4];
		*hex++ = figures[digest->data[i] & 15];
	}
	*hex = '\0';
}

void
digest_hex_of(enum digest_kind kind, struct bytes bytes, char *hex)
{
	struct digest digest = digest_of(kind, bytes);

	digest_to_hex(&digest, hex);
}

int
digest_hex_of_file(enum digest_kind kind, const char *path, char *hex, struct error *err)
{
	cleanup_close int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	cleanup_free uint8_t *data = malloc(READ_STEP);
	struct digest_state *state;
	struct digest digest;
	ssize_t size;

	if (fd < 0 || data == NULL)
		return error_set_errno(err, "%s", path);
	state = digest_begin(kind);
	while ((size = read(fd, data, READ_STEP)) > 0)
		digest_add(state, (struct bytes){ data, (size_t)size });
	digest_end(state, &digest);
	if (size < 0)
		return error_set_errno(err, "%s", path);
	digest_to_hex(&digest, hex);
	return 0;
}

void
digest_git_blob(struct bytes bytes, char *hex)
{
	struct digest_state *state = digest_begin(DIGEST_SHA1);
	struct digest digest;
	char header[32];
	int size = snprintf(header, sizeof(header), "blob %zu", bytes.size);

	digest_add(state, (struct bytes){ (uint8_t *)header, (size_t)size + 1 });
	digest_add(state, bytes);
	digest_end(state, &digest);
	digest_to_hex(&digest, hex);
}

static int
size_check(const struct digest *digest, const char *text, struct error *err)
{
	if (digest->size == 16 || digest->size == 20 || digest->size == 32 || digest->size == 48 ||
	    digest->size == 64)
		return 0;
	return error_set(err, ERROR_MALFORMED, "not a digest: %.100s", text);
}

size_t
digest_size(enum digest_kind kind)
{
	switch (kind) {
	case DIGEST_MD5:
		return 16;
	case DIGEST_SHA1:
		return 20;
	case DIGEST_SHA256:
		return 32;
	case DIGEST_SHA384:
		return 48;
	case DIGEST_SHA512:
		break;
	}
	return 64;
}

void
digest_to_base64(const struct digest *digest, char *base64)
{
	cleanup_buffer struct buffer text = BUFFER_INIT(DIGEST_BASE64_MAX);

	base64_write((struct bytes){ digest->data, digest->size }, &text);
	memcpy(base64, buffer_text(&text), text.size + 1);
}

int
digest_from_base64(struct digest *digest, const char *text, struct error *err)
{
	cleanup_buffer struct buffer bytes = BUFFER_INIT(DIGEST_SIZE_MAX + 2);

	if (base64_read(bytes_of_text(text), &bytes, err) < 0 ||
	    bytes.size > DIGEST_SIZE_MAX)
		return error_set(err, ERROR_MALFORMED, "not base64: %.100s", text);
	digest->size = bytes.size;
	if (bytes.size > 0)
		memcpy(digest->data, bytes.data, bytes.size);
	return size_check(digest, text, err);
}

static int
hex_value(char figure)
{
	if (figure >= '0' && figure <= '9')
		return figure - '0';
	if (figure >= 'a' && figure <= 'f')
		return figure - 'a' + 10;
	if (figure >= 'A' && figure <= 'F')
		return figure - 'A' + 10;
	return -1;
}

int
digest_from_hex(struct digest *digest, const char *text, struct error *err)
{
	size_t length = strlen(text);

	if (length % 2 != 0 || length / 2 > DIGEST_SIZE_MAX)
		return error_set(err, ERROR_MALFORMED, "not a digest: %.100s", text);
	for (size_t i = 0; i < length / 2; i++) {
		int high = hex_value(text[2 * i]), low = hex_value(text[2 * i + 1]);

		if (high < 0 || low < 0)
			return error_set(err, ERROR_MALFORMED, "not a digest: %.100s", text);
		digest->data[i] = (uint8_t)(high << 4 | low);
	}
	digest->size = length / 2;
	return size_check(digest, text, err);
}
