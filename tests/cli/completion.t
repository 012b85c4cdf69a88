#!/bin/sh
# What bash offers; that the other two shells can read theirs.
. "${TOP_SRCDIR:-.}/tests/lib.sh"

# completes WANTED WORD...: the words so far, the last one unfinished.
completes() {
	wanted=$1; shift
	# shellcheck disable=SC2016
	"$CUPEL" help --completion bash >"$scratch/bash" &&
	got=$(bash -euc '
		. "$0"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_cupel
		echo "${COMPREPLY[@]}"' "$scratch/bash" "$@") &&
	test "$got" = "$wanted" || { echo "\"$got\", not \"$wanted\""; return 1; }
}
reads() { "$CUPEL" help --completion "$1" >"$scratch/$1" && "$1" -n "$scratch/$1"; }

if command -v bash >"$scratch/which"; then
	touch "$scratch/a file"
	check 'bash: a command'            completes check cupel che
	check 'bash: an option'            completes --stop-after cupel check --sto
	check 'bash: not of another one'   completes '' cupel compare --stop
	check 'bash: its words'            completes 'release recipe' cupel check --stop-after re
	check 'bash: its words after ='    completes strict cupel check --profile = s
	check 'bash: all words after ='    completes 'auto always never' cupel check --colour =
	check 'bash: a file with a space'  completes "$scratch/a file" cupel compare "$scratch/a"
	check 'bash: a command to explain' completes normalize cupel help no
	check 'bash: a verb'               completes 'list lock' cupel environment l
	check 'bash: no verb after one'    completes "$scratch/a file" cupel environment create "$scratch/a"
	check 'bash: a folder'             completes "$scratch" cupel sandbox --directory "$scratch"
else
	skip 'completion of bash' 'bash is not installed'
fi
for shell in zsh fish; do
	if command -v "$shell" >"$scratch/which"; then
		check "$shell reads its completion" reads "$shell"
	else
		skip "$shell reads its completion" "$shell is not installed"
	fi
done
done_testing
