#!/bin/sh
# Does each trouble end with one clear line, the right exit status, and nothing left behind?
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
start_cases F01 F04 F08 slow-build
honest=npm:clamp-honest@1.0.0
document=clamp-honest tarball=clamp-honest/-/clamp-honest-1.0.0.tgz

# ask PREFIX [OPTIONS]: what does the registry say, when it is asked through the prefix?
ask() {
	prefix=$1; shift
	cupel check $honest -q --registry "$registry$prefix" --stop-after release "$@"
}

forget() { rm -rf "$scratch/cache"; mkdir "$scratch/cache"; : >"$requests"; }

# asked COUNT PATH: so many requests for it there were.
asked() {
	[ "$(grep -c " $2 " "$requests")" -eq "$1" ] || { cat "$requests"; return 1; }
}

# gets_there MODE PATH COUNT: in the end, after so many requests.
gets_there() {
	forget
	ask "/$1" >"$scratch/out" 2>&1 || { cat "$scratch/out"; return 1; }
	asked "$3" "/$1/$2"
}

# gives_up STATUS WORDS MODE PATH COUNT: with one line, after so many requests.
gives_up() {
	forget
	complains "$1" "$2" ask "/$3" && asked "$5" "/$3/$4"
}

# stops_at_a_limit WORDS MODE PATH: it could not be told, and why.
stops_at_a_limit() {
	forget
	exits 3 ask "/$2" >"$scratch/out" 2>&1 || { cat "$scratch/out"; return 1; }
	tr -s '\n ' '  ' <"$scratch/out" | grep -F "$1" && asked 1 "/$2/$3"
}

goes_on_where_it_broke_off() {
	gets_there tarball=cut-once "$tarball" 2 &&
		grep -q '^206 GET /tarball=cut-once/.* bytes=[1-9]' "$requests"
}

starts_again_with_another_file() {
	gets_there tarball=changed-once "$tarball" 2 &&
		grep -q '^200 GET /tarball=changed-once/.* bytes=[1-9]' "$requests"
}

works_offline() {
	forget
	ask '' >"$scratch/first" && : >"$requests" && ask '' --offline >"$scratch/second" &&
		cmp "$scratch/first" "$scratch/second" && [ ! -s "$requests" ]
}

fetches_a_file_once() { forget; ask '' && ask '' && asked 1 "/$tarball"; }

fetches_a_damaged_file_again() {
	forget
	ask '' || return 1
	for file in "$scratch"/cache/cupel/content/*; do
		printf x >>"$file"
	done
	ask '' && asked 2 "/$tarball"
}

# A page in the place of the document, later: the document that was is still there offline.
keeps_what_it_knew() {
	forget
	ask /document=words-later || return 1
	complains 2 'not JSON' ask /document=words-later &&
		ask /document=words-later --offline
}

names_the_newest() {
	cupel check npm:clamp-secret -q --registry "$registry" --stop-after release \
		>"$scratch/out" && grep -q 'no version given: 1.0.3 is the newest' "$scratch/out"
}

without_a_repository() {
	mkdir "$scratch/alone" && printf '{"name":"alone","version":"1.0.0"}' \
		>"$scratch/alone/package.json" || return 1
	(cd "$scratch/alone" && npm_config_cache=$scratch/npm npm pack --silent) || return 1
	printf 'verdict no-source\nexit 3\nsays --source\n' >"$scratch/expected"
	comes_out "$scratch/expected" "$scratch/alone/alone-1.0.0.tgz"
}

# interrupted SECONDS ARGUMENTS...: Ctrl-C after so many.
interrupted() {
	seconds=$1; shift
	in_place timeout --preserve-status -s INT "$seconds" "$CUPEL" "$@" -q
}

build_is_interrupted() {
	from_mirror slow-build
	complains 130 interrupted interrupted 3 check "npm:$(spec_of slow-build)" \
		--registry "$registry" --mirror "$mirror" && leaves_nothing
}

build_takes_too_long() {
	from_mirror slow-build
	exits 3 cupel check "npm:$(spec_of slow-build)" --registry "$registry" -q \
		--mirror "$mirror" --timeout 4s >"$scratch/out" 2>&1 || return 1
	cat "$scratch/out"
	grep -q 'time limit' "$scratch/out" && leaves_nothing
}

# While it is fetched by one, another waits, and then takes what is new.
fetches_by_turns() {
	forget
	from_mirror F01
	set -- "npm:$(spec_of F01)" --registry "$registry" --mirror "$mirror"
	cupel source "$@" -q >"$scratch/out" 2>&1 || { cat "$scratch/out"; return 1; }
	(
		flock 7
		cupel source "$@" >"$scratch/out" 2>&1 7>&- &
		for turn in $(seq 300); do
			! grep -q 'another cupel fetches this repository' "$scratch/out" || break
			sleep 0.1
		done
		flock -u 7
		wait $!
	) 7<"$(ls "$scratch"/cache/cupel/git/*-busy)" || { cat "$scratch/out"; return 1; }
	grep 'another cupel fetches this repository' "$scratch/out"
}

# A cache on a small file system, which only this process has.
on_a_full_disk() {
	complains 2 'No space left on device' in_place unshare -rm sh -c '
		mount -t tmpfs -o size=16k none "$XDG_CACHE_HOME" &&
		exec "$CUPEL" check npm:clamp-bundle@1.0.0 -q --registry "$0" \
			--stop-after release' "$registry"
}

# /dev/null in the place of each npm that there is.
without_npm() {
	complains 2 'npm is not installed, and none can be fetched' in_place unshare -rm sh -c '
		for npm in /usr/local/bin/npm /usr/bin/npm; do
			[ ! -e $npm ] || mount --bind /dev/null $npm || exit
		done
		exec "$CUPEL" check npm:clamp-honest@1.0.0 -q --registry "$0" --source "$1"' \
		"$registry" "$cases/F01/repository"
}

check 'a server that fails once' gets_there document=down-once $document 2
check 'a server that asks to wait' gets_there document=busy-once $document 2
check 'a document that breaks off once' gets_there document=cut-once $document 2
check 'a document that has moved' gets_there document=moved $document 1
check 'a document that comes slowly' gets_there document=slow $document 1
check 'a tarball that fails once' gets_there tarball=down-once $tarball 2
check 'a tarball that breaks off is gone on with' goes_on_where_it_broke_off
check 'a tarball that changes meanwhile is begun again' starts_again_with_another_file
check 'a server that is down' gives_up 2 'tried 5 times: the server answers 500' \
	document=down $document 5
check 'a tarball that always breaks off' gives_up 2 'tried 5 times: transfer closed' \
	tarball=cut $tarball 5
check 'no such package' gives_up 2 'npm has no package "clamp-honest"' \
	document=missing $document 1
check 'no such tarball' gives_up 2 'there is no such thing (404)' tarball=missing $tarball 1
check 'a tarball of other bytes' gives_up 2 'do not match their integrity' \
	tarball=wrong $tarball 1
check 'an empty tarball' gives_up 2 'do not match their integrity' tarball=empty $tarball 1
check 'redirects in a circle' gives_up 2 'more than 10 redirects' document=loop $document 11
check 'a page instead of the document' gives_up 2 'not JSON' document=words $document 1
check 'an empty document' gives_up 2 'not JSON: empty' document=empty $document 1
check 'a document without an end' stops_at_a_limit 'more than 268435456 bytes' \
	document=endless $document
check 'a document that announces too much' stops_at_a_limit 'more than 268435456 bytes' \
	document=enormous $document
check 'a tarball that announces too much' stops_at_a_limit 'more than 2147483648 bytes' \
	tarball=enormous $tarball
check 'a registry that never answers' exits 3 ask /document=stuck --timeout 1s
check 'no such version' complains 2 'no version 9.9.9 of clamp-honest; the newest is 1.0.0' \
	cupel check npm:clamp-honest@9.9.9 -q --registry "$registry"
check 'no version is given' names_the_newest
check 'no such registry' complains 2 'http://127.0.0.1:1/clamp-honest' \
	cupel check $honest -q --registry http://127.0.0.1:1
check 'a registry that is no URL' complains 2 'not a URL' \
	cupel check $honest -q --registry 'http://[nothing'
check 'plain http to another machine' complains 2 'plain http is not allowed' \
	cupel check $honest -q --registry http://registry.example.invalid
check 'a repository that is gone' complains 2 'the repository is gone' \
	cupel check $honest -q --registry "$registry" \
	--mirror "https://git.example.invalid=file://$scratch/gone"
check 'a source that is not there' complains 2 'no such repository, folder or tarball' \
	cupel check $honest -q --registry "$registry" --source "$scratch/gone"
check 'a source that is no URL' complains 2 'no host and path' \
	cupel check $honest -q --registry "$registry" --source https://
check 'a range instead of a version' complains 2 'a range cannot be checked' \
	cupel check 'npm:clamp-honest@^1.0.0' -q --registry "$registry"
check 'a name that no package has' complains 2 'cannot be the name' \
	cupel check 'npm:../../etc@1.0.0' -q --registry "$registry"
check 'a package without a repository' without_a_repository
check 'offline with what is in the cache' works_offline
check 'a verified file is fetched once' fetches_a_file_once
check 'a damaged file in the cache is fetched again' fetches_a_damaged_file_again
check 'a repository is fetched by one at a time' fetches_by_turns
check 'a page does not take the place of the document' keeps_what_it_knew
forget
check 'offline with an empty cache' complains 2 'not in the cache' ask '' --offline
# The other forms are written all the same, the text among them.
without_the_text() { "$@" >"$scratch/text"; }
check 'a report that cannot be written' complains 2 'No space left on device' \
	without_the_text ask '' --json=/dev/full
check 'Ctrl-C while the registry is silent' complains 130 interrupted \
	interrupted 1 check $honest --registry "$registry/document=stuck"
if cupel sandbox -- true >"$scratch/sandbox" 2>&1; then
	check 'Ctrl-C while a package is built' build_is_interrupted
	check 'a build that takes too long' build_takes_too_long
else
	skip 'a build that is ended early' "no sandbox here: $(head -n 1 "$scratch/sandbox")"
fi
if unshare -rm mount -t tmpfs none "$scratch/cache" 2>"$scratch/unshare"; then
	check 'a full disk' on_a_full_disk
	check 'no npm' without_npm
else
	skip 'a full disk, and no npm' "nothing can be mounted: $(head -n 1 "$scratch/unshare")"
fi
check 'nothing is left behind' leaves_nothing
done_testing
