/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/store.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/memory.h"

enum { HEX_SIZE = 64 };

static char *
content_path(const char *cache, const char *hex)
{
	return xasprintf("%s/content/%s", cache, hex);
}

static char *
index_path(const char *cache, const char *key)
{
	char hex[DIGEST_HEX_MAX];

	digest_hex_of(DIGEST_SHA256, bytes_of_text(key), hex);
	return xasprintf("%s/index/%s", cache, hex);
}

static int
make_folder(const char *cache, const char *name, struct error *err)
{
	cleanup_free char *folder = path_join(cache, name);

	return folder_make(folder, err);
}

int
store_draft_open(struct store_draft *draft, const char *cache, struct error *err)
{
	if (make_folder(cache, "content", err) < 0 || make_folder(cache, "index", err) < 0)
		return -1;
	draft->path = content_path(cache, "draft-XXXXXX");
	draft->fd = mkostemp(draft->path, O_CLOEXEC);
	if (draft->fd >= 0)
		return 0;
	error_set_errno(err, "%s", draft->path);
	replace_text(&draft->path, NULL);
	return -1;
}

void
store_draft_discard(struct store_draft *draft)
{
	if (draft->path != NULL)
		unlink(draft->path);
	if (draft->fd >= 0)
		close(draft->fd);
	free(draft->path);
	*draft = STORE_DRAFT_INIT;
}

int
store_keep(char **path, struct store_draft *draft, const char *cache, const char *key,
	   struct error *err)
{
	cleanup_free char *index = index_path(cache, key);
	cleanup_free char *content = NULL;
	char hex[DIGEST_HEX_MAX];

	if (digest_hex_of_file(DIGEST_SHA256, draft->path, hex, err) < 0)
		return -1;
	content = content_path(cache, hex);
	if (fchmod(draft->fd, 0644) < 0 || fsync(draft->fd) < 0 ||
	    rename(draft->path, content) < 0)
		return error_set_errno(err, "%s", content);
	replace_text(&draft->path, NULL);
	if (file_write(index, bytes_of_text(hex), 0644, err) < 0)
		return -1;
	*path = steal_pointer(&content);
	return 0;
}

char *
store_find(const char *cache, const char *key)
{
	cleanup_free char *index = index_path(cache, key);
	cleanup_buffer struct buffer name = BUFFER_INIT(HEX_SIZE);
	cleanup_free char *content = NULL;
	char hex[DIGEST_HEX_MAX];
	struct error ignored = { 0 }; /* whatever is wrong with it, it is not to be used */

	if (file_read(index, &name, &ignored) < 0 || strlen(buffer_text(&name)) != HEX_SIZE)
		return NULL;
	content = content_path(cache, buffer_text(&name));
	if (digest_hex_of_file(DIGEST_SHA256, content, hex, &ignored) < 0 ||
	    strcmp(hex, buffer_text(&name)) != 0)
		return NULL;
	return steal_pointer(&content);
}
