#!/bin/sh
# `cupel sandbox` at a terminal: statuses, output, Ctrl-C, nothing left behind.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
TMPDIR=$scratch/tmp
export TMPDIR
mkdir "$TMPDIR"

if ! "$CUPEL" sandbox -- true 2>"$scratch/why"; then
	skip 'the sandbox command' "$(tr -d '#' <"$scratch/why")"
	done_testing
	exit
fi

prints() { wanted=$1; shift; test "$("$CUPEL" sandbox "$@")" = "$wanted"; }
raw_bytes_pass() {
	"$CUPEL" sandbox -- printf 'a\000\033\377b' >"$scratch/raw" &&
	printf 'a\000\033\377b' | cmp - "$scratch/raw"
}
options_go_to_the_program() { prints '-v --json' -- echo -v --json && prints '-q' echo -q; }
result_as_json() {
	exits 3 "$CUPEL" sandbox --json -- sh -c 'echo hello; exit 3' >"$scratch/json" 2>"$scratch/err" &&
	grep -q '"exit_code": 3' "$scratch/json" && grep -q hello "$scratch/err"
}
plan_runs_nothing() {
	exits 0 "$CUPEL" sandbox --print-plan --limit processes=7 -- touch /tmp/x >"$scratch/json" &&
	grep -q '"processes": 7' "$scratch/json"
}
bound() {
	echo inside >"$scratch/file"
	prints inside --bind "$scratch/file:/x" -- cat /x &&
	exits 1 "$CUPEL" sandbox --bind "$scratch:/y" -- touch /y/new &&
	exits 0 "$CUPEL" sandbox --bind "$scratch:/y:rw" -- touch /y/new &&
	test -e "$scratch/new"
}
# stops_at LIMIT WORDS COMMAND...: at its end the limit is named.
stops_at() {
	limit=$1 words=$2; shift 2
	exits 124 "$CUPEL" sandbox --bind "$scratch:/y:rw" --limit "$limit" --limit time=60s \
		-- "$@" 2>"$scratch/err" && grep -q "limit: $words" "$scratch/err" ||
		{ cat "$scratch/err"; return 1; }
}
# stops_on SIGNAL STATUS [twice]: once the command runs.  timeout(1) sends its signal twice.
stops_on() {
	python3 - "$CUPEL" "$@" <<-'END'
		import signal, subprocess, sys, time
		cupel, number, wanted = sys.argv[1], getattr(signal, sys.argv[2]), int(sys.argv[3])
		run = subprocess.Popen([cupel, "sandbox", "--", "sh", "-c", "echo started; sleep 60"],
			stdout=subprocess.PIPE, stderr=subprocess.PIPE,
			preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
		assert run.stdout.readline() == b"started\n"
		run.send_signal(number)
		if len(sys.argv) > 4: time.sleep(0.01); run.send_signal(number)
		_, err = run.communicate(timeout=20)
		assert (run.returncode, err) == (wanted, b"cupel: interrupted\n"), (run.returncode, err)
	END
}
reader_leaves() {
	timeout 20 "$CUPEL" sandbox -- yes 2>"$scratch/err" | head -n 1 >"$scratch/out"
	cat "$scratch/err"
	test ! -s "$scratch/err" && test "$(cat "$scratch/out")" = y
}
terminal_is_safe() {
	python3 "$TOP_SRCDIR/tests/cli/on_terminal" "$CUPEL" sandbox -- \
		printf '\033[31mred\n' >"$scratch/screen" &&
	cat -v "$scratch/screen" &&
	grep -qF '\x1b[31mred' "$scratch/screen" && ! grep -qF "$(printf '\033[31m')" "$scratch/screen"
}
plan_is_run() {
	"$CUPEL" sandbox --print-plan --set NAME=value -- sh -c 'echo $NAME' >"$scratch/plan.json" &&
		prints value --plan "$scratch/plan.json" &&
		prints other --plan "$scratch/plan.json" -- echo other
}
plan_is_refused() {
	echo '{"format":"cupel-plan/1","argument":[]}' >"$scratch/plan.json"
	exits 2 "$CUPEL" sandbox --plan "$scratch/plan.json" 2>"$scratch/err" &&
		grep -q 'no part called "argument"' "$scratch/err"
}
# users_of TIME: the users of the host whose `sleep TIME` runs.
users_of() { ps -eo uid=,args= | sed -n "s/^ *\([0-9]*\) sleep $1\$/\1/p" | sort -u; }
# Two runs at once; each is a user that the other is not, nor anybody else.
root_is_nobody_known() {
	[ "$(id -u)" -eq 0 ] || return 0
	"$CUPEL" sandbox --timeout 20s -- sleep 19.5 &
	first=$!
	"$CUPEL" sandbox --timeout 20s -- sleep 19.5 &
	second=$!
	for try in $(seq 50); do
		[ "$(users_of 19.5 | wc -l)" -lt 2 ] || break
		sleep 0.1
	done
	users_of 19.5 >"$scratch/users"
	kill $first $second
	wait $first || true
	wait $second || true
	cat "$scratch/users"
	[ "$(wc -l <"$scratch/users")" -eq 2 ] || return 1
	while read -r user; do
		[ "$user" -ge 1879048192 ] && ! getent passwd "$user" || return 1
	done <"$scratch/users"
}
nothing_is_left() { ls -A "$TMPDIR"; test -z "$(ls -A "$TMPDIR")"; }

makes_nothing_setuid() {
	exits 1 "$CUPEL" sandbox --bind "$scratch:/y:rw" -- \
		sh -c 'cp /bin/true /y/own && chmod 755 /y/own && chmod 4755 /y/own' 2>"$scratch/err" &&
		test "$(stat -c %a "$scratch/own")" = 755
}
check 'output and a status of 0'     prints hello -- echo hello
check 'the status of the command'    exits 7 "$CUPEL" sandbox -- sh -c 'exit 7'
check 'a signal'                     exits 137 "$CUPEL" sandbox -- sh -c 'kill -9 $$'
check 'no such command'              exits 127 "$CUPEL" sandbox -- no-such-command
check 'a time limit'                 exits 124 "$CUPEL" sandbox --timeout 300ms -- sleep 60
check 'a silence limit'              stops_at silence=300ms 'silence limit' sleep 60
check 'a limit on all processors'    stops_at total-cpu=1s 'CPU limit' sh -c 'while :; do :; done'
check 'a limit on all memory'        stops_at total-memory=64M 'memory limit' \
	perl -e 'fork; $x = "x" x 100_000_000; sleep 60'
check 'a limit on the disk'          stops_at disk=1M 'disk limit' \
	sh -c 'for i in 1 2 3; do head -c 1000000 /dev/zero >/y/full.$i; done; sleep 60'
check 'a time limit by its name'     exits 124 "$CUPEL" sandbox --limit time=300ms -- sleep 60
check 'bytes pass as they are'       raw_bytes_pass
check 'its own options stay its own' options_go_to_the_program
check 'a variable'                   prints value --set NAME=value -- sh -c 'echo $NAME'
check 'a folder to start in'         prints /usr --directory /usr -- pwd
check 'paths that are shown inside'  bound
check 'how it ended, as JSON'        result_as_json
check 'a plan is only printed'       plan_runs_nothing
check 'a plan that was printed is run' plan_is_run
check 'a plan that is none is refused' plan_is_refused
check 'a terminal sees no escapes'   terminal_is_safe
check 'a reader that leaves ends it' reader_leaves
check 'Ctrl-C'                       stops_on SIGINT 130
check 'Ctrl-C, sent twice at once'   stops_on SIGINT 130 twice
check 'being told to stop'           stops_on SIGTERM 143
check 'the terminal going away'      stops_on SIGHUP 129
check 'nothing of a bound folder is made setuid' makes_nothing_setuid
check 'of root it is a user that nobody is' root_is_nobody_known
check 'nothing is left behind'       nothing_is_left
done_testing
