# SPDX-License-Identifier: GPL-3.0-or-later
"""jar.py FILE SIZE: a jar of about that size, with the times of now."""
import random
import sys
import zipfile

MEMBER = 8000


def main():
    path, size = sys.argv[1], int(sys.argv[2])
    numbers = random.Random(1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as jar:
        jar.writestr("META-INF/MANIFEST.MF",
                     "Manifest-Version: 1.0\r\nBuilt-By: somebody\r\n\r\n")
        for index in range(size // (MEMBER // 2)):
            # Half of it can be compressed away, as in class files.
            words = numbers.randbytes(MEMBER // 2).hex().encode()
            jar.writestr("org/example/Part%05d.class" % index, words)


main()
