#!/bin/sh
# Is the commit found that a tarball was made from, where tags and content do not agree?
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
export GIT_AUTHOR_NAME='The author' GIT_AUTHOR_EMAIL=author@example.invalid
export GIT_COMMITTER_NAME='The author' GIT_COMMITTER_EMAIL=author@example.invalid
day=0

# project NAME [LINE]: a repository of that name, which is gone into.
project() {
	repository=$scratch/$1
	git init -q -b main "$repository"
	cd "$repository"
	for each in 1 2 3 4 5 6 7 8 9; do echo "${2:-line} of file $each" >"file$each.c"; done
	echo "The $1 project." >README
	commit 'Start'
}
# commit TEXT: all that is there, a day after the last one.
commit() {
	day=$((day + 1))
	date="2020-03-$(printf %02d $day)T12:00:00Z"
	git add --all
	GIT_AUTHOR_DATE=$date GIT_COMMITTER_DATE=$date git commit -q -m "$1"
}
change() { echo "$1" >>"${2:-file1.c}"; commit "$1"; }
id_of() { git rev-parse "$1^{commit}"; }

# packs NAME-VERSION REF: by hand, so that nothing in it names a commit.
packs() {
	artifact=$scratch/$1.tar.gz
	mkdir -p "$scratch/packing/$1"
	git archive "$2" | tar -xf - -C "$scratch/packing/$1"
	touch -d "$(git log -1 --format=%cI "$2")" "$scratch/packing/$1/README"
	(cd "$scratch/packing" && tar --format=ustar --owner=root:0 --group=root:0 -cf - "$1") |
		gzip -n >"$artifact"
	rm -r "$scratch/packing"
}
# archives NAME-VERSION REF: as git does, with the commit in it.
archives() {
	artifact=$scratch/$1.tar.gz
	git archive --format=tar --prefix="$1/" "$2" | gzip -n >"$artifact"
}

look() {
	rm -f "$scratch/report.json"
	cupel source "$artifact" --source "$repository" -q --json="$scratch/report.json" \
		>"$scratch/out" 2>&1 || [ $? -eq 3 ] || { cat "$scratch/out"; return 1; }
}
# finds REF [CAUSE]...: that commit, with these remarks and no others.
finds() {
	wanted=$(id_of "$1"); shift
	look && python3 - "$scratch/report.json" "$wanted" "$@" <<-'END' || { cat "$scratch/out"; return 1; }
		import json, sys
		report = json.load(open(sys.argv[1]))
		said = [remark["cause"] for remark in report["remarks"]]
		commit = report["source"]["commit"]
		if commit != sys.argv[2] or sorted(said) != sorted(sys.argv[3:]):
		    sys.exit("%s, not %s; %s" % (commit, sys.argv[2], report["remarks"]))
	END
}
# finds_none STATE
finds_none() {
	look && grep -q "\"state\": \"$1\"" "$scratch/report.json" || { cat "$scratch/out"; return 1; }
}
says() { tr -s '\n ' '  ' <"$scratch/out" | grep -qF -- "$1" || { cat "$scratch/out"; return 1; }; }

versions_are_told_apart() (
	project kiln
	for tag in v1.2.0 kiln-2_0rc1 kiln-2_0 v0.2.0 2.0-hotfix v2.0.1 crucible-2.0; do
		change "$tag"; git tag "$tag"
	done
	packs kiln-2.0 kiln-2_0 && finds kiln-2_0
)
a_suffix_is_harmless() (
	project bellows
	change one; git tag release-2.1.11-stable; change two; git tag release-2.1.12-beta
	change three; git tag release-2.1.12-stable; change four
	packs bellows-2.1.12 release-2.1.12-stable && finds release-2.1.12-stable
)
a_calendar_is_padded() (
	project almanac
	for tag in 2024.01.01 2024.01.02 2024.01.20 2024.10.02; do change "$tag"; git tag "$tag"; done
	packs almanac-2024.1.2 2024.01.02 && finds 2024.01.02
)
# Neither name is the project's: the one whose content is.
content_decides_on_unknown_names() (
	project anvil
	change one; git tag tongs-1.0; change two file2.c; change more file3.c; git tag hammer-1.0
	packs anvil-1.0 hammer-1.0 && finds hammer-1.0
)
the_commit_after_the_tag() (
	project furnace
	change one; git tag v1.0; change 'the version' file2.c; change 'after it' file2.c
	packs furnace-1.0 HEAD~1
	finds HEAD~1 tag-is-not-the-published-commit && says 'not tag v1.0' &&
	says 'it is 1 commit and 86400 s after the tag'
)
the_commit_before_the_tag() (
	project forge
	change one; change 'late change' file2.c; git tag v1.0
	packs forge-1.0 HEAD~1
	touch_up=$(id_of HEAD~1)
	finds "$touch_up" tag-is-not-the-published-commit && says '1 commit and 86400 s before the tag'
)
a_moved_tag() (
	project mould
	change one; git tag v1.0; change two file2.c; change three file3.c; git tag -f v1.0
	packs mould-1.0 HEAD~2
	finds HEAD~2 tag-is-not-the-published-commit tag-moved && says 'was moved after the release'
)
a_later_tag_beside_the_first() (
	project crane
	change one; git tag 1.0-RELEASE; change 'soon after' file2.c; packs crane-1.0 HEAD
	change two file3.c; change three file3.c; change four file3.c; git tag 1.0-FINAL
	finds HEAD~3 tag-is-not-the-published-commit tag-is-not-the-published-commit
)
no_tag_at_all() (
	project ladle
	for each in 1 2 3 4; do change "$each" "file$each.c"; done
	packs ladle-1.0 HEAD~2 && finds HEAD~2
)
the_wrong_repository() (
	project ingot
	change one; git tag v1.0
	packs ingot-1.0 v1.0
	project slag 'another line'
	git tag v1.0; change two; change three
	finds_none none && says 'none of the published files is in it'
)
two_tags_fit() (
	project sodium
	printf '/tests export-ignore\n' >.gitattributes; mkdir tests; echo 1 >tests/one
	commit 'Test'; git tag 1.0.18-FINAL; change two tests/one; git tag 1.0.18-RELEASE
	packs sodium-1.0.18 1.0.18-FINAL && finds_none ambiguous && says 'both fit and differ'
)
the_archive_names_it() (
	project lead
	change one; git tag v1.0; change two; change three
	archives lead-1.0 HEAD~1
	finds HEAD~1 tag-is-not-the-published-commit
)
the_archive_names_another_repository() (
	project tin
	change one; git tag v1.0
	git clone -q "$repository" "$scratch/fork"
	cd "$scratch/fork"; change two file2.c; archives tin-1.0 HEAD
	cd "$repository"
	finds v1.0 foreign-commit && says 'which the repository does not have'
)
the_archive_names_an_orphan() (
	project zinc
	change one; git tag v1.0; change two file2.c; archives zinc-1.0 HEAD
	orphan=$(id_of HEAD); git reset -q --hard v1.0
	finds "$orphan" tag-is-not-the-published-commit &&
	grep -q '"orphan": true' "$scratch/report.json"
)
a_branch_of_the_same_name() (
	project brass
	change one; git tag v1.0; git checkout -q -b v1.0; change two; git checkout -q main
	packs brass-1.0 refs/tags/v1.0 && finds refs/tags/v1.0 branch-of-the-same-name
)
a_partial_clone() (
	project bronze
	change one; git tag v1.0; packs bronze-1.0 v1.0
	blob=$(git rev-parse v1.0:file7.c)
	rm -f ".git/objects/$(echo "$blob" | cut -c 1-2)/$(echo "$blob" | cut -c 3-)"
	finds v1.0 && says '1 file whose content is not in this clone came from the artifact'
)
a_submodule_is_not_missing() (
	project steel
	git init -q -b main "$scratch/part"; (cd "$scratch/part"; echo x >x; commit 'Part')
	git -c protocol.file.allow=always submodule -q add "$scratch/part" part
	commit 'Take a part'; git tag v1.0; change more
	packs steel-1.0 v1.0 && finds v1.0 && says 'a submodule, which is not fetched'
)

check 'versions that hold each other' versions_are_told_apart
check 'a word behind the version' a_suffix_is_harmless
check 'a padded calendar' a_calendar_is_padded
check 'names that are not known' content_decides_on_unknown_names
check 'the commit after the tag' the_commit_after_the_tag
check 'the commit before the tag' the_commit_before_the_tag
check 'a tag that was moved' a_moved_tag
check 'a later tag beside the first' a_later_tag_beside_the_first
check 'no tag at all' no_tag_at_all
check 'the wrong repository' the_wrong_repository
check 'two tags fit' two_tags_fit
check 'an archive that names its commit' the_archive_names_it
check 'an archive of another repository' the_archive_names_another_repository
check 'an archive of a commit that nothing reaches' the_archive_names_an_orphan
check 'a branch that is called as the tag is' a_branch_of_the_same_name
check 'a clone that lacks content' a_partial_clone
check 'a submodule' a_submodule_is_not_missing
check 'nothing is left behind' leaves_nothing
done_testing
