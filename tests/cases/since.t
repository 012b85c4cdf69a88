#!/bin/sh
# Is what changed between releases told, where the source does not explain it?
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs_sandbox
packs_python() { /usr/bin/python3 -c 'import build, setuptools, wheel' 2>"$scratch/err"; }
if packs_python; then "$TOP_SRCDIR/fixtures/pypi/make" "$cases" F12-history; fi
start_cases history
from_mirror history
name=npm:clamp-history

# checks STATUS [ARGUMENT]...: leaves history.txt and history.json.
checks() {
	wanted=$1; shift
	exits "$wanted" cupel check -q "$@" --registry "$registry" --mirror "$mirror" \
		--text="$scratch/history.txt" --json="$scratch/history.json" \
		>"$scratch/out" 2>"$scratch/err" || { cat "$scratch/out" "$scratch/err"; return 1; }
}
has() {
	tr -s '\n ' '  ' <"$scratch/history.txt" | grep -qF -- "$1" ||
		{ cat "$scratch/history.txt"; return 1; }
}
conforms() { "$TOP_SRCDIR/tests/cases/conforms" history "$scratch/history.json" "$@"; }

# as_told PYTHON: true of the JSON, which is h.
as_told() {
	python3 -c 'import json, sys
h = json.load(open(sys.argv[1]))
why = {(s["to"], c["path"]): c["why"] for s in h["steps"] for c in s["changes"]}
sys.exit(None if eval(sys.argv[2]) else why)' "$scratch/history.json" "$1"
}

honest() {
	checks 0 $name@1.0.2 --since 1.0.0 && conforms identical &&
	has '1.0.1 identical 2 changes since 1.0.0, explained by the source' &&
	has '1.0.2 identical 3 changes since 1.0.1, explained by the source' &&
	as_told '("1.0.2", "lib/more.js") in why and not any(why.values())'
}
tells_what_is_not_explained() {
	checks 1 $name@1.1.0 --since 1.0.2 --fresh && conforms different &&
	has '1.1.0 different (suspicious)' && has 'stray.txt added' &&
	has 'package.json: dependencies: clamp-colours added' &&
	as_told 'why["1.1.0", "stray.txt"] and why["1.1.0", "index.js"]' &&
	as_told 'why["1.1.0", "package.json: dependencies: clamp-colours"]' &&
	as_told 'why["1.1.0", "lib/more.js"] is None and ("1.1.0", "README.md") not in why'
}
goes_to_the_newest() {
	checks 1 $name --since 1.0.0 && conforms different identical &&
	as_told '[r["purl"][-5:] for r in h["releases"]] == ["1.0.1", "1.0.2", "1.1.0"]'
}
repeats_itself() {
	cp "$scratch/history.json" "$scratch/first.json"
	checks 1 $name --since 1.0.0 --fresh && cmp "$scratch/history.json" "$scratch/first.json"
}
other_forms() {
	checks 1 $name --since 1.0.2 --markdown="$scratch/h.md" --junit="$scratch/h.junit" &&
	grep -q 'clamp-colours' "$scratch/h.md" &&
	"$TOP_SRCDIR/tests/reports/junit" "$scratch/h.junit"
}

# without_source URL STATUS WORD: what nobody can know is not what the source does not explain.
without_source() {
	(mirror=https://git.example.invalid/clamp-history=$1
	checks "$2" $name@1.0.2 --since 1.0.1 &&
	has '3 of 3 changes since 1.0.1 may be explained by the source or not:' &&
	as_told 'all(why.values()) and all(c["unsure"] for s in h["steps"] for c in s["changes"])' &&
	conforms "$3")
}

# of_python ARGUMENT...: the same of a package that has an sdist and a wheel.
of_python() {
	(name=pypi:clamp-run
	mirror=https://git.example.invalid/clamp-run.git=file://$cases/F12-history/repository
	"$@")
}
honest_python() {
	checks 0 $name@1.0.1 --since 1.0.0 && conforms equivalent &&
	has '1.0.1 equivalent 8 changes since 1.0.0, explained by the source' &&
	as_told '("1.0.1", "clamp_run-1.0.1.dist-info/METADATA") in why' &&
	as_told '{c["change"] for c in h["steps"][0]["changes"]} == {"added", "changed"}'
}
tells_of_python() {
	checks 1 $name@1.1.0 --since 1.0.0 && conforms different equivalent &&
	has '1.1.0 different (suspicious) 2 alarms, 4 changes' &&
	has '3 of 11 changes since 1.0.1 are not explained by the source:' &&
	has 'clamp_run/needle.py added: the source has no such file, and the rebuild does not' &&
	has 'SOURCES.txt changed: the source has no such file, and the rebuild makes other' &&
	has 'clamp_run/order.py changed: in the sdist: its source did not change' &&
	as_told 'why["1.1.0", "clamp_run/more.py"] is None and ("1.0.1", "README.md") not in why' &&
	[ "$(grep -c 'alarm: clamp_run/needle.py' "$scratch/history.txt")" -eq 1 ]
}

check 'a source that is away' without_source "file://$scratch/nowhere" 2 none
git init -q "$scratch/empty"
git -C "$scratch/empty" -c user.name=x -c user.email=x@example.invalid commit -q --allow-empty -m x
check 'a source that has no such release' without_source "file://$scratch/empty" 3 no-source
check 'releases that their source explains' honest
check 'a file and a dependency that only the package has' tells_what_is_not_explained
check 'up to the newest' goes_to_the_newest
check 'the same each time' repeats_itself
check 'the other forms' other_forms
if packs_python; then
	check 'releases of an sdist and a wheel that their source explains' of_python honest_python
	check 'a module that only these have, and one that differs in the sdist' \
		of_python tells_of_python
else
	skip 'releases of an sdist and a wheel' 'Debian'\''s build, setuptools or wheel is missing'
fi
check 'a version that is none' complains 2 'there is no release 0.9.0 of clamp-history' \
	cupel check -q $name@1.0.2 --since 0.9.0 --registry "$registry"
check 'one that is not before' complains 2 '1.0.1 is not after it' \
	cupel check -q $name@1.0.1 --since 1.0.2 --registry "$registry"
check 'a file' complains 2 'wants a package of a registry' \
	cupel check -q "$scratch/out" --since 1.0.0
check 'a lock file' complains 2 'one package' \
	cupel check -q --lockfile "$scratch/out" --since 1.0.0
check 'a recipe' complains 2 '--recipe is for one package' \
	cupel check -q $name@1.0.2 --since 1.0.0 --recipe "$scratch/out"
check 'nothing is left behind' leaves_nothing
done_testing
