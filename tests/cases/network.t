#!/bin/sh
# `cupel sandbox --network`: what a command sees of the network, and what is told of it.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs_sandbox
start_cases F01
archive=clamp-honest-1.0.0.tgz
: >"$requests"

packs() {
	cupel sandbox -q --network fetch --registry "$registry" --json="$scratch/run.json" "$@" -- \
		npm pack clamp-honest@1.0.0 >"$scratch/out" || { cat "$scratch/out"; return 1; }
}
# Every request is one line of the double's.
is_fetched() { packs && [ -s "$requests" ]; }
is_noted() {
	digest=$(sha256sum "$cases/F01/published/$archive" | cut -d ' ' -f 1)
	python3 - "$scratch/run.json" "$registry" "$digest" "$archive" <<-'END'
		import json, sys
		path, registry, digest, archive = sys.argv[1:]
		run = json.load(open(path))
		wanted = registry + "/clamp-honest/-/" + archive
		noted = {each["url"]: each["sha256"] for each in run["requests"]}
		sys.exit(None if noted.get(wanted) == digest else "%s: %s" % (wanted, noted))
	END
}
replays() {
	cp "$scratch/run.json" "$scratch/first.json"
	: >"$requests"
	packs --offline || return 1
	[ ! -s "$requests" ] || { cat "$requests"; return 1; }
	is_noted
}
# Something that was never fetched.
replays_nothing_else() {
	exits 1 cupel sandbox -q --network fetch --registry "$registry" --offline \
		--json="$scratch/run.json" -- npm pack clamp-other@1.0.0 >"$scratch/out" || return 1
	grep -q '"failure": ".*offline' "$scratch/run.json" || { cat "$scratch/run.json"; return 1; }
}
sees_nothing_else() {
	exits 7 cupel sandbox -q --network fetch --registry "$registry" -- \
		node -e 'require("http").get(process.argv[1]).on("error", () => process.exit(7))' \
		"$registry/clamp-honest"
}
sees() {
	cupel sandbox -q --network "$1" -- node -e \
		'require("http").get(process.argv[1], () => process.exit(0)).on("error", () => process.exit(7))' \
		"$registry/clamp-honest"
}
# refuses WORDS ARGUMENTS...
refuses() {
	words=$1; shift
	complains 2 "$words" cupel sandbox "$@" -- true
}

check 'a fetch goes to the registry'      is_fetched
check 'each request is noted'             is_noted
check 'offline it is answered from the store' replays
check 'offline there is nothing else'     replays_nothing_else
check 'a fetch sees nothing but the proxy' sees_nothing_else
check 'this machine'\''s network'         sees host
check 'no network'                        exits 7 sees none
check 'a word that is none'               refuses 'none|host|fetch' --network some
check 'offline without anything to fetch' refuses '--offline changes nothing' --offline
check 'a mirror without anything to fetch' refuses '--mirror changes nothing' --mirror a=b --network none
check 'a mirror of a folder'              refuses '--mirror changes nothing' --mirror a=b \
	--environment "$scratch"
check 'a registry without a fetch'        refuses '--registry changes nothing' --registry "$registry"
done_testing
