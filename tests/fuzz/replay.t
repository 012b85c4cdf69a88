#!/bin/sh
# Every fuzz target takes the seeds, starts of them, and seeds with bytes changed.
. "${TOP_SRCDIR:-.}/tests/lib.sh"

takes_its_seeds() {
	set -- "$TOP_BUILDDIR/tests/fuzz/fuzz_$1" "$scratch/seeds/$1"
	(cd "$2" && "$1" *) >"$scratch/tap" 2>&1 || { cat "$scratch/tap"; return 1; }
	test "$(grep -c '^ok' "$scratch/tap")" -eq "$(ls "$2" | wc -l)"
}

check "seeds for every target" "$TOP_SRCDIR/tests/fuzz/seeds" "$scratch/seeds"
for target in debian format manifest recipe report spec tags tiles; do
	check "$target takes its seeds" takes_its_seeds "$target"
done
done_testing
