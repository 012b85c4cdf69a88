#!/bin/sh
# Archives that other programs make and that are shown: by the confined process, which can open
# nothing, as libarchive and what it uses want to.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
cd "$scratch"
export TZ=Asia/Tokyo LC_ALL=C

for side in ours theirs; do
	mkdir -p $side/bin
	printf 'one\n%s\n' $side >$side/text
	printf '#!/bin/sh\n' >$side/bin/run
	printf 'accents\n' >$side/"$(printf 'f\303\274nf')"
	ln -s text $side/link
done
printf 'new\n' >ours/new
chmod 755 ours/new ours/bin/run theirs/bin/run
find ours theirs -exec touch -h -d @1500000000 {} +

# shows NAME: both archives of this name are compared, and what matters is said.
shows() {
	exits 1 "$CUPEL" compare --json "ours.$1" "theirs.$1" >json || { cat json; return 1; }
	python3 - <<-'END'
		import json
		report = json.load(open("json"))
		finding = report["findings"][0]
		print(finding["message"], finding["diff"], sep="\n")
		assert report["verdict"] == "different" and not report["limits"]
		assert len(report["findings"]) == 1 and finding["kind"] == "opaque"
		account = report["accounting"]
		assert account["differing"] == account["found"]
		assert "members: 1 added, 1 changed" in finding["message"]
		assert "new (4 bytes)" in finding["diff"]
		assert "text: 1 line added, 1 removed" in finding["diff"]
	END
}
# names NAME: the tiles are the bytes, and each member is listed.
names() {
	"$CUPEL" compare --tiles "ours.$1" >tiles
	cat tiles
	grep -q 'opaque *bytes$' tiles && grep -q 'f.*nf' tiles && grep -q '[ /]text$' tiles
}
# both NAME TOOL COMMAND...: the command, in each folder, makes the archive.
both() {
	name=$1 tool=$2
	shift 2
	if ! command -v "$tool" >/dev/null; then
		skip "$tool: $name" "there is no $tool"
		return
	fi
	made=true
	for side in ours theirs; do
		(cd $side && files=$(find . -type f | LC_ALL=C sort) && out=../$side.$name && eval "$*") >made.log 2>&1 || made=false
	done
	if ! "$made"; then
		skip "$tool: $name" "$tool cannot make it"
		return
	fi
	check "$tool: $name shows what differs" shows "$name"
	check "$tool: $name lists its members" names "$name"
}

both 7z          7z          '7z a -snl $out . '
both lzma.7z     7z          '7z a -snl -m0=lzma -mhc=off $out .'
both ppmd.7z     7z          '7z a -snl -m0=ppmd $out .'
both bsd.7z      bsdtar      'bsdtar --format=7zip -cf $out *'
both bsd.iso     bsdtar      'bsdtar --format=iso9660 -cf $out *'
both bsd.xar     bsdtar      'bsdtar --format=xar -cf $out *'
both rock.iso    genisoimage 'genisoimage -quiet -R -J -o $out .'
both joliet.iso  genisoimage 'genisoimage -quiet -J -o $out .'
both udf.iso     genisoimage 'genisoimage -quiet -R -udf -o $out .'
both cab         gcab        'gcab -c $out $files'
both mszip.cab   gcab        'gcab -c -z $out $files'

# Two versions of one archive, packed by our own hand: no program for these is free.
samples() { "$TOP_BUILDDIR/tests/mutation/samples" .; }
hand_made() {
	sed 's/hello/HELLO/' "shown-$1.rar" >"other-$1.rar"
	exits 1 "$CUPEL" compare "shown-$1.rar" "other-$1.rar" >text
	cat text
	grep -q "$2" text
	"$CUPEL" compare --tiles "shown-$1.rar" >tiles
	cat tiles
	grep -q "file *0644 $3.* TEXT$" tiles
}
check 'samples'       samples
check 'RAR 4 is read' hand_made 4 'RUN: 1 line added, 1 removed' 1980-01-12T
check 'RAR 5 is read, and held to its CRC' \
	hand_made 5 'cannot be \(shown\|read\)' 2001-09-09T

# A dictionary of 4 GiB, in an archive of a hundred bytes.
wants_memory() {
	python3 - <<-'END'
		import struct, zlib
		for side, size in (("ours", 0xffffffff), ("theirs", 0xfffffffe)):
		    archive = bytearray(open(side + ".lzma.7z", "rb").read())
		    at = archive.index(b"\x23\x03\x01\x01\x05\x5d") + 6
		    archive[at:at + 4] = struct.pack("<I", size)
		    start, length = struct.unpack("<QQ", archive[12:28])
		    header = archive[32 + start:32 + start + length]
		    archive[28:32] = struct.pack("<I", zlib.crc32(header))
		    archive[8:12] = struct.pack("<I", zlib.crc32(archive[12:32]))
		    open(side + ".huge.7z", "wb").write(archive)
	END
	exits 3 "$CUPEL" compare ours.huge.7z theirs.huge.7z >text
	cat text
	head -n 1 text | grep -q '^incomplete' && grep -q 'limits *memory: ' text
}
unpacks_to_much() {
	head -c 40000000 /dev/zero >zeros && head -c 40000001 /dev/zero >more
	7z a -mx=1 zeros.7z zeros && 7z a -mx=1 more.7z more
	exits 3 "$CUPEL" compare zeros.7z more.7z >text
	cat text
	head -n 1 text | grep -q '^incomplete' && grep -q 'limits *ratio: ' text
}
if [ -e ours.lzma.7z ]; then
	if grep -q __asan_init "$CUPEL"; then
		skip 'a huge dictionary is a limit of memory' \
			'with ASan, which reserves more than any limit, there is none'
	else
		check 'a huge dictionary is a limit of memory' wants_memory
	fi
	check 'a bomb is a limit of ratio'             unpacks_to_much
else
	skip 'limits' 'there is no 7z'
fi

# What DOS calls a time is one of nowhere.
is_the_same_anywhere() {
	"$CUPEL" compare --tiles shown-4.rar >first
	TZ=America/New_York LC_ALL=C.UTF-8 "$CUPEL" compare --tiles shown-4.rar >second
	cmp first second
}
check 'times do not depend on the place' is_the_same_anywhere
done_testing
