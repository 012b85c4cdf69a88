#!/bin/sh
# Is a change told that hides behind a harmless one?  Each pair of fixtures/adversarial is
# compared both ways and with itself, and put into canonical form.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
command -v python3 >/dev/null || { echo '1..0 # SKIP no python3'; exit 0; }
here=$TOP_SRCDIR/tests/adversarial

# What a pair may take, on a program that sanitizers have made slower and larger.
SECONDS_EACH=5
MEBIBYTES_EACH=512

pairs='
	01-first-of-two 02-capability 03-hard-link 04-second-tar 05-deb-tool 06-pyc
	07-elf-appended 08-zip-gap 09-local-name 10-zip-twice 11-unicode-path
	12-zip64-sizes 13-two-ends 14-gzip-extra 15-second-member 16-after-the-end
	17-skippable-frame 18-xz-padding 19-two-sizes 20-setuid 21-symlink
	22-manifest-continued 23-no-signature
	24-git-properties 25-note-is-loaded 26-one-byte-of-code 27-one-more-library
	28-record-lies 29-pth 30-duplicate-key 32-bidi
	33-tar-newline 33-tar-nul 33-tar-parent 33-tar-absolute 33-tar-not-utf8
	33-tar-nfd 33-tar-two-forms 33-tar-two-cases
	33-zip-newline 33-zip-nul 33-zip-parent 33-zip-absolute 33-zip-not-utf8
	33-zip-nfd 33-zip-two-forms 33-zip-two-cases
	34-quine 34-bomb 34-depth
	35-record-order 36-gem-date 37-crate-build
'

# compares STEM ONE OTHER: writes STEM.json and STEM.txt and sets $status.
compares() {
	status=0
	"$here/bounded" "$SECONDS_EACH" "$MEBIBYTES_EACH" \
		"$CUPEL" compare -q --json="$1.json" --text="$1.txt" "$2" "$3" || status=$?
	test -s "$1.json" || { echo "no report (exit status $status)"; return 1; }
}

is_told() {
	compares "$1/told" "$1"/published.* "$1"/rebuilt.* &&
		"$TOP_SRCDIR/tests/cases/judge" "$1/expected" "$status" "$1/told.json" \
			"$1/told.txt"
}

is_told_swapped() {
	compares "$1/swapped" "$1"/rebuilt.* "$1"/published.* &&
		"$here/mirror" "$1/told.json" "$1/swapped.json"
}

is_itself() {
	for side in published rebuilt; do
		exits 0 "$CUPEL" compare -q --strict "$1/$side".* "$1/$side".* || return 1
	done
}

# What is harmless alone may be a difference, but no more than that.
is_no_alarm() {
	compares "$1/alone" "$1"/harmless.* "$1"/rebuilt.* &&
		grep -q '"suspicious": false' "$1/alone.json" || { cat "$1/alone.txt"; return 1; }
}

# Where a side has no canonical form, there is nothing to be equal to.
stays_different() {
	for side in published rebuilt; do
		status=0
		"$here/bounded" "$SECONDS_EACH" "$MEBIBYTES_EACH" \
			"$CUPEL" normalize -q -o "$1/$side-canonical" "$1/$side".* || status=$?
		case $status in
		0) ;;
		2 | 3) return 0 ;;
		*) return 1 ;;
		esac
	done
	! cmp -s "$1/published-canonical" "$1/rebuilt-canonical"
}

# shellcheck disable=SC2086
"$FIXTURES/adversarial/make" "$scratch/pairs" $pairs
for pair in $pairs; do
	folder=$scratch/pairs/$pair
	check "$pair is told" is_told "$folder"
	check "$pair is told when the sides are swapped" is_told_swapped "$folder"
	check "$pair: each side is identical to itself" is_itself "$folder"
	check "$pair: what is harmless is no alarm" is_no_alarm "$folder"
	check "$pair: the canonical forms differ" stays_different "$folder"
done
done_testing
