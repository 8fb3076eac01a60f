#!/usr/bin/env python3
"""usage: check-bag.py BAG     whether a folder is a complete and valid bag

By RFC 8493 alone (BagIt 1.0); the sections are named where they are checked. What is wrong is said,
a line each; exit status 1.
"""
import hashlib
import os
import re
import sys

bag = os.fsencode(sys.argv[1])
faults = []


def fault(what):
    faults.append(what)


def read(name):
    with open(os.path.join(bag, name), "rb") as file:
        return file.read()


def files_below(folder):
    for root, _, names in os.walk(os.path.join(bag, folder)):
        for name in names:
            yield os.path.relpath(os.path.join(root, name), bag)


def manifest(name):
    """The paths and digests of a manifest (2.1.3, 2.2.1)."""
    text = read(name)
    listed = {}
    if b"\r" in text or not text.endswith(b"\n"):
        fault(f"{name!r}: lines do not end with LF")
    for line in text.split(b"\n")[:-1]:
        match = re.fullmatch(rb"([0-9a-f]{128})  ([^/].*)", line)
        if not match:
            fault(f"{name!r}: {line!r}")
            continue
        if re.search(rb"%(?!0A|0D|25)", match[2]):
            fault(f"{name!r}: what is encoded in {match[2]!r}?")
        path = re.sub(rb"%(0A|0D|25)", lambda m: bytes([int(m[1], 16)]), match[2])
        if path in listed:
            fault(f"{path!r} is listed twice")
        if b".." in path.split(b"/"):
            fault(f"{path!r} leads out")
        path.decode("utf-8")
        listed[path] = match[1].decode()
    return listed


def compare(listed):
    for path, digest in listed.items():
        try:
            if hashlib.sha512(read(path)).hexdigest() != digest:
                fault(f"{path!r}: another digest")
        except OSError as error:
            fault(f"{path!r}: {error.strerror}")


# 2.1.1: just these two lines
if read(b"bagit.txt") != b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
    fault("bagit.txt")

# 3: every payload file is listed once, and all that is listed is there
payload = manifest(b"manifest-sha512.txt")
compare(payload)
for path in files_below(b"data"):
    if path not in payload:
        fault(f"{path!r} is not listed")
for path in payload:
    if not path.startswith(b"data/"):
        fault(f"{path!r} is no payload")

# 2.2.1: tag files, but not itself
tags = manifest(b"tagmanifest-sha512.txt")
compare(tags)
found = {path for path in files_below(b".") if not path.startswith(b"data/")}
if found - {b"tagmanifest-sha512.txt"} != set(tags):
    fault(f"tag files {found ^ set(tags)}")

# 2.2.2
info = read(b"bag-info.txt").decode("utf-8")
for line in info.splitlines():
    if not re.match(r"[^\s:][^:]*(?<!\s):[ \t]|[ \t]", line):
        fault(f"bag-info.txt: {line}")
oxum = re.findall(r"^Payload-Oxum: (\d+)\.(\d+)$", info, re.M)
octets = sum(os.path.getsize(os.path.join(bag, path)) for path in payload)
if oxum != [(str(octets), str(len(payload)))]:
    fault(f"Payload-Oxum: {oxum}, not {octets}.{len(payload)}")

print("\n".join(faults))
sys.exit(bool(faults))
