#!/bin/sh
# `cupel environment`, with a stand-in for mmdebstrap and apt, and no network.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
TMPDIR=$scratch/tmp
export TMPDIR
mkdir "$TMPDIR" "$scratch/bin" "$scratch/caches"
stub=$scratch/bin
for name in mmdebstrap apt-config dpkg newuidmap; do
	cp "$TOP_SRCDIR/tests/cli/environment_stub" "$stub/$name"
	chmod +x "$stub/$name"
done
a=$(printf '%064d' 0 | tr 0 a) b=$(printf '%064d' 0 | tr 0 b)
usual_packages() { printf 'bash 5.2-1 amd64 %s\ntzdata 2024a-1 all %s\n' "$a" "$b" >"$stub/packages"; }
usual_packages

# with CACHE ARGUMENT...: cupel environment, with a cache of that name.
with() {
	with_cache=$scratch/caches/$1; shift
	PATH=$stub:$PATH XDG_CACHE_HOME=$with_cache "$CUPEL" "$@"
}
env_() { env_cache=$1; shift; with "$env_cache" environment "$@"; }
runs() { wc -l <"$stub/runs" | tr -d ' '; }
digest_of() { python3 -c 'import json, sys; print(json.load(sys.stdin)["digest"])'; }
root_of() { python3 -c 'import json, sys; print(json.load(sys.stdin)["root"])'; }
says() { says_what=$1; shift; exits 2 "$@" 2>"$scratch/err"; cat "$scratch/err"; grep -qF -- "$says_what" "$scratch/err"; }
# left CACHE: what stands there beside the names of requests.
left() { ls -A "$scratch/caches/$1/cupel/environments" 2>/dev/null | grep -vx asked || true; }

if [ "$(id -u)" -ne 0 ] && ! grep -q "^$(id -un):" /etc/subuid 2>/dev/null; then
	echo "1..0 # SKIP $(id -un) has no ids in /etc/subuid"
	exit 0
fi

made() {
	env_ one create debian:bookworm >"$scratch/out" && cat "$scratch/out" &&
	grep -q '2 packages' "$scratch/out" && grep -q 'tzdata 2024a-1 all' "$scratch/out"
}
second_is_kept() {
	before=$(runs)
	env_ one create debian:bookworm --json >"$scratch/first.json" &&
	env_ one create debian:bookworm --offline >/dev/null &&
	test "$(runs)" = "$before"
}
sources_are_the_machines() {
	root=$(root_of <"$scratch/first.json")
	cat "$root/etc/apt/sources.list"
	printf 'deb http://archive.invalid/debian %s main\n' bookworm bookworm-updates |
		cmp - "$root/etc/apt/sources.list"
}
# Proxies are passed on to what fetches; what weakens signatures is not.
options_are_passed() {
	env_ options create debian:bookworm >/dev/null
	cat "$stub/options"
	grep -qF 'Acquire::http::Proxy "http://proxy.invalid:3142";' "$stub/options" &&
	! grep -q AllowInsecure "$stub/options"
}
# The keys that count on this machine are no part of the environment.
keys_are_passed() {
	echo '[arch=amd64 signed-by=/usr/share/keyrings/one.gpg,/usr/share/keyrings/two.gpg]' >"$stub/keys"
	env_ keys create debian:bookworm --mirror http://archive.invalid=http://near.invalid --json \
		>"$scratch/out" || return 1
	rm "$stub/keys"
	grep deb "$stub/arguments"
	grep -qx 'deb \[signed-by=/usr/share/keyrings/one.gpg,/usr/share/keyrings/two.gpg\] http://near.invalid/debian bookworm main' \
		"$stub/arguments" &&
	test "$(digest_of <"$scratch/out")" = "$(digest_of <"$scratch/first.json")"
}
mirrors_are_fetched_from() {
	env_ mirror create debian:bookworm --mirror http://archive.invalid=http://near.invalid --json >"$scratch/out" &&
	grep -qx 'deb http://near.invalid/debian bookworm main' "$stub/arguments" &&
	test "$(digest_of <"$scratch/out")" = "$(digest_of <"$scratch/first.json")"
}
snapshots_are_fetched_from() {
	env_ snapshot create debian:bookworm --snapshot 20240131T120000Z --json >"$scratch/out" &&
	grep -q 'snapshot.debian.org/archive/debian-security/20240131T120000Z bookworm-security' "$stub/arguments" &&
	grep -q '"epoch": 1706702400' "$scratch/out"
}
packages_are_asked_for() {
	env_ packages create debian:bookworm --package git --package hello=2.10-3 >/dev/null &&
	grep -qx -- '--include=git,hello=2.10-3' "$stub/arguments" &&
	test "$(env_ packages list | wc -l)" -eq 1
}
locked() {
	env_ one lock debian:bookworm -o "$scratch/env.lock" && cat "$scratch/env.lock" &&
	grep -q "name: bash, version: \"*5.2-1\"*, architecture: amd64, sha256: .*$a" "$scratch/env.lock"
}
same_from_lock() {
	env_ two create "$scratch/env.lock" --json >"$scratch/second.json" &&
	grep -q 'upload .*cupel-wanted' "$stub/arguments" &&
	test "$(digest_of <"$scratch/first.json")" = "$(digest_of <"$scratch/second.json")" &&
	"$CUPEL" compare "$(root_of <"$scratch/first.json")" "$(root_of <"$scratch/second.json")" >"$scratch/out" &&
	cat "$scratch/out" && head -n 1 "$scratch/out" | grep -qx identical
}
lock_by_option() {
	before=$(runs)
	env_ one create debian:bookworm --lock "$scratch/env.lock" >/dev/null && test "$(runs)" = "$before" &&
	says 'is a lock of debian:bookworm' env_ one create debian:trixie --lock "$scratch/env.lock" &&
	says 'a lock says all' env_ one create debian:bookworm --lock "$scratch/env.lock" --package git
}
lost_version_is_named() {
	printf 'bash 5.2-2 amd64 %s\ntzdata 2024a-1 all %s\n' "$a" "$b" >"$stub/packages"
	says 'does not have bash 5.2-1 amd64 any more' env_ three create "$scratch/env.lock" &&
	grep -q 'snapshot.debian.org' "$scratch/err" && test -z "$(left three)"
}
other_bytes_are_named() {
	printf 'bash 5.2-1 amd64 %s\ntzdata 2024a-1 all %s\n' "$b" "$b" >"$stub/packages"
	says "bash 5.2-1 (amd64): locked with the SHA-256 $a, found with $b" env_ three create "$scratch/env.lock" &&
	test -z "$(left three)"
}
more_is_named() {
	usual_packages
	printf 'more 1-1 amd64 %s\n' "$b" >>"$stub/packages"
	says 'more 1-1 (amd64) was installed, but is not locked' env_ three create "$scratch/env.lock"
}
ambiguous_is_named() {
	usual_packages
	printf 'bash 5.2-1 amd64 %s\n' "$b" >>"$stub/packages"
	says 'has two packages bash 5.2-1' env_ three create debian:bookworm
}
fresh_asks_again() {
	printf 'bash 5.2-3 amd64 %s\n' "$a" >"$stub/packages"
	env_ one create debian:bookworm | grep -q 'bash 5.2-1' &&
	env_ one create debian:bookworm --fresh | grep -q 'bash 5.2-3' &&
	env_ one create debian:bookworm | grep -q 'bash 5.2-3' &&
	test "$(env_ one list | wc -l)" -eq 2 &&
	says 'name it by its digest' env_ one show debian:bookworm
}
its_own_words() {
	printf 'E: Unable to locate package nonesuch\n' >"$stub/fail"
	says 'Unable to locate package nonesuch' env_ three create debian:bookworm --package nonesuch &&
	printf 'tar: root.tar: No space left on device\n' >"$stub/fail" &&
	says 'XDG_CACHE_HOME may name' env_ three create debian:bookworm &&
	test -z "$(left three)"
}
without_mmdebstrap() {
	says 'apt install mmdebstrap' env PATH="$stub" XDG_CACHE_HOME="$scratch/caches/none" \
		"$CUPEL" environment create debian:bookworm
}
# As nobody, who has no ids to give away.
no_ids_is_said() {
	mkdir -m 777 "$scratch/nobody" && chmod 755 "$scratch" && chmod 1777 "$TMPDIR" &&
	says 'usermod --add-subuids' setpriv --reuid=65534 --regid=65534 --clear-groups \
		env PATH="$stub:$PATH" XDG_CACHE_HOME="$scratch/nobody" "$CUPEL" environment create debian:bookworm
}
offline_is_said() { says 'the cache does not hold it' env_ four create debian:bookworm --offline; }
interrupted() {
	echo 60 >"$stub/slow"
	python3 - "$CUPEL" "$stub" "$scratch/caches/five" <<-'END'
		import os, signal, subprocess, sys, time
		cupel, stub, cache = sys.argv[1:]
		before = len(open(stub + "/runs").readlines())
		run = subprocess.Popen([cupel, "environment", "create", "debian:bookworm"],
			env=dict(os.environ, PATH=stub + ":" + os.environ["PATH"], XDG_CACHE_HOME=cache),
			stderr=subprocess.DEVNULL, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
		while len(open(stub + "/runs").readlines()) == before: time.sleep(0.05)
		time.sleep(0.3)
		began = time.time()
		run.send_signal(signal.SIGINT)
		assert run.wait(timeout=20) == 130, run.returncode
		assert time.time() - began < 5
	END
	test -z "$(left five)" && test -z "$(ls -A "$TMPDIR")"
}
# Nothing can be cleaned up by who is killed; what it had started is told to stop all the same.
killed() {
	python3 - "$CUPEL" "$stub" "$scratch/caches/killed" <<-'END'
		import os, signal, subprocess, sys, time
		cupel, stub, cache = sys.argv[1:]
		os.unlink(stub + "/pid")
		run = subprocess.Popen([cupel, "environment", "create", "debian:bookworm"],
			env=dict(os.environ, PATH=stub + ":" + os.environ["PATH"], XDG_CACHE_HOME=cache),
			stderr=subprocess.DEVNULL)
		while not os.path.exists(stub + "/pid"): time.sleep(0.05)
		time.sleep(0.3)
		pid = int(open(stub + "/pid").read())
		run.kill()
		run.wait()
		began = time.time()
		while os.path.exists("/proc/%d" % pid):
			time.sleep(0.05)
			assert time.time() - began < 10
	END
	rm -rf "$TMPDIR"/cupel-*
	rm "$stub/slow"
	env_ killed create debian:bookworm >/dev/null && test "$(left killed | wc -l)" -eq 1
}
two_at_once() {
	echo 2 >"$stub/slow"
	before=$(runs)
	env_ six create debian:bookworm >"$scratch/a" 2>"$scratch/a.err" &
	env_ six create debian:bookworm >"$scratch/b" 2>"$scratch/b.err" && wait $! &&
	test "$(runs)" -eq $((before + 1)) && cmp "$scratch/a" "$scratch/b" && test "$(left six | wc -l)" -eq 1
}
# One that was killed leaves its folder, which nobody takes for an environment.
half_made_is_not_used() {
	env_ seven create debian:bookworm >/dev/null
	busy=$(ls "$scratch/caches/seven/cupel/environments/asked" | grep busy | cut -c 1-16)
	env_ seven remove debian:bookworm &&
	mkdir -p "$scratch/caches/seven/cupel/environments/making-$busy/root/junk" &&
	test -z "$(env_ seven list)" &&
	root=$(env_ seven create debian:bookworm --json | root_of) &&
	test -d "$root/etc" && test ! -e "$root/junk" && test "$(left seven | wc -l)" -eq 1
}
full_disk() {
	echo 3000000 >"$stub/large"
	says 'No space left on device' unshare -m sh -c '
		mkdir -p "$1" && mount -t tmpfs -o size=4m none "$1" || exit 9
		PATH=$2:$PATH XDG_CACHE_HOME=$1 "$3" environment create debian:bookworm || exit
	' sh "$scratch/caches/small" "$stub" "$CUPEL"
}
removed() {
	digest=$(env_ six list | cut -c 1-12)
	says 'it is in use' flock -s "$(echo "$scratch/caches/six/cupel/environments/$digest"*)" \
		env PATH="$stub:$PATH" XDG_CACHE_HOME="$scratch/caches/six" "$CUPEL" environment remove "sha256:$digest" &&
	env_ six show "sha256:$digest" >/dev/null &&
	env_ six remove "$digest" && test -z "$(env_ six list)" && test -z "$(left six)" &&
	says 'no environment' env_ six show debian:bookworm
}
usage() {
	says 'is no environment' env_ one create nonesuch &&
	says 'is none of create' env_ one make &&
	says 'takes nothing else' env_ one list all &&
	says 'takes the name' env_ one create &&
	says 'takes no --fresh' env_ one list --fresh &&
	says 'are for debian:SUITE' env_ one create host --package git &&
	says 'is no suite' env_ one create 'debian:-o' &&
	says 'is no NAME or NAME=VERSION' env_ one create debian:bookworm --package './git.deb' &&
	says 'is no time' env_ one create debian:bookworm --snapshot yesterday &&
	says 'no packages that could be locked' env_ one lock host
}

# A root file system that can run sh.
make_root() {
	mkdir -p "$scratch/root/bin" "$scratch/root/tmp" "$scratch/root/etc"
	cp "$(readlink -f /bin/sh)" "$scratch/root/bin/sh"
	ldd /bin/sh | grep -o '/[^ ]*' | while read -r library; do
		mkdir -p "$scratch/root$(dirname "$library")" && cp -L "$library" "$scratch/root$library"
	done
	ln -s /etc/marked "$scratch/root/etc/link"
	echo marked >"$scratch/root/etc/marked"
	tar -C "$scratch/root" -czf "$scratch/root.tar.gz" .
}
make_root
reads_marked() { test "$(with eight sandbox --environment "$1" -- sh -c 'read x </etc/link; echo "$x $1"' sh "$2")" = "marked $2"; }
tarball_runs() { reads_marked "$scratch/root.tar.gz" a && test "$(env_ eight list | wc -l)" -eq 1; }
folder_runs() { reads_marked "$scratch/root" b && test "$(env_ eight list | wc -l)" -eq 1; }
folder_has_a_digest() {
	one=$(env_ eight create "$scratch/root" --json | digest_of) &&
	test "$one" = "$(env_ eight create "$scratch/root" --json | digest_of)" &&
	echo else >"$scratch/root/etc/marked" &&
	test "$one" != "$(env_ eight create "$scratch/root" --json | digest_of)"
}
image_is_laid() {
	"$TOP_SRCDIR/tests/cli/environment_image" "$scratch/image" &&
	root=$(env_ nine create "oci:$scratch/image:app" --json | root_of) &&
	(cd "$root" && find . -type f | LC_ALL=C sort) >"$scratch/found" && cat "$scratch/found" &&
	printf './etc/kept\n./opt/b\n' | cmp - "$scratch/found" &&
	env_ nine create "$scratch/image" | grep -q 'APP=yes' && test "$(env_ nine list | wc -l)" -eq 1
}
image_is_verified() {
	says 'holds no image named other' env_ ten create "oci:$scratch/image:other" || return
	for blob in "$scratch/image/blobs/sha256"/*; do
		! gzip -t "$blob" 2>/dev/null || break
	done
	printf x >>"$blob"
	says 'not the one it is named by' env_ ten create "$scratch/image" && test -z "$(left ten)"
}

check 'one is made'                            made
check 'the second time it is kept'             second_is_kept
check 'sources are those of this machine'      sources_are_the_machines
check "apt's options are passed"               options_are_passed
check 'the keys of an archive are passed on' keys_are_passed
check 'a mirror changes where, not what'       mirrors_are_fetched_from
check 'a snapshot'                             snapshots_are_fetched_from
check 'packages beside the variant'            packages_are_asked_for
check 'a lock'                                 locked
check 'the same lock gives the same tree'      same_from_lock
check 'a lock as an option'                    lock_by_option
check 'a version that is gone is named'        lost_version_is_named
check 'other bytes of a version are named'     other_bytes_are_named
check 'a package too many is named'            more_is_named
check 'two packages of a version are named'    ambiguous_is_named
check '--fresh asks again'                     fresh_asks_again
usual_packages
check "mmdebstrap's own words"                 its_own_words
rm -f "$stub/fail"
mv "$stub/mmdebstrap" "$stub/away"
if command -v mmdebstrap >/dev/null && [ "$(dirname "$(command -v mmdebstrap)")" = /usr/sbin ]; then
	skip 'mmdebstrap is missing' 'it is in /usr/sbin'
else
	check 'mmdebstrap is missing'          without_mmdebstrap
fi
mv "$stub/away" "$stub/mmdebstrap"
if setpriv --reuid=65534 --regid=65534 --clear-groups "$CUPEL" version >/dev/null 2>&1; then
	check 'nobody has no ids'              no_ids_is_said
else
	skip 'nobody has no ids' 'not root, or nobody cannot reach the program'
fi
check '--offline'                              offline_is_said
check 'Ctrl-C leaves nothing'                  interrupted
check 'killed, what it started stops'          killed
check 'two at once make one'                   two_at_once
rm -f "$stub/slow"
check 'a half-made one is not used'            half_made_is_not_used
if unshare -m true 2>/dev/null; then
	check 'a full disk'                    full_disk
else
	skip 'a full disk' 'it takes mount(2)'
fi
rm -f "$stub/large"
check 'remove, but not under anybody'          removed
check 'what is no environment'                 usage
check 'an OCI layout'                          image_is_laid
check 'blobs are held to their digests'        image_is_verified
if "$CUPEL" sandbox -- true 2>"$scratch/why"; then
	check 'a tarball is run in'            tarball_runs
	check 'a folder is run in'             folder_runs
else
	skip 'running in one' "$(tr -d '#' <"$scratch/why")"
fi
check 'a folder is named by what is in it'     folder_has_a_digest
done_testing
