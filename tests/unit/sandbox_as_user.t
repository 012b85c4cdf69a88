#!/bin/sh
# The tests of the sandbox once more, as an ordinary user.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
if [ "$(id -u)" -ne 0 ]; then
	echo '1..0 # SKIP not root: the tests have run as an ordinary user already'
	exit 0
fi

passes_as_user() {
	CUPEL_TEST_AS_NOBODY=1 "$TOP_BUILDDIR/tests/unit/$1" >"$scratch/tap" 2>&1 ||
		{ cat "$scratch/tap"; return 1; }
}

for program in test_sandbox test_controls test_disk test_hostile_outputs test_inputs test_limits test_look \
	test_outputs test_root test_served; do
	check "$program passes as an ordinary user" passes_as_user "$program"
done
done_testing
