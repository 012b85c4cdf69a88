# SPDX-License-Identifier: GPL-3.0-or-later
"""judge.py CUPEL FOLDER itself|pairs|inside: compares files that other people have published.

`itself`: each file is identical to itself.  `pairs`: two files of one name but for 1 and 2
differ, and the account of their bytes adds up.  `inside`: the place in an archive is named.
It prints what is not so.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys

# Part of the path of a finding about the pair of this name, as its archive has it.
INSIDE = {
    "archive1.tar": "compressed.gz",
    "bug903391_1.deb": "data.tar.gz//./usr/share/doc/test/text",
    "fuzzy-tar-in-tar1.tar": "t/test1.tar",
    "test1.a": "test.o",
    "test1.cpio": "dir/text",
    "test1.deb": "data.tar.gz//./usr/share/doc/test/text",
    "test1.rlib": "alloc_system-d16b8f0e.0.o",
    "test1.tar": "dir/text",
    "test1.zip": "dir/text",
}


def compare(cupel, published, rebuilt):
    """The exit status, and the report."""
    run = subprocess.run([cupel, "compare", "--quiet", "--json", published, rebuilt],
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    try:
        return run.returncode, json.loads(run.stdout)
    except ValueError:
        return run.returncode, {"verdict": run.stderr.decode("utf-8", "replace"),
                                "findings": [], "accounting": None}


def pairs_in(folder):
    for name in sorted(os.listdir(folder)):
        other = re.sub(r"1(?=[^1]*$)", "2", name)
        if other != name and "expected" not in name and "diff" not in name:
            first, second = os.path.join(folder, name), os.path.join(folder, other)
            if os.path.isfile(first) and os.path.isfile(second):
                yield name, first, second


def judge_itself(cupel, folder):
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            yield cupel, name, path, path, wrong_with_itself


def wrong_with_itself(name, status, report):
    if status != 0 or report["verdict"] != "identical":
        return "%s and itself: %d, %s" % (name, status, report["verdict"])
    return None


def judge_pairs(cupel, folder):
    for name, first, second in pairs_in(folder):
        yield cupel, name, first, second, wrong_with_pair


def wrong_with_pair(name, status, report):
    if status != 1 or report["verdict"] != "different":
        return "%s: %d, %s" % (name, status, report["verdict"])
    account = report["accounting"]
    if account["differing"] != account["found"] + account["normalized"] + account["follows"]:
        return "%s: the account does not add up: %s" % (name, account)
    return None


def judge_inside(cupel, folder):
    for name, first, second in pairs_in(folder):
        if name in INSIDE:
            yield cupel, name, first, second, wrong_inside


def wrong_inside(name, _status, report):
    paths = [finding["path"] for finding in report["findings"]]
    if not any("//" + INSIDE[name] in path for path in paths):
        return "%s: %s is not among %s" % (name, INSIDE[name], paths[:10])
    return None


def work(job):
    cupel, name, first, second, wrong_with = job
    return wrong_with(name, *compare(cupel, first, second))


def main():
    cupel, folder, what = sys.argv[1:]
    judges = {"itself": judge_itself, "pairs": judge_pairs, "inside": judge_inside}
    jobs = list(judges[what](cupel, folder))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = [each for each in pool.map(work, jobs) if each is not None]
    print("%d compared" % len(jobs))
    for each in wrong:
        print(each)
    if wrong or len(jobs) < len(INSIDE) or what == "inside" and len(jobs) != len(INSIDE):
        raise SystemExit(1)


main()
