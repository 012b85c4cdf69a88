#!/bin/sh
# Is all that a lock file names checked once, and told worst first?
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs_sandbox
start_cases F01 F04 F05 slow-build
mirrors=
for case in F01 F04 F05 slow-build; do
	from_mirror $case
	mirrors="$mirrors --mirror $mirror"
done

# sri FILE: its integrity, as lock files state it.
sri() { printf 'sha512-%s' "$(openssl dgst -sha512 -binary "$1" | base64 -w 0)"; }
published() { echo "$cases/$1/published/$(spec_of "$1" | tr @ -).tgz"; }

# entry CASE [FOLDER] [INTEGRITY]: a member of "packages".
entry() {
	spec=$(spec_of "$1")
	printf '"%snode_modules/%s": { "version": "%s", "resolved": "%s", "integrity": "%s" }' \
		"${2:-}" "${spec%@*}" "${spec#*@}" \
		"https://registry.npmjs.org/${spec%@*}/-/${spec%@*}-${spec#*@}.tgz" \
		"${3:-$(sri "$(published "$1")")}"
}

# lock [ENTRY]...: one of version 3, with them.
lock() {
	printf '{ "name": "x", "lockfileVersion": 3, "packages": { "": { "name": "x" }'
	for each; do printf ', %s' "$each"; done
	printf ' } }\n'
}

# checks STATUS FILE [ARGUMENT]...: leaves table.txt and table.json.
checks() {
	wanted=$1 file=$2; shift 2
	exits "$wanted" cupel check --lockfile "$file" --registry "$registry" $mirrors \
		--text="$scratch/table.txt" --json="$scratch/table.json" "$@" \
		>"$scratch/out" 2>"$scratch/err" || { cat "$scratch/out" "$scratch/err"; return 1; }
}

conforms() { "$TOP_SRCDIR/tests/cases/conforms" checks "$scratch/table.json" "$@"; }
has() { tr -s ' ' <"$scratch/table.txt" | grep -qF -- "$1" || { cat "$scratch/table.txt"; return 1; }; }

git_entry='"node_modules/g": { "version": "1.0.0",
	"resolved": "git+ssh://git@git.example.invalid/g.git#0123456789abcdef" }'
link_entry='"node_modules/w": { "resolved": "packages/w", "link": true }, "packages/w": {}'
lock "$(entry F01)" "$(entry F01 node_modules/x/)" "$(entry F05)" "$(entry F04)" \
	"$git_entry" "$link_entry" >"$scratch/package-lock.json"
lock "$(entry F01)" >"$scratch/good.json"
lock "$(entry F01 '' "$(sri "$(published F05)")")" >"$scratch/forged.json"
lock "$(entry F01)" "$(entry slow-build)" >"$scratch/slow.json"
printf '{ "lockfileVersion": 1, "dependencies": { "clamp-honest": { "version": "1.0.0",
	"integrity": "%s", "dependencies": { "again": { "version":
	"npm:clamp-honest@1.0.0", "integrity": "%s" } } },
	"g": { "version": "git+ssh://git@git.example.invalid/g.git#01" } } }\n' \
	"$(sri "$(published F01)")" "$(sri "$(published F01)")" >"$scratch/v1.json"

worst_first() {
	checks 1 "$scratch/package-lock.json" || return 1
	cut -c 1-40 "$scratch/table.txt"
	head -n 1 "$scratch/table.txt" | grep -q '^  different (suspicious)  clamp-postinstall' &&
	has 'no-source clamp-secret 1.0.3' && has 'identical clamp-honest 1.0.0' &&
	has 'not checked g git+ssh://' && has 'from a git repository' &&
	has 'a folder of the project itself' &&
	has 'All of what is said of one: cupel check pkg:npm/clamp-postinstall@1.0.0' &&
	has '1 different (suspicious), 1 no-source, 1 identical, 2 not checked' &&
	[ "$(grep -c clamp-honest "$scratch/table.txt")" -eq 1 ]
}

# Not one request: what was known is known.
goes_on() {
	cp "$scratch/table.txt" "$scratch/first.txt"
	cp "$scratch/table.json" "$scratch/first.json"
	: >"$requests"
	checks 1 "$scratch/package-lock.json" &&
	grep -q 'note: 3 of 3 were checked before' "$scratch/err" &&
	cmp "$scratch/table.txt" "$scratch/first.txt" &&
	cmp "$scratch/table.json" "$scratch/first.json" && [ ! -s "$requests" ]
}

begins_anew() {
	: >"$requests"
	checks 1 "$scratch/package-lock.json" --fresh --jobs 1 &&
	cmp "$scratch/table.json" "$scratch/first.json" && [ -s "$requests" ]
}

other_forms() {
	checks 1 "$scratch/package-lock.json" --markdown="$scratch/t.md" \
		--junit="$scratch/t.junit" --html="$scratch/t.html" --sarif="$scratch/t.sarif" &&
	grep -q '^## cupel: different (suspicious)' "$scratch/t.md" &&
	"$TOP_SRCDIR/tests/reports/junit" "$scratch/t.junit" &&
	"$TOP_SRCDIR/tests/reports/sarif" "$scratch/t.sarif" &&
	grep -q 'pkg:npm/clamp-honest@1.0.0' "$scratch/t.html"
}

all_is_well() { checks 0 "$scratch/good.json" && has '1 identical' && conforms identical; }
forged() {
	checks 1 "$scratch/forged.json" && has 'identical (suspicious)' &&
	has 'alarm: the lock file states integrity' && conforms identical
}
version_1() {
	checks 0 "$scratch/v1.json" && has '1 identical, 1 not checked' && conforms identical
}
nothing_in_it() {
	lock >"$scratch/none.json"
	checks 0 "$scratch/none.json" && has 'no package in it' && conforms none
}

# One is done, the other is in the middle of its build.
is_interrupted() {
	status=0
	in_place timeout --preserve-status -s INT 8 "$CUPEL" check -q --jobs 1 \
		--lockfile "$scratch/slow.json" --registry "$registry" $mirrors \
		>"$scratch/out" 2>"$scratch/err" || status=$?
	cat "$scratch/out" "$scratch/err"
	[ "$status" -eq 130 ] && [ ! -s "$scratch/out" ] &&
	grep -q '1 of 2 are checked; the same command goes on' "$scratch/err" &&
	leaves_nothing || return 1
	checks 3 "$scratch/slow.json" --timeout 4s --jobs 1 || return 1
	cp "$scratch/table.txt" "$scratch/short.txt"
	in_place timeout --preserve-status -s INT 8 "$CUPEL" check --jobs 1 \
		--lockfile "$scratch/slow.json" --registry "$registry" $mirrors \
		>"$scratch/out" 2>"$scratch/err" || :
	grep -q '1 of 2 were checked before' "$scratch/err"
}

# A registry that is down is trouble; when it is there again, the run goes on.
is_in_trouble() {
	checks 2 "$scratch/good.json" --registry "$registry/document=missing" &&
	has 'trouble clamp-honest' && grep -q '1 of 1 could not be checked' "$scratch/err" && has 'npm has no package' && conforms none
}

check 'the worst comes first, each once' worst_first
check 'its JSON is of its format' conforms different no-source identical
check 'a second run goes on' goes_on
check 'a run from the start' begins_anew
check 'the other forms' other_forms
check 'all is well' all_is_well
check 'an integrity that the registry does not state' forged
check 'a lock file of the first version' version_1
check 'a lock file that names nothing' nothing_in_it
check 'a registry without the package' is_in_trouble
check 'Ctrl-C' is_interrupted
check 'nothing is left behind' leaves_nothing
done_testing
