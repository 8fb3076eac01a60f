#!/usr/bin/python3
"""usage: package-rules.py DOCUMENT...

What the schemas of OpenDocument and OOXML do not say of a package: the order, place and kind of its
files (OpenDocument part 3, 2.2 and 3.3), that everything in it is named and nothing is named that is
not in it, that tables are rectangles and cells end in a paragraph, that styles exist, and that nothing is
loaded from elsewhere. A line for each fault; exit status 1 where there was one.
"""

import posixpath
import re
import sys
import xml.etree.ElementTree as ET
import zipfile

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
MANIFEST, STYLE, TABLE, TEXT, DRAW = (OASIS % n for n in ("manifest", "style", "table", "text", "drawing"))
HREF = "{http://www.w3.org/1999/xlink}href"
ODT = "application/vnd.oasis.opendocument.text"
# Names and attributes that only extended documents have.
FOREIGN = re.compile(rb"loext:|calcext:|xmlns:mc=|mc:Ignorable|w14:|w15:")


def package_faults(z):
    names = z.namelist()
    if len(set(names)) != len(names):
        yield "a name stands there twice"
    for info in z.infolist():
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            yield f"{info.filename}: compressed otherwise"
        if info.flag_bits & 8 or info.extra:
            yield f"{info.filename}: a data descriptor or an extra field"
        if info.filename.endswith(".xml") and FOREIGN.search(z.read(info)):
            yield f"{info.filename}: an extension"


# ---- OpenDocument ----


def spanned(cell):
    return int(cell.get(TABLE + "number-columns-spanned", 1)), int(cell.get(TABLE + "number-rows-spanned", 1))


def odf_table_faults(table):
    columns = sum(int(c.get(TABLE + "number-columns-repeated", 1)) for c in table.findall(TABLE + "table-column"))
    rows = [r for g in table for r in ([g] if g.tag == TABLE + "table-row" else g.findall(TABLE + "table-row"))]
    covered = set()
    for y, row in enumerate(rows):
        if len(row) != columns:
            yield f"{table.get(TABLE + 'name')}: row {y + 1} has {len(row)} of {columns} cells"
        for x, cell in enumerate(row):
            if (cell.tag == TABLE + "covered-table-cell") != ((x, y) in covered):
                yield f"{table.get(TABLE + 'name')}: row {y + 1}, cell {x + 1}: covered or not"
            width, height = spanned(cell)
            if y + height > len(rows):
                yield f"{table.get(TABLE + 'name')}: row {y + 1}: spans rows that are not there"
            covered |= {(x + dx, y + dy) for dx in range(width) for dy in range(height) if dx or dy}


def odf_styles(*roots):
    return {s.get(STYLE + "name") for r in roots for s in r.iter() if s.get(STYLE + "name")}


def odf_faults(z):
    first = z.infolist()[0]
    if (first.filename, first.compress_type) != ("mimetype", zipfile.ZIP_STORED) or z.read("mimetype") != ODT.encode():
        yield "mimetype is not the first file, stored"
    entries = [e.get(MANIFEST + "full-path") for e in ET.fromstring(z.read("META-INF/manifest.xml"))]
    there = [n for n in z.namelist() if n != "mimetype" and not n.startswith("META-INF/")]
    if sorted(entries) != sorted(there + ["/"]):
        yield f"manifest and package differ: {sorted(set(entries) ^ set(there + ['/']))}"
    content, styles = (ET.fromstring(z.read(n)) for n in ("content.xml", "styles.xml"))
    known = odf_styles(content, styles)
    for node in content.iter():
        for attribute in (TEXT + "style-name", TABLE + "style-name", DRAW + "style-name"):
            if node.get(attribute) and node.get(attribute) not in known:
                yield f"no such style: {node.get(attribute)}"
        if node.tag == DRAW + "image" and node.get(HREF) not in there:
            yield f"loads from elsewhere: {node.get(HREF)}"
        if node.tag == TABLE + "table":
            yield from odf_table_faults(node)


# ---- OOXML ----


def ooxml_table_faults(table):
    columns = len(table.find(W + "tblGrid"))
    for y, row in enumerate(table.findall(W + "tr")):
        width = 0
        for cell in row.findall(W + "tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            width += int(span.get(W + "val")) if span is not None else 1
            if cell[-1].tag != W + "p":
                yield "a cell does not end in a paragraph"
        if width != columns:
            yield f"row {y + 1} covers {width} of {columns} columns"


def relations(z, part):
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", name + ".rels")
    return ET.fromstring(z.read(path)).findall(RELATIONSHIP) if path in z.namelist() else []


def relation_faults(z):
    for part in ["", *z.namelist()]:
        for relation in relations(z, part):
            target = relation.get("Target")
            if relation.get("TargetMode") == "External":
                if not relation.get("Type").endswith("/hyperlink"):
                    yield f"loads from elsewhere: {target}"
            elif posixpath.normpath(posixpath.join(posixpath.dirname(part), target)) not in z.namelist():
                yield f"no such part: {target}"


def ooxml_faults(z):
    yield from relation_faults(z)
    document = ET.fromstring(z.read("word/document.xml"))
    styles = {s.get(W + "styleId") for s in ET.fromstring(z.read("word/styles.xml")).findall(W + "style")}
    ids = {r.get("Id") for r in relations(z, "word/document.xml")}
    for node in document.iter():
        if node.tag in (W + "pStyle", W + "rStyle", W + "tblStyle") and node.get(W + "val") not in styles:
            yield f"no such style: {node.get(W + 'val')}"
        for attribute in (R + "id", R + "embed", R + "link"):
            if node.get(attribute) and node.get(attribute) not in ids:
                yield f"no such relation: {node.get(attribute)}"
        if node.tag == W + "tbl":
            yield from ooxml_table_faults(node)


def main(paths):
    failed = False
    for path in paths:
        with zipfile.ZipFile(path) as z:
            for fault in [*package_faults(z), *(odf_faults if path.endswith(".odt") else ooxml_faults)(z)]:
                print(f"{path}: {fault}")
                failed = True
    return failed


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
