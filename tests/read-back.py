#!/usr/bin/python3
"""usage: read-back.py RECORD.json TREE.xml DOCUMENT...

Whether an ODT or DOCX holds what the record (-t json) and the tree (-t tree) of the same page hold,
read back by other people's libraries: odfpy and python-docx. Compared are

- every line of the body, in order, with what it is: title, heading and its level, or another;
- the number before every item of a list, as readers of the format come to it;
- every cell of every table with its text, what it spans and the tables in it, and how many rows are heads;
- the table of fields, and the last line, with where the page is from;
- all properties: core, custom, user-defined;
- emphasis and the like: how often each character stands in it; but for bold in titles and headings,
  which the layout of official documents leaves to their styles;
- the addresses that links lead to.

White space is compared as one space. Says what differs; exit status 1 where anything does.
"""

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections import Counter

import docx
from docx.oxml.ns import qn
from odf.namespaces import DCNS, METANS, STYLENS, TABLENS, TEXTNS, XLINKNS
from odf.opendocument import load

TREE = "{urn:guidang:tree:1}"
PHRASES = ("strong", "emph", "underline", "strike", "sub", "sup", "code")
PLACEHOLDER = re.compile(r"\[(图片|image)([：:][^\]]*)?\]")
# Names that a field has in all documents, and core properties, by its key.
NAMED = {
    "index": ("索引号", "Identifier"),
    "number": ("发文字号", "Document number"),
    "issuer": ("发文机关", "Issuer"),
    "topic": ("主题分类", "Subject"),
    "created": ("成文日期", "Date of document"),
    "published": ("发布日期", "Date published"),
}
CORE = {"index": "identifier", "issuer": "creator", "topic": "subject", "keywords": "keywords", "summary": "description"}
PROVENANCE = {
    "uri": ("来源网址", "Source address"),
    "captured": ("抓取时间", "Captured"),
    "sha256": ("源文件SHA-256", "Source SHA-256"),
    "charset": ("源编码", "Source charset"),
}
# Behind the kind of a line that is set as a title, and so may be cut into lines.
CUT = ", cut"
CONVERTER = ("转换工具", "Converter")


def plain(text):
    return " ".join(PLACEHOLDER.sub("", text).split())


class Body:
    """What stands in a document, or should: lines (kind, text) and tables, in order."""

    def __init__(self):
        self.items = []
        self.phrases = {phrase: Counter() for phrase in PHRASES}
        self.links = Counter()

    def phrase(self, phrase, text, heads):
        """Counts what stands in a phrase; heads: in a title or heading."""
        if not (heads and phrase == "strong"):
            self.phrases[phrase] += ink(text)

    def line(self, kind, text):
        text = plain(text)
        if text:
            self.items.append((kind, text))

    def table(self, heads, rows):
        """Rows of cells (text, colspan, rowspan, tables in it); an empty one may fill a gap of the page's table."""
        self.items.append(("table", heads, [[(plain(t), *more) for t, *more in row if plain(t)] for row in rows]))

    def tables(self):
        return [item for item in self.items if item[0] == "table"]


# ---- what the record says ----


def add_block(body, block, mark=""):
    """mark: of an item that begins with the block."""
    kind = block["type"]
    if mark and "text" not in block:
        body.line("line", mark)
    if kind == "heading":
        body.line(f"heading {min(max(block['level'], 1), 6)}", marked(mark, block["text"]))
    elif kind == "table":
        body.line("line", block["caption"] or "")
        rows = [[cell_of_record(c) for c in row] for row in block["rows"]]
        if block["columns"]:
            body.table(block["header_rows"], rows)
    elif kind == "list":
        for item in block["items"]:
            mark = item.get("mark", "")
            if item["text"]:
                body.line("line", marked(mark, item["text"]))
                mark = ""
            for inner in item["blocks"]:
                add_block(body, inner, mark)
                mark = ""
    elif "blocks" in block:
        for inner in block["blocks"]:
            add_block(body, inner)
    else:
        body.line("line", marked(mark, block["text"]) if "text" in block else "")


def cell_of_record(cell):
    inner = Body()
    for block in cell.get("blocks", ()):
        add_block(inner, block)
    return (cell["text"], cell.get("colspan", 1), cell.get("rowspan", 1), inner.tables())


def body_of_record(record):
    body = Body()
    body.line("title", record["title"] or "")
    for block in record["blocks"]:
        add_block(body, block)
    return body


CHINESE = ["", *"一二三四五六七八九"]


def number_as(system, n):
    """A number as ODF (style:num-format) and OOXML (ST_NumberFormat) have it written."""
    if system in ("1", "decimal"):
        return str(n)
    if system in ("01, 02, 03, ...", "decimalZero"):
        return f"{n:02}"
    if system in ("a", "A", "lowerLetter", "upperLetter"):
        letter = chr(ord("a") + n - 1)
        return letter if system in ("a", "lowerLetter") else letter.upper()
    if system in ("i", "I", "lowerRoman", "upperRoman"):
        roman = ""
        for value, letters in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "m cm d cd c xc l xl x ix v iv i".split()):
            roman += letters * (n // value)
            n %= value
        return roman if system in ("i", "lowerRoman") else roman.upper()
    if system in ("甲, 乙, 丙, ...", "ideographTraditional"):
        return "甲乙丙丁戊己庚辛壬癸"[n - 1]
    if system in ("子, 丑, 寅, ...", "ideographZodiac"):
        return "子丑寅卯辰巳午未申酉戌亥"[n - 1]
    if system in ("一, 二, 三, ...", "chineseCountingThousand") and 0 < n < 100:
        return (CHINESE[n // 10] if n >= 20 else "") + "十" * (n >= 10) + CHINESE[n % 10]
    raise ValueError(f"{n} as {system}")


def marked(mark, text):
    """An item's text after its number."""
    return mark + text if not mark or mark.endswith("、") else f"{mark} {text}"


def ink(text):
    return Counter(c for c in PLACEHOLDER.sub("", text) if not c.isspace())


def add_phrases(body, node, open_phrases):
    """What the tree has in phrases: of live nodes, outside of what documents do not print."""
    if "dropped" in node.attrib:
        return
    name = node.tag.removeprefix(TREE)
    if name == "field" and node.get("origin") != "print" or name == "term" and "field" in open_phrases:
        return
    open_phrases = open_phrases | {name}
    if name == "text":
        for phrase in set(PHRASES) & open_phrases:
            body.phrase(phrase, node.text or "", bool({"title", "heading"} & open_phrases))
    for child in node:
        add_phrases(body, child, open_phrases)


# ---- OpenDocument ----


class Odt:
    def __init__(self, path):
        self.document = load(path)
        self.body = Body()
        self.label = ""  # of the next paragraph
        self.numbers = []  # style and last number of each list around
        for node in self.document.text.childNodes:
            self.add(node, self.body)

    @staticmethod
    def name(node):
        return node.qname if node.nodeType == node.ELEMENT_NODE else (None, None)

    def text(self, node, heads, open_phrases=frozenset()):
        """The text of a paragraph; counts its phrases and links on the way."""
        if node.nodeType != node.ELEMENT_NODE:
            for phrase in open_phrases:
                self.body.phrase(phrase, node.data, heads)
            return node.data
        space, name = node.qname
        if (space, name) == (TEXTNS, "s"):
            return " " * int(node.attributes.get((TEXTNS, "c"), 1))
        if name in ("tab", "line-break"):
            return " "
        if space not in (TEXTNS,):
            return ""
        if name == "span":
            open_phrases = open_phrases | self.phrases_of(node.attributes[(TEXTNS, "style-name")])
        elif name == "a":
            self.body.links[node.attributes[(XLINKNS, "href")].removeprefix("../")] += 1
        return "".join(self.text(child, heads, open_phrases) for child in node.childNodes)

    def phrases_of(self, style):
        """None where the style tells typeface and language alone."""
        for made in self.document.automaticstyles.childNodes:
            if self.name(made) == (STYLENS, "style") and made.attributes[(STYLENS, "name")] == style:
                said = {name.removesuffix("-asian") for _, name in made.childNodes[0].attributes}
                if said <= {"font-name", "language", "country", "language-complex", "country-complex"}:
                    return set()
        names = {"Strong_20_Emphasis": "strong", "Emphasis": "emph", "Underline": "underline"}
        names |= {"Strikethrough": "strike", "Subscript": "sub", "Superscript": "sup", "Source_20_Text": "code"}
        return {names[style]}

    def style(self, node):
        """The named style of a paragraph."""
        name = node.attributes.get((TEXTNS, "style-name"))
        for style in self.document.automaticstyles.childNodes:
            if style.nodeType == style.ELEMENT_NODE and style.attributes.get((STYLENS, "name")) == name:
                return style.attributes.get((STYLENS, "parent-style-name"))
        return name

    def add(self, node, body):
        name = self.name(node)
        if name in ((TEXTNS, "p"), (TEXTNS, "h")):
            level = node.attributes.get((TEXTNS, "outline-level"))
            kind = f"heading {level}" if level else "title" if self.style(node) == "Title" else "line"
            cut = self.style(node) in ("Issued_20_Title", "Annex_20_Title")
            label, self.label = self.label, ""
            body.line(kind + CUT * cut, marked(label, self.text(node, kind != "line")))
        elif name == (TEXTNS, "list"):
            self.numbers.append([node.attributes[(TEXTNS, "style-name")], 0])
            for child in node.childNodes:
                self.add_item(child, body)
            self.numbers.pop()
        elif name == (TABLENS, "table"):
            self.add_table(node, body)
        elif name[0] == TEXTNS:
            for child in node.childNodes:
                self.add(child, body)

    def add_item(self, item, body):
        numbers = self.numbers[-1]
        if item.qname[1] == "list-item" and (TEXTNS, "style-override") not in item.attributes:
            numbers[1] = int(item.attributes.get((TEXTNS, "start-value"), numbers[1] + 1))
            self.label = self.number(*numbers)
        for child in item.childNodes:
            self.add(child, body)

    def number(self, style, number):
        """As the list's style has it written; of a bullet ""."""
        styles = self.document.automaticstyles.childNodes + self.document.styles.childNodes
        for made in styles:
            if self.name(made) == (TEXTNS, "list-style") and made.attributes[(STYLENS, "name")] == style:
                level = made.childNodes[len(self.numbers) - 1]
                system = level.attributes.get((STYLENS, "num-format"))
                return number_as(system, number) + level.attributes[(STYLENS, "num-suffix")] if system else ""
        raise ValueError(f"no list style {style}")

    def add_table(self, table, body):
        heads, rows = 0, []
        for node in table.childNodes:
            if self.name(node) == (TABLENS, "table-header-rows"):
                heads += len(node.childNodes)
                rows += node.childNodes
            elif self.name(node) == (TABLENS, "table-row"):
                rows.append(node)
        cells = [[self.cell(c) for c in row.childNodes if c.qname[1] == "table-cell"] for row in rows]
        body.table(heads, cells)

    def cell(self, node):
        inner, around, self.numbers = Body(), self.numbers, []
        for child in node.childNodes:
            self.add(child, inner)
        self.numbers = around
        spans = (int(node.attributes.get((TABLENS, f"number-{n}-spanned"), 1)) for n in ("columns", "rows"))
        return (text_of(inner), *spans, inner.tables())

    def properties(self):
        core, custom = {}, {}
        for node in self.document.meta.childNodes:
            text = "".join(c.data for c in node.childNodes)
            if node.qname == (METANS, "user-defined"):
                custom[node.attributes[(METANS, "name")]] = text
            elif node.qname == (METANS, "keyword"):
                core["keywords"] = core.get("keywords", "") + " " + text
            elif node.qname[0] == DCNS:
                core[node.qname[1]] = text
        return core, custom


# ---- OOXML ----


class Docx:
    def __init__(self, path):
        self.document = docx.Document(path)
        self.body = Body()
        self.numbers = {}  # the last of each instance and level
        self.add_all(self.document.element.body, self.body)

    def add_all(self, parent, body):
        for node in parent:
            if node.tag == qn("w:p"):
                self.add_paragraph(node, body)
            elif node.tag == qn("w:tbl"):
                self.add_table(node, body)

    def add_paragraph(self, node, body):
        style = self.document.styles.element.get_by_id(node.style)
        levels = (n.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}") for n in (node, style))
        level = next((level for level in levels if level is not None), None)
        kind = "title" if node.style == "Title" else "line"
        if level is not None:
            kind = f"heading {int(level.get(qn('w:val'))) + 1}"
        cut = node.style in ("IssuedTitle", "AnnexTitle")
        text = "".join(self.run(run, kind != "line") for run in node.iter(qn("w:r")))
        body.line(kind + CUT * cut, marked(self.label(node), text))
        for link in node.iter(qn("w:hyperlink")):
            self.body.links[self.document.part.rels[link.get(qn("r:id"))].target_ref] += 1

    def label(self, paragraph):
        """The number before a paragraph; of a bullet and of no list ""."""
        of = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if of is None:
            return ""
        number, level = (of.find(qn(n)).get(qn("w:val")) for n in ("w:numId", "w:ilvl"))
        numbering = self.document.part.numbering_part.element
        num = next(n for n in numbering.findall(qn("w:num")) if n.get(qn("w:numId")) == number)
        abstract = num.find(qn("w:abstractNumId")).get(qn("w:val"))
        levels = next(a for a in numbering.findall(qn("w:abstractNum")) if a.get(qn("w:abstractNumId")) == abstract)
        at = next(one for one in levels.findall(qn("w:lvl")) if one.get(qn("w:ilvl")) == level)
        system, text = (at.find(qn(n)).get(qn("w:val")) for n in ("w:numFmt", "w:lvlText"))
        if system in ("none", "bullet"):
            return ""
        if (number, level) not in self.numbers:
            own = [o for o in num.findall(qn("w:lvlOverride")) if o.get(qn("w:ilvl")) == level]
            start = own[0].find(qn("w:startOverride")) if own else at.find(qn("w:start"))
            self.numbers[number, level] = int(start.get(qn("w:val"))) - 1
        self.numbers[number, level] += 1
        return text.replace(f"%{int(level) + 1}", number_as(system, self.numbers[number, level]))

    def run(self, run, heads):
        text = "".join(t.text or "" if t.tag == qn("w:t") else " " for t in run if t.tag != qn("w:rPr"))
        properties = run.find(qn("w:rPr"))
        for phrase in self.phrases(properties) if properties is not None else ():
            self.body.phrase(phrase, text, heads)
        return text

    @staticmethod
    def phrases(properties):
        names = {qn("w:b"): "strong", qn("w:i"): "emph", qn("w:strike"): "strike"}
        for node in properties:
            value = node.get(qn("w:val"))
            if node.tag in names:
                yield names[node.tag]
            elif node.tag == qn("w:u"):
                yield "underline"
            elif node.tag == qn("w:vertAlign"):
                yield {"subscript": "sub", "superscript": "sup"}[value]
            elif value in ("VerbatimChar", "VerbatimLink"):
                yield "code"

    def add_table(self, table, body):
        rows = table.findall(qn("w:tr"))
        heads = sum(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows)
        grid = [self.grid_row(row) for row in rows]
        cells = []
        for y, row in enumerate(grid):
            cells.append([])
            for x, (cell, width, merge) in row.items():
                if merge == "continue":
                    continue
                height = 1
                while merge and y + height < len(grid) and grid[y + height].get(x, (0, 0, 0))[2] == "continue":
                    height += 1
                inner = Body()
                self.add_all(cell, inner)
                cells[-1].append((text_of(inner), width, height, inner.tables()))
        body.table(heads, cells)

    @staticmethod
    def grid_row(row):
        """Cells by the column that they begin in: element, width, vertical merge."""
        cells, x = {}, 0
        for cell in row.findall(qn("w:tc")):
            span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            width = int(span.get(qn("w:val"))) if span is not None else 1
            cells[x] = (cell, width, None if merge is None else merge.get(qn("w:val")))
            x += width
        return cells

    def properties(self):
        p = self.document.core_properties
        core = {"title": p.title, "creator": p.author, "subject": p.subject, "keywords": p.keywords}
        core |= {"description": p.comments, "identifier": p.identifier, "language": p.language}
        parts = self.document.part.package.iter_parts()
        custom = next(part.blob for part in parts if part.partname == "/docProps/custom.xml")
        values = {p.get("name"): p[0] for p in ET.fromstring(custom)}
        # The day is a time in this format.
        return core, {n: v.text.removesuffix("T00:00:00Z") if v.tag.endswith("filetime") else v.text for n, v in values.items()}


# ---- comparing ----


def text_of(body):
    """Of a cell: its lines, and those of tables in it."""
    words = []
    for item in body.items:
        words += [item[1]] if item[0] != "table" else [text for row in item[2] for text, *_ in row]
    return " ".join(words)


def take_fields(items, record, faults):
    """Removes the table of fields from the front: labels and values in the record's order."""
    printed = [(plain(f["label"]), plain(f["value"])) for f in record["fields"]]
    titled = [item[0] for item in items[1:2]] == ["title"]
    if not items or items[0][0] != "table" or (record["title"] and not titled):
        return items
    cells = [text for row in items[0][2] for text, *_ in row]
    wanted = [text for pair in printed for text in pair if text]
    if "".join("".join(cells).split()) != "".join("".join(wanted).split())[: len("".join("".join(cells).split()))]:
        faults.append(f"fields: {cells} instead of {wanted}")
    return items[1:]


def compare_items(wanted, got, faults):
    """Titles, of the document and in it, are cut into lines."""
    for w, g in zip(wanted, got):
        cut = g[0] == "title" or g[0].endswith(CUT)
        if cut and w[0] == g[0].removesuffix(CUT):
            same = "".join(w[1].split()) == "".join(g[1].split())
        else:
            same = w == g
        if not same:
            faults.append(f"{g} instead of {w}")
            return
    for item in wanted[len(got) :]:
        faults.append(f"missing: {item}")
    for item in got[len(wanted) :]:
        faults.append(f"besides: {item}")


def is_same(printed, value):
    """A property that is a date has another notation than the page."""
    if plain(printed) == plain(value):
        return True
    return re.fullmatch(r"\d{4}-\d\d-\d\d", value) and [int(n) for n in re.findall(r"\d+", printed)] == [int(n) for n in value.split("-")]


def compare_properties(record, core, custom, faults):
    chinese = (record["language"] or "").startswith("zh")
    name = lambda names: names[0 if chinese else 1]
    source = record["source"] | {"charset": record["source"]["charset"]["used"]}
    wanted = [(name(PROVENANCE[key]), source[key]) for key in PROVENANCE]
    wanted += [(name(CONVERTER), f"guidang {record['guidang']}")]
    first = {f["key"]: f["value"] for f in reversed(record["fields"])}
    wanted += [(name(names), first.get(key)) for key, names in NAMED.items()]
    # A field without a label has its key for a name, unless it has one of those above.
    wanted += [(f["label"] or f["key"], f["value"]) for f in record["fields"] if f["label"] or f["key"] not in NAMED]
    used = set()
    for label, value in wanted:
        names = [n for n in custom if re.sub(r" \(\d+\)$", "", n).lower() == label.lower() and is_same(value or "", custom[n])]
        if value and not names:
            faults.append(f"no property {label}: {value}")
        used |= set(names)
    faults += [f"a property besides: {n}: {custom[n]}" for n in custom if n not in used]
    want_core = {CORE[key]: value for key, value in first.items() if key in CORE}
    want_core |= {"title": record["title"] or first.get("title", ""), "language": record["language"]}
    for key, value in want_core.items():
        got = core.get(key) or ""
        if key == "keywords":
            value, got = (re.sub(r"[,;|，；、\s]", "", v or "") for v in (value, got))
        if key != "identifier" or key in core:  # OpenDocument has no identifier
            if plain(got) != plain(value or ""):
                faults.append(f"{key}: {got} instead of {value}")


def compare(record, tree, path):
    faults = []
    document = (Odt if path.endswith("odt") else Docx)(path)
    wanted = body_of_record(record)
    add_phrases(wanted, tree, frozenset())
    got = take_fields(document.body.items, record, faults)
    if not got or record["source"]["sha256"] not in got[-1][1]:
        faults.append("no last line with the page's SHA-256")
    compare_items(wanted.items, got[:-1], faults)
    for phrase in PHRASES:
        if wanted.phrases[phrase] != document.body.phrases[phrase]:
            faults.append(f"{phrase}: {document.body.phrases[phrase]} instead of {wanted.phrases[phrase]}")
    compare_properties(record, *document.properties(), faults)
    return faults, document.body.links


def main(record_path, tree_path, *paths):
    with open(record_path, encoding="utf-8") as file:
        record = json.load(file)
    tree = ET.parse(tree_path).getroot().find(TREE + "document")
    links = {}
    failed = False
    for path in paths:
        faults, links[path] = compare(record, tree, path)
        for fault in faults:
            print(f"{path}: {fault}"[:1000])
            failed = True
    if len({tuple(sorted(l.items())) for l in links.values()}) > 1:
        print(f"links differ: {links}")
        failed = True
    return failed


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
