# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests/double/registry serves beside npm's packages: an index of Python packages.

With /pages in front of its path it has the simple API's pages alone, as indexes had before
PEP 691.

Every *.tar.gz and *.whl beneath the folder is a published file: name, version and the URLs of
its project come from the metadata inside.  What lies beside it in FILE.json is laid over what
the index states of the file ("yanked", "digests", ...).  Other files that are listed, such as
wheels for one machine, need no metadata: NAME and VERSION are cut out of their names.
"""
import hashlib
import html
import json
import os
import re
import tarfile
import zipfile


def normal(name):
    """PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()


def metadata_of(path):
    if path.endswith(".whl"):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if re.fullmatch(r"[^/]+\.dist-info/METADATA", name):
                    return archive.read(name).decode()
        return None
    with tarfile.open(path) as archive:
        for member in archive:
            if member.isfile() and re.fullmatch(r"[^/]+/PKG-INFO", member.name):
                return archive.extractfile(member).read().decode()
    return None


def headers(text):
    found = {}
    for line in text.split("\n\n")[0].splitlines():
        if ": " in line and not line.startswith(" "):
            field, value = line.split(": ", 1)
            found.setdefault(field, []).append(value)
    return found


class File:
    def __init__(self, path):
        with open(path, "rb") as file:
            self.body = file.read()
        self.name = os.path.basename(path)
        found = headers(metadata_of(path) or "")
        parts = re.sub(r"\.tar\.gz$", "", self.name).split("-")
        self.project = found.get("Name", [parts[0]])[0]
        self.version = found.get("Version", parts[1:2])[0]
        self.urls = dict(each.split(", ", 1) for each in found.get("Project-URL", []))
        self.overlay = {}
        if os.path.exists(path + ".json"):
            with open(path + ".json", encoding="utf-8") as file:
                self.overlay = json.load(file)

    def facts(self, base):
        return dict({"filename": self.name, "url": "%s/files/%s" % (base, self.name),
                     "digests": {"sha256": hashlib.sha256(self.body).hexdigest()},
                     "upload_time_iso_8601": "2020-02-03T04:05:06.000000Z",
                     "yanked": False, "yanked_reason": None}, **self.overlay)

    def simple_facts(self):
        """As PEP 691 has it; the URL is relative to the page."""
        facts = self.facts("")
        yanked = facts["yanked"] and (facts["yanked_reason"] or True)
        return {"filename": self.name, "url": "../../files/%s" % self.name,
                "hashes": facts["digests"], "yanked": yanked,
                "upload-time": facts["upload_time_iso_8601"]}


class Index:
    def __init__(self):
        self.files = []

    def add(self, path):
        self.files.append(File(path))

    def of(self, name):
        return [file for file in self.files if normal(file.project) == normal(name)]

    def json(self, name, version, base):
        files = self.of(name)
        chosen = [file for file in files if version in (None, file.version)]
        if not chosen:
            return None
        last = chosen[-1]
        answer = {"info": {"name": last.project, "version": last.version,
                           "project_urls": last.urls, "home_page": "", "yanked": False},
                  "urls": [file.facts(base) for file in chosen
                           if file.version == last.version]}
        if version is None:
            answer["releases"] = {}
            for file in files:
                answer["releases"].setdefault(file.version, []).append(file.facts(base))
        return answer

    def simple(self, name):
        files = self.of(name)
        return {"meta": {"api-version": "1.1"}, "name": normal(name),
                "versions": sorted({file.version for file in files}),
                "files": [file.simple_facts() for file in files]} if files else None

    def page(self, name):
        """As PEP 503 has it."""
        lines = []
        for facts in self.simple(name)["files"]:
            digest = facts["hashes"].get("sha256")
            yanked = facts["yanked"]
            lines.append('<a href="%s%s"%s>%s</a><br/>' % (
                facts["url"], "#sha256=" + digest if digest else "",
                ' data-yanked="%s"' % html.escape(yanked if isinstance(yanked, str) else "")
                if yanked else "", html.escape(facts["filename"])))
        return "<!DOCTYPE html>\n<title>%s</title>\n%s\n" % (name, "\n".join(lines))

    def find(self, parts, base):
        """(the answer's body, its kind, which mode it is subject to), or None."""
        if parts[0] == "files" and len(parts) == 2:
            bodies = [file.body for file in self.files if file.name == parts[1]]
            return (bodies[0], "application/octet-stream", "tarball") if bodies else None
        if parts[0] == "pages" and parts[1:2] == ["simple"] and len(parts) == 3:
            return (self.page(parts[2]).encode(), "text/html", "simple") if (
                self.of(parts[2])) else None
        if parts[0] == "simple" and len(parts) == 2:
            answer, kind = self.simple(parts[1]), "application/vnd.pypi.simple.v1+json"
            what = "simple"
        elif parts[0] == "pypi" and parts[-1] == "json" and len(parts) in (3, 4):
            version = parts[2] if len(parts) == 4 else None
            answer, kind = self.json(parts[1], version, base), "application/json"
            what = "document"
        else:
            return None
        if answer is None:
            return None
        return json.dumps(answer, indent=1, sort_keys=True).encode(), kind, what
