#!/bin/sh
# Libraries that are opened when they are needed: what does without them, and what is said
# where one is needed and is broken.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
names=$(sed -n 's/^#define LIBRARY_[A-Z0-9]* "\(.*\)"$/\1/p' "$TOP_BUILDDIR/config.h")
mkdir "$scratch/broken" "$scratch/one"
for name in $names; do
	: >"$scratch/broken/$name"
done
printf '1\n' >"$scratch/1"
printf '2\n' >"$scratch/2"

# without FOLDER COMMAND...: the loader finds these files first, which are no libraries.
without() {
	without_folder=$scratch/$1; shift
	LD_LIBRARY_PATH=$without_folder "$@"
}
are_named() { echo "$names"; echo "$names" | grep -q "^libgit2[.-]" && echo "$names" | grep -q "^libz\."; }
are_not_linked() {
	readelf -d "$CUPEL" >"$scratch/dynamic" && grep NEEDED "$scratch/dynamic"
	for name in $names; do
		! grep -F "[$name]" "$scratch/dynamic" || return 1
	done
}
needs_none() { without broken "$CUPEL" "$@" >"$scratch/out" 2>&1 || { cat "$scratch/out"; return 1; }; }
in_a_sandbox() {
	"$CUPEL" sandbox -- /bin/true 2>/dev/null || return 0 # no sandbox is told elsewhere
	needs_none sandbox -- /bin/true
}

# is_told NAME: with this one broken a comparison is none, and the name is in the one line.
is_told() {
	: >"$scratch/one/$1"
	exits 2 without one "$CUPEL" compare "$scratch/1" "$scratch/2" >"$scratch/out" 2>"$scratch/err" ||
		{ cat "$scratch/out" "$scratch/err"; return 1; }
	rm "$scratch/one/$1"
	cat "$scratch/err"
	test ! -s "$scratch/out" && test "$(wc -l <"$scratch/err")" -eq 1 &&
		grep -q "^cupel: a library is missing: .*$1" "$scratch/err"
}
each_is_told() {
	for name in $names; do
		case $name in
		libcapstone* | libcurl* | libmicrohttpd*) ;; # for programs, and for what is fetched
		*) is_told "$name" || return 1 ;;
		esac
	done
}

check 'configure found their names'       are_named
check 'cupel is linked with none of them' are_not_linked
check 'version needs none'                needs_none version
check 'help needs none'                   needs_none help compare
check 'a sandbox needs none'              in_a_sandbox
check 'a broken one is told by name'      each_is_told
done_testing
