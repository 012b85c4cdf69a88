#!/bin/sh
# --dump: both versions of what differs, and nothing anywhere else.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
cd "$scratch"

# Two archives of an archive; what differs is deep, renamed, added, removed, hostile.
python3 - <<'END'
import gzip, io, tarfile

def tar(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()

def write(name, content, side):
    alone = b"alone\n" if side == b"published" else bytes(range(256))
    hostile = [("../../../escaped", b"1" + side), ("/absolute", b"2" + side),
               ("..", b"3" + side), ("a/./../b", b"4" + side), ("new\nline", b"5" + side),
               ("n" * 3000, b"6" + side), ("d/" * 200 + "deep", b"7" + side),
               ("Case", b"8" + side), ("case", b"9" + side), ("-rf", b"10" + side),
               ("leaves.json", b"11" + side), ("f/g", b"12" + side)]
    inner = tar([("inside.txt", b"inner " + side + b"\n"), ("same", b"same\n")])
    with open(name, "wb") as file:
        file.write(gzip.compress(tar([("x/plain", b"plain " + side + b"\n"), ("x/same", b"same\n"),
                                      ("x/inner.tar.gz", gzip.compress(inner, mtime=0)),
                                      ("x/only-" + side.decode(), alone)] + hostile)
                                 + content, mtime=0))

write("a.tgz", b"", b"published")
write("b.tgz", b"", b"rebuilt")
write("c.tgz", b"hidden behind the end" + bytes(491), b"published")
END

compares() {
	dumped=$1 status=$2; shift 2
	exits "$status" "$CUPEL" compare --dump "$dumped" "$@" >out 2>err && test ! -s err
}
leaf() { test "$(cat "all/$1/a.tgz/x/$2")" = "$3" || { echo "all/$1/a.tgz/x/$2"; return 1; }; }
what_differs_is_there() {
	compares all 1 a.tgz b.tgz &&
	leaf published plain 'plain published' && leaf rebuilt plain 'plain rebuilt' &&
	leaf published inner.tar.gz/inside.txt 'inner published' &&
	leaf rebuilt inner.tar.gz/inside.txt 'inner rebuilt' &&
	leaf published only-published alone && test ! -e all/rebuilt/a.tgz/x/only-published
}
what_is_equal_is_not() { ! find all -name same | grep .; }
nothing_is_elsewhere() {
	test "$(ls)" = "$(printf 'a.tgz\nall\nb.tgz\nc.tgz\ncheck.out\nerr\nout')" || { ls; return 1; }
	test ! -e ../escaped && test ! -e /absolute &&
	! find all ! -type d ! -type f | grep . &&
	! find all -type f ! -perm 0644 | grep . &&
	! find all -name '*[^A-Za-z0-9._+=@,%~-]*' | grep . &&
	! find all -type f | grep -E '.{900}|/[^/]{121}'
}
the_list_names_them_all() {
	python3 - <<-'END'
		import json, os
		told = json.load(open("all/leaves.json"))
		assert told["format"] == "cupel-leaves/1" and told["left_out"] == 0
		named = {leaf[side] for leaf in told["leaves"] for side in ("published", "rebuilt")
		         if leaf[side] is not None}
		found = {os.path.relpath(os.path.join(folder, file), "all")
		         for folder, _, files in os.walk("all") for file in files} - {"leaves.json"}
		assert named == found, named ^ found
		hostile = {leaf["path"]: leaf["published"] for leaf in told["leaves"]}
		assert open("all/" + hostile["a.tgz//../../../escaped"]).read() == "1published"
		assert open("all/" + hostile["a.tgz//new\\x0aline"]).read() == "5published"
		assert len(told["leaves"]) >= 15
	END
}
other_tools_see_the_difference() {
	diff -r all/published/a.tgz/x all/rebuilt/a.tgz/x >out || :
	grep -q '^< plain published' out && grep -q '^> plain rebuilt' out
}
bytes_in_no_file_are_there() {
	compares opaque 1 c.tgz a.tgz && grep -rl 'hidden behind the end' opaque
}
equal_files_leave_nothing() {
	compares none 0 a.tgz a.tgz && test "$(ls none)" = leaves.json &&
	grep -q '"leaves": \[\]' none/leaves.json
}
folders_too() {
	mkdir left right && echo 1 >left/f && echo 2 >right/f && echo 3 >left/same && cp left/same right &&
	compares folders 1 left right && test "$(cat folders/published/left/f)" = 1 &&
	test ! -e folders/published/left/same
}
not_into_what_is_there() {
	exits 2 "$CUPEL" compare --dump all a.tgz b.tgz >out 2>err && test ! -s out &&
	grep -q '^cupel: --dump: all is not empty' err &&
	exits 2 "$CUPEL" compare --dump a.tgz a.tgz b.tgz >out 2>err && cat err &&
	grep -q 'a.tgz: Not a directory' err
}

check 'both versions of what differs'    what_differs_is_there
check 'what is equal is not there'       what_is_equal_is_not
check 'names lead nowhere else'          nothing_is_elsewhere
check 'a list says what is what'         the_list_names_them_all
check 'other tools see the difference'   other_tools_see_the_difference
check 'bytes that are in no file'        bytes_in_no_file_are_there
check 'equal files leave nothing'        equal_files_leave_nothing
check 'folders'                          folders_too
check 'what is there stays'              not_into_what_is_there
done_testing
