# Read by the tests that need an archive of Debian packages on loopback, after lib.sh and
# double.sh: tests/double/archive_make makes it, tests/double/archive serves it, and a stand-in
# for apt-config tells of it.
needs gpg gpgv gpgconf dpkg-deb dpkg-source

# start_debian: makes the pool and a key, sets $debian, the archive's folder.
start_debian() {
	debian=$scratch/served/debian
	mkdir -p "$scratch/bin" "$scratch/apt" "$debian"
	mkdir -m 700 "$scratch/gnupg"
	trap 'gpgconf --homedir "$scratch/gnupg" --kill all; rm -rf "$scratch"' EXIT
	make_key tiny
	"$TOP_SRCDIR/tests/double/archive_make" packages "$debian" "home=$scratch/gnupg" \
		key=tiny@example.invalid
	cat >"$scratch/bin/apt-config" <<-'END'
		#!/bin/sh
		# apt-config shell VARIABLE KEY ...
		[ "$1" = shell ] || exit 0
		shift
		while [ $# -gt 1 ]; do
			case $2 in
			Dir::Etc::sourceparts/d) echo "$1='${0%/*}/../apt'" ;;
			APT::Architecture) echo "$1='amd64'" ;;
			esac
			shift 2
		done
	END
	chmod +x "$scratch/bin/apt-config"
	PATH=$scratch/bin:$PATH
	start_server archive "$scratch/served"
}

# make_key NAME [OPTIONS OF GPG]: its public part to $scratch/NAME.gpg and NAME.asc.
make_key() {
	made=$1; shift
	gpg --homedir "$scratch/gnupg" --batch --quiet --passphrase '' "$@" \
		--quick-gen-key "$made <$made@example.invalid>" ed25519 sign "${key_life:-0}" 2>&1
	gpg --homedir "$scratch/gnupg" --export "$made@example.invalid" >"$scratch/$made.gpg"
	gpg --homedir "$scratch/gnupg" --armor --export "$made@example.invalid" >"$scratch/$made.asc"
}

# sign_suite SUITE [NAME=VALUE]...: as archive_make has them.
sign_suite() {
	signed=$1; shift
	"$TOP_SRCDIR/tests/double/archive_make" sign "$debian" "$signed" "home=$scratch/gnupg" \
		key=tiny@example.invalid "$@"
}

# set_sources [PREFIX] [OPTIONS]: apt's sources are tiny and tiny-updates, asked for through
# the prefix.
set_sources() {
	rm -f "$scratch"/apt/*
	for suite in tiny tiny-updates; do
		echo "deb [${2-signed-by=$scratch/tiny.gpg}] $server${1-}/debian $suite main"
	done >"$scratch/apt/tiny.list"
}
