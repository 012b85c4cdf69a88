#!/bin/sh
# Debian's archive, when all is well, and each way in which a mirror can fail: one clear line,
# exit status 2, and never a verdict.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
. "$TOP_SRCDIR/tests/double/debian.sh"
start_debian
now=$(date +%s)
pool=$debian/pool/main/g/greeting

sign_suite tiny pool=1.0-1 "date=$now"
sign_suite tiny-updates pool=1.0-2 "date=$now" valid=36000
cp -R "$debian/dists" "$scratch/right"

# all_is_well: two suites, signed when the test began, and an empty cache.
all_is_well() {
	rm -rf "$scratch/cache" "$debian/dists" && mkdir "$scratch/cache" &&
		cp -R "$scratch/right" "$debian/dists" && : >"$requests" && set_sources
}

ask() { cupel check deb:greeting -q --stop-after release "$@"; }
source_of() { cupel source deb:greeting -q "$@"; }

# says WORDS COMMAND...: it succeeds, and so it says.
says() {
	words=$1; shift
	"$@" >"$scratch/out" 2>"$scratch/err" || { cat "$scratch/out" "$scratch/err"; return 1; }
	tr -s '\n ' '  ' <"$scratch/out" | grep -F -- "$words" ||
		{ cat "$scratch/out"; return 1; }
}

# states SPEC EXPRESSION: holds of its release as JSON; d is what is Debian's of it.
states() {
	cupel check "$1" -q --stop-after release --json >"$scratch/json" || return 1
	python3 -c '
import json, sys
with open(sys.argv[1]) as file:
    r = json.load(file)["release"]
d = r["debian"]
b = {binary["package"]: binary for binary in d["binaries"]}
if not eval("(" + sys.argv[2] + ")"):
    print(json.dumps(r, indent=1))
    sys.exit(1)' "$scratch/json" "$2"
}

digest_of() { sha256sum "$pool/$1" | cut -d' ' -f1; }

# fails WORDS [OPTIONS]: the release is not had, for this reason.
fails() { fails_words=$1; shift; complains 2 "$fails_words" ask "$@"; }

# fails_signed WORDS NAME=VALUE...: when tiny is signed so.
fails_signed() {
	fails_words=$1; shift
	all_is_well && sign_suite tiny pool=1.0-1 "date=$now" "$@" &&
		complains 2 "$fails_words" ask
}

# fails_through WORDS PREFIX [OPTIONS]: when the archive is asked through the prefix.
fails_through() {
	fails_words=$1 prefix=$2; shift 2
	all_is_well && set_sources "$prefix" && complains 2 "$fails_words" ask "$@"
}

takes_the_newest() {
	all_is_well
	says 'no version given: 1.0-2 in tiny-updates is the newest of tiny, tiny-updates' ask
}
takes_what_is_asked_for() {
	all_is_well
	states deb:greeting@1.0-1 "r['purl'] == 'pkg:deb/debian/greeting@1.0-1?arch=amd64'" &&
		states deb:greeting@1.0-1 "d['suite'] == 'tiny' and d['binnmu'] == 1"
}
tells_versions_apart() {
	all_is_well
	states deb:greeting@1.0-1 "b['greeting']['version'] == '1.0-1+b1' and
		b['greeting']['built_name'] == 'greeting_1.0-1+b1_amd64.deb' and
		b['greeting-data']['version'] == '1:1.0-1' and
		b['greeting-data']['built_name'] == 'greeting-data_1.0-1_all.deb'"
}
takes_the_build_that_is_asked_for() {
	all_is_well
	states 'deb:greeting@1.0-1+b1' "d['source_version'] == '1.0-1' and d['binnmu'] == 1" &&
		states 'pkg:deb/debian/greeting-data@1:1.0-1' "d['source_version'] == '1.0-1'"
}
states_the_digests() {
	all_is_well
	states deb:greeting "b['greeting']['sha256'] == '$(digest_of greeting_1.0-2_amd64.deb)' and
		d['dsc']['sha256'] == '$(digest_of greeting_1.0-2.dsc)' and len(d['files']) == 2"
}
finds_the_source_of_a_package() {
	all_is_well
	says 'greeting-data is built from the source package greeting' \
		cupel check deb:greeting-data -q --stop-after release
}
finds_the_source() {
	all_is_well
	says 'SHA-256' source_of && says '.dsc' source_of
}
works_offline() {
	all_is_well
	source_of >"$scratch/first" && : >"$requests" &&
		source_of --offline >"$scratch/second" && cmp "$scratch/first" "$scratch/second" &&
		[ ! -s "$requests" ]
}
asks_by_hash() {
	all_is_well
	ask >"$scratch/out" && grep -q 'by-hash/SHA256' "$requests" &&
		! grep -q 'Sources.xz' "$requests"
}
takes_names_without_hashes() {
	all_is_well
	rm -r "$debian"/dists/tiny/main/*/by-hash && ask >"$scratch/out" &&
		grep -q '^200 GET /debian/dists/tiny/main/source/Sources.xz' "$requests"
}
takes_a_detached_signature() {
	all_is_well && sign_suite tiny pool=1.0-1 "date=$now" form=detached && ask
}
takes_a_key_with_armor() {
	all_is_well && set_sources '' "signed-by=$scratch/tiny.asc" && ask
}
takes_a_key_in_a_field() {
	all_is_well
	rm "$scratch"/apt/*
	{
		printf 'Types: deb\nURIs: %s/debian\nSuites: tiny\nComponents: main\nSigned-By:\n' \
			"$server"
		sed 's/^$/./; s/^/ /' "$scratch/tiny.asc"
	} >"$scratch/apt/tiny.sources"
	ask
}
leaves_out_others() {
	all_is_well && sign_suite tiny-updates pool=1.0-2 "date=$now" origin=Somebody &&
		says 'which is not Debian' ask && states deb:greeting "d['source_version'] == '1.0-1'"
}
takes_what_apt_lets_expire() {
	all_is_well && sign_suite tiny pool=1.0-1 "date=$((now - 7200))" valid=3600 &&
		set_sources '' "signed-by=$scratch/tiny.gpg check-valid-until=no" && ask
}
knows_the_key() {
	make_key other && all_is_well && set_sources '' "signed-by=$scratch/other.gpg" &&
		fails 'signed by a key that is not among those that are trusted'
}
counts_no_expired_key() {
	key_life=1d make_key old --faked-system-time 20200101T000000 && all_is_well &&
		sign_suite tiny pool=1.0-1 key=old@example.invalid time=20200101T120000 &&
		set_sources '' "signed-by=$scratch/old.gpg" && fails 'the key has expired'
}
knows_the_fingerprint() {
	make_key third && all_is_well || return 1
	print=$(gpg --homedir "$scratch/gnupg" --with-colons --list-keys third@example.invalid |
		sed -n 's/^fpr:*\([0-9A-F]*\):/\1/p' | head -n 1)
	set_sources '' "signed-by=$scratch/tiny.gpg,$print" &&
		fails 'signed by a key that is not among those that are trusted'
}
notices_a_rollback() {
	all_is_well && ask >"$scratch/out" &&
		sign_suite tiny pool=1.0-1 "date=$((now - 60))" && fails 'it was rolled back' &&
		ask --offline
}
says_what_there_is() {
	all_is_well
	complains 2 'tiny, tiny-updates has no version 0.9-1 of greeting, but 1.0-1, 1.0-2' \
		cupel check deb:greeting@0.9-1 -q --stop-after release &&
		complains 2 'no source or binary package "farewell"' \
			cupel check deb:farewell -q --stop-after release &&
		complains 2 'no package of it for arm64' \
			cupel check deb:greeting:arm64 -q --stop-after release
}
finds_no_suite() {
	all_is_well && rm -r "$debian/dists/tiny" && fails 'there is no such suite, or its Release'
}
finds_no_package() {
	all_is_well && mv "$pool/greeting_1.0-2_amd64.deb" "$scratch/away" || return 1
	fails 'the archive lists it, but does not have it (404)' && failed=0 || failed=1
	mv "$scratch/away" "$pool/greeting_1.0-2_amd64.deb"
	return "$failed"
}
notices_a_lie() {
	all_is_well && sign_suite tiny-updates pool=1.0-2 "date=$now" lies=yes &&
		complains 2 'does not say what the archive says of it' source_of
}
# with_keys FILE COMMAND...: with these keys in the place of the developers'.
with_keys() {
	in_place unshare -rm sh -c 'mount -t tmpfs none /usr/share/keyrings &&
		cp "$0" /usr/share/keyrings/debian-keyring.gpg && exec "$@"' "$@"
}
says_who_signed() {
	all_is_well
	says 'greeting_1.0-1.dsc is signed by tiny <tiny@example.invalid>' \
		with_keys "$scratch/tiny.gpg" "$CUPEL" source deb:greeting@1.0-1 -q &&
		says 'greeting_1.0-1.dsc is signed by the key' \
			with_keys "$scratch/other.gpg" "$CUPEL" source deb:greeting@1.0-1 -q &&
		says 'which is not in debian-keyring' \
			with_keys "$scratch/other.gpg" "$CUPEL" source deb:greeting@1.0-1 -q &&
		says 'greeting_1.0-2.dsc: it is not signed' \
			with_keys "$scratch/tiny.gpg" "$CUPEL" source deb:greeting@1.0-2 -q
}
nobody_listens() {
	all_is_well
	echo "deb [signed-by=$scratch/tiny.gpg] http://127.0.0.1:1/debian tiny main" \
		>"$scratch/apt/tiny.list"
	fails '127.0.0.1:1'
}
source_fails() {
	all_is_well && set_sources "$2" && complains 2 "$1" source_of
}

check 'the newest of all pockets'               takes_the_newest
check 'a version that is asked for'             takes_what_is_asked_for
check 'epochs and builds are told apart'        tells_versions_apart
check 'a build that is asked for'               takes_the_build_that_is_asked_for
check 'digests are those of the files'          states_the_digests
check 'a binary package leads to its source'    finds_the_source_of_a_package
check 'the source is its .dsc'                  finds_the_source
check 'offline with what is in the cache'       works_offline
check 'indexes are asked for by digest'         asks_by_hash
check 'or by name, where they are not had so'   takes_names_without_hashes
check 'a detached signature'                    takes_a_detached_signature
check 'a key with armor'                        takes_a_key_with_armor
check 'a key within sources'                    takes_a_key_in_a_field
check 'archives of others are left out'         leaves_out_others
check 'what may expire for apt, may here'       takes_what_apt_lets_expire
check 'no such version, package or architecture' says_what_there_is

check 'gone: nobody listens'                    nobody_listens
check 'gone: no such suite'                     finds_no_suite
check 'gone: a package'                         finds_no_package
check 'gone: the Release fails'                 fails_through 'the server answers 500' /release=down
check 'slow: the Release never comes'           fails_through 'time limit' /release=stuck --timeout 1s
check 'slow: an index never comes'              fails_through 'time limit' /index=stuck --timeout 2s
check 'slow: a package never comes'             fails_through 'time limit' /pool=stuck --timeout 2s
check 'truncated: the Release'                  fails_through 'tried 5 times' /release=cut
check 'truncated: an index'                     fails_through 'tried 5 times' /index=cut
check 'truncated: a package'                    fails_through 'tried 5 times' /pool=cut
check 'empty: an index'                         fails_through 'do not match' /index=empty
check 'wrong: an index'                         fails_through 'do not match' /index=wrong
check 'wrong: a package'                        fails_through 'do not match' /pool=wrong
check 'wrong: the .dsc says other digests'      notices_a_lie
check 'endless: the Release'                    fails_through 'more than' /release=endless
check 'endless: a package'                      fails_through 'longer than its index says' /pool=endless
check 'signature: one bit of the Release'       fails_through 'its signature is wrong' /release=wrong
check 'signature: a page for people'            fails_through 'it is not signed' /release=words
check 'signature: none'                         fails_signed 'it is not signed' form=plain
check 'signature: by a key that is not known'   knows_the_key
check 'signature: by another than the one meant' knows_the_fingerprint
check 'signature: by a key that has expired'    counts_no_expired_key
check 'signature: by a weak digest'             fails_signed 'the digest is too weak' digest=SHA1
check 'the Release has expired'                 fails_signed 'it has expired' "date=$((now - 7200))" valid=3600
check 'the Release is from the future'          fails_signed 'from the future' "date=$((now + 200000))"
check 'the Release is of another suite'         fails_signed 'it is the one of other, not of tiny' named=other
check 'the Release lists nothing'               fails_signed 'no index by SHA-256' lists=no
check 'the Release was rolled back'             notices_a_rollback
if unshare -rm mount -t tmpfs none /usr/share/keyrings 2>"$scratch/unshare"; then
	check 'who signed the .dsc' says_who_signed
else
	skip 'who signed the .dsc' "nothing can be mounted: $(head -n 1 "$scratch/unshare")"
fi
check 'the .dsc is gone'                        source_fails 'tried 5 times' /pool=cut
check 'nothing is left behind'                  leaves_nothing
done_testing
