#!/bin/sh
# Every attack of attacks.def from within the sandbox, as root and as an ordinary user: what came
# of it, and whether the host is as it was.  The table goes to tests/attack/table.md.
. "${TOP_SRCDIR:-.}/tests/attack/lib.sh"
can_run
here=$TOP_SRCDIR/tests/attack
attack=$scratch/attack/attack
table=$TOP_BUILDDIR/tests/attack/table.md
"$attack" list >"$scratch/list"

mkdir "$scratch/planted"
mkfifo "$scratch/leash"
"$here/plant" "$scratch/planted" <"$scratch/leash" >"$scratch/variables" &
planter=$!
exec 3>"$scratch/leash"
trap 'exec 3>&-; wait "$planter"; rm -rf "$scratch"' EXIT
until grep -q '^$' "$scratch/variables"; do sleep 0.05; done
sed -i '/^$/d' "$scratch/variables"
CANARY=canary-of-the-caller
export CANARY

# Control groups whose caller lives no more, a moment later too: other tests kill theirs.
groups_left() {
	groups_of_the_dead | sort >"$scratch/groups"
	test ! -s "$scratch/groups" || { sleep 6; groups_of_the_dead | sort | comm -12 "$scratch/groups" -; }
}
groups_of_the_dead() {
	for folder in $(find /sys/fs/cgroup -maxdepth 6 -type d -name 'cupel-*' 2>/dev/null); do
		process=${folder##*/cupel-}
		test -e "/proc/${process%%-*}" || echo "$folder"
	done
}

# What a sandbox might have changed.
watch_host() {
	find "$scratch/planted" -printf '%p %m %U %G %s %l\n' | sort
	find "$scratch/planted" -type f -exec sha256sum {} +
	for name in kernel/core_pattern kernel/pid_max kernel/hostname kernel/domainname \
		kernel/shmall kernel/randomize_va_space kernel/sysrq kernel/threads-max \
		user/max_user_namespaces fs/mqueue/queues_max net/ipv4/ip_forward vm/overcommit_memory; do
		printf '%s ' "$name"; cat "/proc/sys/$name" 2>/dev/null || echo
	done
	awk '$2 !~ "^/tmp/.+/" { print $1, $2, $3 }' /proc/self/mounts # others mount beneath their own
	grep -c "@$(sed -n 's/^PLANTED_NAME=//p' "$scratch/variables")" /proc/net/unix
	ls -A "$TMPDIR"
	processes_left
	groups_left
}

# attempts WHO GROUP: "NAME\tOUTCOME" lines are added to got.WHO.
attempts() {
	set -- "$1" "$2" --limit scratch=32M --limit processes=400 --timeout 300s
	who=$1 group=$2; shift 2
	while read -r setting; do set -- "$@" --set "$setting"; done <"$scratch/variables"
	as "$who" "$scratch/cupel" sandbox "$@" --bind "$scratch/attack:/attack" -- \
		/attack/attack try "$group" >>"$scratch/got.$who"
}
# as_wanted WHO GROUP: each attack of the group was tried and failed as the table says.
as_wanted() {
	awk -F '\t' -v group="$2" '
		NR == FNR { got[$1] = $2; next }
		$3 == group {
			count = split($5, words, "|"); fine = 0
			for (i = 1; i <= count; i++) if (words[i] == got[$2]) fine = 1
			if (!fine) { print $2 ": " got[$2] ", wanted: " $5; bad = 1 }
		}
		END { exit bad }' "$scratch/got.$1" "$scratch/list"
}
# succeeds_outside: what shows nothing on the open host would prove nothing inside.
succeeds_outside() {
	env $(cat "$scratch/variables") "$attack" outside >"$scratch/got.outside" &&
	awk -F '\t' '
		NR == FNR { got[$1] = $2; next }
		$4 == "harmless" {
			seen++
			if (got[$2] == "" || index("|" $5 "|", "|" got[$2] "|")) {
				print $2 ": " got[$2]; bad = 1
			}
		}
		END { exit bad || !seen }' "$scratch/got.outside" "$scratch/list"
}
refuses_outside() { exits 2 "$attack" try isolation; }

check 'the attacks are only tried inside' refuses_outside
check 'those that may be tried outside succeed there' succeeds_outside
watch_host >"$scratch/before" || true
test "$everybody" = user || everybody="$everybody bare"
for who in $everybody; do
	: >"$scratch/got.$who"
	for group in isolation leaks resources; do
		check "as $who: $group: tried" attempts "$who" "$group"
		check "as $who: $group: each fails as it should" as_wanted "$who" "$group"
	done
done
watch_host >"$scratch/after" || true
check 'the host is as it was' diff "$scratch/before" "$scratch/after"

{
	echo '| § | attack | wanted | as root | as an ordinary user | as root without user namespaces |'
	echo '|---:|---|---|---|---|---|'
	for who in root user bare; do test -e "$scratch/got.$who" || : >"$scratch/got.$who"; done
	awk -F '\t' '
		FILENAME ~ /root$/ { root[$1] = $2; next }
		FILENAME ~ /user$/ { user[$1] = $2; next }
		FILENAME ~ /bare$/ { bare[$1] = $2; next }
		{ gsub(/\|/, " or ", $5)
		  printf "| %s | %s | %s | %s | %s | %s |\n", $1, $6, $5, root[$2], user[$2], bare[$2] }' \
		"$scratch/got.root" "$scratch/got.user" "$scratch/got.bare" "$scratch/list"
} >"$table"
done_testing
