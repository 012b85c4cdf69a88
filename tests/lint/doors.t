#!/bin/sh
# One door per library: replacing a library means replacing one file.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
cd "$TOP_SRCDIR"

# door LIBRARY HEADER FILE...: the header is included by these files, and by no other.
door() {
	door_library=$1 door_header=$2
	shift 2
	found=$(grep -lE "^#[[:space:]]*include <$door_header>" ./*/*.[ch] tests/*/*.[ch] |
		sed 's|^\./||' | LC_ALL=C sort -u)
	test "$found" = "$(printf '%s\n' "$@")" ||
		{ echo "$door_library is included by:"; echo "$found"; return 1; }
}

check 'libarchive has one door'  door libarchive 'archive(_entry)?\.h' base/archive_library.h
check 'libbz2 has one door'      door libbz2 'bzlib\.h' compare/bzip2_library.h
check 'capstone has one door'    door capstone 'capstone/.*' compare/capstone_library.h
check 'libcrypto has a door for digests and one for certificates' \
	door libcrypto 'openssl/.*' base/certificate_library.h base/crypto_library.h
check 'libcurl has one door'     door libcurl 'curl/.*' rebuild/curl_library.h
check 'libgit2 has one door'     door libgit2 'git2(/.*)?\.h' compare/git_library.h
check 'jansson has one door'     door jansson 'jansson\.h' base/json.c
check 'liblz4 has one door'      door liblz4 'lz4(frame|hc)?\.h' compare/lz4_library.h
check 'liblzma has one door'     door liblzma 'lzma(/.*)?\.h' compare/xz_library.h
check 'libseccomp has one door'  door libseccomp 'seccomp\.h' sandbox/seccomp.c
check 'libmicrohttpd has one door' \
	door libmicrohttpd 'microhttpd\.h' rebuild/microhttpd_library.h
check 'libxml2 has one door'     door libxml2 'libxml/.*' compare/xml_library.h
check 'libyaml has one door'     door libyaml 'yaml\.h' base/yaml_library.h
check 'xxHash has one door'      door xxHash 'xxhash\.h' base/fingerprint.c
check 'zlib has one door'        door zlib 'zlib\.h' compare/zlib_library.h
check 'libzstd has one door'     door libzstd 'zstd(_errors)?\.h' compare/zstd_library.h
check 'cmocka has one door'      door cmocka 'cmocka\.h' tests/unit.h

# users HEADER FILE...: who goes through a door that is a header, besides the list of libraries.
users() {
	users_header=$1; shift
	found=$(grep -lF "#include \"$users_header\"" ./*/*.[ch] | sed 's|^\./||' |
		grep -v '/libraries\.c$' | LC_ALL=C sort -u)
	test "$found" = "$(printf '%s\n' "$@")" || { echo "$users_header is included by:"; echo "$found"; return 1; }
}
check 'who uses libarchive'    users base/archive_library.h base/archive.c
check 'who uses libbz2'        users compare/bzip2_library.h compare/decode_bzip2.c
check 'who uses capstone'      users compare/capstone_library.h compare/disassemble.c
check 'who uses libcrypto'     users base/crypto_library.h base/base64.c base/digest.c
check 'who makes certificates' users base/certificate_library.h base/certificate.c
check 'who uses libcurl'       users rebuild/curl_library.h rebuild/fetch_http.c rebuild/fetch_origin.c
check 'who uses libgit2'       users compare/git_library.h compare/lines.c rebuild/repository_inside.h
check 'who uses liblz4'        users compare/lz4_library.h compare/decode_lz4.c
check 'who uses liblzma'       users compare/xz_library.h compare/decode_xz.c
check 'who uses libmicrohttpd' users rebuild/microhttpd_library.h rebuild/proxy.c
check 'who uses libxml2'       users compare/xml_library.h compare/xml_reader.c compare/xml_writer.c
check 'who uses libyaml'       users base/yaml_library.h base/yaml.c base/yaml_form.c
check 'who uses zlib'          users compare/zlib_library.h compare/decode_deflate.c
check 'who uses libzstd'       users compare/zstd_library.h compare/decode_zstd.c

# What repository_inside.h opens is for the files of that one module.
only_repository_looks_inside() {
	! grep -l '"rebuild/repository_inside.h"' ./*/*.[ch] | grep -vE '/rebuild/(repository|tags)'
}
check 'only the repository looks inside a repository' only_repository_looks_inside
done_testing
