# Shared by the shell tests: TAP in plain sh.
set -eu
tap_count=0 tap_failures=0

# check NAME COMMAND...: ok when the command succeeds; its output is shown when it does not.
check() {
	tap_name=$1; shift
	tap_count=$((tap_count + 1))
	if "$@" >"$scratch/check.out" 2>&1; then
		echo "ok $tap_count - $tap_name"
	else
		sed 's/^/# /' "$scratch/check.out"
		echo "not ok $tap_count - $tap_name"
		tap_failures=$((tap_failures + 1))
	fi
}

# skip NAME WHY: counted, and said.
skip() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

# exits WANTED COMMAND...: succeeds when the command exits so.
exits() {
	exits_wanted=$1; shift
	exits_status=0
	"$@" || exits_status=$?
	test "$exits_status" -eq "$exits_wanted" ||
		{ echo "exit status $exits_status, not $exits_wanted: $*"; return 1; }
}

done_testing() { echo "1..$tap_count"; test "$tap_failures" -eq 0; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
