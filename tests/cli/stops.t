#!/bin/sh
# The stops of the road on their own: source, recipe, rebuild.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs_sandbox
start_cases F01 F04 F33 >"$scratch/made"
cd "$scratch"

# on_road CASE COMMAND ARGUMENT...: with the package of the case, its registry and repository.
on_road() {
	case=$1 command=$2; shift 2
	from_mirror "$case"
	cupel "$command" "npm:$(spec_of "$case")" --registry "$registry" --mirror "$mirror" "$@"
}
commit=$(git -C "$cases/F01/repository" rev-parse 'v1.0.0^{commit}')

source_says_why() {
	exits 0 on_road F01 source >text 2>err &&
		cat text err &&
		grep -q "commit $commit" text && grep -q "^\\* $commit v1.0.0" text &&
		grep -q '^cupel: source: ' err
}
source_as_json() {
	exits 0 on_road F01 source --json -q >json 2>err && test ! -s err &&
		python3 - "$commit" <<-'END'
			import json, sys
			check = json.load(open("json"))
			assert check["format"] == "cupel-check/1" and check["verdict"] is None
			assert check["source"]["commit"] == sys.argv[1], check["source"]
			assert check["source"]["candidates"][0]["taken"] is True
			assert check["recipe"] is None and check["build"] is None
		END
}
no_source() {
	exits 3 on_road F04 source -q >text && cat text && head -n 1 text | grep -q 'no-source'
}
recipe_is_yaml_that_is_read() {
	exits 0 on_road F01 check -q --stop-after recipe >recipe.yaml &&
		grep -q '^cupel-recipe: 1' recipe.yaml &&
		exits 0 on_road F01 check -q --recipe recipe.yaml >text && cat text &&
		head -n 1 text | grep -qE ': (identical|equivalent)'
}
rebuild_keeps_package_and_log() {
	exits 0 on_road F01 rebuild -q -o built >text && cat text &&
		test "$(ls built)" = "$(printf 'build.log\nclamp-honest-1.0.0.tgz')" &&
		gzip -t built/clamp-honest-1.0.0.tgz && test -s built/build.log &&
		grep -qx built/build.log text
}
rebuild_as_json() {
	exits 0 on_road F01 rebuild -q -o built-json --json >json &&
		python3 -c 'import json; assert json.load(open("json"))["build"]["succeeded"]' &&
		test -s built-json/clamp-honest-1.0.0.tgz
}
failed_build_keeps_its_log() {
	exits 3 on_road F33 rebuild -q -o failed >text && cat text &&
		grep -q unbuildable text && test -s failed/build.log && ! ls failed/*.tgz
}
folder_that_cannot_be() {
	complains 2 'file/built' on_road F01 rebuild -q -o file/built
}
build_shows_its_lines() {
	exits 0 on_road F01 rebuild -v -o loud >text 2>err && grep -q '^  | ' err
}
terminal_is_left_clean() {
	HOME=$PWD python3 "$TOP_SRCDIR/tests/cli/on_terminal" "$CUPEL" source \
		"npm:$(spec_of F01)" --registry "$registry" --mirror "$mirror" >screen &&
	python3 - <<-'END'
		drawn, report = open("screen", "rb").read().rsplit(b"\r\x1b[K", 1)
		assert b"\n" not in drawn, drawn
		assert b"\rsource 0:00" in drawn, drawn
		assert all(len(line) < 80 for line in drawn.replace(b"\x1b[K", b"").split(b"\r"))
		assert b"candidates, best first" in report and b"\x1b" not in report, report
	END
}

touch file
check 'source names the commit and why'    source_says_why
check 'source as JSON'                     source_as_json
check 'no source'                          no_source
check 'a recipe is printed and read again' recipe_is_yaml_that_is_read
check 'rebuild keeps package and log'      rebuild_keeps_package_and_log
check 'rebuild as JSON'                    rebuild_as_json
check 'a failed build keeps its log'       failed_build_keeps_its_log
check 'a folder that cannot be made'       folder_that_cannot_be
check '--verbose shows the build'          build_shows_its_lines
check 'a terminal is left clean'           terminal_is_left_clean
check 'nothing is left behind'             leaves_nothing
done_testing
