/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Git repositories, through libgit2: read only, without hooks, filters or configuration of
 * anybody.  Commits are their 40 hexadecimal digits.
 */

#include <stdint.h>

#include "base/buffer.h"
#include "rebuild/session.h"

enum { COMMIT_SIZE = 41 };

struct repository;

struct repository_tag {
	char *name; /* owned: without refs/tags/ */
	char commit[COMMIT_SIZE];
};

struct repository_tags {
	struct repository_tag *items; /* owned, by name */
	size_t count;
};

/* Whether this folder is a repository, or the top of a work tree of one. */
bool repository_is_one(const char *path);

int repository_open(struct repository **out, const char *path, struct error *err);
void repository_close(struct repository *repository);
void repository_close_at(struct repository **at);

#define cleanup_repository __attribute__((cleanup(repository_close_at)))

/* A bare copy under the session's cache, made or brought up to date; offline as it is
 * there.  ERROR_NOT_FOUND when the server knows no such repository, ERROR_NETWORK when it
 * does not answer, ERROR_USAGE for what is no https URL. */
int repository_fetch(struct repository **out, const struct session *session, const char *url,
		     struct error *err);

/* The git directory (borrowed). */
const char *repository_path(const struct repository *repository);

void repository_list_tags(struct repository_tags *out, const struct repository *repository);
void repository_tags_release(struct repository_tags *tags);

#define cleanup_tags __attribute__((cleanup(repository_tags_release)))

/* A tag, a branch or a commit (all its digits, or enough of them). */
int repository_resolve(char *commit, const struct repository *repository, const char *ref,
		       struct error *err);

/* Seconds; 0 when there is no such commit. */
int64_t repository_time(const struct repository *repository, const char *commit);

/* git's name of the blob at a path of a commit; false when there is none. */
bool repository_blob(char *blob, const struct repository *repository, const char *commit,
		     const char *path);
int repository_read(const struct repository *repository, const char *blob,
		    struct buffer *out, struct error *err);

/* How many of the files have their blob (or their blob with unix line ends) at their path
 * beneath `directory` ("" for the root); *others becomes how many have another there. */
struct repository_file {
	const char *path, *blob, *other_blob; /* borrowed; other_blob may be "" */
};
struct repository_files {
	struct repository_file *at; /* owned by whoever made them */
	size_t count;
};
unsigned repository_count_equal(const struct repository *repository, const char *commit,
				const char *directory, const struct repository_files *files,
				unsigned *others);

/* Paths of a commit's tree that end in /`name` or are it. */
void repository_find_files(struct strings *paths, const struct repository *repository,
			   const char *commit, const char *name);

/* Whether a branch or a tag leads to the commit. */
bool repository_reaches(const struct repository *repository, const char *commit);

/* How many commits `later` has that `earlier` has not. */
size_t repository_distance(const struct repository *repository, const char *earlier,
			   const char *later);

/* git's name of the tree at `directory` ("" for the root); false when there is none. */
bool repository_folder(char *tree, const struct repository *repository, const char *commit,
		       const char *directory);

/* Every commit that a branch or a tag leads to, parents before children, until `visit`
 * returns false or `limit` have been visited. */
void repository_walk(const struct repository *repository, size_t limit,
		     bool (*visit)(void *context, const char *commit), void *context);

/* The commits that lead back to this one, and those that it leads back to, at most so
 * many (64), the nearest first. */
void repository_visit_later(const struct repository *repository, const char *commit,
			    size_t most,
			    void (*visit)(void *context, const char *commit), void *context);
void repository_visit_earlier(const struct repository *repository, const char *commit,
			      size_t most,
			      void (*visit)(void *context, const char *commit),
			      void *context);

/* When an annotated tag was made, in seconds; 0 for any other. */
int64_t repository_tag_time(const struct repository *repository, const char *tag);

/* Where the branch of this name stands; false when there is none. */
bool repository_branch(char *commit, const struct repository *repository, const char *name);

/* Writes a commit's tree into `folder`, as git checks it out (.gitattributes' line ends,
 * modes, links that stay inside), with the commit's time.  What is not honoured is said in
 * *notes: submodules, large file pointers, links that lead outside.  Files whose content a
 * partial clone lacks are left out. */
int repository_export(const struct repository *repository, const char *commit,
		      const char *folder, struct strings *notes, struct error *err);

/* The files of a commit whose content a partial clone lacks. */
void repository_visit_absent(const struct repository *repository, const char *commit,
			     void (*visit)(void *context, const char *path,
					   const char *blob, bool executable),
			     void *context);

/* Every file that a tag or the branch of HEAD ever had, tags first, old ones first: each
 * under the first version that has it, a tag's name or "2023-02-19 3adaddd73e12", and
 * hardly ever twice.  Other branches do not count: anybody's proposal may stand there. */
struct history_visit {
	/* Whether a file is one to be told of; `folder` ends with a slash, or is "". */
	bool (*wants)(void *context, const char *folder, const char *name);
	void (*file)(void *context, const char *version, const char *path,
		     const char *blob);
	void *context;	 /* borrowed */
	int64_t *newest; /* borrowed: becomes the time of the newest commit of the branch */
};
int repository_visit_history(const struct repository *repository,
			     const struct history_visit *visit,
			     const struct cancel *cancel, struct error *err);
