#!/usr/bin/env python3
"""usage: printed-text.py TEXT RECORD.json PRINTED.txt...

Whether what a document prints (PRINTED, by pdftotext) is the text of the page (TEXT, by -t text),
as multisets of characters, white space apart. May differ: what draws tables and marks list items,
the colons of fields and the addresses of attachments, which the text alone has, as it has the marks
of scripts and of what is struck (guidang(1)); what stands for pictures; page numbers, and the heads of tables, which are printed again on every page. Exit status 1
where anything else does.
"""

import json
import re
import sys
from collections import Counter

PAGE_NUMBER = re.compile(r"\n\s*(—\s*\d+\s*—|\d+)\s*\Z")
ADDRESSES = re.compile(r"\n(附件：|Attachments:)\n(.+\n)+\Z")
PLACEHOLDER = re.compile(r"\[(图片|image)[：:]?.*?\]", re.DOTALL)
MARKS = set("-–—•◦▪·●○■")
# Characters of Unicode for scripts are what -t text writes; in print they are raised and lowered ones.
SCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", "0123456789+-=()ni0123456789+-=()")
# What pdftotext puts around lines from right to left.
DIRECTIONS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def ink(text):
    return Counter(c for c in text.translate(SCRIPTS) if not c.isspace() and not "\u2500" <= c <= "\u257f" and c not in MARKS)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def heads(record):
    """The text of all header rows."""
    for table in (b for b in record["blocks"] if b["type"] == "table"):
        for row in table["rows"][: table["header_rows"]]:
            yield from (cell["text"] for cell in row)


def script_marks(value):
    """What -t text writes around runs of the record: "~~" twice, "^()", "_()"."""
    if isinstance(value, dict):
        yield "~~~~" * bool(value.get("strike")) + "^()" * bool(value.get("sup")) + "_()" * bool(value.get("sub"))
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from script_marks(inner)


def unlike(title, characters):
    if characters:
        words = " ".join(f"{c}×{n}" for c, n in characters.most_common(40))
        print(f"{title} {sum(characters.values())}: {words}")
    return bool(characters)


def main(text_path, record_path, *printed_paths):
    text, record = read(text_path), json.loads(read(record_path))
    body = ADDRESSES.sub("\n", text)
    wanted = ink(PLACEHOLDER.sub("", body))
    wanted -= Counter({"：": len(record["fields"]), ":": len(record["fields"])})
    wanted -= Counter("".join(script_marks(record)))
    differs = False
    for path in printed_paths:
        pages = read(path).translate(DIRECTIONS).split("\f")
        printed = ink(PLACEHOLDER.sub("", "\n".join(PAGE_NUMBER.sub("", page) for page in pages)))
        again = ink("".join(heads(record)) * len(pages))
        differs |= unlike(f"{path}: not printed", wanted - printed)
        differs |= unlike(f"{path}: printed besides", printed - ink(text) - again)
    return differs


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
