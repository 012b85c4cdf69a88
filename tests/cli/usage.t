#!/bin/sh
# A wrong command line: one clear line on standard error, nothing on standard output, 2.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
HOME=$scratch/home TMPDIR=$scratch/tmp
export HOME TMPDIR
mkdir "$TMPDIR"

# refuses TEXT ARGUMENT...
refuses() {
	text=$1; shift
	exits 2 "$CUPEL" "$@" >"$scratch/out" 2>"$scratch/err" &&
	cat "$scratch/err" &&
	test ! -s "$scratch/out" && test "$(wc -l <"$scratch/err")" -eq 1 &&
		grep -q '^cupel: ' "$scratch/err" && grep -qF -- "$text" "$scratch/err"
}
nothing_at_all() {
	exits 2 "$CUPEL" >"$scratch/out" 2>"$scratch/err" &&
	test ! -s "$scratch/out" && grep -q '^usage: ' "$scratch/err" &&
		grep -q '^  check ' "$scratch/err"
}
without_home() { (unset HOME XDG_CACHE_HOME; refuses 'set HOME' check npm:x@1.0.0); }
without_scratch() { (TMPDIR=$scratch/nowhere; refuses TMPDIR check npm:x@1.0.0); }
escapes_stay_away() {
	exits 2 "$CUPEL" compare "$(printf '\033[31mred')" /dev/null 2>"$scratch/err" &&
	! grep -q "$(printf '\033')" "$scratch/err" && grep -qF '\x1b[31mred' "$scratch/err"
}
nothing_is_left() { test -z "$(ls -A "$TMPDIR")"; }

check 'no command'                    nothing_at_all
check 'a slip in a command'           refuses 'did you mean "check"?' chekc
check 'a command like no other'       refuses '"cupel help" lists them' frobnicate
check 'an option before the command'  refuses 'after the command' --json compare a b
check 'a slip in an option'           refuses 'did you mean "--json"?' compare --jsno a b
check 'a slip in an option with ='    refuses 'did you mean "--profile"?' compare --profil3=strict a b
check 'a slip in help COMMAND'        refuses 'did you mean "sandbox"?' help sandbx
check 'an unknown letter'             refuses '"-z"' compare -z a b
check 'an option of another command'  refuses 'of check, source, rebuild only' compare --source x a b
check 'an option without argument'    refuses '--profile needs its' compare a b --profile
check 'an argument too many for one'  refuses '--quiet takes no argument' compare --quiet=yes a b
check 'a word that is none of its'    refuses 'strict|release|archive' compare --profile lax a b
check 'too few arguments'             refuses 'needs TARGET' check
check 'too many arguments'            refuses '"c" is one argument too many' compare a b c
check 'one side only'                 refuses 'PUBLISHED REBUILT' compare a
check 'JSON and text in one place'    refuses 'name a file' compare --json --text a b
check 'a time that is none'           refuses '30s, 5m or 2h' compare --timeout soon a b
check 'a time of nothing'             refuses 'no duration' compare --timeout 0 a b
check 'a size that is none'           refuses '512M' compare --max-memory much a b
check 'a size beyond counting'        refuses 'no size' compare --max-memory 99999999999999T a b
check 'a negative count'              refuses 'no whole number' compare --max-depth -1 a b
check 'a mirror that is none'         refuses 'FROM=TO' check --mirror https://x npm:x
check 'certificates that are none'    refuses 'there is no file' check --ca-file /nonexistent npm:x
check 'a limit that is none'          refuses 'memory=' sandbox --limit mem=1G -- true
check 'a setting that is none'        refuses 'NAME=VALUE' sandbox --set X -- true
check 'a path that is not there'      refuses 'No such file' sandbox --bind /nonexistent -- true
check 'a relative path inside'        refuses 'absolute' sandbox --directory x -- true
check 'normalize without a place'     refuses 'where the result goes' normalize x
check 'normalize to two places'       refuses 'exclude' normalize -i -o y x
check 'normalize to one place twice'  refuses 'ledger' normalize --list -o - x
check 'rebuild without a folder'      refuses '--output DIR' rebuild npm:x@1.0.0
check 'a rule that is none'           refuses 'no-such-rule' explain no-such-rule
check 'a file that is not there'      refuses 'no such file' compare /nonexistent /dev/null
check 'no home for the cache'         without_home
check 'no place for scratch'          without_scratch
check 'a target that is nothing'      refuses 'no-such-thing' check -q no-such-thing
check 'escapes do not reach a terminal' escapes_stay_away
check 'nothing is left behind'        nothing_is_left
done_testing
