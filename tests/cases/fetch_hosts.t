#!/bin/sh
# A fetch step that goes by addresses of its own, as yarn 1 and npm before 7 do: it finds those
# hosts, asks over HTTPS, and the proxy answers in their place.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
needs_sandbox
start_cases built
: >"$requests"
tool=/clamp-tool/-/clamp-tool-1.0.0.tgz
folder=$scratch/source
mkdir "$folder"
git -C "$cases/built/repository" archive v1.0.0 | tar -xf - -C "$folder"

# get.js URL [FILE]: exits 0 with the answer in FILE; 7 where there is nobody, 8 for an answer
# that is none.
cat >"$folder/get.js" <<'END'
const fs = require('fs');
const [url, file] = process.argv.slice(2);
const client = require(url.split(':')[0]);
client.get(url, { headers: { accept: 'application/json' } }, (answer) => {
  if (answer.statusCode !== 200)
    process.exit(8);
  answer.pipe(fs.createWriteStream(file || '/dev/null'));
}).on('error', (error) => { console.error(error.message); process.exit(7); });
END

# fetches STEP [OPTIONS]: a build whose fetch step is this one; what came of it is in $report.
report=$scratch/report.json
fetches() {
	fetches_step=$1; shift
	cat >"$scratch/recipe.yaml" <<-END
		cupel-recipe: 1
		source: {location: here, directory: .}
		strategy: {name: npm-build, reason: a test}
		environment: {name: host, tools: {}}
		fetch: ["$fetches_step"]
		build: ["mkdir -p dist && node -e \"require('fs').writeFileSync('dist/index.js', '// built\\\\n' + require('fs').readFileSync('index.js'))\"", "npm pack --ignore-scripts"]
		outputs: [clamp-built-1.0.0.tgz]
		set: {}
	END
	cupel check -q npm:clamp-built@1.0.0 --registry "$registry" --source "$folder" \
		--recipe "$scratch/recipe.yaml" --json="$report" "$@" >"$scratch/out"
}

# is PYTHON: holds of the report; d is the digest of the tool.
is() {
	python3 - "$report" "$cases/built/published/clamp-tool-1.0.0.tgz" "$1" "$registry" <<-'END'
		import hashlib, json, sys
		build = json.load(open(sys.argv[1]))["build"]
		d = hashlib.sha256(open(sys.argv[2], "rb").read()).hexdigest()
		registry = sys.argv[4]
		sys.exit(None if eval(sys.argv[3]) else json.dumps(build, indent=1))
	END
}

# Both names are the registry's; nothing but the answer is to come of it.
by_name_of() {
	fetches "node get.js https://$1$tool" && is \
		"build['requests'] == [registry + '$tool ' + d] and not build['weakened']"
}
offline() {
	: >"$requests"
	fetches "node get.js https://registry.yarnpkg.com$tool" --offline || return 1
	[ ! -s "$requests" ] || { cat "$requests"; return 1; }
	is "build['requests'] == [registry + '$tool ' + d]"
}
offline_nothing_else() {
	exits 3 fetches "node get.js https://registry.yarnpkg.com/clamp-other" --offline &&
		is "'offline' in build['requests'][0]"
}
# What the document says of the tarball can be asked for too.
by_document() {
	fetches "node get.js https://registry.npmjs.org/clamp-tool document && \
node get.js \$(node -p 'require(\\\"fs\\\").readFileSync(\\\"document\\\", \\\"utf8\\\").match(/https:[^\\\"]*tgz/)[0]')" &&
		is "registry + '$tool ' + d in build['requests'] and len(build['requests']) == 2"
}
not_there() { exits 3 fetches "node get.js $1" && is "build['requests'] == []"; }
asks_for_a_host() {
	exits 3 fetches "node -e 'require(\\\"https\\\").get(\\\"https://registry.npmjs.org/x\\\", \
{ servername: \\\"registry.npmjs.org\\\", headers: { host: \\\"example.invalid\\\" } }, (answer) => process.exit(answer.statusCode % 100))'" &&
		is "build['requests'] == ['GET /x refused']"
}
# The registry of a person may have more above it than a registry.
asks_above() {
	exits 3 fetches "node -e 'require(\\\"https\\\").get({ host: \\\"registry.npmjs.org\\\", \
path: \\\"/x/%2e./y\\\" }, (answer) => process.exit(answer.statusCode % 100))'" &&
		is "build['requests'] == ['GET /x/%2e./y refused']"
}
# What is asked is the whole of it, and so is what is noted.
asks_with_query() {
	fetches "node get.js https://registry.npmjs.org$tool?a=b\\\\&c" &&
		is "build['requests'] == [registry + '$tool?a=b&c ' + d]" &&
		grep -q "GET $tool?a=b&c " "$requests"
}
asks_without_end() {
	cat >"$folder/endless.js" <<-'END'
		const https = require('https'), agent = new https.Agent({ keepAlive: true, maxSockets: 8 });
		const path = '/../' + 'x'.repeat(15000);
		let left = 6000;
		const next = () => left-- > 0 && https.get({ agent, host: 'registry.npmjs.org', path },
			(answer) => answer.resume().on('end', next)).on('error', next);
		for (let i = 0; i < 8; i++)
			next();
	END
	exits 3 fetches 'node endless.js' && grep -q 'incomplete$' "$scratch/out" &&
		grep -q 'requests have no end' "$scratch/out"
}
posts() {
	exits 3 fetches "node -e 'require(\\\"https\\\").request(\\\"https://registry.npmjs.org/x\\\", \
{ method: \\\"POST\\\" }, (answer) => process.exit(answer.statusCode % 100)).end()'" &&
		is "build['requests'] == ['POST /x refused']"
}
by_host_network() {
	fetches "node get.js $registry$tool" --network host && is "build['requests'] == [] and \
		build['weakened'] == ['network: fetch steps had this machine\'s, as was asked for']"
}
none() {
	complains 2 '--network none: ' cupel check -q npm:clamp-built@1.0.0 --network none \
		--registry "$registry"
}

check 'by the address that npm writes'    by_name_of registry.npmjs.org
check 'by the address that yarn writes'   by_name_of registry.yarnpkg.com
check 'offline it is answered from the store' offline
check 'offline there is nothing else'     offline_nothing_else
check 'by the address in a document'      by_document
check 'a host that is not among them'     not_there https://example.invalid/
check 'a host of the list, not by HTTPS'  not_there http://registry.npmjs.org$tool
check 'this machine'\''s loopback'         not_there $registry$tool
check 'a host by the words of a request'  asks_for_a_host
check 'a path out of the registry'        asks_above
check 'a query goes with its path'        asks_with_query
check 'requests without end'              asks_without_end
check 'what is no document'               posts
check 'this machine'\''s network, where it is asked for' by_host_network
check 'no network at all'                 none
check 'nothing is left behind'            leaves_nothing
done_testing
