#!/bin/sh
# What ends a comparison before its end: a time limit, a person, the death of the parser.
. "$TOP_SRCDIR/tests/lib.sh"
cd "$scratch"

# Some gigabytes unpack from half a megabyte, which takes longer than any test here waits.
head -c 100000000 /dev/zero | gzip -1n >part.gz
for part in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
	cat part.gz
done >one.gz
cp one.gz two.gz
echo other | gzip -n >>two.gz

compares() { "$CUPEL" compare --quiet --max-ratio 100000000 "$@" one.gz two.gz; }

a_time_limit_holds_inside_one_file() {
	exits 3 compares --timeout 300ms >out 2>err || { cat out err; return 1; }
	cat out err
	grep -q 'broke off at one.gz: the time limit is used up' out
}

# kill_parser SIGNAL: the child of the comparison, once it is there.
# Without ASan's own handler, where there is one: the parser is to die of the signal.
kill_parser() {
	ASAN_OPTIONS=handle_segv=0 "$CUPEL" compare --quiet --max-ratio 100000000 one.gz two.gz >out 2>err &
	comparing=$!
	tries=0
	until child=$(pgrep -P "$comparing") || [ "$tries" -gt 100 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	sleep 0.3
	kill -"$1" $child
	status=0
	wait "$comparing" || status=$?
	cat out err
	return "$status"
}

# By its own fault, for want of memory, by a system call that it may not make.
the_parser_dies() {
	for signal in SEGV KILL SYS; do
		exits 3 kill_parser "$signal" >said
		cat said
		grep -q "the comparison broke off at one.gz: the parser died of SIG$signal" said ||
			return 1
	done
}

check 'a time limit holds inside one file' a_time_limit_holds_inside_one_file
if command -v pgrep >/dev/null; then
	check 'the parser dies, and its parent says where' the_parser_dies
else
	skip 'the parser dies, and its parent says where' 'there is no pgrep'
fi
done_testing
