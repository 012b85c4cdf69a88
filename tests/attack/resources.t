#!/bin/sh
# Attacks that would go on for ever: each ends within its deadline and two seconds, names the limit,
# and leaves no process behind.
. "${TOP_SRCDIR:-.}/tests/attack/lib.sh"
can_run
rows=$TOP_BUILDDIR/tests/attack/rows.md
: >"$rows"
mkdir -m 777 "$scratch/out"
margin=2
# Where everything is slow, ending is too: how long a run of nothing takes counts as well.
started=$(date +%s%N)
as user "$scratch/cupel" sandbox -- true
nothing=$(($(date +%s%N) - started))

# ends WHO SECONDS STATUS WORDS ATTACK OPTION...: within so many seconds; WORDS are told.
ends() {
	ends_who=$1 ends_most=$2 ends_wanted=$3 ends_words=$4; shift 4
	started=$(date +%s%N)
	ends_status=0
	sandbox "$ends_who" "$@" >"$scratch/written" 2>"$scratch/told" || ends_status=$?
	lasted=$((($(date +%s%N) - started - 4 * nothing) / 1000000))
	tail -n 3 "$scratch/told"
	case ,$ends_wanted, in *,$ends_status,*) ;; *) echo "exit status $ends_status"; return 1 ;; esac
	test -z "$ends_words" || grep -qa "$ends_words" "$scratch/told" "$scratch/written" || { echo "not told: $ends_words"; return 1; }
	test "$lasted" -le $(((ends_most + margin) * 1000)) || { echo "lasted $lasted ms"; return 1; }
	! processes_left
}
# attack NUMBER WHAT SECONDS STATUS WORDS ATTACK OPTION...
attack() {
	attack_number=$1 attack_what=$2; shift 2
	attack_row="| $attack_number | $attack_what | $(printf '%s' "${3:-it ends}" | sed 's,\\|, or ,') |"
	for who in $everybody; do
		find "$scratch/out" -mindepth 1 -delete
		check "as $who: $attack_what" ends "$who" "$@"
		attack_row="$attack_row exit $ends_status: $(cat "$scratch/told" "$scratch/written" |
			grep -ao "${3:-cupel}.*" | head -n 1 | cut -c 1-100) |"
	done
	test "$everybody" = 'root user' || attack_row="$attack_row |"
	echo "$attack_row" >>"$rows"
}
log_stays_small() { test "$(wc -c <"$scratch/written")" -le 1048576; }
memory_stays_small() {
	peak=$(as user env python3 - "$scratch/cupel" sandbox --limit log=1M --limit time=1s -- yes <<-'END'
		import resource, subprocess, sys
		subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
		print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	END
	) && echo "$peak KiB" && test "$peak" -le 200000
}

attack 28 'forks in a burst, deaf to SIGTERM'  2 124 'time limit' burst-of-forks --limit processes=400 --timeout 1s
attack 29 'much memory in many processes'     20 124 'memory limit' memory-of-many --limit total-memory=200M --timeout 60s
attack 31 'memory in files without a name'    20 124,3 'memory limit\|no more' memory-without-a-name --limit total-memory=200M --timeout 60s
attack 31 'memory that is shared'             20 124 'memory limit' memory-that-is-shared --limit total-memory=200M --timeout 60s
attack 31 'shared memory that stays behind'   20 124,3 'memory limit\|no more' memory-left-behind --limit total-memory=200M --timeout 60s
attack 30 'a tmpfs for memory'                20 124 'memory limit' memory-in-scratch --limit total-memory=200M --timeout 60s
attack 30 'fills the disk'                    20 124 'disk limit' fill-disk --bind "$scratch/out:/out:rw" --limit disk=32M --timeout 60s
attack 30 'fills the disk with names'         20 124 'disk limit' fill-inodes --bind "$scratch/out:/out:rw" --limit disk=8M --timeout 60s
attack 32 'output without end'                 2 124 'log limit' write-for-ever --limit log=1M --timeout 1s
check 'of which no more is kept than the limit' log_stays_small
check 'and cupel itself does not grow'          memory_stays_small
attack 33 'one line without end, with NULs and escapes' 60 0 'log limit' one-line --limit log=1M \
	--timeout 600s --set "LINE_MEGABYTES=${LINE_MEGABYTES:-256}"
attack 34 'sleeps for ever'                    2 124 'time limit' sleep --timeout 1s
attack 35 'ignores every signal'               2 124 'time limit' ignore-everything --timeout 1s
attack 36 'a tree of stopped processes'        2 124 'time limit' stopped-tree --timeout 1s
attack 37 'daemons that stay'                  2 0 '' daemons --timeout 30s
attack 38 'silent and busy'                   20 124 'CPU limit' busy --limit total-cpu=1s --timeout 60s
attack 38 'silent and asleep'                  2 124 'silence limit' sleep --limit silence=1s --timeout 60s
done_testing
