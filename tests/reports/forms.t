#!/bin/sh
# Every form that a report takes, of a report in which every text is hostile.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
cd "$scratch"
tests=$TOP_SRCDIR/tests/reports

# The second one is cut where a form is bounded.
"$tests/hostile" compare >compare.json
"$tests/hostile" compare 3000 >many.json
"$tests/hostile" check >check.json
reports='compare many check'

# renders FORM: each report, without a word on standard error.
renders() {
	for report in $reports; do
		exits 0 "$CUPEL" report "$report.json" --"$1"="$report.$1" >out 2>err &&
		test ! -s err && test -s "$report.$1" || { cat err; return 1; }
	done
}
is_clean() {
	for report in $reports; do
		! LC_ALL=C grep -n "$(printf '[\001-\010\013-\037\177]')" "$report.$1" || return 1
		! grep -nE "$(printf '\342\200\256|\342\201\246|\342\200\213')" "$report.$1" || return 1
	done
}
is_short() {
	for report in $reports; do
		test "$(wc -c <"$report.markdown")" -le 65536 || return 1
	done
	grep -q '^\*\*Cut:\*\*' many.markdown
}
# As GitHub makes HTML of it, with raw HTML let through.
markdown_is_text() {
	for report in $reports; do
		cmark-gfm --unsafe -e table -e strikethrough -e autolink -e tasklist \
			"$report.markdown" >"$report.page" &&
		"$tests/page" "$report.page" only h2 h3 h4 p ul li strong code pre table thead tbody \
			tr th td &&
		"$tests/page" "$report.page" serials 150 || return 1
	done
}

sarif_is_as_the_standard_says() {
	for report in $reports; do
		"$tests/sarif" "$report.sarif" || return 1
	done
}

junit_is_what_its_readers_take() {
	for report in $reports; do
		"$tests/junit" "$report.junit" || return 1
	done
}

for form in text markdown sarif junit html; do
	check "$form of hostile reports"        renders "$form"
	check "$form keeps control bytes out"   is_clean "$form"
done
check 'Markdown fits into a comment'       is_short
if command -v cmark-gfm >/dev/null; then
	check 'Markdown: hostile text stays text' markdown_is_text
else
	skip 'Markdown: hostile text stays text' 'cmark-gfm is not installed'
fi
check 'SARIF is as its standard says'      sarif_is_as_the_standard_says
check 'JUnit is what its readers take'     junit_is_what_its_readers_take
done_testing
