#!/bin/sh
# A real Debian environment from the archive, twice from one lock.
. "$TOP_SRCDIR/tests/lib.sh"
TMPDIR=$scratch/tmp
export TMPDIR
mkdir "$TMPDIR"
chmod 755 "$scratch" "$TMPDIR" # mmdebstrap goes through them with other ids

# environment CACHE ARGUMENT...
environment() {
	environment_cache=$scratch/$1; shift
	XDG_CACHE_HOME=$environment_cache "$CUPEL" environment "$@"
}
skip_all() { echo "1..0 # SKIP $*"; exit 0; }

command -v mmdebstrap >/dev/null || skip_all 'no mmdebstrap'
environment one create debian:bookworm --variant essential --timeout 8m --json \
	>"$scratch/one.json" 2>"$scratch/err" ||
	skip_all "no environment: $(tail -n 1 "$scratch/err" | tr -d '#' | cut -c 1-200)"
environment one lock debian:bookworm --variant essential -o "$scratch/env.lock"

root_of() { python3 -c 'import json, sys; print(json.load(sys.stdin)["root"])'; }
kept_in_a_second() {
	python3 - "$CUPEL" "$scratch/one" <<-'END'
		import os, subprocess, sys, time
		began = time.time()
		subprocess.run([sys.argv[1], "environment", "create", "debian:bookworm", "--variant", "essential"],
			env=dict(os.environ, XDG_CACHE_HOME=sys.argv[2]), check=True, stdout=subprocess.DEVNULL)
		print(time.time() - began)
		assert time.time() - began < 1
	END
}
same_tree() {
	environment two create "$scratch/env.lock" --json >"$scratch/two.json" &&
	"$CUPEL" compare "$(root_of <"$scratch/one.json")" "$(root_of <"$scratch/two.json")" >"$scratch/out"
	cat "$scratch/out"
	head -n 1 "$scratch/out" | grep -qx identical
}
runs_in_it() {
	XDG_CACHE_HOME=$scratch/two "$CUPEL" sandbox --environment "$scratch/env.lock" -- \
		sh -c 'dpkg-query -W -f "\${Package} \${Version}\n" dash; cat /etc/debian_version' >"$scratch/out" &&
	cat "$scratch/out" && grep -q '^dash ' "$scratch/out" && grep -q '^12' "$scratch/out"
}
lost_version() {
	sed 's/name: dash, version: [^,]*/name: dash, version: "0.5.0-1"/' "$scratch/env.lock" >"$scratch/old.lock"
	exits 2 environment three create "$scratch/old.lock" 2>"$scratch/err"
	tail -n 2 "$scratch/err"
	grep -q 'does not have dash 0.5.0-1 amd64 any more' "$scratch/err"
}
nothing_is_left() { ls -A "$TMPDIR"; test -z "$(ls -A "$TMPDIR")"; }

check 'the second creation takes less than a second' kept_in_a_second
check 'two creations from one lock are identical'    same_tree
if "$CUPEL" sandbox -- true 2>"$scratch/why"; then
	check 'it is run in'                         runs_in_it
else
	skip 'it is run in' "$(tr -d '#' <"$scratch/why")"
fi
if [ "$(dpkg --print-architecture)" = amd64 ]; then
	check 'a version that is gone is named'      lost_version
else
	skip 'a version that is gone is named' 'the message names amd64'
fi
check 'nothing is left behind'                       nothing_is_left
done_testing
