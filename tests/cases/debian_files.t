#!/bin/sh
# Packages of Debian that come as files: what they are, and where their source is.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
. "$TOP_SRCDIR/tests/double/debian.sh"
start_debian
pool=$debian/pool/main/g/greeting
given=$scratch/given
sign_suite tiny pool=1.0-1
sign_suite tiny-updates pool=1.0-2
set_sources

# fresh: an empty folder for what is given.
fresh() { rm -rf "$given" && mkdir "$given"; }

# entry FILE: its line of a list of digests.
entry() { echo " $(sha256sum "$1" | cut -d' ' -f1) $(wc -c <"$1") ${2-${1##*/}}"; }

# write_list FILE [FIELDS]: a .changes or .buildinfo of all that lies beside it, and of what
# $listed holds.
write_list() {
	{
		printf 'Format: 1.8\nSource: greeting (1.0-1)\nBinary: greeting greeting-data\n'
		printf 'Architecture: amd64 all\nVersion: 1.0-1+b1\n%s' "${2-}"
		echo 'Checksums-Sha256:'
		for file in "$given"/*; do
			[ ! -f "$file" ] || entry "$file"
		done
		printf '%s' "${listed-}"
	} >"$scratch/list"
	mv "$scratch/list" "$1"
}

# states TARGET EXPRESSION: holds of the release and source of it as JSON.
states() {
	cupel source "$1" -q --json >"$scratch/json" || { cat "$scratch/json"; return 1; }
	"$TOP_SRCDIR/tests/cases/conforms" check "$scratch/json" none || return 1
	python3 -c '
import json, sys
with open(sys.argv[1]) as file:
    whole = json.load(file)
r, s = whole["release"], whole["source"]
d = r["debian"]
b = {binary["package"]: binary for binary in d["binaries"]}
notes = " ".join(r["notes"] + s["notes"])
if not eval("(" + sys.argv[2] + ")"):
    print(json.dumps(whole, indent=1))
    sys.exit(1)' "$scratch/json" "$2"
}

# says WORDS COMMAND...: it succeeds, and so it says.
says() {
	words=$1; shift
	"$@" >"$scratch/out" 2>"$scratch/err" || { cat "$scratch/out" "$scratch/err"; return 1; }
	grep -F -- "$words" "$scratch/out"
}

takes_a_package() {
	fresh && cp "$pool/greeting_1.0-1+b1_amd64.deb" "$given" &&
		states "$given/greeting_1.0-1+b1_amd64.deb" "
			r['purl'] == 'pkg:deb/debian/greeting@1.0-1?arch=amd64' and
			d['binnmu'] == 1 and list(b) == ['greeting'] and
			d['dsc']['url'].endswith('greeting_1.0-1.dsc') and
			s['kind'] == 'dsc' and s['time'] == 1700000000 and 'is not what' not in notes"
}
takes_a_name_with_an_epoch() {
	fresh && cp "$pool/greeting-data_1.0-2_all.deb" "$given/greeting-data_1%3a1.0-2_all.deb" &&
		states "$given/greeting-data_1%3a1.0-2_all.deb" "
			d['source_version'] == '1.0-2' and d['architecture'] == 'amd64' and
			b['greeting-data']['built_name'] == 'greeting-data_1.0-2_all.deb' and
			b['greeting-data']['published_name'] == 'greeting-data_1%3a1.0-2_all.deb'"
}
takes_a_folder() {
	fresh && cp "$pool/greeting_1.0-2_amd64.deb" "$pool/greeting-data_1.0-2_all.deb" "$given" &&
		states "$given" "sorted(b) == ['greeting', 'greeting-data'] and
			d['source_version'] == '1.0-2'"
}
knows_another_package() {
	fresh && mkdir -p "$scratch/tree/DEBIAN" &&
		printf 'Package: greeting\nVersion: 1.0-2\nArchitecture: amd64\n%s\n%s\n' \
			'Maintainer: x <x@example.invalid>' 'Description: x' \
			>"$scratch/tree/DEBIAN/control" &&
		dpkg-deb --root-owner-group -b "$scratch/tree" "$given/greeting_1.0-2_amd64.deb" &&
		states "$given/greeting_1.0-2_amd64.deb" "'is not what tiny-updates has' in notes"
}
refuses_two_sources() {
	fresh && cp "$pool/greeting_1.0-2_amd64.deb" "$pool/greeting-data_1.0-1_all.deb" "$given" &&
		complains 2 'packages of two sources' cupel source "$given" -q
}
takes_a_dsc_alone() {
	fresh && cp "$pool/greeting_1.0-1.dsc" "$given" &&
		states "$given/greeting_1.0-1.dsc" "sorted(b) == ['greeting', 'greeting-data'] and
			b['greeting']['url'].endswith('greeting_1.0-1+b1_amd64.deb') and
			d['dsc']['url'] is not None"
}
takes_a_dsc_with_its_files() {
	fresh && cp "$pool"/greeting_1.0-1.d* "$pool/greeting_1.0.orig.tar.gz" "$given" &&
		: >"$requests" && rm -rf "$scratch/cache" && mkdir "$scratch/cache" &&
		states "$given/greeting_1.0-1.dsc" "True" && ! grep -q 'orig.tar' "$requests"
}
refuses_other_files() {
	fresh && cp "$pool"/greeting_1.0-1.d* "$pool/greeting_1.0.orig.tar.gz" "$given" &&
		echo >>"$given/greeting_1.0.orig.tar.gz" &&
		complains 2 'greeting_1.0.orig.tar.gz has' cupel source "$given/greeting_1.0-1.dsc" -q
}
takes_changes() {
	fresh && cp "$pool/greeting_1.0-1+b1_amd64.deb" "$pool/greeting-data_1.0-1_all.deb" \
		"$given" && write_list "$given/greeting.changes" &&
		states "$given/greeting.changes" "sorted(b) == ['greeting', 'greeting-data'] and
			d['source_version'] == '1.0-1' and d['architecture'] == 'amd64' and
			b['greeting']['url'] is None"
}
refuses_what_changes_do_not_list() {
	fresh && cp "$pool/greeting_1.0-1+b1_amd64.deb" "$given" &&
		write_list "$given/greeting.changes" && echo >>"$given/greeting_1.0-1+b1_amd64.deb" &&
		complains 2 'greeting_1.0-1+b1_amd64.deb has' cupel source "$given/greeting.changes" -q
}
takes_a_buildinfo() {
	fresh
	listed=$(entry "$pool/greeting_1.0-1+b1_amd64.deb"; echo " $(printf '%064d' 1) 7 \
greeting-dbgsym_1.0-1+b1_amd64.deb")
	write_list "$given/greeting.buildinfo" 'Build-Architecture: amd64
Build-Date: Thu, 01 Jan 2026 00:00:00 +0000
Build-Path: /build/reproducible-path/greeting-1.0
Installed-Build-Depends: make (= 4.3-4.1), libc6 (= 2.36-9)
Environment:
 DEB_BUILD_OPTIONS="parallel=4"
 SOURCE_DATE_EPOCH="1700000000"
'
	listed=
	states "$given/greeting.buildinfo" "list(b) == ['greeting'] and
		b['greeting']['url'].endswith('greeting_1.0-1+b1_amd64.deb') and
		d['buildinfo']['build_path'] == '/build/reproducible-path/greeting-1.0' and
		d['buildinfo']['installed'][1] ==
			{'package': 'libc6', 'version': '2.36-9', 'architecture': None} and
		'DEB_BUILD_OPTIONS=parallel=4' in d['buildinfo']['environment'] and
		'left out: greeting-dbgsym' in notes"
}
has_no_source() {
	fresh && mkdir -p "$scratch/tree/DEBIAN" &&
		printf 'Package: greeting\nVersion: 9.9-1\nArchitecture: all\n%s\n%s\n' \
			'Maintainer: x <x@example.invalid>' 'Description: x' \
			>"$scratch/tree/DEBIAN/control" &&
		dpkg-deb --root-owner-group -b "$scratch/tree" "$given/greeting_9.9-1_all.deb" &&
		exits 3 cupel source "$given/greeting_9.9-1_all.deb" -q
}
# Nothing is known of a package that is for another machine.
is_for_another_machine() {
	fresh && mkdir -p "$scratch/tree/DEBIAN" &&
		printf 'Package: greeting\nVersion: 1.0-1\nArchitecture: sparc64\n%s\n%s\n' \
			'Maintainer: x <x@example.invalid>' 'Description: x' \
			>"$scratch/tree/DEBIAN/control" &&
		dpkg-deb --root-owner-group -b "$scratch/tree" "$given/greeting_1.0-1_sparc64.deb" &&
		complains 2 'packages for sparc64 are built on a machine of that architecture' \
			cupel check "$given/greeting_1.0-1_sparc64.deb" -q --source "$pool/greeting_1.0-1.dsc"
}
takes_a_source() {
	fresh && cp "$pool/greeting_1.0-1+b1_amd64.deb" "$given" &&
		sign_suite tiny pool= && rm -rf "$scratch/cache" && mkdir "$scratch/cache" || return 1
	exits 3 cupel source "$given/greeting_1.0-1+b1_amd64.deb" -q &&
		cupel source "$given/greeting_1.0-1+b1_amd64.deb" -q --source "$pool/greeting_1.0-1.dsc" &&
		cupel source "$given/greeting_1.0-1+b1_amd64.deb" -q \
			--source "$server/debian/pool/main/g/greeting/greeting_1.0-1.dsc" &&
		complains 2 'packages of two sources' cupel source -q \
			"$given/greeting_1.0-1+b1_amd64.deb" --source "$pool/greeting_1.0-2.dsc" &&
		complains 2 'built from its .dsc' cupel source -q \
			"$given/greeting_1.0-1+b1_amd64.deb" --source https://example.invalid/x.git &&
		sign_suite tiny pool=1.0-1
}
takes_several() {
	fresh && cp "$pool/greeting_1.0-2_amd64.deb" "$pool/greeting-data_1.0-2_all.deb" "$given" &&
		says 'greeting_1.0-2.dsc' cupel source -q "$given"/*.deb &&
		complains 2 'several targets are one only where' \
			cupel source -q "$given/greeting_1.0-2_amd64.deb" npm:x &&
		complains 2 'two files are called' cupel source -q \
			"$given/greeting_1.0-2_amd64.deb" "$pool/greeting_1.0-2_amd64.deb"
}
takes_a_url() {
	states "$server/debian/pool/main/g/greeting/greeting_1.0-2_amd64.deb" \
		"d['source_version'] == '1.0-2' and list(b) == ['greeting']"
}
# uncompared TARGET: what is said of what is not compared.
uncompared() {
	cupel source "$1" -q --json | python3 -c 'import json, sys
print(*[n for n in json.load(sys.stdin)["release"]["notes"] if n.startswith("not compared")], sep="\n")'
}
takes_what_the_installer_takes() {
	sign_suite tiny-updates pool=1.0-2 udebs=listed &&
		states deb:greeting "sorted(b) == ['greeting', 'greeting-data', 'greeting-udeb'] and
			b['greeting-udeb']['built_name'] == 'greeting-udeb_1.0-2_amd64.udeb' and
			b['greeting-udeb']['url'].endswith('.udeb') and 'not compared' not in notes" &&
		fresh && cp "$pool"/greeting*1.0-2_amd64.*deb "$given" &&
		states "$given" "sorted(b) == ['greeting', 'greeting-udeb']" &&
		write_list "$given/greeting.changes" &&
		sed -i 's/1.0-1/1.0-2/;s/+b1//' "$given/greeting.changes" &&
		states "$given/greeting.changes" "sorted(b) == ['greeting', 'greeting-udeb']"
}
tells_what_is_not_listed() {
	sign_suite tiny-updates pool=1.0-2 udebs=named && states deb:greeting "'greeting-udeb' not in b" &&
		uncompared deb:greeting >"$scratch/said" && cat "$scratch/said" &&
		grep -q '^not compared: greeting-udeb (udeb), which .* does not list for amd64$' "$scratch/said" &&
		[ "$(wc -l <"$scratch/said")" -eq 1 ] && sign_suite tiny-updates pool=1.0-2
}
tells_what_is_listed_and_away() {
	sign_suite tiny-updates pool=1.0-2 udebs=listed && rm -rf "$scratch/cache" && mkdir "$scratch/cache" &&
		mv "$pool/greeting-udeb_1.0-2_amd64.udeb" "$scratch" &&
		uncompared deb:greeting >"$scratch/said" && cat "$scratch/said" &&
		grep -q '^not compared: .*greeting-udeb_1.0-2_amd64.udeb: the archive lists it, .*(404)$' "$scratch/said" &&
		states deb:greeting "sorted(b) == ['greeting', 'greeting-data']" &&
		mv "$pool/greeting_1.0-2_amd64.deb" "$scratch" && rm -rf "$scratch/cache" && mkdir "$scratch/cache" &&
		complains 2 'greeting_1.0-2_amd64.deb: the archive lists it' cupel source deb:greeting -q &&
		mv "$scratch"/*_amd64.*deb "$pool" && sign_suite tiny-updates pool=1.0-2
}
tells_of_an_index_of_another_day() {
	sign_suite tiny-updates pool=1.0-2 udebs=listed && rm -rf "$scratch/cache" && mkdir "$scratch/cache" &&
		find "$debian/dists/tiny-updates/main/debian-installer" -type f >"$scratch/indexes" &&
		[ -s "$scratch/indexes" ] &&
		while read -r index; do echo >>"$index"; done <"$scratch/indexes" &&
		uncompared deb:greeting >"$scratch/said" && cat "$scratch/said" &&
		grep -q '^not compared: what main has for the installer: .* do not match their integrity' "$scratch/said" &&
		states deb:greeting "sorted(b) == ['greeting', 'greeting-data']" &&
		sign_suite tiny-updates pool=1.0-2
}
# Wherever it breaks off, and whatever it is instead.
refuses_a_broken_package() {
	fresh && whole=$pool/greeting_1.0-2_amd64.deb && size=$(wc -c <"$whole")
	for cut in 0 1 8 60 100 150 200 250 300 350; do
		head -c "$cut" "$whole" >"$given/x.deb"
		exits 2 cupel source "$given/x.deb" -q >"$scratch/out" 2>&1 ||
			{ echo "at $cut of $size"; cat "$scratch/out"; return 1; }
	done
	for bad in x.dsc x.changes x.buildinfo; do
		echo hello >"$given/$bad"
		complains 2 'it names no source and version' cupel source "$given/$bad" -q || return 1
	done
}

check 'a package'                             takes_a_package
check 'a package with its epoch in its name'  takes_a_name_with_an_epoch
check 'a folder of packages'                  takes_a_folder
check 'several packages'                      takes_several
check 'a package from a URL'                  takes_a_url
check 'a package that the archive has not so' knows_another_package
check 'packages of two sources'               refuses_two_sources
check 'a .dsc alone'                          takes_a_dsc_alone
check 'a .dsc with its files beside it'       takes_a_dsc_with_its_files
check 'a .dsc with other files beside it'     refuses_other_files
check 'a .changes'                            takes_changes
check 'a .changes with other files beside it' refuses_what_changes_do_not_list
check 'a .buildinfo, packages by digest'      takes_a_buildinfo
check 'a package without a source'            has_no_source
check 'a package for another machine'         is_for_another_machine
check 'a package whose source is named'       takes_a_source
check 'what the installer takes'              takes_what_the_installer_takes
check 'what the archive does not list'        tells_what_is_not_listed
check 'what it lists and does not have'       tells_what_is_listed_and_away
check 'an installer index of another day'     tells_of_an_index_of_another_day
check 'what is broken'                        refuses_a_broken_package
check 'nothing is left behind'                leaves_nothing
done_testing
