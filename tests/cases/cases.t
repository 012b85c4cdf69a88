#!/bin/sh
# Is each way in which a release goes right or wrong told as what it is?
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs_sandbox
start_cases $(cd "$TOP_SRCDIR/fixtures/cases" && ls | grep '^F') built

title_of() { sed -n 's/^# F[0-9]*: //p' "$TOP_SRCDIR/fixtures/cases/$1"; }

# By the repository that the registry names.
by_name() {
	from_mirror "$1"
	# shellcheck disable=SC2046
	comes_out "$cases/$1/expected" "npm:$(spec_of "$1")" --registry "$registry" \
		--mirror "$mirror" $(options_of "$1")
}

# by_source CASE SOURCE: by one that the person names.
by_source() {
	comes_out "$cases/$1/expected" "npm:$(spec_of "$1")" --registry "$registry" --source "$2"
}

published() { echo "$cases/$1/published/$(spec_of "$1" | tr @ -).tgz"; }

earlier_matches() {
	from_mirror F04
	printf 'verdict identical\nexit 0\nsuspicious no\n' >"$scratch/expected"
	comes_out "$scratch/expected" npm:clamp-secret@1.0.2 --registry "$registry" \
		--mirror "$mirror"
}

from_tarball() {
	git -C "$cases/F01/repository" archive --prefix=clamp-honest-1.0.0/ v1.0.0 |
		gzip >"$scratch/clamp-honest_1.0.0.orig.tar.gz"
	by_source F01 "$scratch/clamp-honest_1.0.0.orig.tar.gz"
}

from_folder() {
	mkdir "$scratch/folder"
	git -C "$cases/F01/repository" archive v1.0.0 | tar -xf - -C "$scratch/folder"
	by_source F01 "$scratch/folder"
}

# The wrong tag is another version's, and says so.
from_another_tag() {
	printf 'verdict different\nexit 1\nsays 1.0.0\n' >"$scratch/expected"
	comes_out "$scratch/expected" npm:clamp-secret@1.0.2 --registry "$registry" \
		--source "git+file://$cases/F04/repository@v1.0.0"
}

# By the provenance of a commit that no tag names, which the record has with what it says.
provenance_is_recorded() {
	by_name F37-honest || return 1
	python3 - "$scratch/report.json" <<-'END'
		import json, sys
		report = json.load(open(sys.argv[1]))
		stated, source = report["release"]["provenance"], report["source"]
		good = (stated["commit"] == source["commit"] and stated["is_of_artifact"] and
		        stated["signature"] == "not verified" and stated["trouble"] is None and
		        [(c["origin"], c["taken"], c["attested"]) for c in source["candidates"]
		         if c["commit"] == stated["commit"]] == [("provenance", True, True)])
		sys.exit(None if good else json.dumps([stated, source["candidates"]]))
	END
}

# provenance_is MODE: what the registry names and does not serve is said, and nothing more.
provenance_is() {
	from_mirror F37-honest
	rm -rf "$scratch/cache/cupel/content"
	printf 'verdict identical\nexit 0\nsuspicious no\nsays provenance\n' >"$scratch/expected"
	comes_out "$scratch/expected" "npm:$(spec_of F37-honest)" \
		--registry "$registry/attestations=$1" --mirror "$mirror" &&
		grep -q '"trouble": "http' "$scratch/report.json"
}

# With the tool that was installed before, and nobody to ask.
builds_offline() {
	from_mirror built
	: >"$requests"
	comes_out "$cases/built/expected" "npm:$(spec_of built)" --registry "$registry" \
		--mirror "$mirror" --offline || return 1
	[ ! -s "$requests" ] || { cat "$requests"; return 1; }
}

# Each with the digest of what came: that of the tool is known.
requests_are_noted() {
	by_name built || return 1
	python3 - "$scratch/report.json" "$cases/built/published/clamp-tool-1.0.0.tgz" <<-'END'
		import hashlib, json, sys
		requests = json.load(open(sys.argv[1]))["build"]["requests"]
		digest = hashlib.sha256(open(sys.argv[2], "rb").read()).hexdigest()
		wanted = "/clamp-tool/-/clamp-tool-1.0.0.tgz " + digest
		sys.exit(None if any(each.endswith(wanted) for each in requests) else requests)
	END
}

# The program that npm is, with its digest; and nothing where nobody asks.
inputs_are_recorded() {
	by_name built || return 1
	grep -q '"inputs": \[\]' "$scratch/report.json" || return 1
	from_mirror built
	cupel check -q "npm:$(spec_of built)" --registry "$registry" --mirror "$mirror" \
		--record-inputs --json="$scratch/report.json" || return 1
	grep -q "\"/usr/bin/env $(sha256sum /usr/bin/env | cut -d ' ' -f 1) run\"" \
		"$scratch/report.json"
}

# Its own tarball is in the cache, that of the tool no longer.
tool_is_gone() {
	from_mirror built
	rm -rf "$scratch/cache/cupel/packages"
	printf 'verdict unbuildable\nexit 3\nsays fetch:\nsays gone\n' >"$scratch/expected"
	comes_out "$scratch/expected" "npm:$(spec_of built)" \
		--registry "$registry/tarball=missing" --mirror "$mirror"
}

# The same, with another cache and another place for scratch.
repeats_itself() {
	by_source F07 "$cases/F07/repository" || return 1
	mv "$scratch/report.json" "$scratch/first.json"
	mv "$scratch/report.txt" "$scratch/first.txt"
	mv "$scratch/cache" "$scratch/first-cache"
	by_source F07 "$cases/F07/repository" || return 1
	cmp "$scratch/report.txt" "$scratch/first.txt" &&
		cmp "$scratch/report.json" "$scratch/first.json"
}

# Root in a name space of its own is not root: the same as somebody who may do little.
as_nobody() { in_place setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }

by_nobody() (
	scratch=$scratch/nobody
	mkdir -p "$scratch/home" "$scratch/cache" "$scratch/tmp" || return 1
	chown 65534:65534 "$scratch" "$scratch"/* || return 1
	cupel() { as_nobody "$CUPEL" "$@"; }
	by_name "$1" && leaves_nothing
)

for case in $(cd "$cases" && ls | grep '^F'); do
	# An unreachable commit is in no clone.
	[ "$case" != F10-orphan ] || continue
	check "$case: $(title_of "$case")" by_name "$case"
done
check "F10-orphan: $(title_of F10-orphan)" by_source F10-orphan \
	"$cases/F10-orphan/repository"
check 'F04: the release before it matches' earlier_matches
check 'a provenance is recorded' provenance_is_recorded
check 'a provenance that is not there' provenance_is missing
check 'a provenance that is a page' provenance_is words
check 'a provenance that never ends' provenance_is endless
check 'a build with a tool from the registry' by_name built
check 'what a fetch asks for is noted' requests_are_noted
check 'what a build opens and runs is recorded' inputs_are_recorded
check 'the same build offline' builds_offline
check 'a build whose tool is gone from the registry' tool_is_gone
check 'a git URL as the source' by_source F01 "git+file://$cases/F01/repository"
check 'a git URL with a tag as the source' by_source F07 "git+file://$cases/F07/repository@v1.0.0"
check 'a tarball as the source' from_tarball
check 'a folder as the source' from_folder
check 'the URL of a tarball as the source' by_source F01 \
	"$registry/clamp-honest/-/clamp-honest-1.0.0.tgz"
check 'a tag of another version as the source' from_another_tag
check 'a published file, without a registry' comes_out "$cases/F05/expected" \
	"$(published F05)" --source "$cases/F05/repository"
# from_here: the published file and the repository by relative paths.
from_here() (
	cd "$cases/F05" &&
		comes_out expected "published/$(path_name "$(published F05)")" --source repository
)
path_name() { echo "${1##*/}"; }
check 'the same by relative paths' from_here
check 'a published URL' comes_out "$cases/F01/expected" \
	"$registry/clamp-honest/-/clamp-honest-1.0.0.tgz" --source "$cases/F01/repository"
check 'the same report each time' repeats_itself
check 'nothing is left behind' leaves_nothing
chmod 711 "$scratch"
if [ "$(id -u)" -ne 0 ]; then
	skip 'the same as an ordinary user' 'not root: all of this has run as one'
elif ! as_nobody test -x "$CUPEL" 2>"$scratch/err"; then
	skip 'the same as an ordinary user' "the program is in a folder of root's"
else
	for case in F01 F07 F34; do
		check "$case as an ordinary user" by_nobody $case
	done
fi
done_testing
