#!/bin/sh
# Where the output cannot go, and where it shall not.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
printf one >"$scratch/a"; printf two >"$scratch/b"

full_disk() {
	exits 2 "$CUPEL" "$@" >/dev/full 2>"$scratch/err" &&
	test "$(cat "$scratch/err")" = 'cupel: standard output: No space left on device'
}
closed_pipe() {
	# The reader has gone before the first byte is written.
	python3 - "$CUPEL" "$@" <<-'END' >"$scratch/status"
		import os, subprocess, sys
		reader, writer = os.pipe()
		os.close(reader)
		run = subprocess.run(sys.argv[1:], stdout=writer, stderr=subprocess.PIPE)
		print(run.returncode, run.stderr)
	END
	cat "$scratch/status"
	test "$(cat "$scratch/status")" = "2 b''"
}
closed_stdout() {
	exits 2 "$CUPEL" version >&- 2>"$scratch/err" &&
	grep -q '^cupel: standard output: ' "$scratch/err"
}
file_as_well() {
	exits 1 "$CUPEL" compare --json="$scratch/report.json" --text="$scratch/report.txt" \
		"$scratch/a" "$scratch/b" >"$scratch/out" &&
	cmp "$scratch/out" "$scratch/report.txt" &&
	python3 -m json.tool "$scratch/report.json" >"$scratch/pretty"
}
device_is_written_not_replaced() {
	exits 2 "$CUPEL" compare --json=/dev/full "$scratch/a" "$scratch/b" 2>"$scratch/err" &&
	grep -q '^cupel: /dev/full: No space left' "$scratch/err" && test -c /dev/full
}
link_is_followed() {
	echo old >"$scratch/real" && ln -s real "$scratch/link" &&
	exits 1 "$CUPEL" compare --json="$scratch/link" "$scratch/a" "$scratch/b" &&
	test -L "$scratch/link" && grep -q cupel-report "$scratch/real"
}
no_such_folder() {
	exits 2 "$CUPEL" compare --json="$scratch/none/x.json" "$scratch/a" "$scratch/b" 2>"$scratch/err" &&
	test "$(wc -l <"$scratch/err")" -eq 1 && grep -q 'none/x.json: No such file' "$scratch/err"
}
several_at_once() {
	for form in $forms; do
		set -- "$@" "--$form=$scratch/report.$form"
	done
	exits 1 "$CUPEL" compare "$@" "$scratch/a" "$scratch/b" >"$scratch/out" 2>"$scratch/err" &&
	test ! -s "$scratch/err" && cmp "$scratch/out" "$scratch/report.text" &&
	for form in $forms; do
		"$CUPEL" report "$scratch/report.json" "--$form" >"$scratch/again" &&
		cmp "$scratch/again" "$scratch/report.$form" || { echo "$form"; return 1; }
	done
}
one_fails_and_the_others_are_there() {
	rm -f "$scratch"/report.*
	exits 2 "$CUPEL" compare --html="$scratch/none/x" --json="$scratch/report.json" \
		--sarif=/dev/full --junit="$scratch/report.junit" "$scratch/a" "$scratch/b" \
		>"$scratch/out" 2>"$scratch/err" &&
	cat "$scratch/err" && test "$(wc -l <"$scratch/err")" -eq 1 &&
	test -s "$scratch/report.json" && test -s "$scratch/report.junit" &&
	head -n 1 "$scratch/out" | grep -qx different
}
one_file_for_two() {
	exits 2 "$CUPEL" compare --json="$scratch/x" --html="$scratch/x" "$scratch/a" "$scratch/b" \
		2>"$scratch/err" &&
	grep -q -- "--json and --html cannot both go to $scratch/x" "$scratch/err" &&
	test ! -e "$scratch/x"
}
one_output_for_two() {
	exits 2 "$CUPEL" compare --sarif --html "$scratch/a" "$scratch/b" 2>"$scratch/err" &&
	grep -q -- '--html=FILE' "$scratch/err"
}
hostile_name_stays_text() {
	name=$scratch/$(printf 'a\033[31m\nb')
	printf one >"$name" &&
	exits 1 "$CUPEL" compare "$@" "$name" "$scratch/b" >"$scratch/out" 2>&1 &&
	! grep -q "$(printf '\033')" "$scratch/out"
}
colours() { exits 1 "$CUPEL" compare "$@" "$scratch/a" "$scratch/b" | grep -q "$(printf '\033\\[')"; }
no_colours() { ! colours "$@"; }
no_colours_in_file() {
	"$CUPEL" compare --colour=always --text="$scratch/plain" "$scratch/a" "$scratch/b" >"$scratch/out" || :
	! grep -q "$(printf '\033')" "$scratch/plain" && test -s "$scratch/plain"
}

forms=$(sed -n 's/^REPORT_FORM(\(.*\))/\1/p' "$TOP_SRCDIR/compare/report_forms.def")
if test -c /dev/full; then
	for form in $forms; do
		check "a full disk under --$form" full_disk compare --"$form" "$scratch/a" "$scratch/b"
	done
	check 'one form fails, the others are there' one_fails_and_the_others_are_there
	check 'a full disk is said'        full_disk version
	check 'a full disk under help'     full_disk help
	check 'a full disk under a report' full_disk compare "$scratch/a" "$scratch/b"
	check 'a device is not replaced'   device_is_written_not_replaced
else
	skip 'a full disk' '/dev/full is not there'
fi
check 'a closed pipe ends quietly'       closed_pipe help
for form in $forms; do
	check "a closed pipe under --$form" closed_pipe compare --"$form" "$scratch/a" "$scratch/b"
done
check 'all forms at once'                several_at_once
check 'two forms cannot share a file'    one_file_for_two
check 'two forms cannot share the output' one_output_for_two
check 'a closed standard output is said' closed_stdout
check 'files as well as standard output' file_as_well
check 'a link is followed, not replaced' link_is_followed
check 'a folder that is not there'       no_such_folder
check 'a hostile name in the text'       hostile_name_stays_text
check 'a hostile name in the JSON'       hostile_name_stays_text --json
check 'no colour where there is no terminal' no_colours
check 'colour when asked for'            colours --colour always
check 'the other spelling'               colours --color=always
check 'never into a file'                no_colours_in_file
done_testing
