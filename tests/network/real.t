#!/bin/sh
# Real packages from the public registry, against what Debian keeps of their tagged source, and
# one against its own repository.  All that is known to differ in them is how they were packed.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs_sandbox

# expect RULE: equivalent under it.
expect() {
	printf 'verdict equivalent\nexit 0\nsuspicious no\nsays %s\n' $1 >"$scratch/expected"
}

first_line() { head -n 1 "$1" | cut -c 1-200; }

if ! cupel check npm:is-number@7.0.0 -q --stop-after release >"$scratch/out" 2>&1; then
	echo "1..0 # SKIP no registry: $(first_line "$scratch/out")"
	exit 0
fi

# has SPEC: the registry has its tarball; else this test is skipped.
has() {
	cupel check "npm:$1" -q --stop-after release >"$scratch/out" 2>&1 && return
	skip "$1" "$(first_line "$scratch/out")"
	return 1
}

# debian SPEC PACKAGE: the tarball that Debian keeps, in $tarball; else it is skipped.
debian() {
	tarball=$("$TOP_SRCDIR/build-aux/debian-original" "$2" "$scratch/$2" \
		2>"$scratch/err") && return
	skip "$1" "no source from Debian: $(first_line "$scratch/err")"
	return 1
}

while read -r spec package rule <&3; do
	has $spec && debian $spec $package || continue
	expect $rule
	check "$spec is what its tag makes" comes_out "$scratch/expected" "npm:$spec" \
		--source "$tarball"
	check "$spec, offline" comes_out "$scratch/expected" "npm:$spec" \
		--source "$tarball" --offline
done 3<<'END'
ms@2.1.3 node-ms gzip-os
isarray@2.0.5 node-isarray gzip-os
etag@1.8.1 node-etag tar-mode-umask
is-number@7.0.0 node-is-number gzip-os
END

if timeout 60 git ls-remote https://github.com/jonschlinkert/is-number 7.0.0 \
	>"$scratch/out" 2>&1; then
	expect gzip-os
	check 'is-number@7.0.0, from its own repository' comes_out "$scratch/expected" \
		npm:is-number@7.0.0
else
	skip 'is-number@7.0.0, from its own repository' "$(first_line "$scratch/out")"
fi
# Package managers that go by the addresses of their lock file.
old=$scratch/old
mkdir "$old"
cat >"$old/package.json" <<'END'
{ "name": "ms", "version": "2.1.3", "license": "MIT", "dependencies": { "is-number": "7.0.0" } }
END
cat >"$old/yarn.lock" <<'END'
# yarn lockfile v1

is-number@7.0.0:
  version "7.0.0"
  resolved "https://registry.yarnpkg.com/is-number/-/is-number-7.0.0.tgz#7535345b896734d5f80c4d06c50955527a14f12b"
END
cat >"$old/package-lock.json" <<'END'
{ "name": "ms", "version": "2.1.3", "lockfileVersion": 1, "requires": true,
  "dependencies": { "is-number": { "version": "7.0.0",
    "resolved": "https://registry.npmjs.org/is-number/-/is-number-7.0.0.tgz",
    "integrity": "sha512-41Cifkg6e8TylSpdtTpeLVMqvSBEVzTttHvERD741+pnZ8ANv0004MRL43QKPDlK9cGvNp6NZWZUBlbGXYxxng==" } } }
END

# fetches TOOLS STEP [OPTIONS]: it gets there, and the one tarball is in the record.
fetches() {
	cat >"$scratch/recipe.yaml" <<-END
		cupel-recipe: 1
		source: {location: old, directory: .}
		strategy: {name: npm-build, reason: a test}
		environment: {name: host, tools: {$1}}
		fetch: ["$2"]
		build: ["test -f node_modules/is-number/index.js && npm pack --ignore-scripts"]
		outputs: [ms-2.1.3.tgz]
		set: {}
	END
	shift 2
	exits 1 cupel check -q npm:ms@2.1.3 --source "$old" --recipe "$scratch/recipe.yaml" \
		--no-second-build --json="$scratch/report.json" "$@" >"$scratch/out" ||
		{ cat "$scratch/out"; return 1; }
	python3 - "$scratch/report.json" <<-'END'
		import json, re, sys
		build = json.load(open(sys.argv[1]))["build"]
		tarball = r"https://registry.npmjs.org/is-number/-/is-number-7.0.0.tgz [0-9a-f]{64}"
		noted = any(re.fullmatch(tarball, each) for each in build["requests"])
		sys.exit(None if noted and not build["weakened"] else json.dumps(build, indent=1))
	END
}
while IFS='|' read -r tools step <&3; do
	has is-number@7.0.0 || continue
	check "a fetch with $tools" fetches "$tools" "$step --ignore-scripts"
	check "a fetch with $tools, offline" fetches "$tools" "$step --ignore-scripts" --offline
done 3<<'END'
yarn: "1.22", npm: "6.14", node: "14"|yarn install --frozen-lockfile
npm: "6.14", node: "14"|npm ci
npm: "5.6", node: "8"|npm install
npm: "3.10", node: "6"|npm install
npm: "2.15", node: "4"|npm install
END
check 'nothing is left behind' leaves_nothing
done_testing
