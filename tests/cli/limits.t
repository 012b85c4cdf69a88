#!/bin/sh
# Every limit, met: what was not looked at makes a comparison incomplete, and says which limit it
# was.  Limits on what is shown cut it where it is shown, and change no verdict.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
cd "$scratch"

# meets WORD ARGUMENT...: exit status, text and JSON name the limit that starts with WORD.
meets() {
	word=$1; shift
	exits 3 "$CUPEL" compare -q --json=report.json "$@" >text 2>err || { cat text err; return 1; }
	cat text err
	head -n 1 text | grep -qx incomplete && grep -q "^  limits  *$word" text &&
	python3 - "$word" <<-'END'
		import json, sys
		report = json.load(open("report.json"))
		assert report["verdict"] == "incomplete", report["verdict"]
		assert any(limit.startswith(sys.argv[1]) for limit in report["limits"]), report["limits"]
	END
}
# Other forms name it too.
meets_in_all_forms() {
	for form in $forms; do
		exits 3 "$CUPEL" compare -q --"$form" "$@" >out 2>err || return 1
		grep -q 'members: more than 2' out || { echo "$form"; cat out; return 1; }
	done
}
forms=$(sed -n 's/^REPORT_FORM(\(.*\))/\1/p' "$TOP_SRCDIR/compare/report_forms.def")

# deep NAME CONTENT: gzip in gzip in gzip in gzip.
deep() { printf '%s\n' "$2" | gzip -n1 | gzip -n1 | gzip -n1 | gzip -n1 >"$1"; }
deep deep-one one; deep deep-two two

# package NAME CONTENT: a tar archive of five members, one of which has this content.
package() {
	rm -rf package; mkdir package
	for member in a b c d; do echo "$member" >"package/$member"; done
	echo "$2" >package/e
	tar --format=ustar --mtime=@0 --sort=name -cf "$1" package
}
package one.tar one; package two.tar two

# many NAME CONTENT: two hundred files of it.
many() {
	rm -rf many; mkdir many
	for member in $(seq 1 200); do echo "$2" >"many/$member"; done
	tar --format=ustar --mtime=@0 --sort=name -cf "$1" many
}
many many-one.tar one; many many-two.tar two
echo one | xz -9c >wide-one.xz; echo two | xz -9c >wide-two.xz

head -c 40000000 /dev/zero >zeros
gzip -n1 <zeros >zeros-one.gz
{ cat zeros; echo two; } | gzip -n1 >zeros-two.gz

seq 1 300 >lines-one; seq 1001 1300 >lines-two
comment() { python3 - "$1" "$2" <<-'END'
	import sys
	text = (sys.argv[2] * 100).encode()
	open(sys.argv[1], "wb").write(bytes([0x1f, 0x8b, 8, 16, 0, 0, 0, 0, 0, 3]) + text + b"\0"
		+ b"\3\0" + bytes(8))
	END
}
comment value-one one; comment value-two two

value_is_cut() {
	exits 1 "$CUPEL" compare -q --max-value 20 --json=report.json value-one value-two >text
	cat text
	python3 - <<-'END'
		import json
		finding, = json.load(open("report.json"))["findings"]
		assert finding["key"] == "comment", finding
		assert finding["published"]["value"] == "one" * 6 + "on...", finding
	END
}
diff_is_cut() {
	exits 1 "$CUPEL" compare -q --max-diff-lines 10 --json=report.json lines-one lines-two >text
	python3 - <<-'END'
		import json
		finding, = json.load(open("report.json"))["findings"]
		lines = finding["diff"].splitlines()
		print("\n".join(lines))
		assert len(lines) <= 14 and any("more" in line for line in lines[-2:]), lines
	END
}
without_the_limit_it_is_told() {
	exits 1 "$CUPEL" compare -q deep-one deep-two >text &&
	exits 1 "$CUPEL" compare -q one.tar two.tar >text &&
	exits 1 "$CUPEL" compare -q zeros-one.gz zeros-two.gz >text &&
	exits 1 "$CUPEL" compare -q wide-one.xz wide-two.xz >text &&
	exits 1 "$CUPEL" compare -q many-one.tar many-two.tar >text
}
normalize_gives_up() {
	exits 2 "$CUPEL" normalize --max-decoded 1M -o form zeros-one.gz 2>err
	cat err
	grep -q 'decoded: streams unpack to more than 1048576 bytes' err && test ! -e form
}

check 'without a limit'        without_the_limit_it_is_told
check 'depth'                  meets depth: --max-depth 3 deep-one deep-two
check 'members'                meets members: --max-members 2 one.tar two.tar
check 'members in every form'  meets_in_all_forms --max-members 2 one.tar two.tar
check 'decoded bytes'          meets decoded: --max-decoded 1M zeros-one.gz zeros-two.gz
check 'ratio'                  meets ratio: --max-ratio 10 zeros-one.gz zeros-two.gz
check 'memory'                 meets memory: --max-memory 100M wide-one.xz wide-two.xz
check 'size of the report'     meets report: --max-report 40K many-one.tar many-two.tar
check 'time'                   meets 'the comparison broke off at zeros-one.gz: the time limit' \
	--timeout 1ms zeros-one.gz zeros-two.gz
check 'size of a value'        value_is_cut
check 'lines of a diff'        diff_is_cut
check 'normalize gives up'     normalize_gives_up
done_testing
