#!/bin/sh
# `cupel report`: what was written as JSON, in another form; and every form that a report takes.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
cd "$scratch"

"$FIXTURES/archives/make" "$scratch/archives"
published=$scratch/archives/package.tgz
mkdir plain
tar -xzf "$published" -C plain
echo 'more();' >>plain/package/index.js
chmod 755 plain/package/index.js
tar --create --format=ustar --sort=name --mtime=@1000000000 --owner=root:0 --group=root:0 \
	--directory=plain package | gzip -n >changed.tgz

# compared NAME STATUS ARGUMENT...: a report to render again.
compared() {
	name=$1 status=$2; shift 2
	exits "$status" "$CUPEL" compare --json="$name.json" --text="$name.txt" "$@" >/dev/null
}
makes_reports() {
	compared different 1 changed.tgz "$published" &&
	compared identical 0 "$published" "$published" &&
	compared incomplete 3 --max-decoded 1000 changed.tgz "$published"
}
says_the_same() {
	for name in different identical incomplete; do
		exits 0 "$CUPEL" report "$name.json" >again.txt && cmp "$name.txt" again.txt &&
		exits 0 "$CUPEL" report "$name.json" --json >again.json &&
		cmp "$name.json" again.json || return 1
	done
}
reads_a_pipe() {
	exits 0 "$CUPEL" report - <different.json >again.txt && cmp different.txt again.txt &&
	cat different.json | exits 0 "$CUPEL" report - >again.txt && cmp different.txt again.txt
}
# refuses WHY [SED]: the report of the difference, once it was edited.
refuses() {
	why=$1; shift
	sed "$@" different.json >edited.json
	exits 2 "$CUPEL" report edited.json >out 2>err && cat err &&
	test ! -s out && test "$(wc -l <err)" -eq 1 && grep -qF "edited.json: " err &&
	grep -qF "$why" err
}
not_there() {
	exits 2 "$CUPEL" report nowhere.json >out 2>err && cat err && test ! -s out &&
	grep -q '^cupel: nowhere.json: .*No such file' err
}

check 'reports of three verdicts'          makes_reports
check 'text and JSON, byte for byte'       says_the_same
check 'standard input'                     reads_a_pipe
check 'a file that is not there'           not_there
check 'another format is refused'          refuses 'is another one' 's|cupel-report/1|cupel-report/2|'
check 'a verdict against its findings'     refuses contradicted 's/"verdict": "different"/"verdict": "identical"/'
check 'half a report'                      refuses 'not JSON' '$d'
check 'no report at all'                   refuses 'not JSON' 's/.*/hello/'
done_testing
