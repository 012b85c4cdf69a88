#!/bin/sh
# What a build depends on, in a layer over an environment: with a stand-in for mmdebstrap and
# apt, and no network (tests/network/environment.t has the real ones).
. "${TOP_SRCDIR:-.}/tests/lib.sh"
TMPDIR=$scratch/tmp
export TMPDIR
mkdir "$TMPDIR" "$scratch/bin" "$scratch/caches"
stub=$scratch/bin
for name in mmdebstrap apt-get apt-config dpkg unshare; do
	cp "$TOP_SRCDIR/tests/cli/environment_stub" "$stub/$name"
	chmod +x "$stub/$name"
done
a=$(printf '%064d' 0 | tr 0 a) b=$(printf '%064d' 0 | tr 0 b) c=$(printf '%064d' 0 | tr 0 c)
printf 'bash 5.2-1 amd64 %s\ntzdata 2024a-1 all %s\n' "$a" "$b" >"$stub/packages"
# The archive does not list bash any more: the base knew it.
printf 'bash 5.2-1 amd64 %s\ndebhelper 13-1 all %s\ntzdata 2024b-1 all %s\n' "$a" "$c" "$b" >"$stub/more"

# env_ CACHE ARGUMENT...: cupel environment, with a cache of that name.
env_() {
	env_cache=$scratch/caches/$1; shift
	PATH=$stub:$PATH XDG_CACHE_HOME=$env_cache "$CUPEL" environment "$@"
}
runs() { wc -l <"$stub/runs" | tr -d ' '; }
value_of() { python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$1"; }
says() { says_what=$1; shift; exits 2 "$@" 2>"$scratch/err"; cat "$scratch/err"; grep -qF -- "$says_what" "$scratch/err"; }

if [ "$(id -u)" -ne 0 ] && { ! command -v newuidmap >/dev/null ||
	! grep -q "^$(id -un):" /etc/subuid 2>/dev/null; }; then
	echo "1..0 # SKIP $(id -un) has no ids in /etc/subuid, or no newuidmap"
	exit 0
fi

layered() {
	env_ one create debian:bookworm --json >"$scratch/base.json" || return 1
	base=$(value_of root <"$scratch/base.json") before=$(runs)
	env_ one create debian:bookworm --depends 'debhelper-compat (= 13)' --depends tzdata=2024b-1 \
		--json >"$scratch/layer.json" || return 1
	root=$(value_of root <"$scratch/layer.json")
	cat "$scratch/layer.json"
	test "$root" != "$base" && test "$(cat "$root/etc/more")" = more &&
	test "$(cat "$root/etc/packages")" = other && ! test -e "$root/large" &&
	test "$(runs)" = $((before + 1))
}
base_stays() {
	test -e "$base/large" && grep -q 'bash 5.2-1' "$base/etc/packages" && ! test -e "$base/etc/more"
}
apt_is_told() {
	cat "$stub/wanted.dsc" "$stub/pins" "$stub/apt.conf"
	grep -qF 'Build-Depends: debhelper-compat (= 13),' "$stub/wanted.dsc" &&
	grep -qxF ' tzdata (= 2024b-1)' "$stub/wanted.dsc" &&
	grep -qx 'Pin: version 2024b-1' "$stub/pins" && ! grep -q debhelper "$stub/pins" &&
	grep -qF 'APT::Install-Recommends "false";' "$stub/apt.conf" &&
	! grep -q AllowInsecure "$stub/apt.conf" &&
	grep -qx 'deb http://archive.invalid/debian bookworm main' "$stub/sources.list"
}
second_is_kept() {
	before=$(runs)
	env_ one create debian:bookworm --depends tzdata=2024b-1 --depends 'debhelper-compat (= 13)' --offline \
		--json >"$scratch/again.json" &&
	test "$(value_of digest <"$scratch/again.json")" = "$(value_of digest <"$scratch/layer.json")" &&
	test "$(runs)" = "$before"
}
# A lock of it has all packages by their names, and is kept already.
locked() {
	env_ one lock debian:bookworm --depends 'debhelper-compat (= 13)' --depends tzdata=2024b-1 -o "$scratch/env.lock" &&
	cat "$scratch/env.lock" &&
	sed -n '/^wanted/,/^packages/p' "$scratch/env.lock" | grep -qx -- '- debhelper' &&
	! sed -n '/^wanted/,/^packages/p' "$scratch/env.lock" | grep -q tzdata &&
	env_ one create "$scratch/env.lock" --offline --json >"$scratch/by_lock.json" &&
	test "$(value_of digest <"$scratch/by_lock.json")" = "$(value_of digest <"$scratch/layer.json")"
}
name_is_the_bases() {
	env_ one show debian:bookworm --json >"$scratch/show.json" &&
	test "$(value_of digest <"$scratch/show.json")" = "$(value_of digest <"$scratch/base.json")"
}
unmet() {
	cat >"$stub/fail" <<-'END'
		The following packages have unmet dependencies:
		 builddeps:/x/wanted.dsc : Depends: nonesuch (>= 2) but it is not installable
		E: Unable to correct problems, you have held broken packages.
	END
	says 'Depends: nonesuch (>= 2) but it is not installable' env_ one create debian:bookworm --depends 'nonesuch (>= 2)' &&
	rm "$stub/fail"
}
injected() {
	says 'is no dependency' env_ one create debian:bookworm --depends 'a
Binary: evil' &&
	says 'are for debian:SUITE' env_ one create host --depends a
}

check 'packages come in a layer of their own'      layered
check 'the base stays as it is'                    base_stays
check 'apt is told what is wanted, and from where' apt_is_told
check 'the second time it is kept'                 second_is_kept
check 'it is locked like any other'                locked
check 'its name stays the name of the base'        name_is_the_bases
check 'what cannot be installed is named'          unmet
check 'a dependency is one line'                   injected
done_testing
