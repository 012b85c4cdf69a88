#!/bin/sh
# Is a release tarball that its tag makes told from one that it does not make?
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs autoconf automake autopoint msgfmt xz cc make
needs_sandbox

fixtures=$TOP_SRCDIR/fixtures/cases/tarball
title_of() { sed -n "1s/^# $1: //p" "$fixtures/$1"; }
# wanted CASE: a program that not every machine has.
wanted() { sed -n 's/^libtool=yes/libtoolize/p; s/^wants=//p' "$fixtures/$1" | grep . || echo sh; }

# What honest releases that are made here copy: all that the installed tools have.
corpus=$scratch/corpus
cupel corpus build -q -o "$corpus" $(for each in /usr/share/automake-* /usr/share/aclocal* \
	/usr/share/autoconf /usr/share/libtool /usr/share/gettext* /usr/share/misc; do
	[ ! -d "$each" ] || echo "$each"
done) 2>"$scratch/corpus.log" || { cat "$scratch/corpus.log"; exit 1; }

by_tarball() {
	comes_out "$cases/$1/expected" "$cases/$1/published/"* --source "$cases/$1/repository" \
		--corpus "$corpus" --no-second-build
}

all=$(cd "$fixtures" && ls | grep -vx 'make\|project') made=''
for case in $all; do
	if command -v "$(wanted "$case")" >/dev/null; then
		made="$made $case"
	else
		skip "$case: $(title_of "$case")" "$(wanted "$case") is not installed"
	fi
done
# shellcheck disable=SC2086
"$fixtures/make" "$cases" $made
for case in $made; do
	check "$case: $(title_of "$case")" by_tarball "$case"
done

# by_name: there is nobody to ask.
by_name() { complains 2 '--source' cupel check -q generic:gauge@1.0; }
check 'a release by its name alone' by_name
check 'nothing is left behind' leaves_nothing
done_testing
