# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests/double/registry serves of crates: a sparse index (RFC 2789) of every *.crate
beneath its folder.  A line of the index is made from the Cargo.toml inside; what lies beside
it in NAME.crate.json is laid over the line ("yanked", "cksum", ...).
"""
import hashlib
import json
import os
import tarfile
import tomllib


def index_path(name):
    """Where the file of a crate is (The Cargo Book, Index Format)."""
    name = name.lower()
    if len(name) <= 2:
        return "%d/%s" % (len(name), name)
    if len(name) == 3:
        return "3/%s/%s" % (name[0], name)
    return "%s/%s/%s" % (name[:2], name[2:4], name)


def read_package(path):
    with tarfile.open(path) as tar:
        for member in tar:
            if member.isfile() and member.name.split("/")[1:] == ["Cargo.toml"]:
                return tomllib.loads(tar.extractfile(member).read().decode())["package"]
    raise SystemExit("%s: no Cargo.toml" % path)


class Index:
    def __init__(self, folder):
        self.files, self.crates = {}, {}
        for place, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                if name.endswith(".crate"):
                    self.add(os.path.join(place, name))

    def add(self, path):
        package = read_package(path)
        with open(path, "rb") as file:
            body = file.read()
        line = {"name": package["name"], "vers": package["version"], "deps": [],
                "cksum": hashlib.sha256(body).hexdigest(), "features": {}, "yanked": False}
        if os.path.exists(path + ".json"):
            with open(path + ".json", encoding="utf-8") as file:
                line.update(json.load(file))
        self.files.setdefault(index_path(package["name"]), []).append(line)
        self.crates["%(name)s/%(vers)s" % line] = body

    def find(self, path, base):
        """The bytes at a path and which mode they are subject to; None where none are."""
        if path == "config.json":
            return json.dumps({"dl": base + "/crates"}).encode(), "document"
        if path in self.files:
            lines = [json.dumps(line, sort_keys=True) for line in self.files[path]]
            return "".join(line + "\n" for line in lines).encode(), "document"
        parts = path.split("/")
        if len(parts) == 4 and parts[0] == "crates" and parts[3] == "download":
            return self.crates.get("/".join(parts[1:3])), "tarball"
        return None, None
