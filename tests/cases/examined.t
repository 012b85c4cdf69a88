#!/bin/sh
# Are the files of a release tarball that its source has not looked up, and made again?  The
# shape of xz 5.6 in small: a macro file that git ignores and honest tools install, with a
# higher serial, the configure made of it, and an innocent binary that is in git.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs autoconf automake aclocal make
needs_sandbox
GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_DATE='2024-01-01 12:00:00 +0000' GIT_COMMITTER_DATE='2024-01-01 12:00:00 +0000'
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_CONFIG_NOSYSTEM
export GIT_AUTHOR_DATE GIT_COMMITTER_DATE
cd "$scratch"

# macro SERIAL LINE...: a macro as the project `toys` releases it.
macro() {
	macro_serial=$1; shift
	printf '# toy-host.m4\n# serial %s\ndnl Which toys are there.\n\nAC_DEFUN([TOY_HOST], [\n' "$macro_serial"
	printf '  AC_MSG_CHECKING([for toys])\n  toy_host=some\n'
	for macro_line; do printf '  %s\n' "$macro_line"; done
	printf '  AC_MSG_RESULT([$toy_host])\n])\n'
}
record() { git -C "$1" add -A && git -C "$1" commit -qm "$2" && git -C "$1" tag "$2"; }

git init -q -b main toys && mkdir toys/m4
macro 1 >toys/m4/toy-host.m4; record toys v1
macro 2 'toy_guest=none' >toys/m4/toy-host.m4; record toys v2
corpus=$scratch/corpus
"$CUPEL" corpus build -q -o "$corpus" toys=toys

git init -q -b main gauge && mkdir -p gauge/m4 gauge/tests/files
cat >gauge/configure.ac <<'END'
AC_INIT([gauge], [1.0])
AC_CONFIG_AUX_DIR([build-aux])
AC_CONFIG_MACRO_DIR([m4])
AM_INIT_AUTOMAKE([foreign])
m4_ifdef([TOY_HOST], [TOY_HOST])
AC_CONFIG_FILES([Makefile])
AC_OUTPUT
END
cat >gauge/Makefile.am <<'END'
ACLOCAL_AMFLAGS = -I m4
EXTRA_DIST = gauge.txt tests/files/sample.bin
END
echo 'A gauge.' >gauge/gauge.txt
head -c 3000 "$TOP_SRCDIR/COPYING" | gzip -n >gauge/tests/files/sample.bin
printf 'toy-host.m4\n' >gauge/m4/.gitignore
printf '/Makefile.in\n/aclocal.m4\n/autom4te.cache/\n/build-aux/\n/configure\n' >gauge/.gitignore
record gauge v1.0

# release NAME MACRO: what `make dist` packs where that macro file lies.
release() {
	git clone -q gauge "work-$1" && cp "$2" "work-$1/m4/toy-host.m4" &&
	(cd "work-$1" && autoreconf -i && ./configure && make dist-gzip) >"$1.log" 2>&1 &&
	mkdir "$1" && mv "work-$1/gauge-1.0.tar.gz" "$1"
}
# edit NAME FILE EXPRESSION: the honest one, but for one file.
edit() {
	mkdir "$1" "tree-$1" && tar xzf honest/gauge-1.0.tar.gz -C "tree-$1" &&
	sed -i "$3" "tree-$1/gauge-1.0/$2" &&
	tar czf "$1/gauge-1.0.tar.gz" -C "tree-$1" gauge-1.0
}
# judge NAME: the report, for Python, which has the alarms and the origins.
judge() {
	judge_name=$1
	cupel check "$1/gauge-1.0.tar.gz" --source "$scratch/gauge@v1.0" --corpus "$corpus" -q --no-second-build \
		--json="$1.json" --text="$1.txt" >/dev/null || :
	cat "$1.txt"
	python3 - "$1.json" <<END
import json, sys
report = json.load(open(sys.argv[1]))
alarms = {r["path"]: r for r in report["remarks"] if r["severity"] == "alarm"}
causes = {path: r["cause"] for path, r in alarms.items()}
origins = {o["path"]: o for o in report["artifacts"][0]["origins"]}
unexplained = [p for p, o in origins.items() if o["origin"] == "unexplained"]
m4, configure, makefile = "gauge-1.0/m4/toy-host.m4", "gauge-1.0/configure", "gauge-1.0/Makefile.in"
$2
END
}

macro 30 'toy_guest=none' 'toy_canary=`ls "$srcdir/tests/files" | head -n 1`' >evil.m4
macro 3 'toy_guest=none' 'toy_third=yes' >unknown.m4
release honest toys/m4/toy-host.m4 || { cat honest.log; echo "1..0 # SKIP the tools here make no release"; exit 0; }
release both evil.m4
edit configure-only configure '/^ *toy_host=some/a toy_canary=1'
edit m4-only m4/toy-host.m4 's/serial 2/serial 30/; /toy_host=some/a toy_canary=1'
edit makefile-only Makefile.in 's/^distcleancheck: distclean/&\n\t@: canary/'

check 'honest: every file has an origin, and nothing is an alarm' judge honest '
assert not alarms and not report["suspicious"], alarms
assert not unexplained, unexplained
assert origins["m4/toy-host.m4"]["origin"] == "copied"
assert origins["m4/toy-host.m4"]["how"] == "toys v2: m4/toy-host.m4"
assert origins["configure"]["origin"] == "generated", origins["configure"]
assert origins["tests/files/sample.bin"]["origin"] == "source"'
check 'macro and configure: an alarm on the macro, by its name' judge both '
assert causes == { m4: "copy-edited" }, causes
assert report["suspicious"] and "serial 30" in alarms[m4]["message"]
assert "toys v2: m4/toy-host.m4" in alarms[m4]["message"]
assert "+  toy_canary=" in alarms[m4]["diff"]
assert unexplained == ["m4/toy-host.m4"], unexplained
assert origins["tests/files/sample.bin"]["origin"] == "source"'
check 'configure alone: it is not what its own macros make' judge configure-only '
assert causes == { configure: "not-regenerated" }, causes
assert "+toy_canary=1" in alarms[configure]["diff"]
assert origins["m4/toy-host.m4"]["origin"] == "copied"'
check 'the macro alone: neither released, nor what configure was made of' judge m4-only '
assert causes == { m4: "copy-edited", configure: "not-regenerated" }, causes'
check 'Makefile.in alone' judge makefile-only '
assert causes == { makefile: "not-regenerated" }, causes'

# Of a corpus that is only a sample, no alarm is made of what it does not know.
"$CUPEL" corpus build -q -o sample toys@2=toys/m4
release third unknown.m4
mkdir -p data/cupel && cp sample data/cupel/corpus
by_sample() (
	cp -R third fourth
	cupel() { XDG_DATA_HOME=$scratch/data in_place "$CUPEL" check "$2" --source "$scratch/gauge@v1.0" -q \
		--no-second-build --json=fourth.json --text=fourth.txt >/dev/null; }
	judge fourth '
assert not alarms, alarms
assert [r["cause"] for r in report["remarks"] if r["path"] == m4] == ["copy-edited"]'
)
check 'a sample of a corpus knows too little for an alarm' by_sample

# Made of packages, which are some of the versions: one between them is no alarm, whoever
# vouches for the corpus, and what is higher than all of them is.
mkdir -p first latest && macro 1 >first/toy-host.m4 && macro 3 'toy_guest=some' >latest/toy-host.m4
corpus=$scratch/packages
"$CUPEL" corpus build -q -o "$corpus" toys@1=first toys@3=latest
check 'a version that packages have not is said to be one' judge honest '
[remark] = [r for r in report["remarks"] if r["path"] == m4]
assert not alarms and not report["suspicious"], alarms
assert (remark["cause"], remark["severity"]) == ("copy-unknown-version", "change"), remark
assert "serial 2" in remark["message"] and "whole history" in remark["message"], remark
assert remark["diff"] and unexplained == ["m4/toy-host.m4"], unexplained'
check 'and one that is higher than theirs is an alarm' judge both '
assert causes == { m4: "copy-edited" }, causes
assert "higher than any" in alarms[m4]["message"]'
done_testing
