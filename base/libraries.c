/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/libraries.h"

#include "base/archive_library.h"
#include "base/certificate_library.h"
#include "base/crypto_library.h"
#include "base/yaml_library.h"

LATER_DEFINE(archive, ARCHIVE_CALLS, LIBRARY_ARCHIVE)
LATER_DEFINE(certificate, CERTIFICATE_CALLS, LIBRARY_CRYPTO)
LATER_DEFINE(crypto, CRYPTO_CALLS, LIBRARY_CRYPTO)
LATER_DEFINE(yaml, YAML_CALLS, LIBRARY_YAML)

int
base_libraries_open(struct error *err)
{
	static struct later *const libraries[] = { &archive_later, &crypto_later,
						   &yaml_later };

	return later_open_each(libraries, array_length(libraries), err);
}
