#!/bin/sh
# cupel, or process 1 of the sandbox, is killed with SIGKILL at a random moment: nothing stays behind,
# no process, no mount, no control group.  CUPEL_TEST_KILLS says how often (40).
. "${TOP_SRCDIR:-.}/tests/attack/lib.sh"
can_run
here=$TOP_SRCDIR/tests/attack

for who in $everybody; do
	check "as $who: nothing of the killed stays behind" as "$who" \
		"$here/kill_at_random" "$scratch/cupel" "${CUPEL_TEST_KILLS:-40}" "$TMPDIR/$who"
done
done_testing
