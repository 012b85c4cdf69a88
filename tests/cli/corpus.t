#!/bin/sh
# `cupel corpus`: what it takes from each kind of source, and what it finds again.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
TMPDIR=$scratch/tmp XDG_CACHE_HOME=$scratch/cache XDG_DATA_HOME=$scratch/data HOME=$scratch/home
GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
GIT_CONFIG_NOSYSTEM=1
export TMPDIR XDG_CACHE_HOME XDG_DATA_HOME HOME
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_CONFIG_NOSYSTEM
mkdir "$TMPDIR" "$HOME"
cd "$scratch"

mkdir -p plain/m4 plain/src
echo 'dnl one' >plain/m4/one.m4
echo 'int x;' >plain/src/x.c
echo '#!/bin/sh' >plain/install-sh

builds() { out=$1; shift; "$CUPEL" corpus build -q -o "$out" "$@"; }
finds() { finds_in=$1; "$CUPEL" corpus lookup --corpus "$finds_in" "$2" >out; cat out; grep -qxF -- "$2: $3" out; }
knows_not() { exits 1 "$CUPEL" corpus lookup --corpus "$1" "$2" >out; cat out; grep -q ': not known' out; }
says() { says_what=$1; shift; exits 2 "$@" 2>err; cat err; grep -qF -- "$says_what" err; }

folder_is_taken() {
	builds a.corpus toys@3=plain && finds a.corpus plain/m4/one.m4 'toys 3: m4/one.m4' &&
	finds a.corpus plain/install-sh 'toys 3: install-sh' && knows_not a.corpus plain/src/x.c
}
blob_is_found() {
	blob=$(git hash-object plain/m4/one.m4) && finds a.corpus "$blob" 'toys 3: m4/one.m4' &&
	knows_not a.corpus 0123456789012345678901234567890123456789
}
edited_is_told() {
	mkdir -p edited && echo 'dnl oNe' >edited/one.m4 && knows_not a.corpus edited/one.m4 &&
	grep -q 'others that are called so' out
}
tarball_is_named_by_its_file() {
	cp -R plain toys-4.5 && tar czf toys-4.5.tar.gz toys-4.5 && builds b.corpus toys-4.5.tar.gz &&
	finds b.corpus plain/m4/one.m4 'toys 4.5: toys-4.5/m4/one.m4'
}
package_is_taken() {
	mkdir -p deb/DEBIAN deb/usr/share/aclocal && cp plain/m4/one.m4 deb/usr/share/aclocal &&
	printf 'Package: toys\nVersion: 6-1\nArchitecture: all\nMaintainer: a <a@example.org>\nDescription: x\n' >deb/DEBIAN/control &&
	dpkg-deb -b --root-owner-group deb toys_1%3a6-1_all.deb >/dev/null && builds c.corpus toys_1%3a6-1_all.deb &&
	finds c.corpus plain/m4/one.m4 'toys 1:6-1: usr/share/aclocal/one.m4'
}
# As autopoint keeps them: a folder for each version.
archive_of_versions_is_taken() {
	mkdir -p old/toys-0.1/m4 old/toys-0.2/m4 nested/usr/share &&
	echo 'dnl old' >old/toys-0.1/m4/one.m4 && echo 'dnl newer' >old/toys-0.2/m4/one.m4 &&
	(cd old && tar cJf ../nested/usr/share/archive.dir.tar.xz .) &&
	builds d.corpus tools@9=nested && finds d.corpus old/toys-0.1/m4/one.m4 'toys 0.1: m4/one.m4' &&
	finds d.corpus old/toys-0.2/m4/one.m4 'toys 0.2: m4/one.m4'
}
commit() { GIT_AUTHOR_DATE="$1 12:00:00 +0000" GIT_COMMITTER_DATE="$1 12:00:00 +0000" git -C repository commit -qam "$2"; }
history_is_taken() {
	git init -q -b main repository && mkdir repository/m4 && echo 'dnl 1' >repository/m4/h.m4 &&
	git -C repository add m4 && commit 2020-01-01 first && git -C repository tag v1 &&
	echo 'dnl 2' >repository/m4/h.m4 && commit 2020-02-02 second &&
	echo 'dnl 3' >repository/m4/h.m4 && commit 2020-03-03 third && git -C repository tag v2 &&
	git -C repository checkout -q -b proposal && echo 'dnl evil' >repository/m4/h.m4 && commit 2020-04-04 evil &&
	git -C repository checkout -q main && builds e.corpus gnu=repository || return 1
	echo 'dnl 1' >1.m4; echo 'dnl 2' >2.m4; echo 'dnl 3' >3.m4; echo 'dnl evil' >evil.m4
	second=$(git -C repository rev-parse --short=12 main~1)
	finds e.corpus 1.m4 'gnu v1: m4/h.m4' && finds e.corpus 2.m4 "gnu 2020-02-02 $second: m4/h.m4" &&
	finds e.corpus 3.m4 'gnu v2: m4/h.m4' && knows_not e.corpus evil.m4
}
bundle_is_taken() {
	git -C repository bundle create -q ../gnu.bundle main --tags && builds f.corpus gnu.bundle &&
	finds f.corpus 1.m4 'gnu v1: m4/h.m4' && knows_not f.corpus evil.m4
}
broken_bundle_is_said() {
	mkdir -p broken/m4 && cp plain/m4/one.m4 broken/m4 && echo junk >broken/x.bundle &&
	"$CUPEL" corpus build -o g.corpus toys@3=broken 2>err; cat err
	grep -q 'x.bundle' err && finds g.corpus plain/m4/one.m4 'toys 3: m4/one.m4'
}
show_counts() {
	"$CUPEL" corpus show --corpus e.corpus >out; cat out
	printf 'gnu: 3, its whole history until 2020-03-03\n       1 commits of 2020\n       1 v1\n       1 v2\n3 files\n' | cmp - out
}
show_counts_in_json() {
	"$CUPEL" corpus show --corpus e.corpus --json | python3 -c '
import json, sys
corpus = json.load(sys.stdin)
assert corpus["format"] == "cupel-corpus/1" and corpus["files"] == 3
assert corpus["projects"][0]["name"] == "gnu" and corpus["projects"][0]["whole"]
assert [v["version"] for v in corpus["projects"][0]["versions"]] == ["commits of 2020", "v1", "v2"]'
}
data_folder_is_looked_in() {
	mkdir -p data/cupel && cp a.corpus data/cupel/corpus && "$CUPEL" corpus lookup plain/m4/one.m4 >out
	cat out; grep -q 'toys 3' out && rm data/cupel/corpus
}
damaged_is_refused() {
	head -c 100 a.corpus >cut.corpus && says 'is no corpus' "$CUPEL" corpus show --corpus cut.corpus &&
	says 'is no corpus' "$CUPEL" corpus show --corpus plain/m4/one.m4
}
installed_is_the_default() {
	"$CUPEL" corpus show >out 2>err; cat err out
	grep -q 'no corpus was given' err && grep -q '^automake: ' out && ls cache/cupel/corpus/installed-* &&
	"$CUPEL" corpus show 2>err >/dev/null && ! grep -q 'no corpus was given' err
}

check 'a folder gives what others copy from it'  folder_is_taken
check 'the name of a blob is found'              blob_is_found
check 'an edited file is told from its like'     edited_is_told
check 'a tarball is named by its file'           tarball_is_named_by_its_file
if command -v dpkg-deb >/dev/null; then
	check 'a package of Debian is taken apart' package_is_taken
else
	skip 'a package of Debian is taken apart' 'no dpkg-deb here'
fi
check 'an archive of versions is taken apart'    archive_of_versions_is_taken
check 'a history gives each version, but no proposals' history_is_taken
if "$CUPEL" sandbox -q -- true 2>sandbox.err; then
	check 'a bundle is a history' bundle_is_taken
else
	skip 'a bundle is a history' "$(head -n 1 sandbox.err)"
fi
check 'a bundle in a folder that is none is said' broken_bundle_is_said
check 'show counts by project and version'       show_counts
check 'show counts in JSON'                      show_counts_in_json
check 'a corpus among the data is found'         data_folder_is_looked_in
check 'a damaged corpus is refused'              damaged_is_refused
if [ -d /usr/share/automake-1.16 ] || ls -d /usr/share/automake-* >/dev/null 2>&1; then
	check 'without one, one of what is installed is made, and said' installed_is_the_default
else
	skip 'without one, one of what is installed is made, and said' 'automake is not installed'
fi
check 'build wants a file to write' says 'wants -o FILE' "$CUPEL" corpus build plain
check 'build wants sources'         says 'corpus build takes one source or more' "$CUPEL" corpus build -o x
check 'show takes no words'         says 'corpus show takes nothing else' "$CUPEL" corpus show plain
check 'other words are none'        says 'is none of build, show, lookup' "$CUPEL" corpus make
check 'lookup takes no --output'    says 'corpus lookup takes no --output' "$CUPEL" corpus lookup -o x plain/install-sh
check 'nothing to copy is no corpus' says 'none of the sources has a file that others copy' \
	"$CUPEL" corpus build -o x plain/src
check 'a source that is not there is said' says 'nowhere' "$CUPEL" corpus build -o x ./nowhere
done_testing
