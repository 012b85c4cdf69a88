#!/bin/sh
# A document of a registry, or a redirect, that leads to a service of this machine which the person
# has not named: it is not asked, not even once.
. "$TOP_SRCDIR/tests/lib.sh"
. "$TOP_SRCDIR/tests/cases/road.sh"
"$TOP_SRCDIR/fixtures/cases/make" "$cases" F01
published=$cases/F01/published/clamp-honest-1.0.0.tgz

# What trusts whoever reaches it: each request is a line of asked; /away leads to what is at $1.
cat >"$scratch/service" <<'END'
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        print(self.path, file=open(sys.argv[1], "a"), flush=True)
        self.send_response(302 if len(sys.argv) > 2 else 404)
        if len(sys.argv) > 2:
            self.send_header("Location", sys.argv[2])
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
END
# serve NAME [LOCATION]: $port is where.
serve() {
	name=$1; shift
	: >"$scratch/$name.asked"
	python3 "$scratch/service" "$scratch/$name.asked" "$@" >"$scratch/$name.port" &
	services="$services $!"
	until test -s "$scratch/$name.port"; do sleep 0.05; done
	port=$(cat "$scratch/$name.port")
}
services=
end_all() { kill $services 2>/dev/null; rm -rf "$scratch"; }
trap end_all EXIT

serve inner
inner=http://127.0.0.1:$port
serve outer "$inner/through"
outer=http://127.0.0.1:$port

# states DIST: what the registry says of the version beside its digests.
states() {
	printf '{"dist": %s}\n' "$1" >"$published.json"
	exec 9>&-
	rm -f "$scratch/alive" "$scratch/port"
	start_registry "$cases"
}
is_not_asked() { test ! -s "$scratch/inner.asked" || { cat "$scratch/inner.asked"; return 1; }; }

a_tarball() {
	states "{\"tarball\": \"$inner/tarball\"}" &&
	complains 2 'on this machine, which neither' cupel check -q npm:clamp-honest@1.0.0 \
		--registry "$registry" --source "$cases/F01/repository" &&
	is_not_asked
}
a_tarball_by_another_name() {
	for host in localhost LOCALHOST. x.localhost '[::1]' '[::ffff:127.0.0.1]' 0.0.0.0 127.1 2130706433; do
		states "{\"tarball\": \"http://$host:${inner##*:}/tarball\"}" &&
		complains 2 'on this machine, which neither' cupel check -q npm:clamp-honest@1.0.0 \
			--registry "$registry" --source "$cases/F01/repository" --allow-http &&
		is_not_asked || { echo "$host"; return 1; }
	done
}
a_provenance() {
	states "{\"attestations\": {\"url\": \"$inner/provenance\", \"provenance\": {}}}" &&
	exits 0 cupel check -q npm:clamp-honest@1.0.0 --registry "$registry" \
		--source "$cases/F01/repository" --text="$scratch/report" >"$scratch/out" &&
	tr -s ' \n' ' ' <"$scratch/report" | grep -q 'provenance that could not be read: .* on this machine' &&
	is_not_asked
}
a_file() {
	states '{"tarball": "file:///etc/hostname"}' &&
	complains 2 'file:///etc/hostname: not a URL' cupel check -q npm:clamp-honest@1.0.0 \
		--registry "$registry" --source "$cases/F01/repository"
}
a_redirect() {
	complains 2 'on this machine, which neither' cupel check -q "$outer/x-1.0.0.tgz" \
		--source "$cases/F01/repository" &&
	test -s "$scratch/outer.asked" && is_not_asked
}
what_the_person_names() {
	rm -rf "$scratch/cache" # which knows the tarball by its digest
	states "{\"tarball\": \"https://tarballs.example.invalid/x.tgz\"}" &&
	complains 2 'there is no such thing (404)' cupel check -q npm:clamp-honest@1.0.0 \
		--registry "$registry" --mirror "https://tarballs.example.invalid/=$inner/" \
		--source "$cases/F01/repository" &&
	grep -qx /x.tgz "$scratch/inner.asked"
}

needs_sandbox
check 'a tarball of another service of this machine is refused' a_tarball
check 'by whatever name it goes' a_tarball_by_another_name
check 'a tarball that is a file of this machine is refused' a_file
check 'a provenance of another service is not read, and that is told' a_provenance
check 'a redirect to another service is not followed' a_redirect
check 'a mirror is what the person has named' what_the_person_names
done_testing
