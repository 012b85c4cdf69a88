#!/bin/sh
# Is each way in which a release on PyPI goes right or wrong told as what it is?
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs flit
needs_sandbox
for module in build flit_core hatchling setuptools wheel; do
	/usr/bin/python3 -c "import $module" 2>/dev/null ||
		{ echo "1..0 # SKIP Debian's /usr/bin/python3 cannot import $module"; exit 0; }
done
"$TOP_SRCDIR/fixtures/pypi/make" "$cases"

title_of() { sed -n 's/^# \([FS][0-9]*: \)*//p' "$TOP_SRCDIR/fixtures/pypi/$1" | head -n 1; }

# empty_wheel FILE: a file that is listed, and not looked into.
empty_wheel() { /usr/bin/python3 -c "import sys, zipfile; zipfile.ZipFile(sys.argv[1], 'w')" "$1"; }

# Of another version, early; newer, and yanked; and of the same for one machine.
also=$cases/H-flit/published
empty_wheel "$also/clamp_flit-2.0rc1-py3-none-any.whl"
empty_wheel "$also/clamp_flit-1.5.0-py3-none-any.whl"
echo '{ "yanked": true, "yanked_reason": "it does not start" }' \
	>"$also/clamp_flit-1.5.0-py3-none-any.whl.json"
empty_wheel "$also/clamp_flit-1.0.0-cp311-cp311-linux_x86_64.whl"
start_registry "$cases"

source_of() { echo "$cases/$1/repository"; }
sdist_of() { echo "$cases/$1/published/"*-1.0.0.tar.gz; }
wheel_of() { echo "$cases/$1/published/"*-1.0.0-py3-none-any.whl; }

by_source() {
	comes_out "$cases/$1/expected" "pypi:$(spec_of "$1")" --registry "$registry" \
		--source "$(source_of "$1")"
}

# By the repository that its metadata names, and by its purl.
by_metadata() {
	name=$(spec_of "$1") && name=${name%@*}
	comes_out "$cases/$1/expected" "pkg:pypi/$(spec_of "$1")" --registry "$registry" \
		--mirror "https://git.example.invalid/$name.git=file://$(source_of "$1")"
}

by_simple_api() {
	comes_out "$cases/F13/expected" "pypi:$(spec_of F13)" \
		--registry "$registry/document=missing" --source "$(source_of F13)" || return 1
	grep -q '^200 GET /document=missing/simple/clamp-start/' "$requests"
}

by_pages() {
	comes_out "$cases/F13/expected" "pypi:$(spec_of F13)" --registry "$registry/pages" \
		--source "$(source_of F13)"
}

# expect LINE...: what the next one must say.
expect() { printf '%s\n' "$@" >"$scratch/expected"; }

by_file() {
	expect "$1" "$2" "$3"
	shift 3
	comes_out "$scratch/expected" "$@"
}

newest_is_final() {
	expect 'verdict equivalent' 'exit 0' 'says no version given: 1.0.0 is the newest' \
		'says not checked: clamp_flit-1.0.0-cp311-cp311-linux_x86_64.whl'
	comes_out "$scratch/expected" pypi:Clamp_Flit --registry "$registry" \
		--source "$(source_of H-flit)"
}

without_metadata() {
	cupel check pypi:clamp-flit@1.5.0 --registry "$registry" --stop-after release \
		>"$scratch/out" 2>&1 || :
	grep -q 'no metadata' "$scratch/out"
}

spelled_otherwise() {
	comes_out "$cases/H-hatchling/expected" pypi:clamp.hatchling@v1.0 \
		--registry "$registry" --source "$(source_of H-hatchling)"
}

wrong_bytes() {
	rm -rf "$scratch/cache/cupel"
	complains 2 'do not match' cupel check -q pypi:clamp-setup@1.0.0 \
		--registry "$registry/tarball=wrong" --source "$(source_of F15)"
}

same_as_identical() {
	expect "verdict identical" "exit 0" "suspicious no"
	comes_out "$scratch/expected" "$@"
}

# Both files, and the log; and what is said as JSON is what the schema says.
rebuilt_is_kept() {
	cupel rebuild pypi:clamp-hatchling@1.0.0 --registry "$registry" \
		--source "$(source_of H-hatchling)" -q -o "$scratch/kept" \
		--json="$scratch/report.json" || return 1
	cmp "$(sdist_of H-hatchling)" "$scratch/kept/clamp_hatchling-1.0.0.tar.gz" &&
		cmp "$(wheel_of H-hatchling)" \
			"$scratch/kept/clamp_hatchling-1.0.0-py3-none-any.whl" &&
		[ -s "$scratch/kept/build.log" ] && conforms
}

conforms() {
	python3 -c 'import jsonschema; jsonschema.Draft202012Validator' 2>/dev/null || return 0
	"$TOP_SRCDIR/tests/cases/conforms" check "$scratch/report.json"
}

same_json() { by_source F13 && conforms; }

for case in $(cd "$cases" && ls); do
	check "$case: $(title_of "$case")" by_source "$case"
done
check 'the source is where the metadata says' by_metadata H-flit
check 'an index that has the simple API alone' by_simple_api
check 'an index that has pages alone' by_pages
check 'another spelling of the name and the version' spelled_otherwise
check 'no version: the newest that is final and not yanked' newest_is_final
check 'an sdist as a file' by_file 'verdict different' 'suspicious yes' \
	'alarm setup.py' "$(sdist_of F15)" --source "$(source_of F15)"
check 'a wheel as a file' by_file 'verdict different' 'suspicious yes' \
	'alarm clamp_start.pth' "$(wheel_of F13)" --source "$(source_of F13)"
check 'a wheel as a file, honest' same_as_identical "$(wheel_of H-hatchling)" \
	--source "$(source_of H-hatchling)"
cp "$(sdist_of H-hatchling)" "$scratch/clamp_1.0.0.orig.tar.gz"
check 'an sdist under another name' same_as_identical "$scratch/clamp_1.0.0.orig.tar.gz" \
	--source "$(source_of H-hatchling)"
check 'the URL of an sdist' same_as_identical \
	"$registry/files/$(basename "$(sdist_of H-hatchling)")" \
	--source "$(source_of H-hatchling)"
check 'what is rebuilt is kept' rebuilt_is_kept
check 'its report is what the schema says' same_json
check 'bytes of another digest' wrong_bytes
check 'a package that is not there' complains 2 'no package "nothing-of-it"' \
	cupel check -q pypi:nothing-of-it --registry "$registry"
check 'a version that is not there' complains 2 'the newest is 1.0.0' \
	cupel check -q pypi:clamp-flit@3.0 --registry "$registry"
check 'a version that is none' complains 2 'is no version' \
	cupel check -q 'pypi:clamp-flit@>=1.0' --registry "$registry"
check 'a file without metadata' without_metadata
check 'nothing is left behind' leaves_nothing
done_testing
