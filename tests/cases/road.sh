# Read by the tests of the whole road, after lib.sh.  What cupel may write is in a home, a cache
# and a scratch folder of the test's own, so that what it leaves behind is seen.
. "$TOP_SRCDIR/tests/double/double.sh"
needs python3 node npm git
mkdir "$scratch/home" "$scratch/cache" "$scratch/tmp"
cases=$scratch/cases

in_place() { HOME=$scratch/home XDG_CACHE_HOME=$scratch/cache TMPDIR=$scratch/tmp "$@"; }
cupel() { in_place "$CUPEL" "$@"; }

# Ends the test as skipped where packages cannot be built.
needs_sandbox() {
	cupel sandbox -- true >"$scratch/sandbox" 2>&1 && return
	echo "1..0 # SKIP no sandbox here: $(head -n 1 "$scratch/sandbox")"
	exit 0
}

# start_cases [CASE]...: makes them and starts a registry that has them.
start_cases() {
	"$TOP_SRCDIR/fixtures/cases/make" "$cases" "$@"
	start_registry "$cases"
}

spec_of() { sed -n 's/^spec //p' "$cases/$1/expected"; }

# What the command line of a case has beside the package.
options_of() { sed -n 's/^options //p' "$cases/$1/expected"; }

# from_mirror CASE: sets $mirror: its repository in the place of the one that its package names.
from_mirror() {
	name=$(spec_of "$1")
	mirror=https://git.example.invalid/${name%@*}=file://$cases/$1/repository
}

# comes_out EXPECTED ARGUMENTS...: what check says is what the file wants.
comes_out() {
	expected=$1; shift
	status=0
	rm -f "$scratch/report.json" "$scratch/report.txt"
	cupel check "$@" -q --json="$scratch/report.json" --text="$scratch/report.txt" \
		>"$scratch/out" || status=$?
	"$TOP_SRCDIR/tests/cases/judge" "$expected" "$status" "$scratch/report.json" \
		"$scratch/report.txt"
}

# complains STATUS WORDS COMMAND...: it exits so and writes one line, which has the words.
complains() {
	wanted=$1 words=$2; shift 2
	status=0
	"$@" >"$scratch/out" 2>"$scratch/err" || status=$?
	cat "$scratch/out" "$scratch/err"
	[ "$status" -eq "$wanted" ] || { echo "exit status $status, not $wanted"; return 1; }
	[ ! -s "$scratch/out" ] || { echo 'something went to standard output'; return 1; }
	[ "$(wc -l <"$scratch/err")" -eq 1 ] || { echo 'that is not one line'; return 1; }
	grep -qF -- "$words" "$scratch/err" || { echo "it does not say '$words'"; return 1; }
}

# Neither scratch folders nor half files.
leaves_nothing() {
	find "$scratch/home" "$scratch/tmp" -mindepth 1 >"$scratch/left"
	for drafts in content/draft-* tools/draft-* git/*.*; do
		ls -d "$scratch/cache/cupel/"$drafts >>"$scratch/left" 2>/dev/null || true
	done
	cat "$scratch/left"
	[ ! -s "$scratch/left" ]
}
