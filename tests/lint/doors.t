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

check 'libarchive has one door'  door libarchive 'archive(_entry)?\.h' base/archive.c
check 'libbz2 has one door'      door libbz2 'bzlib\.h' compare/decode_bzip2.c
check 'capstone has one door'    door capstone 'capstone/.*' compare/disassemble.c
check 'libcap has one door'      door libcap 'sys/capability\.h' sandbox/capabilities.c
check 'libcrypto has one door'   door libcrypto 'openssl/.*' base/digest.c
check 'libcurl has one door'     door libcurl 'curl/.*' rebuild/fetch_library.h
check 'libgit2 has a door for text and one for repositories' \
	door libgit2 'git2(/.*)?\.h' compare/lines.c rebuild/repository_inside.h
check 'jansson has one door'     door jansson 'jansson\.h' base/json.c
check 'liblz4 has one door'      door liblz4 'lz4(frame|hc)?\.h' compare/decode_lz4.c
check 'liblzma has one door'     door liblzma 'lzma(/.*)?\.h' compare/decode_xz.c
check 'libseccomp has one door'  door libseccomp 'seccomp\.h' sandbox/seccomp.c
check 'libmicrohttpd has one door' \
	door libmicrohttpd 'microhttpd\.h' rebuild/proxy_library.h
check 'libxml2 has a door for reading and one for writing' \
	door libxml2 'libxml/.*' compare/xml_reader.c compare/xml_writer.c
check 'libyaml has a door for values and one for events' \
	door libyaml 'yaml\.h' base/yaml.c base/yaml_form.c
check 'xxHash has one door'      door xxHash 'xxhash\.h' base/fingerprint.c
check 'zlib has one door'        door zlib 'zlib\.h' compare/decode_deflate.c
check 'libzstd has one door'     door libzstd 'zstd(_errors)?\.h' compare/decode_zstd.c
check 'cmocka has one door'      door cmocka 'cmocka\.h' tests/unit.h

# What repository_inside.h opens is for the files of that one module.
only_repository_looks_inside() {
	! grep -l '"rebuild/repository_inside.h"' ./*/*.[ch] | grep -vE '/rebuild/(repository|tags)'
}
check 'only the repository looks inside a repository' only_repository_looks_inside
done_testing
