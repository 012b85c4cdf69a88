#!/bin/sh
# The test data that diffoscope publishes, in the source package of Debian: fetched by apt's own
# means from the mirror that apt uses, checked against its .dsc, and used in place.
. "$TOP_SRCDIR/tests/lib.sh"

give_up() {
	skip 'the test data of diffoscope' "$1"
	done_testing
	exit 0
}

# fetch URL FILE [SHA256]
fetch() { "$helper" download-file "$1" "$2" ${3:+"SHA256:$3"} >"$scratch/fetch.log" 2>&1; }

helper=/usr/lib/apt/apt-helper
[ -x "$helper" ] || give_up 'there is no apt'
uri=$(apt-get download --print-uris diffoscope-minimal 2>/dev/null | sed "s/^'\([^']*\)'.*/\1/")
[ -n "$uri" ] || give_up 'apt knows no diffoscope-minimal'
version=$(apt-cache show --no-all-versions diffoscope-minimal | sed -n 's/^Version: //p')
folder=${uri%/*} name=diffoscope_${version#*:}
fetch "$folder/$name.dsc" "$scratch/dsc" || give_up "$name.dsc cannot be fetched"
digest=$(sed -n '/^Checksums-Sha256:/,/^[^ ]/s/^ \([0-9a-f]*\) [0-9]* .*\.tar\.xz$/\1/p' "$scratch/dsc")
fetch "$folder/$name.tar.xz" "$scratch/source.tar.xz" "$digest" ||
	give_up "$name.tar.xz cannot be fetched"
tar -C "$scratch" -xf "$scratch/source.tar.xz" || give_up 'it cannot be unpacked'
data=$(echo "$scratch"/diffoscope-*/tests/data)

judge() { python3 "$TOP_SRCDIR/tests/foreign/judge.py" "$CUPEL" "$data" "$@"; }

check 'each file is identical to itself'         judge itself
check 'each pair differs'                        judge pairs
check 'what differs in an archive is named'      judge inside
done_testing
