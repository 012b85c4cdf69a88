# SPDX-License-Identifier: GPL-3.0-or-later
"""large_tar.py FILE BYTE: a tar of 4 GiB, one of whose bytes is as said."""
import sys
import tarfile

MEMBERS, SIZE = 4, 1 << 30


def main():
    path, byte = sys.argv[1], int(sys.argv[2])
    with open(path, "wb") as file:
        for index in range(MEMBERS):
            about = tarfile.TarInfo("member-%d" % index)
            about.size = SIZE
            file.write(about.tobuf(tarfile.USTAR_FORMAT))
            start = file.tell()
            if index == 2:
                file.seek(start + SIZE // 2)
                file.write(bytes([byte]))
            file.seek(start + SIZE)
        file.truncate(file.tell() + 10240)


main()
