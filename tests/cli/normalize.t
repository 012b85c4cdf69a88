#!/bin/sh
# `cupel normalize` on files as they lie about: what is kept, what is left behind.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
mkdir "$scratch/work"
work=$scratch/work

# fresh NAME: a file that is not in canonical form.
fresh() {
	rm -rf "$work"; mkdir "$work"
	for name; do
		printf 'hello\n' | gzip -9 >"$work/$name"
		printf '\001\002\003\004' |
			dd of="$work/$name" bs=1 seek=4 conv=notrunc 2>"$scratch/dd"
	done
	cp "$work/$1" "$scratch/before"
}
nothing_beside() {
	ls -A "$work" >"$scratch/there"
	for name; do echo "$name"; done | sort | cmp - "$scratch/there"
}
is_untouched() { cmp "$scratch/before" "$work/$1"; }
is_canonical() { exits 0 "$CUPEL" normalize --check "$work/$1"; }

to_an_output() {
	fresh a && exits 0 "$CUPEL" normalize -o "$work/b" "$work/a" && is_untouched a &&
	is_canonical b && nothing_beside a b &&
	test "$(gunzip -c <"$work/b")" = hello
}
to_standard_output() {
	fresh a && "$CUPEL" normalize -o - "$work/a" >"$scratch/out" &&
	exits 0 "$CUPEL" normalize --check "$scratch/out" && is_untouched a
}
output_is_the_input() {
	fresh a && exits 0 "$CUPEL" normalize -o "$work/a" "$work/a" && is_canonical a
}
in_place_is_idempotent() {
	fresh a && exits 0 "$CUPEL" normalize -i "$work/a" && ! is_untouched a 2>/dev/null &&
	is_canonical a && nothing_beside a &&
	ls -i "$work/a" >"$scratch/inode" && cp "$work/a" "$scratch/once" &&
	exits 0 "$CUPEL" normalize -i "$work/a" && cmp "$scratch/once" "$work/a" &&
	ls -i "$work/a" | cmp - "$scratch/inode"
}
check_writes_nothing() {
	fresh a && exits 1 "$CUPEL" normalize --check "$work/a" 2>"$scratch/err" &&
	is_untouched a && nothing_beside a &&
	grep -qx "cupel: $work/a is not in canonical form" "$scratch/err" &&
	exits 1 "$CUPEL" normalize --check -q "$work/a" 2>"$scratch/err" && test ! -s "$scratch/err"
}
one_of_several_is_enough() {
	fresh a b && "$CUPEL" normalize -i "$work/b" &&
	exits 1 "$CUPEL" normalize --check "$work/b" "$work/a" "$work/b" 2>"$scratch/err" &&
	test "$(wc -l <"$scratch/err")" -eq 1
}
list_says_old_and_new() {
	fresh a && exits 0 "$CUPEL" normalize --list "$work/a" >"$scratch/out" &&
	cat "$scratch/out" && is_untouched a &&
	grep -qx "$work/a: mtime: 67305985 -> 0 (gzip-mtime)" "$scratch/out"
}
list_names_the_member() {
	fresh a && (cd "$work" && mkdir package && cp a package/x.gz && tar cf t.tar package) &&
	"$CUPEL" normalize --list "$work/t.tar" >"$scratch/out" && cat "$scratch/out" &&
	grep -q "package/x.gz mtime: 67305985 -> 0 (gzip-mtime)" "$scratch/out"
}
list_is_safe_to_print() {
	fresh a && mv "$work/a" "$work/$(printf 'a\033[31m')" &&
	"$CUPEL" normalize --list "$work"/a* >"$scratch/out" && test -s "$scratch/out" &&
	! grep -q "$(printf '\033')" "$scratch/out"
}
strict_changes_nothing() {
	fresh a && exits 0 "$CUPEL" normalize -i --profile strict "$work/a" && is_untouched a
}
one_rule_less() {
	fresh a && "$CUPEL" normalize --rule -gzip-mtime --list "$work/a" >"$scratch/out" &&
	! grep mtime "$scratch/out"
}
mode_is_kept() {
	for mode in 600 755 4711 444; do
		fresh a && chmod "$mode" "$work/a" && exits 0 "$CUPEL" normalize -i "$work/a" &&
		test "$(stat -c %a "$work/a")" = "$mode" || { echo "$mode"; return 1; }
	done
}
owner_is_kept() {
	fresh a && chown 12345:54321 "$work/a" && chmod 4755 "$work/a" &&
	exits 0 "$CUPEL" normalize -i "$work/a" &&
	test "$(stat -c %u:%g:%a "$work/a")" = 12345:54321:4755
}
attributes_are_kept() {
	exits 0 "$CUPEL" normalize -i "$work/a" &&
	python3 -c 'import os, sys; assert os.getxattr(sys.argv[1], "user.note") == b"x"' "$work/a"
}
link_is_followed() {
	fresh a && ln -s a "$work/link" && exits 0 "$CUPEL" normalize -i "$work/link" &&
	test -L "$work/link" && test "$(readlink "$work/link")" = a && is_canonical a &&
	nothing_beside a link
}
hard_link_is_refused() {
	fresh a && ln "$work/a" "$work/b" &&
	exits 2 "$CUPEL" normalize -i "$work/a" 2>"$scratch/err" && is_untouched a &&
	is_untouched b && nothing_beside a b && grep -q 'hard links' "$scratch/err" &&
	exits 0 "$CUPEL" normalize -o "$work/c" "$work/a"
}
others_are_written() {
	fresh a b c && printf 'no such kind\000' >"$work/b" &&
	exits 2 "$CUPEL" normalize -i "$work/a" "$work/nothing" "$work/b" "$work/c" 2>"$scratch/err" &&
	cat "$scratch/err" && test "$(grep -c '^cupel: ' "$scratch/err")" -eq 2 &&
	is_canonical a && is_canonical c && nothing_beside a b c
}
no_regular_file() {
	fresh a && mkfifo "$work/fifo" && mkdir "$work/folder" &&
	for name in fifo folder; do
		exits 2 timeout 20 "$CUPEL" normalize -i "$work/$name" 2>"$scratch/err" &&
		grep -q 'not a regular file' "$scratch/err" || return 1
	done
	nothing_beside a fifo folder
}
no_room() {
	fresh a && dd if=/dev/urandom bs=1024 count=64 2>"$scratch/dd" >"$work/b" &&
	gzip -9 "$work/b" && cp "$work/b.gz" "$scratch/before" &&
	(ulimit -f 4; exits 2 "$CUPEL" normalize -i "$work/b.gz" 2>"$scratch/err") &&
	cat "$scratch/err" && grep -q 'File too large' "$scratch/err" &&
	is_untouched b.gz && nothing_beside a b.gz
}
# As an ordinary user, whom modes bind.
as_user() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
folder_is_read_only() {
	fresh a && chmod 555 "$work" && chmod 644 "$work/a" &&
	exits 2 $user "$CUPEL" normalize -i "$work/a" 2>"$scratch/err" &&
	cat "$scratch/err" && chmod 755 "$work" && grep -q 'Permission denied' "$scratch/err" &&
	is_untouched a && nothing_beside a
}
# Whenever Ctrl-C comes, the file is the old one or the new one, and nothing is beside it.
interrupted() { fresh a && python3 "$TOP_SRCDIR/tests/cli/interrupted" "$CUPEL" "$work"; }
timeout_is_said() {
	fresh a && head -c 200000000 /dev/zero | gzip -1 >"$work/b" &&
	exits 2 "$CUPEL" normalize --timeout 20ms -o "$work/c" "$work/b" 2>"$scratch/err" &&
	cat "$scratch/err" && nothing_beside a b
}
# has_form FILE: false where its kind is not rewritten.
has_form() {
	"$CUPEL" normalize -o "$scratch/form/${1##*/}" "$1" 2>"$scratch/err" && return
	cat "$scratch/err"
	grep -q 'there is no canonical form of' "$scratch/err" && return 1
	touch "$scratch/form/failed"
	return 1
}
# What is packed in two ways has one form.
fixtures_have_one_form() {
	mkdir "$scratch/archives" "$scratch/form" &&
	"$FIXTURES/archives/make" "$scratch/archives" && "$FIXTURES/leaves/make" "$scratch/archives" &&
	count=0 &&
	for one in "$scratch/archives"/*; do
		for other in "$scratch/archives"/*; do
			test "${one##*.}" = "${other##*.}" && test "$one" != "$other" || continue
			"$CUPEL" compare -q "$one" "$other" >"$scratch/out" || continue
			has_form "$one" && has_form "$other" || continue
			cmp "$scratch/form/${one##*/}" "$scratch/form/${other##*/}" || return 1
			count=$((count + 1))
		done
	done
	echo "$count pairs"; test "$count" -gt 0 && test ! -e "$scratch/form/failed"
}

check 'to an output'                     to_an_output
check 'to standard output'               to_standard_output
check 'the output may be the input'      output_is_the_input
check 'in place, and once more'          in_place_is_idempotent
check '--check writes nothing'           check_writes_nothing
check '--check of several'               one_of_several_is_enough
check '--list says what was and is'      list_says_old_and_new
check '--list names the member'          list_names_the_member
check '--list is safe to print'          list_is_safe_to_print
check 'strict changes nothing'           strict_changes_nothing
check 'a rule that is off'               one_rule_less
check 'the mode is kept'                 mode_is_kept
if test "$(id -u)" -eq 0; then
	check 'the owner is kept'            owner_is_kept
else
	skip 'the owner is kept' 'not root: nobody else can be made the owner'
fi
if fresh a && python3 -c 'import os, sys; os.setxattr(sys.argv[1], "user.note", b"x")' \
		"$work/a" 2>"$scratch/why"; then
	check 'attributes of users are kept' attributes_are_kept
else
	skip 'attributes of users are kept' "$(tail -n 1 "$scratch/why" | tr -d '#')"
fi
check 'a symbolic link is followed'      link_is_followed
check 'hard links are refused'           hard_link_is_refused
check 'where one fails, others do not'   others_are_written
check 'what is no regular file'          no_regular_file
check 'no room for the result'           no_room
if test "$(id -u)" -ne 0; then
	user= && check 'a folder that is read only' folder_is_read_only
elif chmod 755 "$scratch" && setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$CUPEL" version >"$scratch/out" 2>&1; then
	user=as_user && check 'a folder that is read only' folder_is_read_only
else
	skip 'a folder that is read only' 'root may write everywhere, and cannot become another user'
fi
check 'Ctrl-C at any time'               interrupted
check 'a time that is over is said'      timeout_is_said
check 'fixtures have one form'           fixtures_have_one_form
done_testing
