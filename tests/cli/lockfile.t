#!/bin/sh
# Does cupel check --lockfile say clearly what it cannot read, and what does not go together?
. "$TOP_SRCDIR/tests/lib.sh"
export HOME=$scratch XDG_CACHE_HOME=$scratch/cache

# complains WORDS ARGUMENTS...: exit 2 and one line with the words.
complains() {
	words=$1; shift
	exits 2 "$CUPEL" check -q "$@" >"$scratch/out" 2>"$scratch/err" || return 1
	cat "$scratch/out" "$scratch/err"
	[ ! -s "$scratch/out" ] && [ "$(wc -l <"$scratch/err")" -eq 1 ] &&
	grep -qF -- "$words" "$scratch/err"
}
file() { printf "$2" >"$scratch/$1"; }

file empty ''
file page.html '<!doctype html>\n<title>Welcome</title>\n'
file yarn.lock '# yarn lockfile v1\n\nms@2.1.3:\n  version "2.1.3"\n'
file broken.json '{ "lockfileVersion": 3, '
file package.json '{ "name": "x", "version": "1.0.0" }'
file four.json '{ "lockfileVersion": 4, "packages": {} }'
file twice.json '{ "lockfileVersion": 3, "packages": {}, "packages": {} }'
file list 'adduser\t3.134\nwhat is this\n!\n'
file hostile.json '{ "lockfileVersion": 3, "packages": {
	"node_modules/\\u001b[2J": { "version": "1.0.0" },
	"node_modules/a": { "version": "--json=%s" } } }' "$scratch/stolen"

# A name that none can have is trouble, and shown without what it would do to a terminal.
is_hostile() {
	exits 2 "$CUPEL" check -q --lockfile "$scratch/hostile.json" >"$scratch/out" 2>&1 ||
		return 1
	cat -v "$scratch/out"
	! grep -q "$(printf '\033')" "$scratch/out" && [ ! -e "$scratch/stolen" ] &&
	grep -q ': 2 trouble' "$scratch/out"
}

check 'no such file' complains 'gone.json' --lockfile "$scratch/gone.json"
check 'a folder' complains "$scratch" --lockfile "$scratch"
check 'an empty file' complains 'an empty file' --lockfile "$scratch/empty"
check 'a page' complains 'no lock file that is known' --lockfile "$scratch/page.html"
check 'a lock file of yarn' complains 'no lock file that is known' \
	--lockfile "$scratch/yarn.lock"
check 'half a file' complains 'broken.json: not JSON' --lockfile "$scratch/broken.json"
check 'package.json' complains 'states no lockfileVersion' --lockfile "$scratch/package.json"
check 'a version that is to come' complains 'lockfileVersion 4 is not known' \
	--lockfile "$scratch/four.json"
check 'two members of one name' complains 'duplicate' --lockfile "$scratch/twice.json"
check 'a list that breaks off' complains 'line 3' --lockfile "$scratch/list"
check 'names that none can have' is_hostile
check 'a package as well' complains 'one of the two' npm:x@1.0.0 --lockfile "$scratch/list"
check 'a source' complains '--source is for one package' --lockfile "$scratch/list" -s .
check 'a recipe' complains '--recipe is for one package' --lockfile "$scratch/list" \
	--recipe "$scratch/list"
check 'no jobs' complains 'at least 1' --lockfile "$scratch/hostile.json" --jobs 0
check 'jobs in words' complains '--jobs' --lockfile "$scratch/hostile.json" --jobs many
check 'nothing at all' complains 'check needs TARGET'
done_testing
