# SPDX-License-Identifier: GPL-3.0-or-later
"""differential.py READINGS FOLDER COUNT tar|zip: several readers of the same archives agree.

Archives with a hundred kinds of damage are made from numbers that are the same in every run, and
read by cupel, by libarchive (through READINGS, which is tests/differential/readings) and by
Python.  Where cupel complains about an archive, readers may differ: that is what it complains
about.  Where it does not, all who can read the archive have to read the same.  So they have to
read its canonical form, in which Python finds what it finds in the archive, and does not fail
where cupel does not complain.
"""
import io
import os
import random
import subprocess
import sys
import tarfile
import zipfile

BATCH = 200


def plain_tar(numbers):
    out = io.BytesIO()
    form = numbers.choice([tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for index in range(numbers.randrange(1, 5)):
            about = tarfile.TarInfo("folder/" * numbers.choice([0, 1, 16]) + "file-%d" % index)
            about.type = numbers.choice([tarfile.REGTYPE] * 4 + [tarfile.DIRTYPE,
                                        tarfile.SYMTYPE, tarfile.LNKTYPE])
            about.linkname = "target" if about.type in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
            about.mtime = numbers.choice([0, 1000000000, 1000000000.5])
            content = b"content " * numbers.randrange(100)
            about.size = len(content) if about.type == tarfile.REGTYPE else 0
            archive.addfile(about, io.BytesIO(content))
    return out.getvalue()


def plain_zip(numbers):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for index in range(numbers.randrange(1, 5)):
            about = zipfile.ZipInfo("folder/file-%d" % index, (1990, 2, 3, 4, 5, 6))
            about.compress_type = numbers.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
            about.comment = b"comment" * numbers.randrange(2)
            archive.writestr(about, b"content " * numbers.randrange(100))
        archive.comment = b"about all" * numbers.randrange(2)
    return out.getvalue()


def set_checksum(content, header):
    block = bytearray(content[header:header + 512])
    block[148:156] = b" " * 8
    content[header + 148:header + 156] = b"%06o\0 " % sum(block)


def damage(content, numbers, kind):
    """Flips a bit, or writes over, takes out or repeats a part; headers may be made right again."""
    content = bytearray(content)
    at = numbers.randrange(len(content))
    size = numbers.randrange(1, 24)
    how = numbers.randrange(6)
    if how == 0:
        content[at] ^= 1 << numbers.randrange(8)
    elif how == 1:
        content[at:at + size] = bytes(size)
    elif how == 2:
        content[at:at + size] = bytes(numbers.randrange(48, 58) for _ in range(size))
    elif how == 3:
        at, size = at // 512 * 512, 512 * numbers.randrange(1, 4)
        content[at:at] = content[at:at + size]
    elif how == 4:
        at, size = at // 512 * 512, 512 * numbers.randrange(1, 4)
        del content[at:at + size]
    else:
        del content[at:]
    if kind == "tar" and numbers.randrange(4) and at // 512 * 512 + 512 <= len(content):
        set_checksum(content, at // 512 * 512)
    return bytes(content)


def read_tar(path):
    kinds = {tarfile.DIRTYPE: "d", tarfile.SYMTYPE: "l", tarfile.LNKTYPE: "h"}
    with tarfile.open(path, mode="r:") as archive:
        for about in archive:
            kind = "f" if about.isreg() else kinds.get(about.type, "o")
            content = archive.extractfile(about).read() if kind == "f" else b""
            yield kind, len(content), about.name, content


def read_zip(path):
    with zipfile.ZipFile(path) as archive:
        for about in archive.infolist():
            kind = "d" if about.is_dir() else "f"
            content = archive.read(about) if kind == "f" else b""
            yield kind, len(content), about.filename, content


def read_by_python(path, kind):
    """The members with their contents, or None where Python does not read the archive."""
    try:
        return list({"tar": read_tar, "zip": read_zip}[kind](path))
    except Exception:  # its readers raise a dozen kinds, not all of them their own
        return None


def parse(text):
    """For each file: members as (type, size, name) and whether the reader was content."""
    files, members, path = {}, None, None
    for line in text.decode("utf-8", "surrogateescape").split("\n"):
        words = line.split(" ", 3)
        if words[0] == "file":
            path = line[5:]
            members = files[path] = {"cupel": [], "libarchive": [], "unsure": set()}
        elif len(words) == 2:
            members["unsure"].add(words[0])
        elif len(words) == 4:
            members[words[0]].append((words[1], int(words[2]), words[3]))
    return files


def plain(members):
    """Names as every reader can give them: folders without a slash, odd characters as one."""
    return [(kind, size, "".join(c if " " < c < "\x7f" and c != "\\" else "?"
                                 for c in name).rstrip("/"))
            for kind, size, name in members]


def has_odd_name(members):
    return any("?" in name or "(" in name for _, _, name in plain(members))


def judge(path, reading, kind):
    if "cupel" in reading["unsure"] or has_odd_name(reading["cupel"]):
        return None
    ours = plain(reading["cupel"])
    if "libarchive" in reading["unsure"] or ours != plain(reading["libarchive"]):
        return "libarchive reads %s%s, cupel %s" % (
            plain(reading["libarchive"]),
            " and fails" if "libarchive" in reading["unsure"] else "", ours)
    theirs = read_by_python(path, kind)
    theirs = None if theirs is None else plain(member[:3] for member in theirs)
    if theirs is not None and ours != theirs:
        return "Python reads %s, cupel %s" % (theirs, ours)
    return None


def judge_form(path, readings, kind):
    """About the canonical form of an archive that has another one, as judge()."""
    form = path + ".form"
    if form not in readings or "cupel" in readings[form]["unsure"]:
        return None
    before, after = read_by_python(path, kind), read_by_python(form, kind)
    if "cupel" in readings[path]["unsure"]:
        return "cupel complains of it, and not of its form"
    if before != after:
        return "Python reads %s, and %s in its form" % (before, after)
    return judge(form, readings[form], kind)


def read_file(path):
    with open(path, "rb") as file:
        return file.read()


def read_forms(program, paths, readings):
    """Reads the forms that are not the archives themselves, and says how many there are."""
    forms = [path + ".form" for path in paths if os.path.exists(path + ".form")
             and read_file(path) != read_file(path + ".form")]
    if forms:
        said = subprocess.run([program] + forms, stdout=subprocess.PIPE, check=True).stdout
        readings.update(parse(said))
    return len(forms)


def read_all(program, paths, kind):
    said = subprocess.run([program] + paths, stdout=subprocess.PIPE, check=True).stdout
    files = parse(said)
    sure = sum(1 for reading in files.values() if "cupel" not in reading["unsure"])
    forms = read_forms(program, paths, files)
    return sure, forms, [(path, judge(path, files[path], kind) or judge_form(path, files, kind))
                  for path in paths]


def main():
    program, folder, count, kind = sys.argv[1:]
    make = {"tar": plain_tar, "zip": plain_zip}[kind]
    wrong = sure = forms = 0
    for start in range(0, int(count), BATCH):
        paths = []
        for index in range(start, min(start + BATCH, int(count))):
            numbers = random.Random(index)
            content = make(numbers)
            for _ in range(numbers.randrange(3)):
                content = damage(content, numbers, kind) if content else content
            paths.append(os.path.join(folder, "%d.%s" % (index, kind)))
            with open(paths[-1], "wb") as file:
                file.write(content)
        batch_sure, batch_forms, judged = read_all(program, paths, kind)
        sure += batch_sure
        forms += batch_forms
        for path, trouble in judged:
            for more in ("", ".form", ".form.form"):
                if trouble is None and os.path.exists(path + more):
                    os.unlink(path + more)
            if trouble is None:
                continue
            wrong += 1
            print("%s: %s" % (path, trouble))
    print("%d archives, %d without a complaint, %d in another form, %d read otherwise"
          % (int(count), sure, forms, wrong))
    if wrong or min(sure, forms) < int(count) // 5:
        raise SystemExit(1)


main()
