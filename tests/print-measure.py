#!/usr/bin/env python3
"""usage: print-measure.py FOLDER...

Measures printed documents, NAME.xhtml as pdftotext -bbox writes it, and compares with GB/T 9704-2012
(clauses below are of it). Lengths are points.
"""
import os
import re
import sys
import xml.etree.ElementTree as ET

XHTML = "{http://www.w3.org/1999/xhtml}"
MM = 72 / 25.4

# 5.2.1: margins, and the text block they leave on A4.
LEFT, TOP, RIGHT, BOTTOM = 28 * MM, 37 * MM, (210 - 26) * MM, (297 - 35) * MM
PITCH = 28.95
LINES, CHARS = 22, 28
# What fonts and rounding may differ by.
NEAR = 1.6


class Word:
    def __init__(self, element):
        self.x0, self.y0, self.x1, self.y1 = (float(element.get(k)) for k in ("xMin", "yMin", "xMax", "yMax"))
        self.text = element.text or ""

    middle_x = property(lambda self: (self.x0 + self.x1) / 2)
    middle_y = property(lambda self: (self.y0 + self.y1) / 2)


class Page:
    def __init__(self, element, number):
        self.number = number
        self.width, self.height = float(element.get("width")), float(element.get("height"))
        self.words = [Word(w) for w in element.iter(XHTML + "word")]
        self.across = self.width > self.height
        self.shown = [w for w in self.words if self.is_number(w)]
        self.body = [w for w in self.words if w not in self.shown]

    def is_number(self, word):
        """Outside of the text block, where the page number is."""
        if self.across:
            return word.middle_x < BOTTOM_ACROSS - NEAR
        return word.middle_y > BOTTOM + NEAR

    def lines(self):
        """Texts of lines with where they stand, from the top."""
        lines = []
        for w in sorted(self.body, key=lambda w: (w.middle_y, w.x0)):
            if lines and abs(lines[-1][0] - w.middle_y) < 5:
                lines[-1][1].append(w)
            else:
                lines.append((w.middle_y, [w]))
        return [(y, sorted(ws, key=lambda w: w.x0)) for y, ws in lines]

    def text(self):
        return "".join(w.text for _, ws in self.lines() for w in ws)


# On a sheet across, the left margin is the upright one's bottom (8).
BOTTOM_ACROSS = 35 * MM

results = {True: 0, False: 0}


def check(name, what, good, detail=""):
    results[bool(good)] += 1
    if not good:
        print(f"FAIL {name}: {what} {detail}".rstrip())


def near(a, b, by=NEAR):
    return abs(a - b) <= by


def texts(words):
    return "".join(w.text for w in words)


def check_sides(name, pages):
    """5.2.1: the left margin is 28 mm on both sides of a sheet: it is not mirrored."""
    full = pages[1:-1]
    check(name, "both sides of a sheet", {p.number % 2 for p in full} == {0, 1})
    for p in full:
        check(name, f"page {p.number}: left margin", near(min(w.x0 for w in p.body), LEFT))


def check_inside(name, pages):
    for p in pages:
        left, top, right, bottom = LEFT, TOP, RIGHT, BOTTOM
        if p.across:
            left, top, right, bottom = BOTTOM_ACROSS, 28 * MM, p.width - 37 * MM, p.height - 26 * MM
        for w in p.body:
            good = w.x0 >= left - NEAR and w.x1 <= right + NEAR and top <= w.middle_y <= bottom
            if not good:
                check(name, f"page {p.number}: outside of the text block", False,
                      f"{w.text} {w.x0:.1f} {w.y0:.1f} {w.x1:.1f} {w.y1:.1f}")
        check(name, f"page {p.number} has text", p.body)


def check_number(name, p):
    """7.5: — n —, the dashes 7 mm below the text, outside, one character (4号: 14 pt) in."""
    shown = texts(sorted(p.shown, key=lambda w: (w.y0 if p.across else w.x0)))
    check(name, f"page {p.number}: its number", shown == f"—{p.number}—", shown)
    if not p.shown:
        return
    if not p.across:
        middle = sum(w.middle_y for w in p.shown) / len(p.shown)
        check(name, f"page {p.number}: number 7 mm below", near(middle, BOTTOM + 7 * MM, 1.5 * MM),
              f"{(middle - BOTTOM) / MM:.1f} mm")
        edge = max(w.x1 for w in p.shown) if p.number % 2 else min(w.x0 for w in p.shown)
        wanted = RIGHT - 14 if p.number % 2 else LEFT + 14
    else:
        middle = sum(w.middle_x for w in p.shown) / len(p.shown)
        check(name, f"page {p.number}: number 7 mm beside", near(middle, BOTTOM_ACROSS - 7 * MM, 1.5 * MM),
              f"{(BOTTOM_ACROSS - middle) / MM:.1f} mm")
        edge = max(w.y1 for w in p.shown) if p.number % 2 else min(w.y0 for w in p.shown)
        wanted = p.height - 26 * MM - 14 if p.number % 2 else 28 * MM + 14
    check(name, f"page {p.number}: number outside", near(edge, wanted, 4), f"{edge:.1f}, not {wanted:.1f}")


def check_full(name, pages):
    """5.2.3: 22 lines of 28 characters."""
    full = pages[1:-1]
    check_sides(name, pages)
    check(name, "pages full of text", len(full) >= 1)
    for p in full:
        lines = p.lines()
        check(name, f"page {p.number}: {LINES} lines", len(lines) == LINES, str(len(lines)))
        steps = [b[0] - a[0] for a, b in zip(lines, lines[1:])]
        check(name, f"page {p.number}: {PITCH} pt a line", all(near(s, PITCH, 0.3) for s in steps), str(steps))
        longest = max(len(texts(ws)) for _, ws in lines)
        check(name, f"page {p.number}: {CHARS} characters", longest == CHARS, str(longest))
    title = pages[0].lines()[:3]
    check(name, "title in three lines, none cutting a word",
          [texts(ws) for _, ws in title] == ["栖河市人民政府办公室关于印发", "栖河市政务服务标准化规范化便利化",
                                             "建设三年行动方案的通知"], str([texts(ws) for _, ws in title]))
    for _, ws in title:
        check(name, "title centred", near((ws[0].x0 + ws[-1].x1) / 2, (LEFT + RIGHT) / 2))


def find(pages, text, whole=False):
    """The first line that has the text, or is it: its page, its number there, its words."""
    for p in pages:
        for i, (_, ws) in enumerate(p.lines()):
            if texts(ws) == text or (not whole and text in texts(ws)):
                return p, i, ws
    return None, 0, []


def check_signature(name, pages, text, date="2024年5月15日"):
    """7.3.5.2, and 7.3.5.5: text above it on the page."""
    p, i, ws = find(pages, text, whole=True)
    q, j, ds = find(pages, date, whole=True)
    check(name, "name and date", p and q and p.number == q.number and j == i + 1)
    if not p or not q:
        return
    check(name, "name two characters from the right", near(ws[-1].x1, RIGHT - 2 * 15.75), f"{ws[-1].x1:.1f}")
    check(name, "date two characters behind the name", near(ds[0].x0, ws[0].x0 + 2 * 15.75, 3),
          f"{ds[0].x0 - ws[0].x0:.1f}")
    check(name, "text above the name on its page", i > 0)
    if i:
        gap = ws[0].middle_y - p.lines()[i - 1][0]
        check(name, "a blank line above the name", near(gap, 2 * PITCH, 1.5), f"{gap:.1f}")


def check_headers(name, pages, header, row):
    """Pages with rows of the table repeat its header; a row stands on one page."""
    with_rows = [p for p in pages if re.search(row, p.text())]
    check(name, "the table has several pages", len(with_rows) > 1)
    for p in with_rows:
        check(name, f"page {p.number}: header rows", header in p.text())


def check_notice(name, pages):
    check_signature(name, pages[:-1], "栖河市人民政府办公室")
    check_headers(name, pages, "序号", "市行政审批局")
    for text, x in (("各县（市、区）", LEFT), ("一、总体要求", LEFT + 31.5), ("（一）指导思想", LEFT + 31.5),
                    ("1.统一服务", LEFT + 31.5), ("附件：", LEFT + 31.5)):
        _, _, ws = find(pages, text)
        # Brackets stand in the right half of their character.
        check(name, f"{text} begins at its place", ws and -NEAR <= ws[0].x0 - x <= 9, ws and f"{ws[0].x0:.1f}")
    p, _, ws = find(pages, "附件：1.")
    _, _, second = find(pages, "2.栖河市政务服务事项")
    check(name, "names of attachments below each other",
          ws and second and near(second[0].x0, ws[0].x0 + 3 * 15.75, 5),
          f"{second[0].x0 - ws[0].x0:.1f}" if ws and second else "")
    p, i, ws = [f for f in [find(pages, "附件1")] if f][0]
    check(name, "the annex begins a page, at the left", p and i == 0 and near(ws[0].x0, LEFT, 3))
    lines = p.lines() if p else []
    check(name, "its title on the third line, centred",
          len(lines) > 1 and texts(lines[1][1]) == "栖河市政务服务任务分工表"
          and near(lines[1][0] - lines[0][0], 2 * PITCH, 6), str(lines[1][0] - lines[0][0]) if len(lines) > 1 else "")
    check(name, "note on the page of the date", find(pages, "此件公开")[0] is find(pages, "5月15日")[0])
    units, _, _ = find(pages, "单位：万元")
    head, _, _ = find(pages, "牵头单位")
    check(name, "the line of units on the page of the table", units is head)


def check_wide(name, pages):
    across = [p for p in pages if p.across]
    check(name, "pages across", len(across) > 1)
    check(name, "pages upright around them", not pages[0].across and not pages[-1].across)
    check_headers(name, pages, "10月受", "123[45]\\d{3}")
    caption, _, _ = find(pages, "表1各服务窗口")
    check(name, "the caption on the table's first page", across and caption is across[0])
    check_signature(name, pages, "栖河市政务服务中心")
    text = "".join(p.text() for p in across)
    check(name, "all rows", all(str(1234567 + i * 12) in text for i in range(1, 61)))


def check_report(name, pages):
    check_headers(name, pages, "申请人情况", "属于行政执法案卷")
    check_signature(name, pages, "芦川县住房和城乡建设局")
    check(name, "no page across", not any(p.across for p in pages))


def check_signed_table(name, pages):
    """7.3.5.5: a row of the table above the name."""
    p, i, _ = find(pages, "栖河市人民政府办公室", whole=True)
    q, j, _ = find(pages, "2024年5月15日", whole=True)
    check(name, "name and date", p and p is q and j == i + 1)
    check(name, "rows above the name on its page", p and i > 1)


def check_marks(name, pages):
    """Marks fall to the ends of lines; that none is missing, printed-text.py sees."""
    ends = [texts(ws)[-1:] for p in pages for _, ws in p.lines()]
    check(name, "lines that end with a mark", sum(e in "，。、；：！？" for e in ends) > 20)
    check_signature(name, pages, "栖河市人民政府办公室")


def check_plain(name, pages):
    check_headers(name, pages, "Remarks", "Department")
    for p in pages:
        numbers = [w for w in p.words if w.y0 > (297 - 25) * MM]
        check(name, f"page {p.number}: number in the middle",
              [w.text for w in numbers] == [str(p.number)] and near(numbers[0].middle_x, p.width / 2))
        for w in p.words:
            if w not in numbers:
                check(name, f"page {p.number}: inside", w.x0 >= 25 * MM - NEAR and w.x1 <= 185 * MM + NEAR)


SPECIAL = {"full": check_full, "notice": check_notice, "wide": check_wide, "report": check_report,
           "plain": check_plain, "marks": check_marks, "tagged": lambda name, pages: None}


def main():
    for folder in sys.argv[1:]:
        for file in sorted(os.listdir(folder)):
            if not file.endswith(".xhtml"):
                continue
            case, name = file[:-len(".xhtml")], f"{os.path.basename(folder)}/{file[:-6]}"
            root = ET.parse(os.path.join(folder, file)).getroot()
            pages = [Page(e, n) for n, e in enumerate(root.iter(XHTML + "page"), 1)]
            if case != "plain":
                check_inside(name, pages)
                for p in pages:
                    check_number(name, p)
            if case.startswith("ending"):
                check_signature(name, pages, "栖河市人民政府办公室")
            elif case.startswith("signed"):
                check_signed_table(name, pages)
            else:
                SPECIAL[case](name, pages)
    print(f"{results[True]} passed, {results[False]} failed")
    return 1 if results[False] else 0


sys.exit(main())
