/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/debian_checksums.h"
#include "rebuild/debian_dsc.h"
#include "rebuild/debian_index.h"
#include "rebuild/debian_lookup.h"
#include "rebuild/openpgp.h"

static void
tell(const struct session *session, const char *url)
{
	progress_line(session->progress, path_name(url));
}

static int
fetch_listed(char **path, const struct session *session, const struct debian_file *file,
	     struct error *err)
{
	tell(session, file->url);
	if (debian_index_fetch(path, session, file, err) == 0)
		return 0;
	if (err->kind != ERROR_NOT_FOUND)
		return -1;
	return error_set(err, ERROR_NOT_FOUND,
			 "%.300s: the archive lists it, but does not have it (404)",
			 file->url);
}

static int
fetch_binary(struct debian_binary *binary, const struct session *session,
	     const char *folder, struct error *err)
{
	cleanup_free char *at = path_join(folder, binary->built_name), *path = NULL;
	const struct debian_file file = { .name = binary->published_name,
					  .url = binary->url,
					  .sha256 = binary->sha256,
					  .size = binary->size };

	if (binary->path == NULL) {
		if (fetch_listed(&path, session, &file, err) < 0)
			return -1;
		binary->path = steal_pointer(&path);
	}
	if (file_exists(at))
		return error_set(err, ERROR_MALFORMED, "two packages are called %s",
				 binary->built_name);
	return file_copy(binary->path, at, err);
}

/* There are mirrors that have the installer's indexes, and not its packages. */
static bool
may_be_missed(const struct debian_release *release, const struct debian_binary *binary,
	      const struct error *err)
{
	return err->kind == ERROR_NOT_FOUND && release->binary_count > 1 &&
	       text_ends_with(binary->built_name, ".udeb");
}

static void
leave_out(struct debian_release *release, size_t index, struct strings *notes,
	  const struct error *err)
{
	strings_add_format(notes, "not compared: %s", err->message);
	debian_binary_release(&release->binaries[index]);
	release->binary_count--;
	memmove(&release->binaries[index], &release->binaries[index + 1],
		(release->binary_count - index) * sizeof(*release->binaries));
}

int
debian_fetch_binaries(struct debian_release *out, struct strings *notes,
		      const struct session *session, struct error *err)
{
	size_t i = 0;

	if (folder_make_scratch(&out->binary_folder, session->scratch, "published", err) <
	    0)
		return -1;
	while (i < out->binary_count) {
		struct debian_binary *binary = &out->binaries[i];

		if (fetch_binary(binary, session, out->binary_folder, err) == 0)
			i++;
		else if (may_be_missed(out, binary, err))
			leave_out(out, i, notes, err);
		else
			return -1;
	}
	return 0;
}

static int
fetch_source_file(const struct debian_file *file, const struct session *session,
		  const char *folder, struct error *err)
{
	cleanup_free char *at = path_join(folder, file->name), *path = NULL;

	if (file_exists(at))
		return debian_checksums_verify(file, at, err);
	if (file->url == NULL)
		return error_set(err, ERROR_NOT_FOUND,
				 "%s: it is not beside its .dsc, and no archive that apt "
				 "is set up for has it",
				 file->name);
	if (fetch_listed(&path, session, file, err) < 0)
		return -1;
	return file_copy(path, at, err);
}

static bool
is_same_file(const struct debian_file *a, const struct debian_file *b)
{
	return b != NULL && a->size == b->size && strcmp(a->sha256, b->sha256) == 0;
}

/* An archive copies what the .dsc says into its index. */
static int
check_dsc(const struct debian_release *release, const char *path, struct error *err)
{
	cleanup_debian_dsc struct debian_dsc dsc = { 0 };
	bool same;

	if (debian_dsc_read(&dsc, path, err) < 0)
		return -1;
	same = strcmp(dsc.source, release->source) == 0 &&
	       strcmp(dsc.version, release->source_version) == 0 &&
	       dsc.file_count == release->file_count;
	for (size_t i = 0; same && i < release->file_count; i++) {
		const struct debian_file *file = &release->files[i];

		same = is_same_file(file, debian_checksums_find(dsc.files, dsc.file_count,
								file->name));
	}
	return same ? 0
		    : error_set(err, ERROR_MALFORMED,
				"%s does not say what the archive says of it",
				release->dsc.name);
}

static void
say_signature(struct strings *notes, const char *name, const struct signature *signature)
{
	if (signature->state == SIGNATURE_GOOD)
		strings_add_format(notes, "%s is signed by %s", name, signature->signer);
	else if (signature->state == SIGNATURE_UNKNOWN && signature->signer != NULL)
		strings_add_format(notes,
				   "%s is signed by the key %s, which is not in "
				   "debian-keyring",
				   name, signature->signer);
	else
		strings_add_format(notes, "%s: %s", name,
				   signature_words(signature->state));
}

/* The keys of Debian's developers and maintainers, where the package with them is. */
static int
check_signature(struct strings *notes, const struct session *session,
		const struct debian_file *dsc, const char *path, struct error *err)
{
	static const char *const keyrings[] = {
		"/usr/share/keyrings/debian-keyring.gpg",
		"/usr/share/keyrings/debian-maintainers.gpg",
		"/usr/share/keyrings/debian-nonupload.gpg",
	};
	cleanup_strings struct strings files = { 0 };
	cleanup_free char *keyring = NULL;
	cleanup_signature struct signature signature = { 0 };
	struct signature_request request = { .signed_path = path };

	for (size_t i = 0; i < array_length(keyrings); i++)
		strings_add(&files, keyrings[i]);
	if (openpgp_keyring(&keyring, session, &files, err) < 0)
		return -1;
	if (keyring == NULL) {
		strings_add_format(
			notes,
			"the signature of %s was not looked at, as the keys are "
			"not here: apt install debian-keyring",
			dsc->name);
		return 0;
	}
	request.keyring = keyring;
	if (openpgp_verify(&signature, session, &request, err) < 0)
		return -1;
	say_signature(notes, dsc->name, &signature);
	return 0;
}

int
debian_fetch_source(const struct debian_release *release, struct strings *notes,
		    const struct session *session, struct error *err)
{
	cleanup_free char *path = path_join(release->source_folder, release->dsc.name);

	if (fetch_source_file(&release->dsc, session, release->source_folder, err) < 0 ||
	    check_dsc(release, path, err) < 0 ||
	    check_signature(notes, session, &release->dsc, path, err) < 0)
		return -1;
	for (size_t i = 0; i < release->file_count; i++)
		if (fetch_source_file(&release->files[i], session, release->source_folder,
				      err) < 0)
			return -1;
	return 0;
}
