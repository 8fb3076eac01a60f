#!/usr/bin/env python3
"""usage: rooms.py

Checks that the house is kept: every file of src/ is in a room of docs/rooms, and includes only from its
own room and those above it in that list; filters/ is one of them, and no filter includes another one's
file. No header is called private: that would be one module, cut in pieces. Each file is one test."""
import os
import re
import sys

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
ROOMS = [line.split()[0] for line in open("docs/rooms") if line.strip() and not line.startswith("#")]
FILES = sorted(os.path.join(folder, name) for top in ("src", "filters")
               for folder, _, names in os.walk(top) for name in names)
faulty = set()


def fault(path, sentence, line=None):
    faulty.add(path)
    print(f"FAIL {path}{f':{line}' if line else ''}: {sentence}")


def room(path):
    """The room of a file; None where it is in none."""
    parts = path.split("/")
    name = "filters" if parts[0] == "filters" else parts[1] if len(parts) > 2 else None
    return name if name in ROOMS else None


def owner(path):
    """The filter that a file of filters/ belongs to."""
    return path.split("/")[1].split(".")[0]


def included(name, place):
    """The file that an #include at place means; None where it is none of these folders."""
    for folder in (os.path.dirname(place), "src", "."):
        path = os.path.normpath(os.path.join(folder, name))
        if os.path.exists(path):
            return path
    return None


def look(place, line, name):
    path = included(name, place)
    if path is None:
        fault(place, f"there is no {name}", line)
        return
    own, other = room(place), room(path)
    if path.startswith("src/") and path.count("/") == 1:
        return                          # src/version.h is everybody's
    if own is None or other is None:
        return                          # said of the file itself
    if own == other == "filters" and owner(place) != owner(path):
        fault(place, f"the filter {owner(place)} includes {path}, of {owner(path)}", line)
    elif other == "filters" and own != "filters":
        fault(place, f"src/ includes {path}, a filter's", line)
    elif ROOMS.index(other) > ROOMS.index(own):
        fault(place, f"{own} includes {path}: {other} comes after it", line)


for path in FILES:
    top = path.startswith("src/") and path.count("/") == 1
    if top and (path == "src/version.h" or path.endswith(".sh")):
        continue
    if room(path) is None:
        fault(path, "is in no room")
    if path.endswith("-private.h"):
        fault(path, "is called private: it and its users are one module")
    if re.search(r"\.(c|h|def)$", path):
        for line, text in enumerate(open(path, encoding="utf-8"), 1):
            m = re.match(r'\s*#\s*include\s+"([^"]+)"', text)
            if m:
                look(path, line, m[1])
print(f"{len(FILES) - len(faulty)} passed, {len(faulty)} failed")
sys.exit(bool(faulty))
