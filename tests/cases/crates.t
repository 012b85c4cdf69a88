#!/bin/sh
# Is each way in which a crate goes right or wrong told as what it is?
. "$TOP_SRCDIR/tests/lib.sh"
# Toolchains stay where the person has them.
export RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs cargo
needs_sandbox
python3 -c 'import tomllib' 2>/dev/null || { echo '1..0 # SKIP python3 has no tomllib'; exit 0; }
/usr/bin/python3 -c 'import tomllib' 2>/dev/null ||
	{ echo '1..0 # SKIP /usr/bin/python3 has no tomllib'; exit 0; }

"$TOP_SRCDIR/fixtures/cases/crates/make" "$cases"
start_registry "$cases"
all=$(cd "$TOP_SRCDIR/fixtures/cases/crates" && ls | grep -vx -e make -e edit)

title_of() { sed -n "s/^# $1: //p" "$TOP_SRCDIR/fixtures/cases/crates/$1"; }
published() { ls "$cases/$1"/published/*.crate; }

# In the host's /usr, so that no other environment is made.
by_name() {
	from_mirror "$1"
	comes_out "$cases/$1/expected" "cargo:$(spec_of "$1")" --registry "$registry" \
		--mirror "$mirror" --environment host
}

by_file() {
	comes_out "$cases/$1/expected" "$(published "$1")" --registry "$registry" \
		--source "$cases/$1/repository" --environment host
}

# What cargo calls an index of this kind.
by_sparse() {
	from_mirror honest
	comes_out "$cases/honest/expected" "pkg:cargo/$(spec_of honest)" \
		--registry "sparse+$registry/" --mirror "$mirror" --environment host
}

# Without git cargo names no commit, so that it is not even said which one it should be.
from_tarball() {
	git -C "$cases/honest/repository" archive --prefix=clamp-honest-1.0.0/ v1.0.0 |
		gzip >"$scratch/clamp-honest_1.0.0.orig.tar.gz"
	printf 'verdict equivalent\nexit 0\nsuspicious no\nsays cargo-vcs-info\n' \
		>"$scratch/expected"
	comes_out "$scratch/expected" "$(published honest)" --registry "$registry" \
		--source "$scratch/clamp-honest_1.0.0.orig.tar.gz" --environment host
}

# A member's version is in the root's Cargo.toml.
from_folder() {
	mkdir "$scratch/folder"
	git -C "$cases/workspace/repository" archive HEAD | tar -xf - -C "$scratch/folder"
	printf 'verdict equivalent\nexit 0\nsuspicious no\nsays states this name\n' \
		>"$scratch/expected"
	comes_out "$scratch/expected" "$(published workspace)" --registry "$registry" \
		--source "$scratch/folder" --environment host
}

says() {
	words=$1; shift
	cupel check "$@" --stop-after release >"$scratch/out" 2>&1 || true
	cat "$scratch/out"
	grep -qF -- "$words" "$scratch/out"
}

# After the others: the index says otherwise from here on.
yanked() {
	"$TOP_SRCDIR/fixtures/cases/crates/make" "$scratch/yanked" honest
	printf '{"yanked": true}\n' >"$(ls "$scratch"/yanked/honest/published/*.crate).json"
	exec 9>&-
	rm "$scratch/alive" "$scratch/port"
	start_registry "$scratch/yanked"
}
is_said() { says 'this version was yanked' cargo:clamp-honest@1.0.0 --registry "$registry"; }

# A member of a workspace, so that the steps are run two folders below the top.
builds_again() {
	python3 - "$(published workspace)" "$scratch/again.crate" <<'END'
import io, sys, tarfile
with tarfile.open(sys.argv[1]) as old, tarfile.open(sys.argv[2], "w:gz") as new:
    for member in old:
        data = old.extractfile(member).read() if member.isfile() else None
        if member.name.endswith(".rs"):
            data += b"// not in the source\n"
            member.size = len(data)
        new.addfile(member, io.BytesIO(data) if data is not None else None)
END
	exits 1 cupel check "$scratch/again.crate" -q --json="$scratch/again.json" --environment host \
		--registry "$registry" --source "$cases/workspace/repository" >"$scratch/out" 2>&1 ||
		{ cat "$scratch/out"; return 1; }
	python3 -c '
import json, sys
flaky = json.load(open(sys.argv[1]))["second_build"]
print(flaky["summary"], *flaky["varied"])
sys.exit(flaky["failure"] is not None or flaky["flaky"] != [] or "path" not in flaky["varied"])
' "$scratch/again.json"
}

refused() { complains 2 "$1" cupel check "$2" -q --registry "$registry" --source /nowhere; }

unchecked() {
	printf 'verdict identical\nexit 0\nsuspicious no\nsays held against\n' \
		>"$scratch/expected"
	comes_out "$scratch/expected" "$(published honest)" --offline --environment host \
		--registry http://127.0.0.1:1 --source "$cases/honest/repository"
}

right=$registry
registry=$right/tarball=wrong # before the cache has the right one
check 'a crate with another checksum' refused 'sha256' cargo:clamp-order@1.0.0
registry=$right
for each in $all; do
	check "$each: $(title_of "$each")" by_name "$each"
done
check 'a .crate is a crate by what is in it' by_file honest
check 'what is wrong with it is wrong without its name as well' by_file P
check 'a purl, and an address of an index as cargo writes it' by_sparse
check 'the source as a tarball' from_tarball
check 'the source as a folder of a workspace' from_folder
check 'it is built a second time, elsewhere' builds_again
check 'a lock file that nobody can be asked about is not held against it' unchecked
check 'the newest is taken where no version is given' \
	says 'no version given: 1.0.0 is the newest' cargo:clamp-order --registry "$registry"
check 'a crate that there is not' refused 'the index has no crate "no-such"' cargo:no-such@1.0.0
check 'a version that there is not' refused 'no version 2.0.0 of clamp-order; the newest is 1.0.0' \
	cargo:clamp-order@2.0.0
check 'a name that can be none' refused 'cannot be the name of a crate' cargo:clamp/order@1.0.0
check 'a version that can be none' refused 'is no version' cargo:clamp-order@^1
registry=$right/document=words
check 'an index that is none' refused 'not JSON' cargo:clamp-order@1.0.0
registry=$right
yanked
check 'a yanked version is checked, and said to be one' is_said
check 'where every version was yanked, none is the newest' refused 'every version was yanked' \
	cargo:clamp-honest
check 'nothing is left behind' leaves_nothing
done_testing
