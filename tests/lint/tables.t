#!/bin/sh
# Tables against files: what is in one is in the other.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
cd "$TOP_SRCDIR"

lists_every_file() {
	for file in "$1"/*.[ch] "$1"/*.def; do
		test -e "$file" || continue
		grep -qE "(^|[[:space:]])$file([[:space:]]|\$)" "$1/Makemodule.am" ||
			{ echo "$file is not in $1/Makemodule.am"; return 1; }
	done
}
every_command_has_a_file() {
	for name in $(sed -n 's/^COMMAND(\(.*\)).*/\1/p' cli/commands.def); do
		test -f "cli/command_$name.c" || { echo "cli/command_$name.c"; return 1; }
	done
}
every_file_has_a_command() {
	for file in cli/command_*.c; do
		name=${file#cli/command_}
		grep -q "^COMMAND(${name%.c})" cli/commands.def || { echo "$file"; return 1; }
	done
}
no_option_twice() {
	sed -n 's/^\(OPTION([a-z_]*,\|ALIAS(\) *"\([a-z-]*\)".*/\2/p' cli/options.def | sort >"$scratch/names"
	test -s "$scratch/names" && ! uniq -d "$scratch/names" | grep .
}
no_letter_twice() {
	sed -n "s/^OPTION(.*, '\(.\)', .*/\1/p" cli/options.def | sort >"$scratch/letters"
	test -s "$scratch/letters" && ! uniq -d "$scratch/letters" | grep .
}
# has_test RULE FILE:FUNCTION: it is there, is called, and is about the rule.
has_test() {
	file=tests/unit/test_${2%%:*}.c name=${2#*:}
	tr -d '\n\t' <"$file" | grep -qF "($name)" || { echo "$1: no $name in $file"; return 1; }
}
# find_row RULE: sets $applies and $refuses by the first row whose pattern fits.
find_row() {
	while read -r pattern applies refuses; do
		# shellcheck disable=SC2254
		case $1 in $pattern) return 0 ;; esac
	done <"$scratch/rows"
	echo "$1 is not in tests/unit/rules.list"; return 1
}
every_rule_has_tests_of_both_kinds() {
	grep -v '^#' tests/unit/rules.list | paste - - >"$scratch/rows" &&
	for rule in $(sed -n 's/^RULE("\([a-z0-9-]*\)".*/\1/p' compare/rules.def); do
		find_row "$rule" || return 1
		test "$refuses" != = || refuses=$applies
		has_test "$rule" "$applies" && has_test "$rule" "$refuses" || return 1
		test "$rule" = npm-package-json ||
			grep -q "\"$rule/[0-9]*\"" "tests/unit/test_${applies%%:*}.c" ||
			{ echo "$rule is not named where it applies"; return 1; }
	done
}
# Another version of Unicode has other letters.
unicode_is_as_made() {
	build-aux/unicode >"$scratch/unicode.def" &&
		cmp "$scratch/unicode.def" base/unicode.def
}

for folder in base compare sandbox rebuild cli; do
	check "$folder/Makemodule.am lists every file" lists_every_file "$folder"
done
check 'every command has a file'  every_command_has_a_file
check 'every file has a command'  every_file_has_a_command
check 'no option is there twice'  no_option_twice
check 'no letter is there twice'  no_letter_twice
check 'every rule has tests of both kinds' every_rule_has_tests_of_both_kinds
version=$(python3 -c 'import unicodedata; print(unicodedata.unidata_version)' 2>/dev/null || echo no)
if grep -qF "from Unicode $version. " base/unicode.def; then
	check 'the table of Unicode is as it is made' unicode_is_as_made
else
	skip 'the table of Unicode is as it is made' "python3 has another version of it: $version"
fi
done_testing
