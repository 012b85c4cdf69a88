#!/bin/sh
# A package of Debian whose build dependencies cannot be installed: which of apt's answers say
# something about the package, and which about a mirror or this machine.  The archive is one on
# loopback, mmdebstrap and apt are stand-ins that say what is written here.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
. "$TOP_SRCDIR/tests/double/debian.sh"
if [ "$(id -u)" -ne 0 ] && { ! command -v newuidmap >/dev/null ||
	! grep -q "^$(id -un):" /etc/subuid 2>/dev/null; }; then
	echo "1..0 # SKIP $(id -un) has no ids in /etc/subuid, or no newuidmap"
	exit 0
fi
start_debian
sign_suite tiny pool=1.0-1
sign_suite tiny-updates pool=1.0-2
set_sources
chmod 755 "$scratch" "$scratch/tmp" # mmdebstrap would go through them with other ids
stub=$scratch/bin
for name in mmdebstrap apt-get unshare; do
	cp "$TOP_SRCDIR/tests/cli/environment_stub" "$stub/$name"
	chmod +x "$stub/$name"
done
printf 'bash 5.2-1 amd64 %064d\n' 0 >"$stub/packages"
cp "$stub/packages" "$stub/more"
unmet='The following packages have unmet dependencies:
 builddeps:/x/wanted.dsc : Depends: debhelper-compat (= 99) but it is not installable
E: Unable to correct problems, you have held broken packages.'
gone='E: Failed to fetch http://a.invalid/x_1_all.deb  404  Not Found [IP: 192.0.2.1 80]'

# apt_says WORDS: and that is all that comes of it.
apt_says() {
	rm -f "$stub/fail"
	cupel environment create debian:tiny -q >/dev/null && echo "$1" >"$stub/fail"
}

# is_unbuildable WORDS [ARGUMENT]...: that is the verdict, and why.
is_unbuildable() {
	words=$1; shift
	exits 3 cupel check deb:greeting@1.0-1 -q --json="$scratch/json" "$@" >"$scratch/out" || return 1
	"$TOP_SRCDIR/tests/cases/conforms" check "$scratch/json" unbuildable && python3 -c '
import json, sys
with open(sys.argv[1]) as file:
    whole = json.load(file)
build = whole["build"]
print(json.dumps(build, indent=1))
assert whole["verdict"] == "unbuildable" and not build["succeeded"] and not build["steps"]
assert build["phase"] == "dependencies" and build["cause_name"] == "dependencies-unmet"
assert sys.argv[2] in build["cause"] and "wanted.dsc" not in build["cause"]' "$scratch/json" "$words" &&
	grep -F "$words" "$scratch/out"
}

not_installable() {
	apt_says "$unmet" && is_unbuildable 'Depends: debhelper-compat (= 99) but it is not installable'
}
gone_from_the_mirror() { apt_says "$gone" && is_unbuildable 'http://a.invalid/x_1_all.deb'; }
same_suite_by_option() { apt_says "$unmet" && is_unbuildable debhelper-compat --environment debian:tiny; }
mirror_away() {
	for words in 'Could not connect to a.invalid:80' '500  Internal Server Error [IP: 192.0.2.1 80]'; do
		apt_says "E: Failed to fetch http://a.invalid/x_1_all.deb  $words" &&
			complains 2 "$words" cupel check deb:greeting@1.0-1 -q || return 1
	done
}
disk_full() {
	apt_says 'E: Write error - write (28: No space left on device)' &&
		complains 2 'No space left' cupel check deb:greeting@1.0-1 -q
}
# What a person adds may be why.
asked_for_more() {
	apt_says "$unmet" &&
		complains 2 'debhelper-compat (= 99)' cupel check deb:greeting@1.0-1 -q --package other
}

check 'what is not installable is a verdict'       not_installable
check 'so is what the archive only lists'          gone_from_the_mirror
check 'also where the environment is named'        same_suite_by_option
check 'a mirror that is away is none'              mirror_away
check 'nor is a full disk'                         disk_full
check 'nor what a person wants beside it'          asked_for_more
check 'nothing is left behind'                     leaves_nothing
done_testing
