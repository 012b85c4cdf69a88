# SPDX-License-Identifier: GPL-3.0-or-later
"""zips.py CUPEL FOLDER COUNT: pairs of archives of the same files, written by Python in two ways,
have one canonical form, in which Python finds the files as they were."""
import io
import os
import random
import subprocess
import sys
import zipfile

MODES = [0o100644, 0o100755, 0o104755]


def make_files(numbers):
    names = ["META-INF/MANIFEST.MF", "a/", "a/file", "b\u00e9", "c " * 20, "mimetype"]
    return [(name, b"" if name.endswith("/") else numbers.randbytes(9) * numbers.randrange(500),
             numbers.choice(MODES)) for name in numbers.sample(names, numbers.randrange(1, 7))]


class Pipe(io.RawIOBase):
    """Cannot be sought in: Python writes descriptors then."""

    def __init__(self):
        self.content = b""

    def writable(self):
        return True

    def write(self, piece):
        self.content += bytes(piece)
        return len(piece)


def pack(files, numbers, path):
    out = numbers.choice([io.BytesIO, Pipe])()
    with zipfile.ZipFile(out, "w", compresslevel=numbers.randrange(1, 10)) as archive:
        for name, content, mode in files:
            about = zipfile.ZipInfo(name, (1980 + numbers.randrange(40), 2, 3, 4, 5, 6))
            about.compress_type = numbers.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
            about.external_attr = mode << 16
            with archive.open(about, "w", force_zip64=numbers.random() < 0.2) as member:
                member.write(content)
    with open(path, "wb") as file:
        file.write(out.content if isinstance(out, Pipe) else out.getvalue())


def read(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None, path
        return [(about.filename, archive.read(about), about.external_attr >> 16)
                for about in archive.infolist()]


def canonical(cupel, profile, path):
    form = path + ".form"
    subprocess.run([cupel, "normalize", "--profile", profile, path, "-o", form], check=True)
    with open(form, "rb") as file:
        return form, file.read()


def judge(cupel, folder, index):
    numbers = random.Random(index)
    profile = numbers.choice(["release", "archive"])
    files = make_files(numbers)
    left, right = os.path.join(folder, "left.zip"), os.path.join(folder, "right.zip")
    pack(files, numbers, left)
    # The first one stays, so that none comes first that tells what the archive is.
    if profile == "archive" and files[0][0] not in ("mimetype", "META-INF/MANIFEST.MF"):
        files = files[:1] + files[:0:-1]
    pack(files, numbers, right)
    (form, one), (_, other) = canonical(cupel, profile, left), canonical(cupel, profile, right)
    assert one == other, "two forms of archive %d" % index
    assert canonical(cupel, profile, form)[1] == one, "the form of %d has another" % index
    assert sorted(read(form)) == sorted(files), "other files in the form of %d" % index
    for path in (right, form):
        subprocess.run([cupel, "compare", "-q", "--profile", profile, left, path], check=True,
                       stdout=subprocess.DEVNULL)


def main():
    cupel, folder, count = sys.argv[1:]
    for index in range(int(count)):
        judge(cupel, folder, index)


main()
