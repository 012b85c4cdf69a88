#!/bin/sh
# The HTML report in a browser: what is hostile in it stays text.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
cd "$scratch"
tests=$TOP_SRCDIR/tests/reports
HOME=$scratch
export HOME

browser=
for each in chromium chromium-browser google-chrome; do
	command -v "$each" >/dev/null && browser=$each && break
done

# The document as the browser has understood it.
loads() {
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
		--user-data-dir="$scratch/profile" --dump-dom "file://$scratch/$1" 2>browser.err
}

"$tests/hostile" compare >compare.json
"$tests/hostile" check >check.json
"$tests/hostile" compare 6000 >many.json
for report in compare check many; do
	"$CUPEL" report "$report.json" --html="$report.html" >/dev/null
done

elements='html head meta title style body header main footer section div p h1 h2 h3 span code
	strong b i ul li dl dt dd details summary pre table tr th td'
stands_alone() {
	for report in compare check many; do
		"$tests/page" "$report.html" only $elements &&
		! grep -nE 'url\(|@import|https?://' "$report.html" | grep -v '>.*Q[0-9]' || return 1
	done
}
has_all() { "$tests/page" compare.html texts compare.json && "$tests/page" check.html serials 700; }
says_that_it_is_cut() { "$tests/page" many.html serials 5000 && grep -q 'This page is cut' many.html; }
is_the_same_in_the_browser() {
	for report in compare check; do
		loads "$report.html" >"$report.dom" &&
		# What parsers add of their own.
		"$tests/page" "$report.dom" only $elements tbody || { cat browser.err; return 1; }
	done
	"$tests/page" compare.dom texts compare.json && "$tests/page" check.dom serials 700
}
# A picture of a screen, as large as asked for.
draws() {
	timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
		--user-data-dir="$scratch/profile" --window-size="$1" --screenshot="$scratch/drawn.png" \
		"file://$scratch/compare.html" 2>browser.err && test -s drawn.png
}

check 'a page that needs nothing else'    stands_alone
check 'every text is in it'               has_all
check 'colours can be told apart'         "$tests/contrast" compare.html
check 'a page of too much says so'        says_that_it_is_cut
printf '<p>hello' >hello.html
if [ -z "$browser" ]; then
	skip 'the page in a browser' 'chromium is not installed'
elif ! loads hello.html >hello.dom || ! grep -q hello hello.dom; then
	skip 'the page in a browser' "$browser does not run here: $(tail -n 1 browser.err)"
else
	check 'the browser sees the same' is_the_same_in_the_browser
	check 'on a screen'               draws 1200,1600
	check 'on a phone'                draws 400,800
fi
done_testing
