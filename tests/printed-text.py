#!/usr/bin/env python3
"""usage: printed-text.py TEXT RECORD.json PRINTED.txt...

Whether what a document prints (PRINTED, by pdftotext) is the text of the page (TEXT, by -t text),
as multisets of characters, white space apart. May differ: what draws tables and marks list items,
the colons of fields and the addresses of attachments, which the text alone has; what stands for
pictures; page numbers, and the heads of tables, which are printed again on every page. Exit status 1
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


def ink(text):
    return Counter(c for c in text if not c.isspace() and not "\u2500" <= c <= "\u257f" and c not in MARKS)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def heads(record):
    """The text of all header rows."""
    for table in (b for b in record["blocks"] if b["type"] == "table"):
        for row in table["rows"][: table["header_rows"]]:
            yield from (cell["text"] for cell in row)


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
    differs = False
    for path in printed_paths:
        pages = read(path).split("\f")
        printed = ink(PLACEHOLDER.sub("", "\n".join(PAGE_NUMBER.sub("", page) for page in pages)))
        again = ink("".join(heads(record)) * len(pages))
        differs |= unlike(f"{path}: not printed", wanted - printed)
        differs |= unlike(f"{path}: printed besides", printed - ink(text) - again)
    return differs


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
