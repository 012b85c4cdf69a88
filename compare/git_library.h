/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* The door to libgit2: for texts, and for repositories. */

#include <git2.h>

#include "base/later.h"

#define GIT_CALLS(CALL)                                                                  \
	CALL(git_blob_create_from_buffer)                                                \
	CALL(git_blob_filter)                                                            \
	CALL(git_blob_free)                                                              \
	CALL(git_blob_lookup)                                                            \
	CALL(git_blob_rawcontent)                                                        \
	CALL(git_blob_rawsize)                                                           \
	CALL(git_buf_dispose)                                                            \
	CALL(git_commit_free)                                                            \
	CALL(git_commit_lookup)                                                          \
	CALL(git_commit_parent_id)                                                       \
	CALL(git_commit_parentcount)                                                     \
	CALL(git_commit_time)                                                            \
	CALL(git_commit_tree)                                                            \
	CALL(git_diff_buffers)                                                           \
	CALL(git_error_last)                                                             \
	CALL(git_error_set_str)                                                          \
	CALL(git_graph_ahead_behind)                                                     \
	CALL(git_libgit2_init)                                                           \
	CALL(git_libgit2_opts)                                                           \
	CALL(git_libgit2_shutdown)                                                       \
	CALL(git_object_free)                                                            \
	CALL(git_object_id)                                                              \
	CALL(git_object_lookup)                                                          \
	CALL(git_object_peel)                                                            \
	CALL(git_object_type)                                                            \
	CALL(git_odb_exists)                                                             \
	CALL(git_odb_free)                                                               \
	CALL(git_oid_cmp)                                                                \
	CALL(git_oid_cpy)                                                                \
	CALL(git_oid_equal)                                                              \
	CALL(git_oid_fromstr)                                                            \
	CALL(git_oid_tostr)                                                              \
	CALL(git_reference_name_to_id)                                                   \
	CALL(git_remote_create_anonymous)                                                \
	CALL(git_remote_fetch)                                                           \
	CALL(git_remote_free)                                                            \
	CALL(git_repository_commondir)                                                   \
	CALL(git_repository_free)                                                        \
	CALL(git_repository_init)                                                        \
	CALL(git_repository_odb)                                                         \
	CALL(git_repository_open_ext)                                                    \
	CALL(git_repository_path)                                                        \
	CALL(git_revparse_single)                                                        \
	CALL(git_revwalk_free)                                                           \
	CALL(git_revwalk_hide)                                                           \
	CALL(git_revwalk_new)                                                            \
	CALL(git_revwalk_next)                                                           \
	CALL(git_revwalk_push)                                                           \
	CALL(git_revwalk_push_glob)                                                      \
	CALL(git_revwalk_push_head)                                                      \
	CALL(git_revwalk_push_ref)                                                       \
	CALL(git_revwalk_sorting)                                                        \
	CALL(git_tag_foreach)                                                            \
	CALL(git_tag_tagger)                                                             \
	CALL(git_tree_entry_byindex)                                                     \
	CALL(git_tree_entry_bypath)                                                      \
	CALL(git_tree_entry_filemode)                                                    \
	CALL(git_tree_entry_free)                                                        \
	CALL(git_tree_entry_id)                                                          \
	CALL(git_tree_entry_name)                                                        \
	CALL(git_tree_entry_type)                                                        \
	CALL(git_tree_entrycount)                                                        \
	CALL(git_tree_free)                                                              \
	CALL(git_tree_id)                                                                \
	CALL(git_tree_lookup)                                                            \
	CALL(git_tree_walk)

LATER_DECLARE(git, GIT_CALLS)

#define git_blob_create_from_buffer git_library()->git_blob_create_from_buffer
#define git_blob_filter		    git_library()->git_blob_filter
#define git_blob_free		    git_library()->git_blob_free
#define git_blob_lookup		    git_library()->git_blob_lookup
#define git_blob_rawcontent	    git_library()->git_blob_rawcontent
#define git_blob_rawsize	    git_library()->git_blob_rawsize
#define git_buf_dispose		    git_library()->git_buf_dispose
#define git_commit_free		    git_library()->git_commit_free
#define git_commit_lookup	    git_library()->git_commit_lookup
#define git_commit_parent_id	    git_library()->git_commit_parent_id
#define git_commit_parentcount	    git_library()->git_commit_parentcount
#define git_commit_time		    git_library()->git_commit_time
#define git_commit_tree		    git_library()->git_commit_tree
#define git_diff_buffers	    git_library()->git_diff_buffers
#define git_error_last		    git_library()->git_error_last
#define git_error_set_str	    git_library()->git_error_set_str
#define git_graph_ahead_behind	    git_library()->git_graph_ahead_behind
#define git_libgit2_init	    git_library()->git_libgit2_init
#define git_libgit2_opts	    git_library()->git_libgit2_opts
#define git_libgit2_shutdown	    git_library()->git_libgit2_shutdown
#define git_object_free		    git_library()->git_object_free
#define git_object_id		    git_library()->git_object_id
#define git_object_lookup	    git_library()->git_object_lookup
#define git_object_peel		    git_library()->git_object_peel
#define git_object_type		    git_library()->git_object_type
#define git_odb_exists		    git_library()->git_odb_exists
#define git_odb_free		    git_library()->git_odb_free
#define git_oid_cmp		    git_library()->git_oid_cmp
#define git_oid_cpy		    git_library()->git_oid_cpy
#define git_oid_equal		    git_library()->git_oid_equal
#define git_oid_fromstr		    git_library()->git_oid_fromstr
#define git_oid_tostr		    git_library()->git_oid_tostr
#define git_reference_name_to_id    git_library()->git_reference_name_to_id
#define git_remote_create_anonymous git_library()->git_remote_create_anonymous
#define git_remote_fetch	    git_library()->git_remote_fetch
#define git_remote_free		    git_library()->git_remote_free
#define git_repository_commondir    git_library()->git_repository_commondir
#define git_repository_free	    git_library()->git_repository_free
#define git_repository_init	    git_library()->git_repository_init
#define git_repository_odb	    git_library()->git_repository_odb
#define git_repository_open_ext	    git_library()->git_repository_open_ext
#define git_repository_path	    git_library()->git_repository_path
#define git_revparse_single	    git_library()->git_revparse_single
#define git_revwalk_free	    git_library()->git_revwalk_free
#define git_revwalk_hide	    git_library()->git_revwalk_hide
#define git_revwalk_new		    git_library()->git_revwalk_new
#define git_revwalk_next	    git_library()->git_revwalk_next
#define git_revwalk_push	    git_library()->git_revwalk_push
#define git_revwalk_push_glob	    git_library()->git_revwalk_push_glob
#define git_revwalk_push_head	    git_library()->git_revwalk_push_head
#define git_revwalk_push_ref	    git_library()->git_revwalk_push_ref
#define git_revwalk_sorting	    git_library()->git_revwalk_sorting
#define git_tag_foreach		    git_library()->git_tag_foreach
#define git_tag_tagger		    git_library()->git_tag_tagger
#define git_tree_entry_byindex	    git_library()->git_tree_entry_byindex
#define git_tree_entry_bypath	    git_library()->git_tree_entry_bypath
#define git_tree_entry_filemode	    git_library()->git_tree_entry_filemode
#define git_tree_entry_free	    git_library()->git_tree_entry_free
#define git_tree_entry_id	    git_library()->git_tree_entry_id
#define git_tree_entry_name	    git_library()->git_tree_entry_name
#define git_tree_entry_type	    git_library()->git_tree_entry_type
#define git_tree_entrycount	    git_library()->git_tree_entrycount
#define git_tree_free		    git_library()->git_tree_free
#define git_tree_id		    git_library()->git_tree_id
#define git_tree_lookup		    git_library()->git_tree_lookup
#define git_tree_walk		    git_library()->git_tree_walk
