/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/corpus_source.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/folder_list.h"
#include "base/memory.h"
#include "rebuild/corpus_archive.h"
#include "rebuild/repository.h"

enum { FILE_MOST = 4 << 20 };

struct naming {
	char *project, *version; /* owned */
	char *place;		 /* owned: the source itself */
	bool given;		 /* by the person */
};

static void
naming_release(struct naming *naming)
{
	free(naming->project);
	free(naming->version);
	free(naming->place);
}

/* A package's architecture is nothing to us; apt writes the colon of an epoch so. */
static void
shorten(char *version)
{
	char *end = strchr(version, '_'), *colon = strstr(version, "%3a");

	if (end != NULL)
		*end = '\0';
	if (colon != NULL) {
		*colon = ':';
		memmove(colon + 1, colon + 3, strlen(colon + 3) + 1);
	}
}

/* "gettext-0.21.1.tar.gz", "libtool_2.4.7.orig.tar.xz",
 * "gnulib_20230209+stable-1_all.deb": the version begins at the first digit after - or _.
 */
static void
name_by_file(struct naming *naming, const char *name)
{
	static const char *const ends[] = { ".orig.tar", ".tar", ".tgz", ".git",
					    ".bundle",	 ".zip", ".deb" };
	size_t size = strlen(name), cut;

	for (size_t i = 0; i < array_length(ends); i++) {
		const char *end = strstr(name, ends[i]);

		if (end != NULL && end > name && (size_t)(end - name) < size)
			size = (size_t)(end - name);
	}
	for (cut = 1; cut + 1 < size; cut++)
		if ((name[cut] == '-' || name[cut] == '_') &&
		    isdigit((unsigned char)name[cut + 1]))
			break;
	if (cut + 1 >= size) {
		naming->project = xstrndup(name, size);
		naming->version = xstrdup("");
		return;
	}
	naming->project = xstrndup(name, cut);
	naming->version = xstrndup(name + cut + 1, size - cut - 1);
	if (text_ends_with(name, ".deb"))
		shorten(naming->version);
}

/* NAME@VERSION=SOURCE; a '=' after a slash belongs to the path. */
static void
take_apart(struct naming *naming, const char *text)
{
	size_t size = strcspn(text, "=/");
	const char *at;

	*naming = (struct naming){ 0 };
	if (size == 0 || text[size] != '=') {
		cleanup_free char *trimmed = xstrdup(text);

		for (size_t end = strlen(trimmed); end > 1 && trimmed[end - 1] == '/';
		     end--)
			trimmed[end - 1] = '\0';
		naming->place = xstrdup(text);
		name_by_file(naming, path_name(trimmed));
		return;
	}
	at = memchr(text, '@', size);
	naming->given = true;
	naming->place = xstrdup(text + size + 1);
	naming->project = xstrndup(text, at != NULL ? (size_t)(at - text) : size);
	naming->version = at != NULL ? xstrndup(at + 1, size - (size_t)(at + 1 - text))
				     : xstrdup("");
}

/* A history on its way into a draft. */
struct history_copy {
	struct corpus_draft *draft;
	const struct repository *repository;
	const char *project;
	size_t absent; /* files whose content the repository lacks */
	bool failed;
	struct error *err;
};

static bool
wants(void *context, const char *folder, const char *name)
{
	(void)context;
	return corpus_wants(folder, name);
}

static void
copy_blob(void *context, const char *version, const char *path, const char *blob)
{
	struct history_copy *copy = context;
	cleanup_buffer struct buffer content = BUFFER_INIT(FILE_MOST);
	struct error ignored = { 0 };

	if (copy->failed ||
	    corpus_draft_has(copy->draft, copy->project, path_name(path), blob))
		return;
	if (repository_read(copy->repository, blob, &content, &ignored) < 0)
		copy->absent++;
	else if (corpus_draft_add(copy->draft, copy->project, version, path,
				  buffer_bytes(&content), copy->err) < 0)
		copy->failed = true;
}

static int
add_history(struct corpus_draft *draft, const struct session *session,
	    const struct repository *repository, const char *project, struct error *err)
{
	struct history_copy copy = {
		.draft = draft, .repository = repository, .project = project, .err = err
	};
	int64_t newest;
	struct history_visit visit = {
		.wants = wants, .file = copy_blob, .context = &copy, .newest = &newest
	};

	if (repository_visit_history(repository, &visit, &session->cancel, err) < 0 ||
	    copy.failed)
		return -1;
	if (copy.absent > 0)
		progress_note(session->progress,
			      "%s: %zu files of its history are not in the repository",
			      project, copy.absent);
	corpus_draft_complete(draft, project, newest);
	return 0;
}

static int
add_repository(struct corpus_draft *draft, const struct session *session,
	       const struct naming *naming, struct error *err)
{
	cleanup_repository struct repository *repository = NULL;
	bool remote = strstr(naming->place, "://") != NULL;

	if (remote ? repository_fetch(&repository, session, naming->place, err) < 0
		   : repository_open(&repository, naming->place, err) < 0)
		return -1;
	return add_history(draft, session, repository, naming->project, err);
}

/* A folder that is being read. */
struct gathering {
	struct corpus_draft *draft;
	const struct session *session;
	const struct naming *naming;
	bool all; /* whatever its name */
	size_t files;
};

enum { FILES_MOST = 500000, DEPTH_MOST = 32 };

static int gather(struct gathering *gathering, int folder, const char *path,
		  unsigned depth, struct error *err);

static int
gather_file(struct gathering *gathering, int fd, const char *path, struct error *err)
{
	cleanup_buffer struct buffer content = BUFFER_INIT(FILE_MOST);
	const struct naming *naming = gathering->naming;

	if (file_read_all(fd, &content) < 0)
		return error_set_errno(err, "%s", path);
	if (content.overflow)
		return 0;
	return corpus_draft_add(gathering->draft, naming->project, naming->version, path,
				buffer_bytes(&content), err);
}

/* A history that cannot be read is said; the package's own files are there without it. */
static int
gather_bundle(struct gathering *gathering, const char *place, struct error *err)
{
	struct error trouble = { 0 };

	if (corpus_add_source(gathering->draft, gathering->session, place, &trouble) == 0)
		return 0;
	if (trouble.kind != ERROR_UNSUPPORTED && trouble.kind != ERROR_MALFORMED) {
		*err = trouble;
		return -1;
	}
	progress_note(gathering->session->progress, "%s", trouble.message);
	return 0;
}

/* What is in a package beside what it copies from. */
static int
gather_nested(struct gathering *gathering, int folder, const char *name, bool *nested,
	      struct error *err)
{
	cleanup_free char *proc = xasprintf("/proc/self/fd/%d/%s", folder, name);
	cleanup_free char *place = realpath(proc, NULL);

	*nested = place != NULL && (text_starts_with(name, "archive.dir.tar") ||
				    text_ends_with(name, ".bundle"));
	if (!*nested)
		return 0;
	if (text_ends_with(name, ".bundle"))
		return gather_bundle(gathering, place, err);
	return corpus_add_versions(gathering->draft, gathering->session, place, err);
}

static int
gather_entry(struct gathering *gathering, int folder, const char *path, const char *name,
	     unsigned depth, struct error *err)
{
	cleanup_free char *inner = xasprintf("%s%s", path, name);
	cleanup_close int fd =
		openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	struct stat st;
	bool nested;

	if (fd < 0 || fstat(fd, &st) < 0)
		return 0;
	if (S_ISDIR(st.st_mode)) {
		cleanup_free char *slash = xasprintf("%s/", inner);

		return gather(gathering, fd, slash, depth + 1, err);
	}
	if (!S_ISREG(st.st_mode))
		return 0;
	if (gather_nested(gathering, folder, name, &nested, err) < 0)
		return -1;
	if (nested || !(gathering->all || corpus_wants(path, name)))
		return 0;
	return gather_file(gathering, fd, inner, err);
}

static int
gather(struct gathering *gathering, int folder, const char *path, unsigned depth,
       struct error *err)
{
	cleanup_strings struct strings names = { 0 };
	struct folder_order order = { .kind = ORDER_SORTED };

	if (depth > DEPTH_MOST || (gathering->files += 1) > FILES_MOST)
		return error_set(err, ERROR_LIMIT, "%s: too deep, or too many folders",
				 gathering->naming->place);
	if (folder_list(&names, folder, &order) < 0)
		return error_set_errno(err, "%s", path);
	for (size_t i = 0; i < names.count; i++)
		if (cancel_check(&gathering->session->cancel, err) < 0 ||
		    gather_entry(gathering, folder, path, names.items[i], depth, err) < 0)
			return -1;
	return 0;
}

static int
add_folder(struct corpus_draft *draft, const struct session *session,
	   const struct naming *naming, const char *folder, bool all, struct error *err)
{
	struct gathering gathering = {
		.draft = draft, .session = session, .naming = naming, .all = all
	};
	cleanup_close int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return error_set_errno(err, "%s", folder);
	return gather(&gathering, fd, "", 0, err);
}

/* gettext's archive: a folder for each version. */
int
corpus_add_versions(struct corpus_draft *draft, const struct session *session,
		    const char *archive, struct error *err)
{
	cleanup_free char *folder = NULL;
	cleanup_strings struct strings names = { 0 };
	struct folder_order order = { .kind = ORDER_SORTED };
	cleanup_close int fd = -1;

	if (corpus_unpack(&folder, session, archive, err) < 0)
		return -1;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || folder_list(&names, fd, &order) < 0)
		return error_set_errno(err, "%s", folder);
	for (size_t i = 0; i < names.count; i++) {
		cleanup_free char *inner = path_join(folder, names.items[i]);
		struct naming naming = { .place = xstrdup(archive) };
		int added = 0;

		name_by_file(&naming, names.items[i]);
		if (folder_exists(inner))
			added = add_folder(draft, session, &naming, inner, true, err);
		naming_release(&naming);
		if (added < 0)
			return -1;
	}
	return tree_remove(folder, err);
}

static int
add_archive(struct corpus_draft *draft, const struct session *session,
	    const struct naming *naming, struct error *err)
{
	cleanup_free char *folder = NULL;
	int added;

	if (corpus_unpack(&folder, session, naming->place, err) < 0)
		return -1;
	added = add_folder(draft, session, naming, folder, false, err);
	return added < 0 ? -1 : tree_remove(folder, err);
}

static int
add_bundle(struct corpus_draft *draft, const struct session *session,
	   const struct naming *naming, struct error *err)
{
	cleanup_repository struct repository *repository = NULL;
	cleanup_free char *folder = NULL;

	if (corpus_clone_bundle(&folder, session, naming->place, err) < 0 ||
	    repository_open(&repository, folder, err) < 0)
		return -1;
	return add_history(draft, session, repository, naming->project, err);
}

static int
add_named(struct corpus_draft *draft, const struct session *session,
	  const struct naming *naming, struct error *err)
{
	bool bundle;

	if (strstr(naming->place, "://") != NULL || repository_is_one(naming->place))
		return add_repository(draft, session, naming, err);
	if (folder_exists(naming->place))
		return add_folder(draft, session, naming, naming->place, false, err);
	if (corpus_is_bundle(&bundle, naming->place, err) < 0)
		return -1;
	return bundle ? add_bundle(draft, session, naming, err)
		      : add_archive(draft, session, naming, err);
}

/* Sandboxes know no current folder; what is not there is said by whoever opens it. */
static void
make_absolute(char **place)
{
	char *absolute = strstr(*place, "://") == NULL ? realpath(*place, NULL) : NULL;

	if (absolute != NULL)
		replace_text(place, absolute);
}

int
corpus_add_source(struct corpus_draft *draft, const struct session *session,
		  const char *text, struct error *err)
{
	struct naming naming;
	size_t before = corpus_draft_count(draft);
	int added;

	take_apart(&naming, text);
	make_absolute(&naming.place);
	progress_stop(session->progress, "corpus", "%s", naming.place);
	added = add_named(draft, session, &naming, err);
	if (added < 0)
		error_wrap(err, "%s", naming.place);
	else if (corpus_draft_count(draft) == before)
		progress_note(session->progress,
			      "%s: nothing that others copy, or all known", naming.place);
	naming_release(&naming);
	return added < 0 ? -1 : 0;
}
