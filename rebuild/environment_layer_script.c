/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rebuild/environment_layer_script.h"

#include "rebuild/environment_packages.h"

/* A script has lines of its own. */
/* clang-format off */
const char environment_layer_script[] =
	/* The root is always mounted at one place, since apt's own cache knows its files by
	 * their paths.  What is started ends with the shell, which is process 1.  Files of
	 * other owners can be removed from in here only. */
	"set -e\n"
	"base=$1 kept=$2 draft=$3 epoch=$4 options=$5 root=$2/root work=$2/work\n"
	"unset TMPDIR\n"
	"export APT_CONFIG=$draft/apt.conf DEBIAN_FRONTEND=noninteractive\n"
	"tidy() { cd /; umount -l \"$root\" 2>/dev/null || :; rm -rf \"$work\"; }\n"
	"trap 'exit 130' INT TERM\n"
	"trap tidy EXIT\n"
	"rm -rf \"$work\"\n"
	"mkdir -p \"$root\" \"$work/upper\" \"$work/work\" \"$work/gone\" \"$draft/none\" \\\n"
	"	\"$draft/keys\" \"$kept/lists/partial\" \"$kept/cache/archives/partial\"\n"

	/* The base's files once more, for what is to become of them. */
	"cp -al \"$base/.\" \"$draft/../root/\"\n"

	/* What is lost when the machine stops is made again: without fsync(2), where
	 * overlayfs can be told so (Linux 5.10). */
	"over() {\n"
	"	mount -t overlay overlay \"$root\" -o \\\n"
	"		\"lowerdir=$base,upperdir=$work/upper,workdir=$work/work$options$1\"\n"
	"}\n"
	"over ,volatile 2>/dev/null || over ''\n"
	"mount -t proc proc \"$root/proc\" 2>/dev/null || mount --rbind /proc \"$root/proc\"\n"
	"for name in null zero full random urandom tty; do\n"
	"	: >\"$root/dev/$name\"\n"
	"	mount --bind \"/dev/$name\" \"$root/dev/$name\"\n"
	"done\n"
	"mkdir -p \"$root/var/lib/apt/lists\" \"$root/var/cache/apt\"\n"
	"mount --bind \"$kept/lists\" \"$root/var/lib/apt/lists\"\n"
	"mount --bind \"$kept/cache\" \"$root/var/cache/apt\"\n"
	"printf '#!/bin/sh\\nexit 101\\n' >\"$root/usr/sbin/policy-rc.d\"\n"
	"chmod 755 \"$root/usr/sbin/policy-rc.d\"\n"

	/* Keys that this machine trusts, and those of the base, which came by them. */
	"for key in /etc/apt/trusted.gpg /etc/apt/trusted.gpg.d/*.gpg \\\n"
	"	/etc/apt/trusted.gpg.d/*.asc \"$base\"/etc/apt/trusted.gpg.d/*.gpg \\\n"
	"	\"$base\"/etc/apt/trusted.gpg.d/*.asc \\\n"
	"	\"$base\"/usr/share/keyrings/debian-archive-keyring.gpg; do\n"
	"	[ ! -s \"$key\" ] || cp -L \"$key\" \"$draft/keys/\"\n"
	"done\n"

	"apt-get -y --error-on=any update\n"
	"apt-get -y --allow-downgrades build-dep \"$draft/wanted.dsc\"\n"
	/* What cannot be had in its version without taking others away stays as it is. */
	"[ ! -s \"$draft/pins\" ] || apt-get -y --allow-downgrades --with-new-pkgs upgrade\n"
	"set -- \"$root\"\n"
	"list=$draft/packages\n"
	ENVIRONMENT_PACKAGES_SCRIPT "\n"

	/* The layer, as an OCI image has it: what is new or changed, and ".wh.NAME" for what
	 * is gone.  What says of which machine it is, or when apt was asked, is left out, as
	 * mmdebstrap leaves it out. */
	"rm -f \"$root/usr/sbin/policy-rc.d\"\n"
	"cd \"$root\"\n"
	"umount -l var/cache/apt var/lib/apt/lists proc\n"
	"umount dev/* 2>/dev/null || :\n"
	"find . -mindepth 1 -print0 | sort -z >\"$work/now\"\n"
	"cd \"$base\"\n"
	"find . -mindepth 1 -print0 | sort -z | comm -z -23 - \"$work/now\" | tr '\\0' '\\n' |\n"
	"	awk '{ path = $0; sub(\"/[^/]*$\", \"\"); if (!($0 in gone)) print path\n"
	"		gone[path] = 1 }' |\n"
	"	while IFS= read -r path; do\n"
	"		mkdir -p \"$work/gone/${path%/*}\"\n"
	"		: >\"$work/gone/${path%/*}/.wh.${path##*/}\"\n"
	"	done\n"
	"cd \"$work/upper\"\n"
	"find . -mindepth 1 \\( -path './dev/*' -o -path './run/*' -o -path './tmp/*' \\\n"
	"	-o -path './var/log/*' -o -path './var/lib/dpkg/*-old' \\\n"
	"	-o -path './var/lib/dpkg/lock*' -o -path './var/lib/dpkg/triggers/Lock' \\\n"
	"	-o -path './var/cache/debconf/*-old' -o -path './var/cache/ldconfig/*' \\\n"
	"	-o -path ./var/lib/apt/extended_states \\) -prune -o ! -type c -print0 |\n"
	"	sort -z >\"$work/changed\"\n"
	"cd \"$work/gone\"\n"
	"find . -type f -print0 | sort -z >\"$work/removed\"\n"
	"pack() {\n"
	"	tar --format=gnu --numeric-owner --owner=0 --group=0 --mtime=@$epoch \\\n"
	"		--clamp-mtime --no-recursion --null \"$@\" -f \"$draft/layer.tar\"\n"
	"}\n"
	"pack -C \"$work/upper\" -T \"$work/changed\" -c\n"
	"pack -C \"$work/gone\" -T \"$work/removed\" -r\n";
/* clang-format on */
