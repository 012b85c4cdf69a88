#!/bin/sh
# F36: worker killed, lease lost, late report
# The workers of one machine: the checks of a list, which run at the same time and may be gone on
# with.  What dies says nothing, what was not finished is what is done next, and what comes late is
# nobody's.  Leases and late reports between machines come with a farm of them.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs_sandbox
[ -r /proc/self/task/self/children ] || [ -r /proc/$$/task/$$/children ] ||
	{ echo '1..0 # SKIP /proc does not name the children of a process'; exit 0; }
start_cases F01 built
mirrors=
for case in F01 built; do
	from_mirror $case
	mirrors="$mirrors --mirror $mirror"
done
kept=$scratch/cache/cupel/checks

entry() {
	spec=$(spec_of "$1")
	printf '"node_modules/%s": { "version": "%s", "resolved": "%s" }' "${spec%@*}" \
		"${spec#*@}" "https://registry.npmjs.org/${spec%@*}/-/${spec%@*}-${spec#*@}.tgz"
}
printf '{ "name": "x", "lockfileVersion": 3, "packages": { "": { "name": "x" }, %s, %s } }\n' \
	"$(entry F01)" "$(entry built)" >"$scratch/package-lock.json"

# begins NAME: a run of the list, whose process is $run.
begins() {
	rm -f "$scratch/$1".*
	HOME=$scratch/home XDG_CACHE_HOME=$scratch/cache TMPDIR=$scratch/tmp "$CUPEL" check \
		--lockfile "$scratch/package-lock.json" --jobs 2 --registry "$registry" $mirrors \
		--json="$scratch/$1.json" --text="$scratch/$1.txt" >"$scratch/$1.out" \
		2>"$scratch/$1.err" 9>&- &
	run=$!
}
# ends STATUS NAME: it has, with what it said as last words.
ends() {
	status=0
	wait $run || status=$?
	[ $status -eq "$1" ] && return
	echo "exit status $status, not $1"
	cat "$scratch/$2.err" "$scratch/$2.txt"
	return 1
}
says() { tr -s ' ' <"$scratch/$1" | grep -qF -- "$2" || { cat "$scratch/$1"; return 1; }; }

# until COMMAND...: it holds at last.
until_it() {
	for turn in $(seq 600); do
		"$@" && return
		sleep 0.1
	done
	echo "never: $*"
	return 1
}
records() { find "$kept" -name '*.json' ! -path '*/run*' | wc -l; }
has_records() { [ "$(records)" -eq "$1" ]; }
is_gone() { ! kill -0 "$1" 2>/dev/null; }
is_held() { grep -q '^held GET /clamp-tool' "$requests"; }
holds() { echo clamp-tool >"$cases/held"; : >"$requests"; }
lets_go() { rm -f "$cases/held"; }

# stands_in_the_middle NAME: one of the list is done, and the fetch of the other's build waits.
stands_in_the_middle() {
	rm -rf "$scratch/cache/cupel"
	holds
	begins "$1"
	until_it is_held && until_it has_records 1
}
children_of() { cat /proc/"$1"/task/*/children 2>/dev/null; }
# What stands between a run and the check that it waits for, and that check.
keeper() { children_of "$1" | tr ' ' '\n' | head -n 1; }

# again: the rest is done, and nothing of what was done before.
goes_on() {
	lets_go
	: >"$requests"
	begins again
	ends 0 again && says again.err '1 of 2 were checked before' && says again.txt '2 identical' &&
	! grep clamp-honest "$requests" && grep -q clamp-built "$requests"
}

check_is_killed() {
	stands_in_the_middle first || return 1
	kill -KILL $(children_of $(keeper $run))
	ends 2 first && says first.txt 'trouble clamp-built' && says first.txt 'killed by signal 9' &&
	says first.txt '1 trouble, 1 identical' && has_records 1 &&
	"$TOP_SRCDIR/tests/cases/conforms" checks "$scratch/first.json" identical && goes_on
}

run_is_killed() {
	stands_in_the_middle first || return 1
	between=$(keeper $run)
	kill -KILL $run
	ends 137 first && [ ! -e "$scratch/first.json" ] && until_it is_gone $between &&
	has_records 1 && goes_on && [ -z "$(find "$kept" -name 'run*')" ]
}

# Nobody stops the check: its report comes when another run has the list.
report_is_late() {
	stands_in_the_middle first || return 1
	between=$(keeper $run)
	late=$(children_of $between)
	kill -KILL $run $between
	ends 137 first || return 1
	: >"$requests"
	begins second
	until_it grep -q 'clamp-built' "$requests" || return 1
	kill -STOP $late || { echo 'it is not late'; return 1; }
	lets_go
	ends 0 second && says second.txt '2 identical' && has_records 2 || return 1
	ls -i "$kept"/*/*.json >"$scratch/before"
	kill -CONT $late
	until_it is_gone $late && ls -i "$kept"/*/*.json | cmp - "$scratch/before" &&
	[ -z "$(find "$kept" -name 'run*')" ]
}

# What a dead run has left is not read, whatever it says.
draft_is_left() {
	folder=$(echo "$kept"/*)
	mkdir "$folder/run-dead"
	for record in "$folder"/*.json; do
		sed 's/"verdict": "identical"/"verdict": "different"/' "$record" \
			>"$folder/run-dead/${record##*/}"
	done
	grep -q '"different"' "$folder/run-dead/"* || return 1
	rm "$record"
	begins second
	ends 0 second && says second.txt '2 identical' && [ ! -e "$folder/run-dead" ]
}

runs_at_once() {
	stands_in_the_middle first || return 1
	earlier=$run
	begins second
	until_it grep -q 'another run is at work' "$scratch/second.err" || return 1
	lets_go
	ends 0 second && run=$earlier && ends 0 first &&
	says second.err '2 of 2 were checked before' &&
	cmp "$scratch/first.txt" "$scratch/second.txt" &&
	cmp "$scratch/first.json" "$scratch/second.json" &&
	[ "$(grep -c '^200 GET /clamp-built ' "$requests")" -eq 1 ]
}

# Whoever waits may be told to stop.
waiting_is_interrupted() {
	stands_in_the_middle first || return 1
	earlier=$run
	begins second
	until_it grep -q 'another run is at work' "$scratch/second.err" || return 1
	kill -TERM $run
	ends 143 second || return 1
	run=$earlier
	lets_go
	ends 0 first
}

# half COMMAND...: one record is what the command makes of it, on standard output.
half() {
	for record in "$kept"/*/*.json; do :; done
	"$@" <"$record" >"$scratch/half"
	cp "$scratch/half" "$record"
	begins half
	ends 0 half && says half.err '1 of 2 were checked before' && says half.txt '2 identical' &&
	python3 -m json.tool "$record" >/dev/null
}

check 'a check is killed' check_is_killed
check 'the run is killed' run_is_killed
check 'a report comes late' report_is_late
check 'a dead run has left a draft' draft_is_left
check 'two runs at once' runs_at_once
check 'a run that waits for another is told to stop' waiting_is_interrupted
check 'a record is half written' half head -c 100
check 'a record is empty' half true
check 'a record is of another kind' half echo '{ "format": "cupel-report/1", "verdict": "identical" }'
check 'a record ends before its verdict' half echo '{ "format": "cupel-check/1" }'
check 'nothing is left behind' leaves_nothing
done_testing
