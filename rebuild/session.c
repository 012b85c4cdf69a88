/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void
session_release(struct session *session)
{
	free(session->cache);
	free(session->scratch);
	free(session->registry);
	free(session->rust_toolchains);
	free(session->corpus);
	strings_release(&session->mirrors);
	strings_release(&session->variations);
	strings_release(&session->passed_environment);
	strings_release(&session->packages);
	strings_release(&session->build_options);
	*session = (struct session){ 0 };
}

char *
session_mirrored(const struct session *session, const char *url)
{
	for (size_t i = 0; i < session->mirrors.count; i++) {
		const char *mirror = session->mirrors.items[i];
		size_t size = strcspn(mirror, "=");

		if (mirror[size] == '=' && strncmp(url, mirror, size) == 0)
			return xasprintf("%s%s", mirror + size + 1, url + size);
	}
	return xstrdup(url);
}
