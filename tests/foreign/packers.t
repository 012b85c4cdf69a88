#!/bin/sh
# Zip archives as other packers write them: one canonical form for what they pack twice, which
# other readers accept.
. "$TOP_SRCDIR/tests/lib.sh"

# has TEST TOOL...: whether they are there; else the test is skipped.
has() {
	test=$1; shift
	for tool; do
		command -v "$tool" >/dev/null || { skip "$test" "there is no $tool"; return 1; }
	done
}

make_tree() {
	mkdir -p "$scratch/tree/folder"
	echo text >"$scratch/tree/folder/file"
	echo run >"$scratch/tree/run"
	chmod 755 "$scratch/tree/run"
	ln -s folder/file "$scratch/tree/link"
}

# pack_twice ARCHIVE COMMAND...: a.ARCHIVE and b.ARCHIVE, of the same files at other times.
pack_twice() {
	name=$1; shift
	for side in a b; do
		test $side = a && day=2001-02-03 || day=2004-05-06
		find "$scratch/tree" -exec touch -h -d "$day 12:00:00" {} +
		rm -f "$scratch/$side.$name"
		(cd "$scratch/tree" && "$@" "../$side.$name" .) >/dev/null
	done
}

# one_form ARCHIVE COMMAND...
one_form() {
	pack_twice "$@"
	! cmp -s "$scratch/a.$1" "$scratch/b.$1" || { echo 'both are the same'; return 1; }
	for side in a b; do
		"$CUPEL" normalize "$scratch/$side.$1" -o "$scratch/$side.form" || return 1
		python3 -m zipfile -t "$scratch/$side.form" || return 1
		"$CUPEL" compare -q "$scratch/$side.$1" "$scratch/$side.form" || return 1
	done
	"$CUPEL" compare -q "$scratch/a.$1" "$scratch/b.$1" &&
		cmp "$scratch/a.form" "$scratch/b.form"
}

unpacks() {
	unzip -tq "$scratch/a.form" && mkdir "$scratch/out" &&
		unzip -q "$scratch/a.form" -d "$scratch/out" &&
		test -x "$scratch/out/run" && test -L "$scratch/out/link" &&
		diff -r "$scratch/tree" "$scratch/out"
}

make_tree
if has 'archives of Python have one form' python3; then
	check 'archives of Python have one form' \
		python3 "$TOP_SRCDIR/tests/foreign/zips.py" "$CUPEL" "$scratch" "${ARCHIVES:-40}"
fi
if has 'archives of 7z have one form' 7z python3; then
	check 'archives of 7z have one form' one_form 7z.zip 7z a -bd -tzip
fi
if has 'archives of jar have one form' jar python3; then
	check 'archives of jar have one form' one_form jar jar cf
fi
if has 'archives of zip have one form' zip python3; then
	check 'archives of zip have one form' one_form zip zip -qry
	if has 'unzip finds in the form what was packed' unzip; then
		check 'unzip finds in the form what was packed' unpacks
	fi
fi
done_testing
