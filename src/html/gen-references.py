#!/usr/bin/env python3
# Prints references.def: the named character references of the HTML standard (13.5), which
# Python's library has as published, sorted by bytes, several to a line.
from html.entities import html5


def quoted(text):
    return '"' + "".join("\\x%02X" % b for b in text.encode()) + '"'


print("/* Named character references (HTML standard, 13.5): REFERENCE(name, meaning in UTF-8).")
print("   Sorted by bytes. Made by gen-references.py. */")
line = ""
for name in sorted(html5, key=str.encode):
    entry = 'REFERENCE("%s", %s)' % (name, quoted(html5[name]))
    if line and len(line) + len(entry) > 96:
        print(line)
        line = ""
    line += (" " if line else "") + entry
print(line)
