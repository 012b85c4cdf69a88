# Read by the tests that need the registry on loopback, after lib.sh.

# needs COMMAND...: ends the test as skipped when one of them is not installed.
needs() {
	for needed; do
		command -v "$needed" >/dev/null ||
			{ echo "1..0 # SKIP $needed is not installed"; exit 0; }
	done
}

# start_server PROGRAM FOLDER: sets $server and writes what is asked of it to $requests.  It
# ends with the test, when the end of the pipe that the test holds open closes.
start_server() {
	requests=$scratch/requests
	mkfifo "$scratch/alive"
	"$TOP_SRCDIR/tests/double/$1" "$2" "$requests" \
		<"$scratch/alive" >"$scratch/port" 2>"$scratch/server.err" &
	exec 9>"$scratch/alive"
	for wait in 1 2 3 4 5 6 7 8 9 10; do
		[ ! -s "$scratch/port" ] || break
		sleep 0.$wait
	done
	[ -s "$scratch/port" ] || { cat "$scratch/server.err" >&2; exit 1; }
	server=http://127.0.0.1:$(cat "$scratch/port")
}

# start_registry FOLDER: sets $registry as well.
start_registry() { start_server registry "$1"; registry=$server; }
