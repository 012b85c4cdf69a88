#!/bin/sh
# Real packages from the public registry, against what Debian keeps of their tagged source, and
# one against its own repository.  All that is known to differ in them is how they were packed.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs_sandbox

# expect RULE: equivalent under it.
expect() {
	printf 'verdict equivalent\nexit 0\nsuspicious no\nsays %s\n' $1 >"$scratch/expected"
}

first_line() { head -n 1 "$1" | cut -c 1-200; }

if ! cupel check npm:is-number@7.0.0 -q --stop-after release >"$scratch/out" 2>&1; then
	echo "1..0 # SKIP no registry: $(first_line "$scratch/out")"
	exit 0
fi

# has SPEC: the registry has its tarball; else this test is skipped.
has() {
	cupel check "npm:$1" -q --stop-after release >"$scratch/out" 2>&1 && return
	skip "$1" "$(first_line "$scratch/out")"
	return 1
}

# debian SPEC PACKAGE: the tarball that Debian keeps, in $tarball; else it is skipped.
debian() {
	tarball=$("$TOP_SRCDIR/build-aux/debian-original" "$2" "$scratch/$2" \
		2>"$scratch/err") && return
	skip "$1" "no source from Debian: $(first_line "$scratch/err")"
	return 1
}

while read -r spec package rule <&3; do
	has $spec && debian $spec $package || continue
	expect $rule
	check "$spec is what its tag makes" comes_out "$scratch/expected" "npm:$spec" \
		--source "$tarball"
	check "$spec, offline" comes_out "$scratch/expected" "npm:$spec" \
		--source "$tarball" --offline
done 3<<'END'
ms@2.1.3 node-ms gzip-os
isarray@2.0.5 node-isarray gzip-os
etag@1.8.1 node-etag tar-mode-umask
is-number@7.0.0 node-is-number gzip-os
END

if timeout 60 git ls-remote https://github.com/jonschlinkert/is-number 7.0.0 \
	>"$scratch/out" 2>&1; then
	expect gzip-os
	check 'is-number@7.0.0, from its own repository' comes_out "$scratch/expected" \
		npm:is-number@7.0.0
else
	skip 'is-number@7.0.0, from its own repository' "$(first_line "$scratch/out")"
fi
check 'nothing is left behind' leaves_nothing
done_testing
