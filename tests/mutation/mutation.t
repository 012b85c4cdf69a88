#!/bin/sh
# Any change of any byte of the archives and files in fixtures/ is reported.
set -eu
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$FIXTURES/archives/make" "$scratch"
"$TOP_BUILDDIR/tests/mutation/samples" "$scratch"
"$FIXTURES/leaves/make" "$scratch"
samples=$(mktemp -d)
trap 'rm -rf "$scratch" "$samples"' EXIT
"$TOP_BUILDDIR/tests/elf_samples" "$samples"
cp "$samples/plain.elf" "$samples/big.elf" "$scratch"
"$TOP_BUILDDIR/tests/mutation/mutate" "$scratch"/*
