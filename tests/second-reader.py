#!/usr/bin/python3
"""usage: second-reader.py [OPTION...] PAGE|FOLDER...

Whether a parser of the HTML standard that is not ours finds the same text in pages as guidang's tree
has, live and dropped together, in the same order and in the same kinds of block.

  --guidang PROGRAM   default: $GUIDANG, or build/guidang
  --parse5 FOLDER     read by parse5, which npm put into FOLDER; default: by html5lib
  --chain             look at the text after the default chain too
  --all               show every difference; default: the first of each page
  --quiet             show no differences, only which pages differ, and the sums

Of a folder all *.html below it are read. Every page is decoded first, by the charset that guidang finds,
and both read the same UTF-8 with a byte order mark. The last lines sum up: a check is a page, once as it
is read (no filter at all runs), and with --chain once more after the chain.

Rules. Text is what is in the standard's tree, but in script and style; noscript is read as if there were no
scripts, what is in a template counts, and so does the title. Left out before comparing is
white space: as the page is read that of ASCII, after the chain all that guidang takes for it (text.h).
Characters that XML has not are U+FFFD in the tree. All else is compared character by character.

A text's block is the way down to it, by what means something: cell/para is a paragraph in a cell. See BLOCKS
and EXCEPTIONS for what is what, and for where the tree may differ from the standard, and why.
"""

import argparse
import bisect
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter

# ---- rules ----

# HTML elements to steps of the way to a text. Others (div, ul, table, tr, span, ...) are no step: the tree
# implies or omits them as its content model wants it, and a text is in the same kind of block all the same.
BLOCKS = {
    "p": "para",
    "legend": "para",
    "li": "item",
    "dt": "term",
    "dd": "def",
    "td": "cell",
    "th": "cell",
    "caption": "caption",
    "figcaption": "caption",
    "figure": "figure",
    "blockquote": "quote",
    **dict.fromkeys(["pre", "listing", "xmp", "plaintext"], "codeblock"),
    **{f"h{n}": f"heading{n}" for n in range(1, 7)},
}

# Where the tree differs on purpose: what, and why.
EXCEPTIONS = {
    "line": "A heading, a term and a caption hold lines only: blocks in them dissolve, or the line is a box.",
    "box": "What holds lines only, and holds blocks all the same, is a box in the tree, or a def (builder.h).",
    "caption": "A figcaption that is not a figure's is a paragraph in the tree.",
    "title": "Titles but the head's first are paragraphs in the tree, and no blocks by the standard.",
    "select": "Not judged: in 2025 the standard began to allow blocks in select; parsers are of before or after.",
    "template": "Not judged: parts of tables stand without a table in a template.",
    "legend": "Not judged: blocks in a legend; the standard moves them out of it if a phrase around it is misnested.",
    "deep": "Not judged: the tree is at most 576 deep; below, text stays and its blocks do not (builder.h).",
}
LINES = {"term", "caption"} | {f"heading{n}" for n in range(1, 7)}
NOT_JUDGED = {"select", "template", "legend", "deep"}
DEPTH_MAX = 576  # TREE_DEPTH_MAX

# Nodes of the tree that are of another kind than their element's: (element, kind) to step, exception.
CHANGED = {
    **{(element, "box"): (step, "box") for element, step in BLOCKS.items() if step in {*LINES, "para", "codeblock"}},
    ("figcaption", "para"): ("caption", "caption"),
    ("dt", "def"): ("term", "box"),
    ("legend", "box"): ("para", "legend"),
    ("title", "para"): (None, "title"),
}
STEPS = set(BLOCKS.values()) | {"heading", "title"}

ASCII_SPACE = dict.fromkeys(map(ord, "\t\n\v\f\r "))
# char_is_space of text.h
ALL_SPACE = {
    **ASCII_SPACE,
    **dict.fromkeys([0x85, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0xFEFF]),
}
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Pages that one reader is not asked about, for the other one can tell: html5lib 1.1 knows no template; to
# parse5 7.3 search is no special element, end tags in HTML close elements of MathML around it, and it reads no
# CDATA in what takes HTML again (13.2.5.42). And a template in a table is before it in the tree, as all is that a
# table cannot hold, and what rows in a template foster stays in them: what is in it is on no page.
NOT_HTML5LIB = re.compile(rb"<template\b", re.I)
NOT_PARSE5 = re.compile(
    rb"<search\b|</m([inos]|text)\b|<table\b.*<template\b|<template\b.*<t(r|body|head|foot)\b"
    rb"|<(foreignObject|desc|title|mi|mo|mn|ms|mtext|annotation-xml)\b.*<!\[CDATA\[",
    re.I | re.S,
)

# What the Encoding Standard calls otherwise than Python does.
CODECS = {"windows-1252": "cp1252", "big5": "big5hkscs", "shift_jis": "cp932", "euc-kr": "cp949"}
BOM = b"\xef\xbb\xbf"
TREE = "{urn:guidang:tree:1}"
NAMESPACES = {
    "http://www.w3.org/1999/xhtml": "",
    "http://www.w3.org/2000/svg": "svg:",
    "http://www.w3.org/1998/Math/MathML": "math:",
}
html5lib_parser = None


class Text:
    """A text without white space: the way of elements (or kinds) down to it, its block, another one that the
    tree may have for it, the exceptions by which it is in that; in the tree also its line in the page."""

    def __init__(self, text, way, block, other=None, exceptions=frozenset(), line=None):
        self.text, self.way, self.block, self.other = text, way, block, other
        self.exceptions, self.line = exceptions, line

    def may_be(self, block):
        """Whether the tree may have it in that block: what a line holds may be missing, not be another."""
        if block in (self.block, self.other):
            return True
        steps = iter(self.block.split("/"))
        return "line" in self.exceptions and all(step in steps for step in block.split("/") if step)


# ---- the standard's side ----


def html5lib_of_today():
    """html5lib 1.1 is of 2020: what the standard has said since then, and what it gets wrong. Both were found by
    comparing it with parse5; on 10,000 soups and on real pages they agree then."""
    import html5lib
    from html5lib import html5parser
    from html5lib.constants import namespaces, scopingElements

    phases = html5parser.getPhases(False)
    special = {"figcaption", "hgroup", "main", "search", "source", "summary", "track", "keygen"}
    html5parser.specialElements |= {(namespaces["html"], name) for name in special} | scopingElements
    in_body, foreign, table = phases["inBody"], phases["inForeignContent"], phases["inTable"]
    for name in "dialog", "search":
        vars(in_body)["startTagHandler"][name] = in_body.startTagCloseP
        vars(in_body)["endTagHandler"][name] = in_body.endTagBlock
    del vars(in_body)["startTagHandler"]["isindex"]
    end_in_foreign = foreign.processEndTag

    # 13.2.6.5: these end tags break out of foreign content, as such start tags do.
    def end_tag(self, token):
        if token["name"] not in ("p", "br"):
            return end_in_foreign(self, token)
        foreign.processStartTag(self, {**token, "name": "br"})
        return self.parser.phase.processEndTag(token)

    # An implied end tag would switch fostering off for the tag that implied it.
    def keep_fostering(handler):
        def handle(self, token):
            before = self.tree.insertFromTable
            result = handler(self, token)
            self.tree.insertFromTable = before
            return result

        return handle

    # 13.2.6.4.7, any other end tag: it closes elements of HTML only.
    def end_any(self, token):
        for node in reversed(self.tree.openElements):
            if node.nameTuple == (namespaces["html"], token["name"]):
                self.tree.generateImpliedEndTags(exclude=token["name"])
                while self.tree.openElements.pop() is not node:
                    pass
                return
            if node.nameTuple in html5parser.specialElements:
                return

    foreign.processEndTag = end_tag
    in_body.endTagOther = vars(in_body)["endTagHandler"].default = end_any
    for tags in "startTagHandler", "endTagHandler":
        vars(table)[tags].default = keep_fostering(vars(table)[tags].default)
    # Not etree: it loses text where it moves what was fostered.
    return html5lib.HTMLParser(html5lib.getTreeBuilder("dom"))


def read_html5lib(path):
    """The page's texts by html5lib, as (text, way); None for a page that it does not know to read."""
    global html5lib_parser  # one for each process
    with open(path, "rb") as page:
        source = page.read()
    if NOT_HTML5LIB.search(source):
        return None
    html5lib_parser = html5lib_parser or html5lib_of_today()
    texts, todo = [], [(html5lib_parser.parse(source[len(BOM) :].decode()), "")]
    while todo:
        node, way = todo.pop()
        if node.nodeType == node.TEXT_NODE:
            before = node.previousSibling
            parts = texts.pop()[0] if before and before.nodeType == node.TEXT_NODE else ""
            texts.append((parts + node.data, way))
        elif node.nodeType == node.ELEMENT_NODE:
            space = NAMESPACES[node.namespaceURI]
            way += ("/" if way else "") + space + node.nodeName
            if node.nodeName in ("script", "style"):
                continue
        todo.extend((child, way) for child in reversed(node.childNodes))
    return texts


def parse5_texts(folder, pages):
    program = os.path.join(os.path.dirname(os.path.abspath(__file__)), "second-reader-parse5.mjs")
    with tempfile.TemporaryFile() as names:
        names.write("\n".join(pages).encode())
        names.seek(0)
        with subprocess.Popen(["node", program, folder], stdin=names, stdout=subprocess.PIPE) as node:
            for page, line in zip(pages, node.stdout):
                with open(page, "rb") as file:
                    yield None if NOT_PARSE5.search(file.read()) else json.loads(line)
        if node.returncode:
            sys.exit("second-reader: node failed")


def html5lib_texts(pages):
    with multiprocessing.Pool(2) as pool:
        yield from pool.imap(read_html5lib, pages, 8)


def block_by_standard(way):
    """The block, what may be in its place in the tree or None, exceptions."""
    names = way.split("/")
    steps = [BLOCKS[name] for name in names if name in BLOCKS]
    exceptions = NOT_JUDGED.intersection(names) | ({"deep"} if len(names) >= DEPTH_MAX else set())
    return "/".join(steps), None, exceptions | ({"line"} if LINES.intersection(steps[:-1]) else set())


def standard_texts(texts, space):
    """The texts without white space, in the order of the tree: the head's first title goes first."""
    first = next((n for n, (_, way) in enumerate(texts) if way == "html/head/title"), None)
    if first is not None:
        texts = [texts[first], *texts[:first], *texts[first + 1 :]]
    for n, (text, way) in enumerate(texts):
        text = NOT_XML.sub("\ufffd", text.translate(space))
        if text and n == 0 and first is not None:
            yield Text(text, way, "title", "")  # a paragraph if an empty title was before it
        elif text:
            yield Text(text, way, *block_by_standard(way))


# ---- the tree's side ----


def guidang_trees(guidang, pages, folder, options):
    """Converts all pages by one call: for each the path of its tree, or why there is none."""
    os.mkdir(folder)
    command = [guidang, "-q", "-d", folder, "-t", "tree", "-f", "html", "--force", "--no-join"]
    command += ["--name", "{stem}", "--max-time", "120", "--files-from", "-", "-0", *options]
    subprocess.run(command, input="\0".join(pages).encode(), stderr=subprocess.DEVNULL)
    trees = {}
    with open(os.path.join(folder, "manifest.jsonl"), encoding="utf-8") as manifest:
        for entry in map(json.loads, manifest):
            if entry["outputs"]:
                path = os.path.join(folder, entry["outputs"][0]["path"])
                trees[entry["source"]["file"]] = (path, None)
    return [trees.get(page) or tree_alone(guidang, page, folder, options) for page in pages]


def tree_alone(guidang, page, folder, options):
    """Of a page that a batch does not write: that nothing was found in it is no failure here."""
    name = os.path.join(folder, os.path.basename(page) + ".alone")
    command = [guidang, "-q", "-t", "tree", "-f", "html", "--force", "--no-join", *options, page]
    with open(name, "wb") as tree:
        status = subprocess.run(command, stdout=tree, stderr=subprocess.PIPE)
    if status.returncode in (0, 3) and os.path.getsize(name):
        return name, None
    return None, f"status {status.returncode}: {status.stderr.decode(errors='replace').strip()}"


def step_of(node, kind):
    """The step that a node of the tree is, or None; and the exception by which it is."""
    element = node.get("element")
    if "implied" in node.attrib:
        return None, None
    if (element, kind) in CHANGED:
        return CHANGED[element, kind]
    if kind not in STEPS:
        return None, None
    return (kind + node.get("level", "") if kind == "heading" else kind), None


def tree_texts(path, space):
    """The tree's texts but scripts and styles, and those that filters made."""
    # A node with: the way to it, its steps, exceptions.
    todo = [(ET.parse(path).getroot().find(TREE + "document"), "", (), frozenset())]
    while todo:
        node, way, steps, exceptions = todo.pop()
        kind = node.tag[len(TREE) :]
        if "generated" in node.attrib or node.get("element") in ("script", "style"):
            continue
        if node.get("element") == "frameset":  # the standard drops its text, but of noframes
            todo.extend((child, way, steps, exceptions) for child in reversed(node) if child.tag != TREE + "text")
            continue
        if kind == "text":
            text = (node.text or "").translate(space)
            if text:
                yield Text(text, way, "/".join(steps), None, exceptions, node.get("line"))
            continue
        step, exception = step_of(node, kind)
        steps += (step,) if step else ()
        exceptions |= {exception} if exception else set()
        way += ("/" if way else "") + kind
        todo.extend((child, way, steps, exceptions) for child in reversed(node))


# ---- comparing ----

GRAM = 8  # so many equal characters, and two readings are together again


def common(a, i, b, j):
    """How many characters are the same from a[i] and b[j] on."""
    done, step = 0, 64
    while step:
        if a[i + done : i + done + step] == b[j + done : j + done + step] and i + done + step <= len(a):
            done, step = done + step, step * 2
        else:
            step //= 2
    return done


def differences(a, b):
    """Where the two differ: [(begin, end, begin, end)] in a and in b. What is between is equal."""
    end = "\0" * GRAM  # both end alike
    a, b = a + end, b + end
    found, i, j, places = [], 0, 0, None
    while True:
        same = common(a, i, b, j)
        i, j = i + same, j + same
        if i == len(a):
            return found
        if places is None:
            places = {}
            for at in range(len(b) - GRAM + 1):
                places.setdefault(b[at : at + GRAM], []).append(at)
        best = None
        for skipped in range(len(a) - GRAM - i + 1):
            if best and skipped >= best[0] + best[1]:
                break
            there = places.get(a[i + skipped : i + skipped + GRAM], [])
            at = bisect.bisect_left(there, j)
            if at < len(there) and (not best or skipped + there[at] - j < best[0] + best[1]):
                best = (skipped, there[at] - j)
        found.append((i, i + best[0], j, j + best[1]))
        i, j = i + best[0], j + best[1]


class Reading:
    """Texts in order, and their characters in one string."""

    def __init__(self, texts):
        self.texts = list(texts)
        self.all = "".join(t.text for t in self.texts)
        self.ends, at = [], 0
        for t in self.texts:
            at += len(t.text)
            self.ends.append(at)

    def number_at(self, place):
        return min(bisect.bisect_right(self.ends, place), len(self.texts) - 1)

    def show(self, begin, end):
        if not self.texts:
            return "nothing"
        text, t = self.all[begin:end], self.texts[self.number_at(begin)]
        if len(text) > 100:
            text = f"{text[:70]}…{text[-20:]}"
        around = self.all[max(begin - 12, 0) : begin], self.all[end : end + 12]
        return f"…{around[0]}「{text}」{around[1]}…  ({t.way}{f', line {t.line}' if t.line else ''})"


class Page:
    """What came of comparing a page."""

    def __init__(self):
        self.said = []  # a difference each: a list of lines
        self.lost = self.invented = self.texts = self.same_block = 0  # [characters], [texts]
        self.exceptions, self.other_blocks = Counter(), Counter()

    def add(self, other):
        for counted in "lost", "invented", "texts", "same_block", "exceptions", "other_blocks":
            setattr(self, counted, getattr(self, counted) + getattr(other, counted))


def compare_text(page, standard, tree):
    found = differences(standard.all, tree.all)
    for i, i_end, j, j_end in found:
        page.lost += i_end - i
        page.invented += j_end - j
        word = "lost" if j == j_end else "too many" if i == i_end else "changed"
        page.said.append(
            [f"text {word}:", f"standard {standard.show(i, i_end)}", f"tree     {tree.show(j, j_end)}"]
        )
    return found


def partners(standard, tree, found):
    """Of each of the standard's texts that was found: the numbers of the tree's texts that have it."""
    pairs, i, j = {}, 0, 0
    for i_lost, i_next, j_extra, j_next in found + [(len(standard.all), 0, len(tree.all), 0)]:
        while i < i_lost:
            one, other = standard.number_at(i), tree.number_at(j)
            pairs.setdefault(one, []).append(other)
            step = min(standard.ends[one] - i, tree.ends[other] - j, i_lost - i)
            i, j = i + step, j + step
        i, j = i_next, j_next
    return pairs


def compare_blocks(page, standard, tree, found):
    for one, others in partners(standard, tree, found).items():
        text = standard.texts[one]
        others = [tree.texts[n] for n in others]
        exceptions = text.exceptions.union(*(t.exceptions for t in others))
        other = next((t for t in others if not text.may_be(t.block)), None)
        page.texts += 1
        if other and not exceptions & NOT_JUDGED:
            blocks = text.block or "flow", other.block or "flow"
            page.other_blocks[blocks] += 1
            page.said.append(
                [
                    f"block of 「{text.text[:40]}」:",
                    f"standard {blocks[0]}  ({text.way})",
                    f"tree     {blocks[1]}  ({other.way}, line {other.line})",
                ]
            )
        else:
            page.same_block += 1
            page.exceptions.update(exceptions)


def compare_read(texts, tree):
    """The page as it is read: the same text in the same order and the same blocks."""
    page = Page()
    standard = Reading(standard_texts(texts, ASCII_SPACE))
    tree = Reading(tree_texts(tree, ASCII_SPACE))
    compare_blocks(page, standard, tree, compare_text(page, standard, tree))
    return page


def compare_chain(read, tree):
    """After the chain, against the page as it was read: filters move texts and cut them in parts that have no
    place of their own, so what must be the same is how often each character is there."""
    page = Page()
    before, after = ([text.text for text in tree_texts(path, ALL_SPACE)] for path in (read, tree))
    characters, there = Counter("".join(before)), "".join(after)
    for word, missing, texts, others in (
        ("lost", characters - Counter(there), before, there),
        ("too many", Counter(there) - characters, after, "".join(before)),
    ):
        if missing:
            near = [text[:60] for text in texts if text not in others and missing.keys() & set(text)]
            shown = "".join(missing.elements())
            page.said.append([f"after the chain {len(shown)} characters {word}: {shown[:80]}", *near[:5]])
    return page


# ---- all pages ----


def pages_of(names):
    for name in names:
        if os.path.isdir(name):
            found = [os.path.join(d, f) for d, _, files in os.walk(name) for f in files if f.endswith(".html")]
            yield from sorted(found)
        else:
            yield name


def as_utf8(guidang, pages, work):
    """Copies of the pages, in UTF-8 with a byte order mark; NAME/0000000.html is the first one's."""
    os.mkdir(os.path.join(work, "in"))
    trees = guidang_trees(guidang, [os.path.abspath(p) for p in pages], os.path.join(work, "charset"), EMPTY)
    copies = []
    for number, (page, (tree, _)) in enumerate(zip(pages, trees)):
        with open(page, "rb") as file:
            source = file.read()
        used = "utf-8"
        if tree and not source.startswith(BOM):
            used = ET.parse(tree).getroot().find(TREE + "source").get("used")
        text = source.decode(CODECS.get(used, used), "replace").removeprefix("\ufeff")
        # What XML has not is U+FFFD for both, as guidang decodes it, but a form feed, a space.
        text = NOT_XML.sub("\ufffd", text.replace("\f", " "))
        copies.append(os.path.join(work, "in", f"{number:07}.html"))
        with open(copies[-1], "wb") as file:
            file.write(BOM + text.encode())
    return copies


EMPTY = ["--filters", ""]  # a chain of no filter between reading and writing


def checks_of(reading, trees, chained):
    """The checks of a page: what of it is checked, and the result."""
    (tree, why), (chain_tree, chain_why) = trees
    if not tree:
        yield "", failed_page(why)
    else:
        yield "", compare_read(reading, tree)
    if chained and tree:
        yield " (chain)", compare_chain(tree, chain_tree) if chain_tree else failed_page(chain_why)


def failed_page(why):
    page = Page()
    page.said.append([f"no tree: {why}"])
    return page


def main():
    usage, _, description = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        usage=usage[len("usage: ") :],
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--guidang", default=os.environ.get("GUIDANG", "build/guidang"))
    for flag in "--chain", "--all", "--quiet":
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--parse5")
    parser.add_argument("pages", nargs="+")
    options = parser.parse_args()
    pages = list(pages_of(options.pages))
    passed, failed, sums, skipped = Counter(), Counter(), Page(), 0
    with tempfile.TemporaryDirectory() as work:
        copies = as_utf8(options.guidang, pages, work)
        trees = guidang_trees(options.guidang, copies, os.path.join(work, "read"), EMPTY)
        chain_trees = [(None, None)] * len(copies)
        if options.chain:
            chain_trees = guidang_trees(options.guidang, copies, os.path.join(work, "chain"), [])
        readings = parse5_texts(options.parse5, copies) if options.parse5 else html5lib_texts(copies)
        for page, reading, *both in zip(pages, readings, trees, chain_trees):
            if reading is None:
                skipped += 1
                continue
            for name, result in checks_of(reading, both, options.chain):
                (failed if result.said else passed)[name] += 1
                if result.said:
                    print(f"FAIL {page}{name}: {summary(result)}")
                for lines in [] if options.quiet else result.said if options.all else result.said[:1]:
                    print("\n      ".join(["  " + lines[0], *lines[1:]]))
                sums.add(result)
    say_sums(sums, skipped)
    for name in sorted(passed + failed):
        print(f"pages{name}: {passed[name]} of {passed[name] + failed[name]} are the same")
    print(f"{passed.total()} passed, {failed.total()} failed")
    return failed.total() > 0


def summary(page):
    words = [f"{len(page.said)} differences"]
    if page.lost or page.invented:
        words.append(f"{page.lost} characters lost, {page.invented} too many")
    if page.other_blocks:
        words.append(f"{page.other_blocks.total()} of {page.texts} texts in another block")
    return "; ".join(words)


def say_sums(sums, skipped):
    if skipped:
        print(f"{skipped} pages left out: they have what this reader cannot tell")
    print(f"characters: {sums.lost} lost, {sums.invented} too many")
    share = 100 * sums.same_block / sums.texts if sums.texts else 100
    print(f"texts: {sums.texts} compared, {sums.same_block} in the same block ({share:.3f} %)")
    for word, count in sums.exceptions.most_common():
        print(f"  of these {count} by the exception {word}: {EXCEPTIONS[word]}")
    for (standard, tree), count in sums.other_blocks.most_common(10):
        print(f"  in another block: {count} in {tree}, by the standard in {standard}")


if __name__ == "__main__":
    sys.exit(main())
