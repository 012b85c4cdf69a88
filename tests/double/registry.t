#!/bin/sh
# Does the double behave as a registry does, and misbehave as it says?
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/double/double.sh"
needs python3 node npm git curl

"$TOP_SRCDIR/fixtures/cases/make" "$scratch/cases" F01 F04 F10-orphan F37
start_registry "$scratch/cases"
name=clamp-honest file=clamp-honest-1.0.0.tgz
published=$scratch/cases/F01/published/$file

# get PATH [OPTIONS]: the body to $scratch/body, the status to $scratch/status.
get() {
	path=$1; shift
	curl -sS --max-time 20 -o "$scratch/body" -w '%{http_code}' "$@" "$registry$path" \
		>"$scratch/status"
}

# answers STATUS PATH [OPTIONS]
answers() {
	wanted=$1; shift
	get "$@" || return 1
	[ "$(cat "$scratch/status")" = "$wanted" ] || { cat "$scratch/status"; return 1; }
}

# states EXPRESSION: of the last body, a document.
states() {
	node -e 'const d = JSON.parse(require("fs").readFileSync(process.argv[1]));
		if (!eval(process.argv[2])) { console.log(d); process.exit(1); }' \
		"$scratch/body" "$1"
}

# digest ALGORITHM ENCODING: of the published file.
digest() {
	node -p 'require("crypto").createHash(process.argv[2])
		.update(require("fs").readFileSync(process.argv[1])).digest(process.argv[3])' \
		"$published" "$1" "$2"
}

states_the_digests() {
	answers 200 "/$name" &&
		states "d.versions['1.0.0'].dist.integrity === 'sha512-$(digest sha512 base64)'" &&
		states "d.versions['1.0.0'].dist.shasum === '$(digest sha1 hex)'"
}

states_the_manifest() {
	answers 200 "/$name" && states "d.versions['1.0.0'].repository.url.includes('/$name.git')"
}

keeps_the_prefix() {
	answers 200 "/document=right/tarball=wrong/$name" &&
		states "d.versions['1.0.0'].dist.tarball.endsWith('/tarball=wrong/$name/-/$file')"
}

lists_all_versions() {
	answers 200 /clamp-secret && states "Object.keys(d.versions).length === 4" &&
		states "d['dist-tags'].latest === '1.0.3'"
}

lays_over() {
	answers 200 /clamp-orphan && states "/^[0-9a-f]{40}$/.test(d.versions['1.0.0'].gitHead)"
}

serves_attestations() {
	answers 200 /clamp-attested &&
		states "d.versions['1.0.0'].dist.attestations.url.endsWith('/-/npm/v1/attestations/clamp-attested@1.0.0')" &&
		answers 200 /-/npm/v1/attestations/clamp-attested@1.0.0 &&
		states 'd.attestations.length === 2' &&
		answers 404 "/-/npm/v1/attestations/$name@1.0.0" &&
		answers 404 /attestations=missing/-/npm/v1/attestations/clamp-attested@1.0.0
}

# Whoever asks waits as long as the name of the package is in the file.
holds_back() {
	echo clamp-secret >"$scratch/cases/held"
	exits 28 get /clamp-secret --max-time 1 && answers 200 "/$name" || return 1
	rm "$scratch/cases/held"
	answers 200 /clamp-secret
}

serves_the_file() {
	answers 200 "/$name/-/$file" && cmp "$scratch/body" "$published"
}

fails_once() {
	answers 500 "/document=down-once/$name" && answers 200 "/document=down-once/$name"
}

asks_to_wait() {
	answers 429 "/document=busy-once/$name" -D "$scratch/headers" &&
		grep -qi '^retry-after: 1' "$scratch/headers" &&
		answers 200 "/document=busy-once/$name"
}

# 18 is curl's "partial file".
breaks_off() {
	exits 18 get "/tarball=cut-once/$name/-/$file" || return 1
	mv "$scratch/body" "$scratch/part"
	answers 206 "/tarball=cut-once/$name/-/$file" -r "$(wc -c <"$scratch/part")-" || return 1
	cat "$scratch/part" "$scratch/body" | cmp - "$published" &&
		grep -q '^206 GET .* bytes=' "$requests"
}

goes_on_only_with_the_same() {
	answers 200 "/$name/-/$file" -r 10- -H 'If-Range: "other"' && cmp "$scratch/body" "$published"
}

flips_a_bit() {
	answers 200 "/tarball=wrong/$name/-/$file" || return 1
	cmp -l "$scratch/body" "$published" >"$scratch/differing" || true
	[ "$(wc -l <"$scratch/differing")" -eq 1 ]
}

never_ends() {
	curl -s --max-time 20 "$registry/document=endless/$name" | head -c 5000000 |
		wc -c >"$scratch/count"
	[ "$(cat "$scratch/count")" -eq 5000000 ]
}

announces_too_much() {
	exits 18 get "/document=enormous/$name" -D "$scratch/headers" &&
		grep -qi '^content-length: 1125899906842624' "$scratch/headers"
}

goes_in_circles() { exits 47 get "/document=loop/$name" -L --max-redirs 5; }

ends_with_its_input() {
	mkfifo "$scratch/other"
	"$TOP_SRCDIR/tests/double/registry" "$scratch/cases" <"$scratch/other" >/dev/null 9>&- &
	: >"$scratch/other"
	wait $!
}

check 'the document states the digests of the tarball' states_the_digests
check 'the document states the package.json of the tarball' states_the_manifest
check 'the tarball is wrong where the base URL asks for it' keeps_the_prefix
check 'all versions are listed, and the newest' lists_all_versions
check 'what lies beside a tarball is laid over its version' lays_over
check 'attestations lie beside a tarball' serves_attestations
check 'a package may be held back' holds_back
check 'the tarball is the published one' serves_the_file
check 'there is no other package' answers 404 /clamp
check 'there is no other file' answers 404 "/$name/-/$name-1.0.1.tgz"
check 'missing: 404' answers 404 "/document=missing/$name"
check 'down: 500' answers 500 "/document=down/$name"
check 'down-once: 500, then 200' fails_once
check 'busy-once: Retry-After, then 200' asks_to_wait
check 'cut-once: breaks off, and goes on from there' breaks_off
check 'goes on only where the condition holds' goes_on_only_with_the_same
check 'cut: breaks off each time' exits 18 get "/tarball=cut/$name/-/$file"
check 'wrong: one byte is another' flips_a_bit
check 'endless: more than anybody wants' never_ends
check 'enormous: announces more than there is' announces_too_much
check 'loop: redirects to itself' goes_in_circles
check 'moved: redirects to what is right' answers 200 "/document=moved/$name" -L
check 'words: no JSON' answers 200 "/document=words/$name"
check 'slow: whole in the end' answers 200 "/document=slow/$name"
check 'stuck: never comes' exits 28 get "/document=stuck/$name" --max-time 1
check 'a mode that there is not is refused' answers 400 "/document=odd/$name"
check 'it ends when its input ends' ends_with_its_input
done_testing
