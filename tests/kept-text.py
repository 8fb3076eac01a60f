#!/usr/bin/env python3
"""usage: kept-text.py PAGE CHARSET TREE.xml LEDGER.jsonl

Whether every character of a page is in what was kept or in what the ledger says was dropped.
The page is read by Python's own HTML parser, not by ours: all its text, scripts and style sheets
too, white space apart, as a multiset of characters. The same of the tree's live text and of the
ledger's pieces must be equal. Says what is missing or too many; exit status 1 where they differ.
"""

import json
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from html.parser import HTMLParser

# What the Encoding Standard calls otherwise than Python does.
CODECS = {"windows-1252": "cp1252", "big5": "big5hkscs", "shift_jis": "cp932", "euc-kr": "cp949"}
TREE = "{urn:guidang:tree:1}"
# White space to guidang (text.h), not to str.isspace.
BLANK = {"\u200b", "\ufeff"}


class PageText(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.text = []

    def handle_data(self, data):
        self.text.append(data)


def page_text(path, charset):
    with open(path, "rb") as page:
        text = page.read().decode(CODECS.get(charset, charset), "replace")
    if not path.endswith((".html", ".htm")):
        return text
    parser = PageText()
    parser.feed(text)
    parser.close()
    return "".join(parser.text)


def live_text(path):
    """The ingested text of nodes that are not dropped and stand in none that is."""
    text = []
    todo = [ET.parse(path).getroot()]
    while todo:
        node = todo.pop()
        if "dropped" in node.attrib:
            continue
        if node.tag == TREE + "text" and "generated" not in node.attrib:
            text.append(node.text or "")
        todo.extend(node)
    return "".join(text)


def dropped_text(path):
    with open(path, encoding="utf-8") as ledger:
        return "".join(json.loads(line)["text"] for line in ledger)


def ink(text):
    return Counter(c for c in text if not c.isspace() and c not in BLANK)


def show(title, characters):
    if characters:
        words = " ".join(f"{c}×{n}" for c, n in characters.most_common(40))
        print(f"{title} {sum(characters.values())}: {words}")


def main(page, charset, tree, ledger):
    there = ink(page_text(page, charset))
    found = ink(live_text(tree)) + ink(dropped_text(ledger))
    show("lost", there - found)
    show("too many", found - there)
    return there != found


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
