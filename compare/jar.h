/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * What is particular about a jar among zip archives (JAR File Specification): members in
 * META-INF that the JVM and its tools read, and signatures.  An archive is one by the
 * names of its members.
 */

#include "base/bytes.h"
#include "base/error.h"
#include "compare/format.h"

struct zip;

/* No header is called so: names have no spaces. */
#define MANIFEST_BLANK_KEY "blank lines"

/* The number of the first tile of a section that holds nothing but digests. */
enum { JAR_ONLY_DIGESTS = 1 };

/* format->inside of an archive: the manifest is one by its name. */
const struct format *jar_inside(const char *path, const struct format *seen);

/* What it means that only the published archive has this member. */
void jar_judge_member(struct finding *finding, const struct difference *difference);

/* Whether a member of this name is a part of a signature: META-INF/X.SF and its block. */
bool jar_is_signature(struct bytes name);

/* In jar_signature.c: complains of tiles of signatures that are none of this archive,
 * and states each that is one as a tile "signature". */
void jar_check_signatures(struct tiler *tiler, const struct zip *zip);

/* Whether a signed jar has its members in the order of one that is not: who signs puts
 * the manifest before META-INF/. */
bool jar_is_in_order_of(struct bytes with_signature, struct bytes without);

/* Whether a signature is there, and each is right. */
bool jar_is_signed(const struct zip *zip, struct budget *budget);

/* Of format_manifest, in jar_manifest_judge.c and jar_manifest_normalize.c. */
void jar_manifest_judge(struct finding *finding, const struct difference *difference);
int jar_manifest_normalize(struct normalizer *normalizer, struct bytes content,
			   struct buffer *out, struct error *err);
