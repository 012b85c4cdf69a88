#!/bin/sh
# The tests of the sandbox once more, as an ordinary user.
if [ "$(id -u)" -ne 0 ]; then
	echo '1..0 # SKIP not root: test_sandbox has run as an ordinary user already'
	exit 0
fi
CUPEL_TEST_AS_NOBODY=1 exec "$TOP_BUILDDIR/tests/unit/test_sandbox"
