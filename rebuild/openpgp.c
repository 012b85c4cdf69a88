/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gpgv writes "[GNUPG:] WORD ARGUMENTS" for machines (doc/DETAILS of GnuPG).  For each
 * signature stands NEWSIG, then one of GOODSIG, EXPSIG, EXPKEYSIG, REVKEYSIG, BADSIG,
 * ERRSIG, and after a right one VALIDSIG with the fingerprint, at number 7 the algorithm
 * of the digest, and at the end the primary key's fingerprint.
 */
#include "rebuild/openpgp.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/environment_sources.h"
#include "rebuild/openpgp_armor.h"
#include "rebuild/program.h"

enum { KEYRING_MAX = 64 << 20, GRACE_MILLISECONDS = 1000 };

/* Of the arguments of VALIDSIG. */
enum { VALID_FINGERPRINT, VALID_DIGEST = 7, VALID_PRIMARY = 9, VALID_ARGUMENTS };

struct reading {
	struct signature *out;
	char *signer; /* owned: of the last GOODSIG; NULL: it was none */
	bool good, bad, unknown, refused;
};

void
signature_release(struct signature *signature)
{
	free(signature->signer);
	free(signature->fingerprint);
	free(signature->primary);
	*signature = (struct signature){ 0 };
}

const char *
signature_words(enum signature_state state)
{
	static const char *const words[] = {
		[SIGNATURE_GOOD] = "",
		[SIGNATURE_BAD] = "its signature is wrong: it is not what was signed",
		[SIGNATURE_UNKNOWN] =
			"it is signed by a key that is not among those that "
			"are trusted",
		[SIGNATURE_REFUSED] =
			"its signature does not count: the key has expired or "
			"was revoked, or the digest is too weak",
		[SIGNATURE_NONE] = "it is not signed",
	};

	return words[state];
}

/* RFC 9580 section 9.5: MD5, SHA-1 and RIPEMD-160 are 1 to 3. */
static bool
is_weak(const char *digest)
{
	enum { RIPEMD160 = 3 };

	return strtoul(digest, NULL, 10) <= RIPEMD160;
}

static void
split(struct strings *words, const char *text)
{
	while (*text != '\0') {
		size_t size = strcspn(text, " ");

		strings_add_format(words, "%.*s", (int)size, text);
		text += size + (text[size] == ' ');
	}
}

static void
take_valid(struct reading *reading, const char *arguments)
{
	cleanup_strings struct strings words = { 0 };

	if (reading->signer == NULL) /* by a key that has expired, say */
		return;
	split(&words, arguments);
	if (words.count < VALID_ARGUMENTS || is_weak(words.items[VALID_DIGEST])) {
		reading->refused = true;
		return;
	}
	reading->good = true;
	replace_text(&reading->out->signer, steal_pointer(&reading->signer));
	replace_text(&reading->out->fingerprint, xstrdup(words.items[VALID_FINGERPRINT]));
	replace_text(&reading->out->primary, xstrdup(words.items[VALID_PRIMARY]));
}

/* The user ID, or the whole when there is none behind the key's ID. */
static const char *
behind_first(const char *arguments)
{
	const char *space = strchr(arguments, ' ');

	return space != NULL ? space + 1 : arguments;
}

static void
take_unknown(struct reading *reading, const char *arguments)
{
	reading->unknown = true;
	if (!reading->good)
		replace_text(&reading->out->signer,
			     xstrndup(arguments, strcspn(arguments, " ")));
}

static void
take_line(void *context, const char *line)
{
	static const char mark[] = "[GNUPG:] ";
	struct reading *reading = context;
	const char *arguments;
	cleanup_free char *word = NULL;

	if (!text_starts_with(line, mark))
		return;
	line += strlen(mark);
	word = xstrndup(line, strcspn(line, " "));
	arguments = line + strlen(word) + (line[strlen(word)] == ' ');
	if (strcmp(word, "NEWSIG") == 0)
		replace_text(&reading->signer, NULL);
	else if (strcmp(word, "GOODSIG") == 0)
		replace_text(&reading->signer, xstrdup(behind_first(arguments)));
	else if (strcmp(word, "VALIDSIG") == 0)
		take_valid(reading, arguments);
	else if (strcmp(word, "BADSIG") == 0)
		reading->bad = true;
	else if (strcmp(word, "ERRSIG") == 0)
		take_unknown(reading, arguments);
	else if (strcmp(word, "EXPSIG") == 0 || strcmp(word, "EXPKEYSIG") == 0 ||
		 strcmp(word, "REVKEYSIG") == 0)
		reading->refused = true;
}

static enum signature_state
conclude(const struct reading *reading)
{
	if (reading->bad)
		return SIGNATURE_BAD;
	if (reading->good)
		return SIGNATURE_GOOD;
	if (reading->refused)
		return SIGNATURE_REFUSED;
	return reading->unknown ? SIGNATURE_UNKNOWN : SIGNATURE_NONE;
}

static void
add_arguments(struct strings *arguments, const struct signature_request *request)
{
	static const char *const words[] = { "gpgv",	    "--homedir", "/nonexistent",
					     "--status-fd", "1",	 "--keyring" };

	for (size_t i = 0; i < array_length(words); i++)
		strings_add(arguments, words[i]);
	strings_add(arguments, request->keyring);
	if (request->output != NULL && request->detached == NULL) {
		strings_add(arguments, "--output");
		strings_add(arguments, request->output);
	}
	strings_add(arguments, "--");
	if (request->detached != NULL)
		strings_add(arguments, request->detached);
	strings_add(arguments, request->signed_path);
}

int
openpgp_verify(struct signature *out, const struct session *session,
	       const struct signature_request *request, struct error *err)
{
	struct reading reading = { .out = out };
	cleanup_program struct program program = { .line = take_line,
						   .context = &reading,
						   .grace_milliseconds =
							   GRACE_MILLISECONDS };
	cleanup_program_result struct program_result result = { 0 };
	int ran;

	*out = (struct signature){ 0 };
	add_arguments(&program.arguments, request);
	environment_sources_variables(&program.environment, session);
	ran = program_run(&result, &program, &session->cancel, err);
	free(reading.signer);
	if (ran < 0)
		return -1;
	if (!result.found)
		return error_set(err, ERROR_UNSUPPORTED,
				 "gpgv, which checks signatures, is missing: apt install "
				 "gpgv");
	out->state = conclude(&reading);
	if (request->output != NULL && request->detached != NULL)
		return file_copy(request->signed_path, request->output, err);
	return 0;
}

static int
add_keys(struct buffer *keys, const char *file, struct error *err)
{
	cleanup_buffer struct buffer content = BUFFER_INIT(KEYRING_MAX);

	if (file_read(file, &content, err) < 0)
		return err->kind == ERROR_NOT_FOUND ? 0 : -1;
	if (!openpgp_is_armored(buffer_bytes(&content)))
		buffer_append(keys, buffer_bytes(&content));
	else if (openpgp_dearmor(keys, buffer_bytes(&content), err) < 0)
		return error_wrap(err, "%s", file);
	return 0;
}

int
openpgp_keyring(char **path, const struct session *session, const struct strings *files,
		struct error *err)
{
	cleanup_buffer struct buffer keys = BUFFER_INIT(KEYRING_MAX);
	cleanup_free char *folder = NULL, *keyring = NULL;

	*path = NULL;
	for (size_t i = 0; i < files->count; i++)
		if (add_keys(&keys, files->items[i], err) < 0)
			return -1;
	if (buffer_check(&keys, err) < 0 || keys.size == 0)
		return keys.overflow ? -1 : 0;
	if (folder_make_scratch(&folder, session->scratch, "keys", err) < 0)
		return -1;
	keyring = path_join(folder, "keyring.gpg");
	if (file_write(keyring, buffer_bytes(&keys), 0600, err) < 0)
		return -1;
	*path = steal_pointer(&keyring);
	return 0;
}
