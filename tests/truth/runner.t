#!/bin/sh
# Does the list runner tell right from wrong from skipped?  It is given a stand-in for cupel.
. "$TOP_SRCDIR/tests/lib.sh"
run=$TOP_SRCDIR/tests/truth/run

# Says of npm:NAME@VERSION what NAME is, with one finding in VERSION.js where it is "different".
# Version 0 matches another commit than its tag, and version 9 does so without a word.
cat >"$scratch/cupel" <<'END'
#!/usr/bin/env python3
import json, sys
report = next(each.split("=", 1)[1] for each in sys.argv if each.startswith("--json="))
name, version = next(each for each in sys.argv if each.startswith("npm:"))[4:].split("@")
if name == "gone":
    sys.exit("cupel: npm has no package gone")
verdict = name.rstrip("2")
findings = [{"path": "x.tgz//package/%s.js" % version, "cause": "crlf: line ends"}]
remarks = [{"cause": "tag-is-not-the-published-commit"}] if version == "0" else []
source = {"commit": "c1" if version in "09" else "c0"}
json.dump({"verdict": verdict, "suspicious": False, "remarks": remarks, "source": source, "build": None,
           "artifacts": [{"findings": findings if verdict == "different" else []}]},
          open(report, "w"))
sys.exit({"identical": 0, "different": 1}.get(verdict, 3))
END
chmod +x "$scratch/cupel"

entry() {
	printf '{"name":"%s","version":"%s","repo":"a/b","truth":"%s","commit":"c0","differing":[' \
		"$1" "$2" "$3"
	printf '{"path":"%s"}]}' "$4"
}

# told WANTED ENTRY...: the last line that it prints.
told() {
	wanted=$1; shift
	(IFS=,; echo "[$*]") >"$scratch/list.json"
	status=0
	"$run" "$scratch/list.json" --cupel "$scratch/cupel" --results "$scratch/results" \
		>"$scratch/told" || status=$?
	cat "$scratch/told"
	[ "$(tail -n 1 "$scratch/told")" = "$wanted" ] || return 1
	case $wanted in *' 0 wrong'*) [ $status = 0 ] ;; *) [ $status = 1 ] ;; esac
}

check 'a right answer' told '1 right, 0 wrong, 0 skipped' \
	"$(entry identical 1 bit-identical '(none)')"
check 'a difference where there is none is wrong' told '0 right, 1 wrong, 0 skipped' \
	"$(entry different 1 bit-identical '(none)')"
check 'no difference where there is one is wrong' told '0 right, 1 wrong, 0 skipped' \
	"$(entry identical 1 differs 1.js)"
check 'a difference that is told by its path is right' told '1 right, 0 wrong, 0 skipped' \
	"$(entry different 1 differs 1.js)"
check 'a difference elsewhere is wrong' told '0 right, 1 wrong, 0 skipped' \
	"$(entry different 1 differs 2.js)"
check 'what another commit makes is right where that is said' told '1 right, 0 wrong, 0 skipped' \
	"$(entry identical 0 differs 1.js)"
check 'and wrong where it is not' told '0 right, 1 wrong, 0 skipped' "$(entry identical 9 differs 1.js)"
check 'what cannot be had is skipped' told '1 right, 0 wrong, 1 skipped' \
	"$(entry gone 1 differs 1.js)" "$(entry unbuildable 1 not-built '(none)')"

rates() {
	printf '# a list\nnpm:identical@1 a/b\nnpm:different@1 a/b\nnpm:gone@1 a/b\n' \
		>"$scratch/some.list"
	"$run" "$scratch/some.list" --cupel "$scratch/cupel" --results "$scratch/rates" || return 1
	"$TOP_SRCDIR/tests/truth/coverage" "$scratch/rates/summary.json" >"$scratch/coverage.md"
	cat "$scratch/coverage.md"
	grep -qF '**1 of 2, 50.0 %** (1 skipped)' "$scratch/coverage.md" &&
		grep -qF '| `different` | crlf | npm:different@1 |' "$scratch/coverage.md"
}
check 'rates and causes are written of what was told' rates
done_testing
