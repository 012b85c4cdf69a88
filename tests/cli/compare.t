#!/bin/sh
# What `cupel compare` and `cupel normalize` tell a shell.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
cd "$scratch"

printf 'one\n' >one; printf 'one\n' >same; printf 'two\n' >two
gzip -nc one >plain.gz
touch -d @1500000000 one
gzip -Nc one >stamped.gz

# says STATUS VERDICT ARGUMENT...: by the exit status, by the text and by the JSON.
says() {
	status=$1 verdict=$2; shift 2
	exits "$status" "$CUPEL" compare "$@" >text &&
	cat text &&
	head -n 1 text | grep -q "^$verdict" &&
	exits "$status" "$CUPEL" compare --json "$@" >json &&
	python3 - "$verdict" <<-'END'
		import json, sys
		report = json.load(open("json"))
		assert report["format"] == "cupel-report/1", report["format"]
		assert report["verdict"] == sys.argv[1], report["verdict"]
		assert len(report["published"]["sha256"]) == 64
	END
}
tiles() {
	exits 0 "$CUPEL" compare --tiles stamped.gz >tiles &&
	cat tiles &&
	grep -q mtime tiles && test "$(wc -l <tiles)" -gt 5
}
quiet_has_no_digest() {
	exits 0 "$CUPEL" compare -q one same >text 2>err &&
	! grep -q sha256 text && test ! -s err
}
repeats_itself() {
	"$CUPEL" compare --json one two >first || :
	TZ=Asia/Tokyo LC_ALL=C "$CUPEL" compare --json one two >second || :
	cmp first second
}
normalizes() {
	exits 1 "$CUPEL" normalize --check stamped.gz 2>err &&
	exits 0 "$CUPEL" normalize stamped.gz -o a.gz &&
	exits 0 "$CUPEL" normalize plain.gz -o b.gz &&
	cmp a.gz b.gz && gzip -t a.gz &&
	exits 0 "$CUPEL" normalize --check a.gz
}
in_place_keeps_the_mode() {
	cp stamped.gz x.gz && chmod 640 x.gz &&
	exits 0 "$CUPEL" normalize --in-place --list x.gz >ledger &&
	cat ledger &&
	test "$(stat -c %a x.gz)" = 640 && cmp x.gz a.gz && grep -q '^x.gz: .*gzip-mtime' ledger
}
in_place_keeps_owner_and_links() {
	cp stamped.gz owned.gz && ln -sf owned.gz link.gz &&
	if [ "$(id -u)" -eq 0 ]; then chown 12345:23456 owned.gz; fi &&
	owner=$(stat -c %u:%g owned.gz) &&
	exits 0 "$CUPEL" normalize --in-place link.gz &&
	test -L link.gz && cmp owned.gz a.gz && test "$(stat -c %u:%g owned.gz)" = "$owner"
}
in_place_refuses_hard_links() {
	cp stamped.gz first.gz && ln first.gz second.gz &&
	exits 2 "$CUPEL" normalize --in-place first.gz 2>err &&
	cmp first.gz stamped.gz && grep -q 'hard links' err
}
lists_only() {
	cp stamped.gz y.gz &&
	exits 0 "$CUPEL" normalize --list y.gz >ledger &&
	cmp y.gz stamped.gz && test -s ledger
}
explains() {
	"$CUPEL" explain >rules &&
	"$CUPEL" explain gzip-mtime >rule &&
	grep -q gzip-mtime rules && grep -q gzip-mtime rule
}

# packed_twice NAME TOOL -- OPTION... -- OPTION...: one content by two encoders' choices.
packed_twice() {
	name=$1 tool=$2 first= second=; shift 3
	while [ "$1" != -- ]; do first="$first $1"; shift; done
	shift; second="$*"
	# shellcheck disable=SC2086
	$tool -c $first text-to-pack >"first.$name" && $tool -c $second text-to-pack >"second.$name" &&
	! cmp -s "first.$name" "second.$name" &&
	exits 0 "$CUPEL" compare "first.$name" "second.$name" &&
	for side in first second; do
		exits 0 "$CUPEL" normalize "$side.$name" -o "$side-form.$name" &&
		$tool -dc "$side-form.$name" | cmp - text-to-pack || return 1
	done &&
	cmp "first-form.$name" "second-form.$name"
}
# packs NAME TOOL ...: packed_twice where the tool is installed.
packs() {
	if command -v "$2" >/dev/null; then
		check "two choices of an encoder: $1" packed_twice "$@"
	else
		skip "two choices of an encoder: $1" "$2 is not installed"
	fi
}
seq 1 20000 >text-to-pack

mkdir empty left right
: >nothing
for side in left right; do
	printf 'one\n' >$side/file
	ln -s file $side/link
done
# outcome STATUS VERDICT PUBLISHED REBUILT
outcome() {
	exits "$1" "$CUPEL" compare "$3" "$4" >text && cat text && head -n 1 text | grep -qx "$2"
}
a_retargeted_link_is_found() {
	ln -sfn /etc/passwd left/link &&
	outcome 1 'different (suspicious)' left right && grep -q ' link: ' text
}

# Folders of a few files have a table of them, also when the report is read back.
each_part_is_told() {
	mkdir -p "$scratch/ours" "$scratch/theirs"
	echo a | tee "$scratch/ours/same" "$scratch/theirs/same" "$scratch/ours/other" >"$scratch/ours/gone"
	echo b >"$scratch/theirs/other"
	echo a | gzip -n >"$scratch/ours/a.gz"
	{ printf '\037\213\010\000\001\002\003\004\000\003'; tail -c +11 "$scratch/ours/a.gz"; } >"$scratch/theirs/a.gz"
	exits 1 "$CUPEL" compare "$scratch/ours" "$scratch/theirs" --json="$scratch/parts.json" >/dev/null
	"$CUPEL" report "$scratch/parts.json" >"$scratch/out" || [ $? -eq 1 ]
	cat "$scratch/out"
	grep -Eq '^  equivalent +a\.gz$' "$scratch/out" && grep -Eq '^  identical +same$' "$scratch/out" &&
	grep -Eq '^  different +other$' "$scratch/out" && grep -Eq '^  different +gone$' "$scratch/out"
}

check 'two folders'                    outcome 0 identical left right
check 'a link in a folder'             a_retargeted_link_is_found
check 'a file beside a folder'         outcome 1 different one empty
check 'a folder beside a file'         outcome 1 different empty one
check 'an empty file beside a folder'  outcome 1 different nothing empty
check 'what came of each file'         each_part_is_told
check 'the same bytes'                 says 0 identical one same
check 'other bytes'                    says 1 different one two
check 'only the time in a gzip header' says 0 equivalent plain.gz stamped.gz
check 'the same, strictly'             says 1 equivalent --strict plain.gz stamped.gz
check 'no rules at all'                says 1 different --profile strict plain.gz stamped.gz
check 'one rule less'                  says 1 different --rule=-gzip-mtime plain.gz stamped.gz
check 'a limit that is hit'            says 3 incomplete --max-decoded 1 plain.gz stamped.gz
check 'the tiles of one file'          tiles
check 'no digests under --quiet'       quiet_has_no_digest
check 'the same report everywhere'     repeats_itself
check 'normalize makes the two equal'  normalizes
check 'normalize in place'             in_place_keeps_the_mode
check 'in place, owner and links stay' in_place_keeps_owner_and_links
check 'in place, no half of two names' in_place_refuses_hard_links
check 'normalize --list writes nothing' lists_only
check 'explain knows the rule'         explains
packs xz   xz    -- -0 --check=none      -- -6 --block-size=20000
packs lzma xz    -- --format=lzma -0     -- --format=lzma -6
packs zst  zstd  -- -q -1 --no-check     -- -q -19 --no-content-size
packs bz2  bzip2 -- -1                   -- -9
packs lz4  lz4   -- -q -1 --no-frame-crc -- -q -9 -BD --content-size
packs lz   lzip  -- -0                   -- -9
done_testing
