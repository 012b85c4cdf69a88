/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of packages, and places of sources. */
#include <string.h>

#include "base/cleanup.h"
#include "base/memory.h"
#include "rebuild/location.h"
#include "rebuild/npm_document.h"
#include "rebuild/spec.h"
#include "tests/fuzz/fuzz.h"

/* A purl means the package that it was made from. */
static void
insist_on_the_way_back(const struct spec *spec)
{
	cleanup_free char *purl = spec_purl(spec), *again = NULL;
	struct spec read;
	struct error err = { 0 };

	insist(spec_is_one(purl), "a purl is a spec");
	insist(spec_parse(&read, purl, &err) == 0, err.message);
	again = spec_purl(&read);
	insist(strcmp(purl, again) == 0 && strcmp(spec->name, read.name) == 0,
	       "a purl is read as it was written");
	spec_release(&read);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cleanup_free char *text = xstrndup((const char *)data, size);
	cleanup_location struct location location = { 0 };
	struct spec spec;
	struct error err = { 0 };

	if (spec_parse(&spec, text, &err) == 0) {
		insist(spec_is_one(text), "what parses looks like it");
		insist_on_the_way_back(&spec);
		spec_release(&spec);
	} else {
		insist(err.kind == ERROR_USAGE, "a bad spec is the person's");
	}
	free(npm_repository_url(text));
	location_parse(&location, text, &err);
	return 0;
}
