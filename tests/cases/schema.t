#!/bin/sh
# Is what the program writes what docs/*.schema.json say, and do they refuse what is not?
. "$TOP_SRCDIR/tests/lib.sh"
python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>"$scratch/python" || {
	echo "1..0 # SKIP python3 with jsonschema 4 is wanted: $(tail -n 1 "$scratch/python")"
	exit 0
}
conforms() { "$TOP_SRCDIR/tests/cases/conforms" "$@"; }

# compares WORDS ARGUMENTS...: the report is of its format, and has the words.
compares() {
	words=$1; shift
	"$CUPEL" compare "$@" --json >"$scratch/report.json" || [ $? -ne 2 ] || return 1
	conforms report "$scratch/report.json" $words
}

# refuses WHERE WHAT...: the schema does, once the members of the good report are replaced, and
# the first trouble it has is there.
refuses() {
	where=$1; shift
	! conforms "$schema" "$good" "$@" >"$scratch/wrong" || { echo 'it does not'; return 1; }
	cat "$scratch/wrong"
	grep -qF "\$$where: " "$scratch/wrong"
}

# packs FILE FOLDER [OPTION]...: as the archives of the fixtures are.
packs() {
	packed=$1 folder=$2; shift 2
	tar --create --format=ustar --sort=name --mtime=@1000000000 --owner=root:0 --group=root:0 \
		--directory="$folder" "$@" package | gzip -n >"$packed"
}

# changed NAME COMMAND: an archive of the package after the command.
changed() {
	rm -rf "$scratch/changed"
	cp -a "$scratch/plain" "$scratch/changed"
	(cd "$scratch/changed/package" && eval "$2")
	packs "$scratch/$1.tgz" "$scratch/changed"
}

"$FIXTURES/archives/make" "$scratch/archives"
archives=$scratch/archives published=$archives/package.tgz
mkdir "$scratch/plain" "$scratch/sub"
tar -xzf "$published" -C "$scratch/plain"
packs "$scratch/plain.tgz" "$scratch/plain"
packs "$scratch/later.tgz" "$scratch/plain" --mtime=@1000000001
changed content 'echo "more();" >>index.js'
changed fewer 'rm index.js lib/empty'
changed renamed 'mv index.js main.js'
changed exec 'chmod 755 index.js'
changed script 'sed -i "s/\"test\"/\"postinstall\": \"node evil.js\", &/" package.json'
changed bytes 'printf "\0\377\376\1" >index.js'
(cd "$scratch/plain" && tar --create --format=ustar --mtime=@1000000000 --owner=root:0 \
	--group=root:0 --no-recursion package package/package.json package/lib \
	package/lib/run.sh package/lib/empty package/index.js) | gzip -n >"$scratch/order.tgz"
{ cat "$scratch/plain.tgz"; printf 'behind the end'; } >"$scratch/trailing.tgz"
# In the checksum of the second header.
cp "$archives/ustar.tar" "$scratch/broken.tar"
printf 'x' | dd of="$scratch/broken.tar" bs=1 seek=662 conv=notrunc 2>"$scratch/dd"

check 'identical files' compares identical "$published" "$published"
check 'identical files, without digests' compares identical "$published" "$published" -q
check 'identical folders' compares identical "$scratch/plain" "$scratch/plain"
check 'equivalent archives' compares equivalent "$scratch/plain.tgz" "$scratch/later.tgz"
check 'the same where no rule applies' compares 'different field' \
	"$scratch/plain.tgz" "$scratch/later.tgz" --profile strict
check 'other content' compares 'different content' "$scratch/content.tgz" "$scratch/plain.tgz"
check 'bytes instead of text' compares different "$scratch/bytes.tgz" "$scratch/plain.tgz"
check 'more members' compares 'different added' "$scratch/plain.tgz" "$scratch/fewer.tgz"
check 'fewer members' compares 'different removed' "$scratch/fewer.tgz" "$scratch/plain.tgz"
check 'another name' compares 'different renamed' "$scratch/renamed.tgz" "$scratch/plain.tgz"
check 'another order' compares 'different order note' "$scratch/order.tgz" "$scratch/plain.tgz"
check 'another mode' compares 'different field alarm' "$scratch/exec.tgz" "$scratch/plain.tgz"
check 'a script that runs when it is installed' compares 'different field alarm' \
	"$scratch/script.tgz" "$scratch/plain.tgz" --context npm
check 'bytes behind the end' compares 'different alarm' \
	"$scratch/trailing.tgz" "$scratch/plain.tgz"
check 'a broken archive' compares 'different anomaly alarm' \
	"$scratch/broken.tar" "$archives/ustar.tar"
check 'files of nothing in common' compares different "$archives/index.js" "$archives/empty"
check 'folders' compares different "$scratch/plain" "$scratch/changed"
check 'a limit that is hit' compares 'incomplete' "$scratch/content.tgz" "$scratch/plain.tgz" \
	--max-decoded 1000

schema=report good=$scratch/good.json
"$CUPEL" compare --json "$scratch/fewer.tgz" "$scratch/exec.tgz" >"$good" || :
check 'a good report' conforms report "$good" removed
check 'another format is refused' refuses .format 'format="cupel-report/2"'
check 'a word that is no verdict is refused' refuses .verdict 'verdict="unbuildable"'
check 'equal files with findings are refused' refuses .findings 'verdict="equivalent"'
check 'a difference without a finding is refused' refuses .findings 'findings=[]'
check 'an alarm that is nowhere is refused' refuses .findings suspicious=true
check 'an alarm that is not said is refused' refuses .findings 'findings.0.severity="alarm"'
check 'a word that is no kind is refused' refuses '.findings[0].kind' 'findings.0.kind="moved"'
check 'a side too many is refused' refuses '.findings[0].published' \
	'findings.0.published={"offset":0,"size":0}'
check 'a size below zero is refused' refuses .accounting.follows accounting.follows=-1
check 'a size in words is refused' refuses .rebuilt.size 'rebuilt.size="12"'
check 'a short digest is refused' refuses .published.sha256 'published.sha256="abc"'
check 'a member too many is refused' refuses '' 'more=1'
check 'a member too few is refused' refuses '' 'limits='

for needed in node npm git; do
	command -v "$needed" >/dev/null || missing=$needed
done
if [ -n "${missing:-}" ]; then
	skip 'reports of cupel check' "$missing is not installed"
	done_testing
	exit
fi

. "$TOP_SRCDIR/tests/cases/road.sh"
start_cases F01 F02 F04 F05 F10-orphan F33 F37 F37-subject built

# checks CASE WORDS [ARGUMENT]...: the same for cupel check.
checks() {
	case=$1 words=$2; shift 2
	from_mirror "$case"
	cupel check "npm:$(spec_of "$case")" -q --registry "$registry" --mirror "$mirror" --json \
		"$@" >"$scratch/report.json" || [ $? -ne 2 ] || return 1
	conforms check "$scratch/report.json" $words &&
	"$CUPEL" report --json "$scratch/report.json" >"$scratch/again.json" &&
	cmp "$scratch/report.json" "$scratch/again.json"
}

# stops_after STOP PRESENT ABSENT: what is there, and what is null.
stops_after() {
	checks F01 none --stop-after "$1" || return 1
	for each in $2; do
		! grep -q "^  \"$each\": null" "$scratch/report.json" || { echo "no $each"; return 1; }
	done
	for each in $3; do
		grep -q "^  \"$each\": null" "$scratch/report.json" || { echo "$each"; return 1; }
	done
}

# The same check in every form, each looked at by what reads it, and what differs in a folder.
takes_every_form() {
	from_mirror F05
	looks=$TOP_SRCDIR/tests/reports
	exits 1 cupel check "npm:$(spec_of F05)" -q --registry "$registry" --mirror "$mirror" \
		--html="$scratch/f.html" --sarif="$scratch/f.sarif" --junit="$scratch/f.junit" \
		--markdown="$scratch/f.md" --json="$scratch/f.json" --text="$scratch/f.text" \
		--dump "$scratch/leaves" >"$scratch/out" &&
	"$looks/sarif" "$scratch/f.sarif" && "$looks/junit" "$scratch/f.junit" &&
	grep -q '<span class="word">different</span>' "$scratch/f.html" &&
	grep -q '^## cupel: different (suspicious)$' "$scratch/f.md" &&
	cmp "$scratch/f.text" "$scratch/out" &&
	test -n "$(find "$scratch/leaves/published" -type f)" || return 1
	for form in html sarif junit text; do
		exits 0 "$CUPEL" report "$scratch/f.json" --$form >"$scratch/again" &&
		cmp "$scratch/again" "$scratch/f.$form" || return 1
	done
}

mkdir "$scratch/folder"
git -C "$cases/F01/repository" archive v1.0.0 | tar -xf - -C "$scratch/folder"
git -C "$cases/F01/repository" archive --prefix=folder/ v1.0.0 | gzip -n >"$scratch/folder.tgz"

check 'no source' checks F04 no-source
check 'stopped after the release' stops_after release release 'source recipe build'
check 'stopped after the source' stops_after source 'release source' 'recipe build'
check 'a registry that never answers' checks F01 incomplete \
	--registry "$registry/document=stuck" --timeout 1s
if cupel sandbox -- true >"$scratch/sandbox" 2>&1; then
	check 'stopped after the recipe' stops_after recipe 'release source recipe' build
	check 'stopped after the build' stops_after build 'release source recipe build' ''
	check 'an identical release' checks F01 identical
	cp "$scratch/report.json" "$good"
	check 'a release packed by another tool' checks built identical
	check 'an equivalent release' checks F02 equivalent
	check 'a release with an alarm' checks F05 'different added alarm'
	check 'every form of a check' takes_every_form
	check 'a release that cannot be built' checks F33 unbuildable
	check 'a release with a provenance' checks F37 different
	check 'a release whose provenance is for other bytes' checks F37-subject identical
	check 'a release that could not be compared' checks F05 incomplete --max-decoded 1000
	check 'an orphan commit' checks F10-orphan identical \
		--source "$cases/F10-orphan/repository"
	check 'a folder as the source' checks F01 identical --source "$scratch/folder"
	check 'a tarball as the source' checks F01 identical --source "$scratch/folder.tgz"
	schema=check
	check 'another stop is refused' refuses .source.state 'source.state="lost"'
	check 'a verdict without an artifact is refused' refuses .artifacts 'artifacts=[]'
	check 'an artifact without its findings is refused' refuses '.artifacts[0]' \
		'artifacts.0.findings='
	check 'a wrong digest inside is refused' refuses '.artifacts[0].rebuilt.sha512' \
		'artifacts.0.rebuilt.sha512="00"'
	check 'a build that failed and did not is refused' refuses .build.cause \
		'build.cause="npm ci: exit 1"'
else
	skip 'reports of builds' "no sandbox here: $(head -n 1 "$scratch/sandbox")"
fi
plan_conforms() {
	"$CUPEL" sandbox --print-plan --limit memory=1G -- true >"$scratch/plan.json" &&
		conforms plan "$scratch/plan.json"
}
check 'a plan of the sandbox' plan_conforms
schema=plan good=$scratch/plan.json
check 'a plan with a part that is none is refused' refuses .look 'look.users=1'
check 'a plan with a word that is none is refused' refuses .network 'network="all"'
done_testing
