/* SPDX-License-Identifier: GPL-3.0-or-later */
/* samples FOLDER: small files of formats that need more than tar and gzip to be made,
 * from the builders of the unit tests. */
#include <stdio.h>

#include "base/file.h"
#include "tests/unit/apks.h"
#include "tests/unit/class_image.h"
#include "tests/unit/image.h"
#include "tests/unit/jars.h"
#include "tests/unit/macho_file.h"
#include "tests/unit/pdf_document.h"
#include "tests/unit/pe_signed.h"
#include "tests/unit/shown_image.h"
#include "tests/unit/wasm_module.h"

static void
write_sample(const char *folder, const char *name, const struct buffer *content)
{
	char *path = xasprintf("%s/%s", folder, name);
	FILE *file = fopen(path, "wb");

	if (file == NULL ||
	    fwrite(content->data, 1, content->size, file) != content->size ||
	    fclose(file) != 0)
		end_program(path);
	free(path);
}

static void
write_module(const char *folder, const char *name, const struct wasm_choice *choice)
{
	cleanup_buffer struct buffer module = ARCHIVE_INIT;

	put_module(&module, choice);
	write_sample(folder, name, &module);
}

static void
write_pe(const char *folder, const char *name, const struct pe_choice *choice, bool sign)
{
	cleanup_buffer struct buffer pe = ARCHIVE_INIT;

	put_pe(&pe, choice);
	if (sign)
		pe_sign(&pe, choice, "");
	write_sample(folder, name, &pe);
}

static void
write_macho(const char *folder, const char *name, const struct macho_choice *choice)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;

	put_macho(&file, choice);
	write_sample(folder, name, &file);
}

static void
write_apk(const char *folder)
{
	static const uint8_t zeros[20];
	cleanup_apk struct apk apk = APK_INIT;

	apk_begin(&apk);
	apk_put_signers(&apk, APK_V2, APK_SHA256, 0);
	apk_put_signers(&apk, APK_V3, APK_SHA256, 0);
	apk_put_pair(&apk, APK_PADDING, BYTES_OF(zeros));
	apk_finish(&apk);
	write_sample(folder, "signed.apk", &apk.zip.out);
}

static void
write_fat(const char *folder)
{
	const struct macho_choice first = { .code = 1 }, second = { .narrow = true };
	cleanup_buffer struct buffer file = ARCHIVE_INIT;

	put_fat(&file, &first, &second);
	write_sample(folder, "fat", &file);
}

static void
write_shown(const char *folder)
{
	static const struct shown_file files[] = {
		{ "RUN", "#!/bin/sh\necho hello\n", 0100755, 1000000000 },
		{ "TEXT", "one\ntwo\n", 0100644, 1000000000 },
	};
	static const struct {
		const char *name;
		void (*put)(struct buffer *out, const struct shown_file *files,
			    size_t count);
	} kinds[] = {
		{ "shown.7z", put_7z },	     { "shown.cab", put_cab },
		{ "shown.iso", put_iso },    { "shown-4.rar", put_rar4 },
		{ "shown-5.rar", put_rar5 }, { "shown.xar", put_xar },
	};

	for (size_t i = 0; i < array_length(kinds); i++) {
		cleanup_buffer struct buffer file = ARCHIVE_INIT;

		kinds[i].put(&file, files, array_length(files));
		write_sample(folder, kinds[i].name, &file);
	}
}

static void
write_image(const char *folder, const char *name, const struct image_choice *choice)
{
	cleanup_buffer struct buffer image = ARCHIVE_INIT;

	put_image(&image, choice);
	write_sample(folder, name, &image);
}

static void
write_class(const char *folder, const char *name, const struct class_choice *choice)
{
	cleanup_buffer struct buffer file = ARCHIVE_INIT;

	put_class(&file, choice);
	write_sample(folder, name, &file);
}

/* The one is signed; what its manifest has beside digests is about the build. */
static void
write_jars(const char *folder)
{
	static const char more[] = "Name: org/example/\r\nSealed: true\r\n\r\n";
	const struct jar_plan plan = { .members = { { "org/a.txt", "a\n" } },
				       .more_sections = more,
				       .is_signed = true };
	cleanup_jar_writer struct jar_writer is_signed = JAR_WRITER_INIT,
					     plain = JAR_WRITER_INIT;

	jar_make(&is_signed, &plan);
	write_sample(folder, "signed.jar", &is_signed.out);
	jar_of_manifest(&plain, "Manifest-Version: 1.0\r\nBuilt-By: me\r\n"
				"Main-Class: org.example.Main\r\n\r\n"
				"Name: a.txt\r\nSealed: true\r\n\r\n");
	write_sample(folder, "plain.jar", &plain.out);
}

static void
write_pdf(const char *folder, const char *name, const struct pdf_choice *choice)
{
	cleanup_buffer struct buffer document = PDF_INIT;

	put_pdf(&document, choice);
	write_sample(folder, name, &document);
}

int
main(int argc, char **argv)
{
	if (argc != 2)
		end_program("usage: samples FOLDER");
	write_module(argv[1], "module.wasm", &(struct wasm_choice){ .constant = 42 });
	write_module(
		argv[1], "other.wasm",
		&(struct wasm_choice){ .constant = 41, .import = "x", .start = true });
	write_pe(argv[1], "signed.exe", &(struct pe_choice){ .time = 1, .rich = true },
		 true);
	write_pe(
		argv[1], "narrow.exe",
		&(struct pe_choice){ .narrow = true, .callback = true, .import = "gets" },
		false);
	write_macho(argv[1], "signed.macho",
		    &(struct macho_choice){ .is_signed = true,
					    .initialiser = true,
					    .entitlements = "<plist/>" });
	write_macho(argv[1], "big.macho",
		    &(struct macho_choice){ .narrow = true, .big = true, .path = "/x" });
	write_apk(argv[1]);
	write_fat(argv[1]);
	write_shown(argv[1]);
	write_pdf(argv[1], "plain.pdf",
		  &(struct pdf_choice){ .indirect = true, .comment = "% two" });
	write_pdf(argv[1], "streams.pdf",
		  &(struct pdf_choice){ .streams = true, .object = "(x)" });
	write_pdf(argv[1], "updated.pdf",
		  &(struct pdf_choice){
			  .update = "1 0 obj\n<< /Type /Catalog >>\nendobj" });
	write_image(argv[1], "image.tar", &(struct image_choice){ .gone = ".wh.x" });
	write_image(argv[1], "docker.tar", &(struct image_choice){ .docker = true });
	write_jars(argv[1]);
	write_class(argv[1], "A.class",
		    &(struct class_choice){
			    .calls = "exec", .lambda = true, .source = "A.java" });
	write_class(argv[1], "B.class",
		    &(struct class_choice){ .calls = "b",
					    .shifted = true,
					    .more = "g",
					    .attribute = "Odd",
					    .unused = "unused" });
	return 0;
}
