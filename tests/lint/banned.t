#!/bin/sh
# Calls that have a better one, words that must not stand in the tree, and files too long.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
cd "$TOP_SRCDIR"
sources=$(find base compare sandbox rebuild cli tests -name '*.[ch]' | LC_ALL=C sort)

no_banned_calls() {
	# shellcheck disable=SC2086
	! grep -nwE '(strcpy|strcat|sprintf|vsprintf|strncpy|strtok|atoi|atol|system|popen|gets|mktemp|localtime|gmtime|alloca)[[:space:]]*\(' $sources
}
no_goto() {
	# shellcheck disable=SC2086
	! grep -nE '^[[:space:]]+goto ' $sources
}
spdx_first() {
	for f in $sources; do
		head -n 1 "$f" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || { echo "$f"; return 1; }
	done
}
headers_once() {
	for f in $sources; do
		case $f in *.h) grep -qx '#pragma once' "$f" || { echo "$f"; return 1; } ;; esac
	done
}
not_too_long() {
	# shellcheck disable=SC2086
	! wc -l $sources | awk '$2 != "total" && $1 > 400 { print; bad = 1 } END { exit !bad }'
}
no_names_of_helpers() {
	! echo "$sources" | grep -E '/[a-z_]*(util|common|misc|helper|manager)[a-z_]*\.[ch]$'
}
folders_explain_themselves() {
	for folder in base compare sandbox rebuild cli docs fixtures tests; do
		test -f "$folder/README.md" || { echo "$folder has no README.md"; return 1; }
		test "$(wc -l <"$folder/README.md")" -le 40 || { echo "$folder/README.md: over 40 lines"; return 1; }
	done
}

check 'no banned call'                 no_banned_calls
check 'no goto'                        no_goto
check 'the licence stands first'       spdx_first
check 'every header is included once'  headers_once
check 'no file is over 400 lines'      not_too_long
check 'file names say what they hold'  no_names_of_helpers
check 'every folder has a short README' folders_explain_themselves
done_testing
