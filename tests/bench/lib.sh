# Shared by the benchmarks: both sides are measured in one run, and a row prints their ratio.
# Each side's best time of several counts: what else the machine does only adds.
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

# measure RUNS COMMAND...: sets `time` (microseconds) and `peak` (KiB).
measure() {
	set -- $("$here/measure" "$@")
	time=$1 peak=$2
}

heading() { printf '| work | cupel | against | | ratio | goal |\n|---|---:|---|---:|---:|---:|\n'; }

# row WHAT GOAL TOOL TIME OF_CUPEL: one line of the table.
row() {
	awk -v what="$1" -v goal="$2" -v tool="$3" -v theirs="$4" -v ours="$5" 'BEGIN {
		ratio = ours / theirs
		printf "| %s | %.1f ms | %s | %.1f ms | %.4f | ≤ %s%s |\n", what, ours / 1000,
			tool, theirs / 1000, ratio, goal, (ratio > goal) ? " **missed**" : "" }'
}

# memory_row WHAT MOST OF_CUPEL: in KiB.
memory_row() {
	awk -v what="$1" -v most="$2" -v ours="$3" 'BEGIN {
		printf "| %s | %.1f MiB resident | | | | ≤ %d MiB%s |\n", what, ours / 1024,
			most / 1024, (ours > most) ? " **missed**" : "" }'
}

without() { printf '| %s | not measured: there is no %s | | | | |\n' "$1" "$2"; }

has() { command -v "$1" >/dev/null; }
