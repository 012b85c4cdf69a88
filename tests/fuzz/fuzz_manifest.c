/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two package.json from one input: told apart, written, and judged within a package. */
#include "base/cleanup.h"
#include "base/memory.h"
#include "compare/npm_manifest.h"
#include "rebuild/manifest.h"
#include "tests/fuzz/fuzz.h"
#include "tests/tar.h"

static void
write_both(struct bytes published, struct bytes rebuilt)
{
	cleanup_buffer struct buffer left = BUFFER_INIT(1 << 20),
				     right = BUFFER_INIT(1 << 20);
	cleanup_strings struct strings dropped = { NULL, 0 };
	bool same = npm_manifest_is_same(published, rebuilt);
	int left_written = npm_manifest_write(published, &dropped, &left);
	int right_written = npm_manifest_write(rebuilt, &dropped, &right);

	insist(same == npm_manifest_is_same(rebuilt, published), "sameness has no side");
	if (same)
		insist(left_written == 0 && right_written == 0 &&
			       bytes_equal(buffer_bytes(&left), buffer_bytes(&right)),
		       "the same manifests are written as one");
	if (left_written == 0)
		insist(npm_manifest_is_same(published, buffer_bytes(&left)),
		       "what is written is the same");
}

/* As a registry would have it: the text up to its first NUL, in a package. */
static struct subject *
package_of(struct bytes manifest, struct buffer *tar)
{
	cleanup_free char *text = xstrndup((const char *)manifest.data, manifest.size);

	tar_add(tar, '0', "package/package.json", "", text);
	for (size_t i = 0; i < 2 * TAR_BLOCK; i++)
		buffer_append_byte(tar, 0);
	return subject_of_bytes("x.tar", buffer_bytes(tar));
}

static void
compare(struct bytes published, struct bytes rebuilt)
{
	cleanup_buffer struct buffer left = BUFFER_INIT(SIZE_MAX),
				     right = BUFFER_INIT(SIZE_MAX);
	cleanup_comparison struct comparison comparison = { 0 };
	struct subject *first = package_of(published, &left);
	struct subject *second = package_of(rebuilt, &right);
	struct comparison_options options;
	struct error err = { 0 };

	comparison_options_init(&options);
	options.context = "npm";
	insist(comparison_run(&comparison, first, second, &options, &err) == 0,
	       err.message);
	insist(comparison.accounting.differing ==
		       comparison.accounting.found + comparison.accounting.normalized +
			       comparison.accounting.follows,
	       "the account adds up");
	subject_close(first);
	subject_close(second);
}

/* What Python's old files state, which are read here; pyproject.toml is not. */
static void
read_python(struct bytes text)
{
	static const char *const files[] = { "setup.cfg", "setup.py" };
	struct error err;

	for (size_t i = 0; i < array_length(files); i++) {
		cleanup_manifest struct manifest manifest = { 0 };

		insist(manifest_python.read(&manifest, NULL, files[i], &text, 1, &err) ==
			       0,
		       "what cannot be read is no error");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct spec spec = { (char[]){ "npm" }, (char[]){ "x" }, (char[]){ "1.0.0" } };
	struct bytes published, rebuilt;
	cleanup_manifest struct manifest manifest = { 0 };
	cleanup_free char *said = NULL;
	struct error err;

	split_in_two((struct bytes){ data, size }, &published, &rebuilt);
	write_both(published, rebuilt);
	if (published.size > 0 && rebuilt.size > 0)
		compare(published, rebuilt);
	read_python(rebuilt);
	insist(manifest_npm.read(&manifest, NULL, "package.json", &rebuilt, 1, &err) == 0,
	       "what cannot be read is no error");
	said = manifest_describe("package.json",
				 manifest_judge(&manifest_npm, &manifest, &spec),
				 manifest.version);
	return 0;
}
