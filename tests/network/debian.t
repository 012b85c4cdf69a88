#!/bin/sh
# A small package of Debian, from its name to a verdict: found in the archive, built in the suite
# with what it depends on, and compared.
. "$TOP_SRCDIR/tests/lib.sh"
TMPDIR=$scratch/tmp XDG_CACHE_HOME=$scratch/cache
export TMPDIR XDG_CACHE_HOME
mkdir "$TMPDIR" "$XDG_CACHE_HOME"
chmod 755 "$scratch" "$TMPDIR" # mmdebstrap goes through them with other ids
package=libnet-cidr-lite-perl

skip_all() { echo "1..0 # SKIP $*"; exit 0; }

command -v mmdebstrap >/dev/null || skip_all 'no mmdebstrap'
"$CUPEL" sandbox -- true 2>"$scratch/err" || skip_all "no sandbox: $(tail -n 1 "$scratch/err" | tr -d '#')"
"$CUPEL" environment create debian:bookworm --timeout 8m >/dev/null 2>"$scratch/err" ||
	skip_all "no environment: $(tail -n 1 "$scratch/err" | tr -d '#' | cut -c 1-200)"
"$CUPEL" check "deb:$package" --stop-after release >/dev/null 2>"$scratch/err" ||
	skip_all "no package: $(tail -n 1 "$scratch/err" | tr -d '#' | cut -c 1-200)"

member() { python3 -c 'import json, sys
value = json.load(open(sys.argv[1]))
for key in sys.argv[2:]: value = value[int(key) if key.isdigit() else key]
print(value)' "$@"; }

built_and_compared() {
	"$CUPEL" check "deb:$package" --environment debian:bookworm --json="$scratch/check.json" >"$scratch/out" || [ $? -eq 1 ]
	tail -n 40 "$scratch/out"
	test "$(member "$scratch/check.json" build succeeded)" = True
}
# The packages of bookworm come out as they were published.
is_identical() { test "$(member "$scratch/check.json" verdict)" = identical; }
recorded() {
	member "$scratch/check.json" recipe | tee "$scratch/recipe" &&
	grep -q debhelper-compat "$scratch/recipe" && grep -q reproducible-path "$scratch/recipe"
}
# A .buildinfo of the package that wants a C library older than all that depends on it: it is asked
# for, cannot be had, and nothing that the build needs is taken away for it.
old_version() {
	apt-cache madison libc6 2>/dev/null | awk '{ print $3 }' | sort -V | uniq >"$scratch/versions"
	[ "$(wc -l <"$scratch/versions")" -gt 1 ]
}
wants_an_old_version() {
	old=$(head -n 1 "$scratch/versions")
	mkdir "$scratch/given" && python3 - "$scratch/check.json" "$scratch/given" "$old" <<-'END'
		import hashlib, json, sys, urllib.request
		release = json.load(open(sys.argv[1]))["release"]["debian"]
		binary = release["binaries"][0]
		name = binary["published_name"]
		with urllib.request.urlopen(binary["url"]) as answer, open(sys.argv[2] + "/" + name, "wb") as out:
		    out.write(answer.read())
		with open(sys.argv[2] + "/x.buildinfo", "w") as out:
		    out.write("Format: 1.0\nSource: %s\nBinary: %s\nArchitecture: all\nVersion: %s\n"
		              "Checksums-Sha256:\n %s %d %s\nBuild-Architecture: amd64\n"
		              "Installed-Build-Depends: libc6 (= %s)\nEnvironment:\n DEB_BUILD_OPTIONS=\"nodoc\"\n"
		              % (release["source"], binary["package"], release["source_version"],
		                 binary["sha256"], binary["size"], name, sys.argv[3]))
	END
	"$CUPEL" check "$scratch/given/x.buildinfo" --no-second-build --json="$scratch/old.json" >"$scratch/out" || [ $? -eq 1 ]
	tail -n 40 "$scratch/out"
	member "$scratch/old.json" recipe notes | tee "$scratch/notes"
	test "$(member "$scratch/old.json" build succeeded)" = True &&
	grep -q "libc6: $old wanted, .* used" "$scratch/notes" && grep -q 'DEB_BUILD_OPTIONS=nodoc' "$scratch/notes"
}
# What the build depends on is kept: the same again, from the layer.
layer_is_kept() {
	"$CUPEL" environment list --json | python3 -c 'import json, sys
kinds = [one["kind"] for one in json.load(sys.stdin)]
print(kinds)
assert kinds.count("layer") == 1 and kinds.count("debian") == 1'
}
# One lock gives one list of packages, whichever way the system was made.
layer_is_a_lock() {
	layer=$("$CUPEL" environment list --json | python3 -c 'import json, sys
print(next("sha256:" + one["digest"] for one in json.load(sys.stdin) if one["kind"] == "layer"))')
	"$CUPEL" environment lock "$layer" -o "$scratch/env.lock" &&
	XDG_CACHE_HOME=$scratch/other "$CUPEL" environment create "$scratch/env.lock" --json >"$scratch/env.json" &&
	test "sha256:$(member "$scratch/env.json" digest)" = "$layer"
}

check 'built and compared'                    built_and_compared
if [ "$(member "$scratch/check.json" release version)" = '0.22-3~deb12u2' ]; then
	check 'what was published'            is_identical
else
	skip 'what was published' 'another version than the one that is known'
fi
check 'how it was built is recorded'          recorded
if old_version; then
	check 'a version that cannot be had'  wants_an_old_version
else
	skip 'a version that cannot be had' 'apt knows one version of libc6 alone'
fi
check 'what it depends on is kept'            layer_is_kept
check 'a lock of the layer makes it again'    layer_is_a_lock
done_testing
