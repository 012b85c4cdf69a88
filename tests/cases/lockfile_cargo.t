#!/bin/sh
# Are the crates that a Cargo.lock names checked, and held against its checksums?
. "$TOP_SRCDIR/tests/lib.sh"
# Toolchains stay where the person has them.
export RUSTUP_HOME="${RUSTUP_HOME:-$HOME/.rustup}"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs cargo
needs_sandbox
/usr/bin/python3 -c 'import tomllib' 2>/dev/null ||
	{ echo '1..0 # SKIP /usr/bin/python3 has no tomllib'; exit 0; }

"$TOP_SRCDIR/fixtures/cases/crates/make" "$cases" honest
start_registry "$cases"
published() { ls "$cases/$1"/published/*.crate; }

# A Cargo.lock that has the crate, one from git, the project itself, and the crate again with
# another checksum than the index states.
from_lock_file() {
	from_mirror honest
	sum=$(sha256sum "$(published honest)" | cut -d ' ' -f 1)
	cat >"$scratch/Cargo.lock" <<-END
		version = 3
		[[package]]
		name = "own"
		version = "0.1.0"
		[[package]]
		name = "g"
		version = "0.2.0"
		source = "git+https://git.example.invalid/g#0123456789abcdef"
		[[package]]
		name = "clamp-honest"
		version = "1.0.0"
		source = "registry+https://github.com/rust-lang/crates.io-index"
		checksum = "$sum"
	END
	lock_says 0 '1 equivalent, 2 not checked' || lock_says 0 '1 identical, 2 not checked' ||
		return 1
	sed -i "s/$sum/$(echo "$sum" | tr 0-9 1-90)/" "$scratch/Cargo.lock"
	lock_says 1 'alarm: the lock file states integrity'
}
# lock_says STATUS WORDS
lock_says() {
	exits "$1" cupel check -q --lockfile "$scratch/Cargo.lock" --registry "$registry" \
		--mirror "$mirror" --environment host --text="$scratch/lock.txt" >"$scratch/out" 2>&1 ||
		{ cat "$scratch/out"; return 1; }
	grep -qF -- "$2" "$scratch/lock.txt" || { cat "$scratch/lock.txt"; return 1; }
}

check 'a Cargo.lock' from_lock_file
check 'nothing is left behind' leaves_nothing
done_testing
