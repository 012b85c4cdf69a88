/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/debian_keyring.h"

#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"

enum { KEY_MAX = 1 << 20 };

static const char armor[] = "-----BEGIN PGP PUBLIC KEY BLOCK-----";

void
debian_keyring_release(struct debian_keyring *keyring)
{
	replace_text(&keyring->path, NULL);
	strings_release(&keyring->fingerprints);
}

/* A key within a field: its lines are indented, and blank ones are a dot. */
static int
write_key(struct strings *files, const struct session *session, const char *field,
	  struct error *err)
{
	cleanup_buffer struct buffer key = BUFFER_INIT(KEY_MAX);
	cleanup_free char *folder = NULL, *path = NULL;

	while (*field != '\0') {
		size_t size;

		field += strspn(field, " \t");
		size = strcspn(field, "\n");
		if (size != 1 || *field != '.')
			buffer_append(&key,
				      (struct bytes){ (const uint8_t *)field, size });
		buffer_append_text(&key, "\n");
		field += size + (field[size] == '\n');
	}
	if (buffer_check(&key, err) < 0 ||
	    folder_make_scratch(&folder, session->scratch, "key", err) < 0)
		return -1;
	path = path_join(folder, "signed-by.asc");
	strings_add(files, path);
	return file_write(path, buffer_bytes(&key), 0600, err);
}

static int
take_words(struct debian_keyring *out, struct strings *files, const char *text,
	   struct error *err)
{
	static const char between[] = ", \t\r\n";

	for (text += strspn(text, between); *text != '\0';
	     text += strspn(text, between)) {
		size_t size = strcspn(text, between);
		cleanup_free char *word = xstrndup(text, size);

		text += size;
		if (*word != '/')
			strings_add(&out->fingerprints, word);
		else if (file_exists(word))
			strings_add(files, word);
		else
			return error_set(
				err, ERROR_UNSUPPORTED,
				"apt's sources name the keyring %.200s, which is "
				"not there",
				word);
	}
	return 0;
}

static int
find_files(struct debian_keyring *out, struct strings *files,
	   const struct session *session, const struct apt_source *source,
	   struct error *err)
{
	if (source->signed_by == NULL)
		return 0;
	if (strstr(source->signed_by, armor) != NULL)
		return write_key(files, session, source->signed_by, err);
	return take_words(out, files, source->signed_by, err);
}

int
debian_keyring_make(struct debian_keyring *out, const struct session *session,
		    const struct apt_sources *sources, const struct apt_source *source,
		    struct error *err)
{
	cleanup_strings struct strings files = { 0 };

	*out = (struct debian_keyring){ 0 };
	if (find_files(out, &files, session, source, err) < 0)
		return -1;
	if (files.count == 0)
		strings_add_all(&files, &sources->keyring);
	if (openpgp_keyring(&out->path, session, &files, err) < 0)
		return -1;
	if (out->path != NULL)
		return 0;
	return error_set(err, ERROR_UNSUPPORTED,
			 "no key to check signatures with: apt install "
			 "debian-archive-keyring");
}

/* A fingerprint stands for its subkeys as well, unless a "!" follows it. */
static bool
is_meant(const char *fingerprint, const struct signature *signature)
{
	size_t size = strcspn(fingerprint, "!");

	if (strlen(signature->fingerprint) == size &&
	    strncasecmp(signature->fingerprint, fingerprint, size) == 0)
		return true;
	return fingerprint[size] == '\0' &&
	       strcasecmp(signature->primary, fingerprint) == 0;
}

bool
debian_keyring_allows(const struct debian_keyring *keyring,
		      const struct signature *signature)
{
	for (size_t i = 0; i < keyring->fingerprints.count; i++)
		if (is_meant(keyring->fingerprints.items[i], signature))
			return true;
	return keyring->fingerprints.count == 0;
}
