#!/bin/sh
# The same build by two users, on two days, from and in other places, and on a machine that has much
# else to do: the same record but for the time that was asked for, and the same bytes.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs_sandbox
start_cases built F32-date

# build CASE NAME TIME COMMAND...: what check says goes to NAME.json, what it builds into NAME/.
build() {
	case=$1 place=$scratch/$2 name=$2 time=$3; shift 3
	from_mirror "$case"
	mirror=${mirror%%=*}=file://$checkout/$case/repository
	status=0
	for command in check "rebuild --output $place/made"; do
		# shellcheck disable=SC2086
		HOME=$place/home XDG_CACHE_HOME=$place/cache TMPDIR=$place/tmp "$@" "$CUPEL" $command -q \
			"npm:$(spec_of "$case")" --registry "$registry" --mirror "$mirror" --vary "time=$time" \
			--json="$place/${command%% *}.json" >"$scratch/out" 2>&1 || status=$?
		[ $status -eq 0 ] || { cat "$scratch/out"; return 1; }
	done
}
prepare() { mkdir -p "$scratch/$1/home" "$scratch/$1/cache" "$scratch/$1/tmp"; }

# Everything is in the record but what was asked to differ.
records_agree() {
	python3 - "$scratch/$1/$3.json" "$scratch/$2/$3.json" <<-'END'
		import difflib, json, os, sys
		records = []
		for path in sys.argv[1:]:
		    record = json.load(open(path))
		    del record["recipe"]["set"]["time"], record["build"]["look"]["clock"]
		    if os.nice(0) > 0:  # which root can undo, and others are told
		        record["build"]["weakened"] = [each for each in record["build"]["weakened"]
		                                       if not each.startswith("niceness:")]
		    records.append(json.dumps(record, indent=1, sort_keys=True).splitlines())
		sys.exit("\n".join(difflib.unified_diff(*records, lineterm="")) or None)
	END
}
same_bytes() { cmp "$scratch/$1/made/clamp-built-1.0.0.tgz" "$scratch/$2/made/clamp-built-1.0.0.tgz"; }
# Not because nothing was looked at: another build does not give the same bytes.
others_differ() {
	! cmp -s "$scratch/$1/dated/clamp-date-1.0.0.tgz" "$scratch/$2/dated/clamp-date-1.0.0.tgz"
}
dated() {
	place=$scratch/$1
	from_mirror F32-date
	cupel rebuild -q "npm:$(spec_of F32-date)" --registry "$registry" --mirror "$mirror" \
		--vary "time=$2" --output "$place/dated" >"$scratch/out" || { cat "$scratch/out"; return 1; }
}

checkout=$cases
prepare first
check 'a build' build built first 1750000000 env
if [ "$(id -u)" -ne 0 ]; then
	user='env' second='the same user'
else
	user='setpriv --reuid=65534 --regid=65534 --clear-groups' second='another user'
fi
far=a/place/that/is/not/so/near
prepare $far
checkout=$scratch/another-checkout
mkdir "$checkout"
cp -r "$cases/built" "$checkout"
chmod 711 "$scratch"
[ "$user" = env ] || chown -R 65534:65534 "$scratch/a"
if [ "$user" != env ] && ! $user test -x "$CUPEL"; then
	user=env second="the same user: the program is in a folder of root's"
	chown -R 0:0 "$scratch/a"
fi
for each in 1 2 3 4; do
	timeout 300 sh -c 'while :; do :; done' &
	busy="${busy:-} $!"
done
# shellcheck disable=SC2086
check "the same by $second, elsewhere, later, under load" build built $far 1900000000 $user
# shellcheck disable=SC2086
kill $busy
check 'the record of the check is the same' records_agree first $far check
check 'the record of the rebuild is the same' records_agree first $far rebuild
check 'the bytes are the same' same_bytes first $far
if grep -q 'libfaketime is not' "$scratch/first/check.json"; then
	skip 'a build that asks for the time gives others' 'libfaketime is not installed'
else
	dated first 1750000000 && dated $far 1900000000
	check 'a build that asks for the time gives others' others_differ first $far
fi
done_testing
