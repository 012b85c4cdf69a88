/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packers and old nodes: npm packages, unpacked once into CACHE/tools/NAME-VERSION. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/memory.h"
#include "rebuild/npm_document.h"
#include "rebuild/unpack_confined.h"

/* "@yarnpkg/cli-dist" is no file name. */
static char *
tool_folder(const char *tools, const char *name, const char *version)
{
	cleanup_free char *flat = xstrdup(name);

	for (char *at = flat; (at = strchr(at, '/')) != NULL;)
		*at = '+';
	return xasprintf("%s/%s-%s", tools, flat, version);
}

/* Made beside its place and renamed, so that one that was stopped leaves none. */
static int
unpack_tool(const struct session *session, const char *tarball, const char *tools,
	    const char *folder, struct error *err)
{
	cleanup_unpacking struct unpacking unpacking = { 0 };
	cleanup_free char *draft = NULL;
	struct error ignored;
	int code;

	if (folder_make(tools, err) < 0 || folder_make_scratch(&draft, tools, "draft", err) < 0)
		return -1;
	code = unpack_confined(&unpacking, session, tarball, draft, 1, err);
	if (code == 0 && rename(draft, folder) < 0 && errno != EEXIST && errno != ENOTEMPTY)
		code = error_set_errno(err, "%s", folder);
	(void)tree_remove(draft, &ignored);
	return code;
}


int
release_fetch_tool(char **folder, char **version, const struct session *session,
		   const char *name, const char *range, struct error *err)
{
	cleanup_json struct json *document = NULL;
	cleanup_free char *tools = path_join(session->cache, "tools");
	cleanup_free char *chosen = NULL, *place = tool_folder(tools, name, range);
	cleanup_free char *tarball = NULL;

	*folder = *version = NULL;
	if (!folder_exists(place)) {
		if (npm_document_fetch(&document, session, name, err) < 0)
			return error_wrap(err, "the tool %s", name);
		chosen = npm_document_newest(document, range);
		if (chosen == NULL)
			return error_set(err, ERROR_NOT_FOUND, "npm has no version %s of the tool %s",
					 range, name);
		replace_text(&place, tool_folder(tools, name, chosen));
	} else {
		chosen = xstrdup(range);
	}
	if (!folder_exists(place) &&
	    (npm_document_tarball(&tarball, session, npm_document_version(document, chosen),
				  err) < 0 ||
	     unpack_tool(session, tarball, tools, place, err) < 0))
		return error_wrap(err, "the tool %s %s", name, chosen);
	*folder = steal_pointer(&place);
	*version = steal_pointer(&chosen);
	return 0;
}
