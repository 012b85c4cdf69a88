#!/bin/sh
# A shell in the sandbox, for a person who looks around.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs_sandbox
start_cases built
here=$TOP_SRCDIR/tests/cli

on_terminal() { in_place "$here/on_terminal" "$CUPEL" "$@" >"$scratch/out"; }
types() { line=$1; shift; in_place "$here/typing" "$line" "$CUPEL" "$@" >"$scratch/out"; }

has_a_terminal() {
	on_terminal sandbox --shell -- sh -c 'stty -a >/dev/null && test -t 0 -a -t 1 && echo yes' &&
		grep -q '^yes' "$scratch/out"
}
takes_what_is_typed() {
	status=0
	types 'id -u; exit 7' sandbox --shell || status=$?
	[ "$status" -eq 7 ] && grep -q '^1000' "$scratch/out"
}
wants_a_terminal() {
	complains 2 'a shell needs a terminal' cupel sandbox --shell </dev/null
}

# The package is in the cache and the tool that its build needs is gone, so that the step fails;
# its place is as it was left.
shows_where_it_failed() {
	from_mirror built
	cupel check -q "npm:$(spec_of built)" --registry "$registry" --mirror "$mirror" \
		>"$scratch/out" || return 1
	status=0
	types 'pwd; ls package.json; exit' check "npm:$(spec_of built)" \
		--registry "$registry/tarball=missing" --mirror "$mirror" --on-failure shell ||
		status=$?
	[ "$status" -eq 3 ] && grep -q 'this is where the step failed' "$scratch/out" &&
		grep -q '^/build/source' "$scratch/out" &&
		grep -q '^package.json' "$scratch/out" && grep -q 'unbuildable' "$scratch/out" &&
		leaves_nothing
}

check 'a command has a terminal' has_a_terminal
check 'a shell takes what is typed and gives its status' takes_what_is_typed
check 'without a terminal there is no shell' wants_a_terminal
check 'a build that fails is looked into' shows_where_it_failed
done_testing
