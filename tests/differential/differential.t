#!/bin/sh
# Damaged archives are read by cupel, by libarchive and by Python: where cupel has no complaint,
# they agree.  bsdtar is libarchive.
. "$TOP_SRCDIR/tests/lib.sh"

agree() {
	python3 "$TOP_SRCDIR/tests/differential/differential.py" \
		"$TOP_BUILDDIR/tests/differential/readings" "$scratch" "${ARCHIVES:-2000}" "$1"
}

check 'readers of tar agree, or cupel complains' agree tar
check 'readers of zip agree, or cupel complains' agree zip
done_testing
