#!/bin/sh
# Jars that jarsigner has signed, with each kind of key and each form of signature.
. "${TOP_SRCDIR:-.}/tests/lib.sh"

for tool in keytool jarsigner python3; do
	command -v "$tool" >/dev/null && continue
	skip 'jars that jarsigner has signed' "there is no $tool"
	done_testing
	exit 0
done

# add JAR NAME CONTENT: one more member, with attributes as Java writes them: none.
add() {
	python3 -c 'import sys, zipfile
member = zipfile.ZipInfo(sys.argv[2], (2020, 1, 1, 0, 0, 0))
member.create_system = 0
with zipfile.ZipFile(sys.argv[1], "a") as jar:
    jar.writestr(member, sys.argv[3])
    member.external_attr = 0' "$@"
}

# sign ALGORITHM OPTION...: $scratch/signed.jar.
sign() {
	algorithm=$1; shift
	keys=$scratch/$algorithm.keys
	[ -e "$keys" ] || keytool -genkeypair -keystore "$keys" -storepass changeit -alias key \
		-keyalg "$algorithm" -dname CN=example || return 1
	jarsigner -keystore "$keys" -storepass changeit -signedjar "$scratch/signed.jar" "$@" \
		"$scratch/plain.jar" key
}

is_excused() {
	sign "$@" && exits 0 "$CUPEL" compare --text "$scratch/signed.jar" "$scratch/plain.jar" &&
		"$CUPEL" normalize -q -o "$scratch/without" "$scratch/signed.jar" &&
		"$CUPEL" normalize -q -o "$scratch/plain" "$scratch/plain.jar" &&
		cmp "$scratch/without" "$scratch/plain"
}

is_an_alarm_with() {
	sign RSA && add "$scratch/signed.jar" "$@" || return 1
	exits 1 "$CUPEL" compare --text "$scratch/signed.jar" "$scratch/plain.jar" \
		>"$scratch/report" && grep -q suspicious "$scratch/report" || {
		cat "$scratch/report"
		return 1
	}
}

add "$scratch/plain.jar" META-INF/MANIFEST.MF 'Manifest-Version: 1.0

Name: org/example/
Sealed: true

'
add "$scratch/plain.jar" org/example/a.txt a
add "$scratch/plain.jar" org/example/a-file-whose-name-is-longer-than-a-line-of-a-manifest/b.txt b

for algorithm in RSA DSA EC; do
	check "a signature by a key for $algorithm is excused" is_excused "$algorithm"
done
for option in '-digestalg SHA-512' '-digestalg SHA-1' -sectionsonly -internalsf; do
	# shellcheck disable=SC2086
	check "a signature with $option is excused" is_excused RSA $option
done
check 'a member that was added afterwards is an alarm' is_an_alarm_with org/example/c.txt c
check 'a block that was added afterwards is an alarm' is_an_alarm_with META-INF/X.RSA c
done_testing
