#!/bin/sh
# Help, the man page and the completions say the same of every command and option.
. "${TOP_SRCDIR:-.}/tests/lib.sh"

commands=$(sed -n 's/^COMMAND(\([a-z]*\)).*/\1/p' "$TOP_SRCDIR/cli/commands.def")
options=$(sed -n 's/^OPTION([a-z_]*, "\([a-z-]*\)".*/\1/p' "$TOP_SRCDIR/cli/options.def")
"$CUPEL" help --completion bash >"$scratch/bash"
"$CUPEL" help --man >"$scratch/man"

# What a command takes, by the completions.
options_of() { sed -n "s/^	$1) options=\"\([^\"]*\)\".*/\1/p" "$scratch/bash"; }

says_all() {
	exits 0 "$CUPEL" help "$1" >"$scratch/help" &&
	exits 0 "$CUPEL" "$1" --help >"$scratch/same" &&
	cmp "$scratch/help" "$scratch/same" &&
	grep -q "^usage: cupel $1" "$scratch/help" &&
	grep -q '^examples:' "$scratch/help" && grep -q '^exit status:' "$scratch/help" &&
	test -n "$(options_of "$1")" &&
	for option in $(options_of "$1"); do
		grep -qE -- "^  (-., )?$option([ =]|\\[|\$)" "$scratch/help" ||
			{ echo "help $1 does not name $option"; return 1; }
	done
}
lists_every_command() {
	"$CUPEL" help >"$scratch/help"
	for command in $commands; do
		grep -q "^  $command  " "$scratch/help" || { echo "$command"; return 1; }
	done
}
some_command_takes() {
	for option in $options; do
		grep -q "	[a-z]*) options=.*--$option " "$scratch/bash" ||
			{ echo "no command takes --$option"; return 1; }
	done
}
man_names_all() {
	for command in $commands; do
		grep -q "^\\.SS \"cupel $command" "$scratch/man" || { echo "$command"; return 1; }
	done
	for option in $options; do
		name=$(echo "$option" | sed 's/-/\\\\-/g')
		grep -q -- "^\\.B \".*\\\\-\\\\-$name" "$scratch/man" || { echo "$option"; return 1; }
	done
}
man_is_well_formed() {
	man --warnings -l "$scratch/man" >"$scratch/page" 2>"$scratch/warnings" &&
	cat "$scratch/warnings" &&
	test ! -s "$scratch/warnings" && grep -q 'EXIT STATUS' "$scratch/page"
}
help_has_no_colour() { ! "$CUPEL" help check | grep -q "$(printf '\033')"; }
lines_are_folded() {
	COLUMNS=60 "$CUPEL" help sandbox >"$scratch/narrow" &&
	! grep -v '^  cupel ' "$scratch/narrow" | grep -E '^.{61}'
}

for command in $commands; do
	check "help $command names every option" says_all "$command"
done
check 'help lists every command'              lists_every_command
check 'cupel --help is cupel help'            sh -c 'test "$("$CUPEL" --help)" = "$("$CUPEL" help)"'
check 'cupel --version is cupel version'      sh -c 'test "$("$CUPEL" --version)" = "$("$CUPEL" version)"'
check 'every option is some command'\''s'     some_command_takes
check 'the man page has all of them'          man_names_all
check 'help is plain text'                    help_has_no_colour
check 'help is folded to the terminal'        lines_are_folded
if command -v man >"$scratch/which" && man --version >"$scratch/which" 2>&1; then
	check 'man finds nothing to warn of'  man_is_well_formed
else
	skip 'man finds nothing to warn of' 'man is not installed'
fi
done_testing
