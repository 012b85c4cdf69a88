# Shared by the attacks: a place that an ordinary user sees too, and how to be one.
. "${TOP_SRCDIR:-.}/tests/lib.sh"
chmod 755 "$scratch"
mkdir -m 1777 "$scratch/tmp"
TMPDIR=$scratch/tmp
export TMPDIR
mkdir "$scratch/attack"
cp "$TOP_BUILDDIR/tests/attack/attack" "$scratch/attack/attack"
cp "$CUPEL" "$scratch/cupel"

# as WHO COMMAND...: root, an ordinary user, or root where there are no user namespaces.
as() {
	who=$1; shift
	if test "$who" = bare; then
		"$TOP_SRCDIR/tests/attack/without_user_namespaces" "$@"
	elif test "$who" = root || test "$(id -u)" -ne 0; then
		"$@"
	else
		setpriv --reuid 65534 --regid 65534 --clear-groups "$@"
	fi
}

# Whom the tests run as.
if test "$(id -u)" -ne 0; then
	everybody=user
elif command -v setpriv >/dev/null; then
	everybody='root user'
else
	everybody=root
fi

# sandbox WHO ATTACK OPTION...: the attack, inside.
sandbox() {
	who=$1 name=$2; shift 2
	as "$who" "$scratch/cupel" sandbox "$@" --bind "$scratch/attack:/attack" -- /attack/attack "$name"
}

can_run() {
	for tool in python3 perl pgrep; do
		command -v "$tool" >/dev/null || { skip 'attacks' "there is no $tool"; done_testing; exit; }
	done
	as user "$scratch/cupel" sandbox -- true 2>"$scratch/why" ||
		{ skip 'the sandbox' "$(tr -d '#' <"$scratch/why")"; done_testing; exit; }
}

# Processes that descend from one of ours show the scratch folder's name somewhere.
processes_left() { pgrep -f "$scratch/[c]upel" || pgrep -f '^/attack/attack'; }
