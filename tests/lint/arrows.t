#!/bin/sh
# The one way the includes run: base <- compare <- rebuild <- record <- cli and
# base <- sandbox <- rebuild.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
cd "$TOP_SRCDIR"

# may FOLDER ALLOWED...: no file of FOLDER includes from a folder that is not allowed.
may() {
	arrows_folder=$1
	arrows_allowed=$(echo "$@" | tr ' ' '|')
	! grep -HnE '^#include "[a-z]+/' "$arrows_folder"/*.[ch] |
		grep -vE "#include \"($arrows_allowed)/"
}

check 'base knows nobody'                    may base
check 'compare knows base'                   may compare base
check 'sandbox knows base'                   may sandbox base
check 'rebuild knows base, compare, sandbox' may rebuild base compare sandbox
check 'cli knows all'                        may cli base compare sandbox rebuild record

# Calls only: not the attribute format(printf, ...), not the member or the word exit.
only_cli_prints() {
	! grep -HnE '(^|[^a-z_])(f?printf|puts|fputs|fwrite|putchar|perror|exit|getenv|secure_getenv)\(' \
		base/*.c compare/*.c sandbox/*.c rebuild/*.c
}
check 'only cli prints, exits or reads the environment' only_cli_prints

one_clock() {
	! grep -HnE '(^|[^a-z_>.])(time|gettimeofday|clock_gettime)\(' ./*/*.c |
		grep -v '^./base/clock.c:'
}
check 'only base/clock.c asks the time' one_clock
no_randomness() {
	! grep -HnE '(^|[^a-z_])(s?rand|s?random|arc4random|getrandom)\(' ./*/*.c
}
check 'nothing is random' no_randomness
done_testing
