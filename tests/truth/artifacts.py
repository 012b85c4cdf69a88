# SPDX-License-Identifier: GPL-3.0-or-later
"""Published files that Debian's archive has as original tarballs.

They are asked of the archive that this machine's apt is set up for, with an apt that has its
own folders: nothing of the machine's is changed, and no rights are needed.
"""
import collections
import hashlib
import os
import subprocess

SUITES = ("bookworm", "trixie")

Artifact = collections.namedtuple("Artifact", "name sha256")


def apt(folder, *words):
    folder = os.path.abspath(folder)
    state = os.path.join(folder, "apt")
    options = []
    for key, value in (("Dir::State", state + "/state"), ("Dir::Cache", state + "/cache"),
                       ("Dir::Etc::SourceList", state + "/sources.list"),
                       ("Dir::Etc::SourceParts", "/dev/null"),
                       ("Dir::State::Status", "/dev/null"),
                       ("APT::Sandbox::User", "")):
        options += ["-o", "%s=%s" % (key, value)]
    return subprocess.run(["apt-get", "-qq", *options, *words], cwd=folder, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, check=False)


def archive():
    """The URI of the machine's own Debian archive."""
    answer = subprocess.run(["apt-get", "indextargets", "--format", "$(REPO_URI)"], text=True,
                            capture_output=True, check=False).stdout
    for line in answer.splitlines():
        if line.rstrip("/").endswith("/debian"):
            return line
    return "http://deb.debian.org/debian"


def prepare(folder):
    """Why it cannot be, or None."""
    state = os.path.join(folder, "apt")
    if os.path.exists(state + "/ready"):
        return None
    for each in ("state/lists/partial", "cache/archives/partial"):
        os.makedirs(os.path.join(state, each), exist_ok=True)
    with open(state + "/sources.list", "w", encoding="utf-8") as file:
        for suite in SUITES:
            file.write("deb-src [trusted=yes] %s %s main\n" % (archive(), suite))
    ended = apt(folder, "update")
    if ended.returncode != 0:
        return (ended.stderr.strip().splitlines() or ["apt-get update failed"])[-1]
    with open(state + "/ready", "w", encoding="utf-8"):
        return None


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def find(artifact, folder):
    """(path, None), or (None, why not)."""
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, artifact.name)
    if not os.path.exists(path):
        why = prepare(folder)
        if why is not None:
            return None, why
        source, _, rest = artifact.name.partition("_")
        version = rest.partition(".orig")[0]
        ended = fetch(folder, source, version)
        if not os.path.exists(path):
            lines = ended.stderr.strip().splitlines() if ended else []
            return None, "%s: %s" % (artifact.name, lines[-1] if lines else "not in the archive")
    if artifact.sha256 is not None and digest(path) != artifact.sha256:
        return None, "%s has another digest than the list says" % artifact.name
    return path, None


def fetch(folder, source, version):
    """The source package of that upstream version, whatever Debian's revision."""
    listed = apt(folder, "source", "--print-uris", "--only-source", source)
    for suite in SUITES:
        ended = apt(folder, "source", "--download-only", "--only-source", "-t", suite,
                    "%s/%s" % (source, suite))
        if any(each.startswith("%s_%s.orig" % (source, version))
               for each in os.listdir(folder)):
            return ended
    return listed
