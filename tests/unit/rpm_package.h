/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* A small RPM package, plain but for what a test says. */

#include "tests/unit/rpm.h"

/* What one package is made of; NULL and 0: as the plain one. */
struct rpm_parts {
	const char *host, *require, *script, *program, *caps, *content;
	uint32_t time;
	uint16_t mode;
	struct bytes signature; /* RSAHEADER */
};

static const char *
rpm_text_or(const char *text, const char *usual)
{
	return text != NULL ? text : usual;
}

static inline void
rpm_add_payload(struct buffer *out, const struct rpm_parts *parts)
{
	cleanup_buffer struct buffer cpio = ARCHIVE_INIT;

	cpio_set(&cpio,
		 cpio_add(&cpio, "070701", "./usr/bin/tool",
			  rpm_text_or(parts->content, "code\n")),
		 CPIO_MODE, 0100755);
	cpio_end(&cpio, "070701");
	archive_gzip(out, buffer_bytes(&cpio), &(struct gzip_header){ .os = 3 });
}

/* Two files, of which the second is a folder. */
static inline void
rpm_add_files(struct rpm_writer *main, const struct rpm_parts *parts)
{
	uint16_t mode = parts->mode != 0 ? parts->mode : 0100755;
	uint8_t modes[] = { (uint8_t)(mode >> 8), (uint8_t)mode, 040755 >> 8,
			    040755 & 0xff };
	uint8_t indexes[] = { 0, 0, 0, 0, 0, 0, 0, 1 };

	rpm_put(main, 1030, RPM_NUMBERS_16, 2, BYTES_OF(modes));
	rpm_put_texts(main, 1039, "root root");
	rpm_put(main, 1116, RPM_NUMBERS_32, 2, BYTES_OF(indexes));
	rpm_put_texts(main, 1117, "tool tool");
	rpm_put_texts(main, 1118, "/usr/bin/ /usr/share/");
	if (parts->caps != NULL)
		rpm_put_texts(main, 5010, parts->caps);
}

static inline void
rpm_add_main(struct rpm_writer *main, const struct rpm_parts *parts, struct bytes payload)
{
	char hex[DIGEST_HEX_MAX];

	rpm_put_text(main, 1000, "tool");
	rpm_put_number(main, 1006, parts->time != 0 ? parts->time : 1000000000);
	rpm_put_text(main, 1007, rpm_text_or(parts->host, "builder.example.org"));
	if (parts->script != NULL)
		rpm_put_text(main, 1024, parts->script);
	rpm_put_texts(main, 1049, rpm_text_or(parts->require, "bash zlib"));
	rpm_put_text(main, 1086, rpm_text_or(parts->program, "/bin/sh"));
	rpm_add_files(main, parts);
	digest_hex_of(DIGEST_SHA256, payload, hex);
	rpm_put_texts(main, 5092, hex);
	rpm_put_number(main, 5093, 8);
}

static inline void
rpm_pack_parts(struct buffer *rpm, const struct rpm_parts *parts)
{
	cleanup_rpm_writer struct rpm_writer signature = RPM_WRITER_INIT,
					     main = RPM_WRITER_INIT;
	cleanup_buffer struct buffer payload = ARCHIVE_INIT;

	rpm_add_payload(&payload, parts);
	rpm_add_main(&main, parts, buffer_bytes(&payload));
	if (parts->signature.size > 0)
		rpm_put(&signature, 268, RPM_BYTES, (uint32_t)parts->signature.size,
			parts->signature);
	rpm_pack(rpm, &signature, &main, buffer_bytes(&payload));
}
