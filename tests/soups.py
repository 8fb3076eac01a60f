#!/usr/bin/python3
"""usage: soups.py [--seed N] [--count N] [--without NAME,...] FOLDER

Writes random pages of broken HTML into FOLDER, 00000.html and so on (5,000, of seed 1), in UTF-8 with a byte
order mark. The same seed gives the same pages, and a page is the same however many there are. Each piece of text
is there once (a word, a number), so that what a reader loses can be named. --without leaves elements out.

In it is what parsers of HTML disagree about: any element in any, left open, closed twice or crosswise; parts of
tables out of tables and other things in tables; raw text; SVG and MathML with HTML in it; attributes, references and
comments of all the odd kinds; NUL, CR.
"""

import argparse
import os
import random
import sys

BLOCKS = (
    "div p p p h1 h2 h3 h4 h5 h6 ul ol li li dl dt dd pre blockquote address article aside section nav header footer"
    " main details summary figure figcaption fieldset legend form center hgroup menu dir listing dialog search"
).split()
FORMATTING = "a a b big code em font i nobr s small strike strong tt u".split()
INLINE = "span span abbr cite q sub sup ins del mark label kbd samp time bdo ruby rt rp unknown x-y".split()
SCOPES = "button object applet marquee".split()
TABLE = "table caption colgroup thead tbody tfoot tr td th".split()
VOID = "br hr img wbr area embed input col param source track keygen meta link base basefont bgsound image frame".split()
RAW = "textarea xmp iframe noembed noframes style script title".split()
STRUCTURE = "html head body".split()
FOREIGN = "g path text td li foreignObject desc title mi mo mtext annotation-xml script font p div table".split()

HAN = "通知公告关于印发管理办法依据规定省市县政府信息公开年度报告总体情况第一条各单位"
LATIN = "report annual office notice table x R AT Q".split()
REFERENCES = (
    "&amp; &lt; &gt; &quot; &nbsp; &copy; &copy &reg &amp &lt &notit; &notin; &notin &no &NotEqualTilde; &hellip; &mldr;"
    " &unknown; &; & &# &#; &#x &#x; &#xg; &#20013; &#20013 &#x4e2d; &#X4E2D &#999999999; &#x110000; &#0; &#128; &#x9f;"
    " &#xD800; &#xFFFE; &#1; &#13; &#10; &ampamp; &&amp; &ltx &gtx; R&D AT&T Q&A &aacute &AMP &ensp; &emsp; &#12288;"
    " &zwnj; &amp;lt; &quot &sect1 &para2; &times3 &lang; &afr;"
).split()
ATTRIBUTES = (
    'class="a b"|id=x|href=/a?b=1&amp;c=2|href="a?copy=1&lt=2"|title="a > b"|title=\'<p>\'|title=a<b|checked'
    '|class=1 class=2|a=b=c|"|\'|=|=a|a"b=c|<|x=|x=""|x = "y"|data-x=`a`|style="color:red;"|on<x>=1|colspan=2|rowspan=3'
    "|align=center|value=7|lang=zh|hidden|/|/ x|ns:x=y|a=/|\x00=1|A=1 a=2|x='\r\n'"
).split("|")
COMMENTS = (
    "<!-- {} -->|<!--{}--!>|<!-->|<!--->|<!---->|<!--{}---->|<!--<!--{}-->|<!--{}<!-->|<!--a>{}-->|<!-- -- {} -- -->"
    "|<![if !supportLists]>|<![endif]>|<!--[if IE]>{}<![endif]-->|<!{}>|<!>|<?xml version=1?>|<?{}>|</ {}>|</>|</3{}>"
    "|<!doctype x>|<!DOCTYPE html SYSTEM '{}'>|<![CDATA[{}]]>|<!--{}--x-->|<!--\x00{}-->|<!--{}\r\n-->"
).split("|")
STRAY = "<|<>|<3|< p>|<-|<=|>|]]>|-->|<汉>|\x00|\r\n|\r|\n|\t|\f| |　|&nbsp;|</|<!|\x01|\ufffe|\x85".split("|")
DOCTYPES = [
    "<!DOCTYPE html>",
    '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN" "http://www.w3.org/TR/html4/loose.dtd">',
    '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 3.2//EN">',
    "",
    "",
]
DEEP = 7  # elements that one piece of soup nests


class Soup:
    def __init__(self, seed, without):
        # Of Python's random numbers only random() is promised to be the same in every version.
        self.random = random.Random(seed).random
        self.without = without
        self.words = 0
        self.open = []  # names of elements that were opened, also such as were closed or never close

    def chance(self, share):
        return self.random() < share

    def pick(self, of):
        return of[int(self.random() * len(of))]

    def some(self, most, make):
        return "".join(make() for _ in range(int(self.random() * (most + 1))))

    def word(self):
        self.words += 1
        return f"{self.pick(HAN)}{self.pick(HAN)}{self.words}{self.pick(LATIN)}"

    def name(self, of):
        name = self.pick(of)
        return "span" if name in self.without else name

    def text(self):
        parts = [self.word()]
        if self.chance(0.3):
            parts.append(self.pick(REFERENCES))
            if self.chance(0.6):
                parts.append(self.word())
        if self.chance(0.15):
            parts.append(self.pick(STRAY))
            if self.chance(0.5):
                parts.append(self.word())
        if self.chance(0.3):
            parts.insert(0, self.pick([" ", "\n", "　", "\r\n"]))
        return "".join(parts)

    def start(self, name):
        written = name.upper() if self.chance(0.1) else name
        attributes = ""
        if self.chance(0.3):
            attributes = self.some(2, lambda: self.pick([" ", " ", "\n", "/", "\t"]) + self.pick(ATTRIBUTES))
        self.open.append(name)
        return f"<{written}{attributes}{self.pick(['>'] * 30 + [' >', '/>', '', '>>'])}"

    def end(self, name):
        return f"</{name}{self.pick(['>'] * 30 + [' >', ' x=1>', '/>'])}"

    def element(self, depth, of):
        name = self.name(of)
        inside = self.content(depth + 1)
        closing = self.end(name) if self.chance(0.75) else ""
        return self.start(name) + inside + closing

    def crossing(self, depth):
        first, second = self.name(FORMATTING), self.name(FORMATTING + BLOCKS)
        return (
            self.start(first) + self.text() + self.start(second) + self.content(depth + 1) + self.end(first)
            + self.text() + self.end(second) + self.text()
        )

    def table(self, depth):
        def cell():
            if self.chance(0.15):
                return self.pick([self.text, lambda: self.piece(depth + 1), lambda: self.element(depth, TABLE)])()
            name = self.pick(["td", "td", "td", "th"])
            return self.start(name) + self.content(depth + 1) + (self.end(name) if self.chance(0.7) else "")

        def row():
            if self.chance(0.15):
                return self.pick([self.text, lambda: self.piece(depth + 1), cell])()
            return self.start("tr") + self.some(4, cell) + (self.end("tr") if self.chance(0.7) else "")

        def group():
            if self.chance(0.5):
                return row()
            name = self.pick(["thead", "tbody", "tfoot", "caption", "colgroup"])
            return self.start(name) + self.some(3, row) + (self.end(name) if self.chance(0.7) else "")

        return self.start("table") + self.some(4, group) + (self.end("table") if self.chance(0.85) else "")

    def raw(self):
        name = self.name(RAW)
        end = self.pick([f"</{name}>"] * 12 + [f"</{name.upper()} >", f"</{name}/>", f"</{name}x></{name}>", ""])
        inside = self.some(3, lambda: self.pick([self.text, self.text, lambda: self.start("b"), lambda: self.end("p"),
                                                 self.comment])())
        return f"<{name}>{inside}{end}"

    # Closed, and of what all states of the standard read alike.
    def select(self):
        def option():
            name = self.pick(["option", "option", "optgroup", "b"])
            return f"<{name}>{self.text()}" + (f"</{name}>" if self.chance(0.6) else "")

        return f"<select>{self.some(4, option)}</select>"

    def foreign(self, depth):
        name = self.pick(["svg", "svg", "math"])

        def inner():
            choice = self.random()
            if choice < 0.5:
                return self.text()
            if choice < 0.6:
                return f"<![CDATA[{self.word()}<b>&amp;{self.pick(['', ']', ']]'])}]]>"
            if choice < 0.65:
                return self.comment()
            part = self.name(FOREIGN)
            closing = self.pick([f"</{part}>"] * 4 + ["", "</p>", "</br>"])
            return f"<{part}{self.pick(['>', '>', '/>'])}{self.some(2, lambda: self.piece(depth + 1))}{closing}"

        return f"<{name}>{self.some(4, inner)}" + (f"</{name}>" if self.chance(0.85) else "")

    def comment(self):
        return self.pick(COMMENTS).replace("{}", self.word())

    def wrapped(self, depth):
        name = self.name(["template"] + ["noscript"] * 4)
        if name == "template" and self.chance(0.3):
            return f"<template>{self.element(depth, TABLE)}</template>"
        return f"<{name}>{self.content(depth + 1)}" + (f"</{name}>" if self.chance(0.9) else "")

    def rare(self):
        return self.pick(
            [
                lambda: self.start(self.name(STRUCTURE)),
                lambda: self.end(self.name(STRUCTURE)),
                lambda: "<br/>" + self.end(self.pick(["br", "p", "h3", "table", "unknown", "svg", "template"])),
                lambda: f"<frameset><frame>{self.text()}</frameset>",
                lambda: "<plaintext>" + self.text() if self.chance(0.3) else self.text(),
                lambda: self.text() + "汉" * int(self.random() * 300),
            ]
        )()

    def piece(self, depth):
        if depth > DEEP:
            return self.text()
        choices = [
            (24, self.text),
            (16, lambda: self.element(depth, BLOCKS)),
            (8, lambda: self.element(depth, FORMATTING)),
            (6, lambda: self.element(depth, INLINE)),
            (2, lambda: self.element(depth, SCOPES)),
            (5, lambda: self.crossing(depth)),
            (5, lambda: self.table(depth)),
            (3, lambda: self.element(depth, TABLE)),
            (3, lambda: self.start(self.name(VOID))),
            (3, self.raw),
            (1, self.select),
            (3, lambda: self.foreign(depth)),
            (4, self.comment),
            (2, lambda: self.wrapped(depth)),
            (5, lambda: self.end(self.pick(self.open or ["p"]))),
            (1, lambda: self.end(self.name(BLOCKS + FORMATTING + TABLE))),
            (1, self.rare),
        ]
        at = self.random() * sum(weight for weight, _ in choices)
        for weight, make in choices:
            at -= weight
            if at < 0:
                return make()
        return self.text()

    def content(self, depth):
        return self.some(max(1, 4 - depth // 2), lambda: self.piece(depth))

    def page(self):
        page = [self.pick(DOCTYPES)]
        if self.chance(0.5):
            page.append(f"<html><head><title>{self.text()}</title>{self.some(2, self.comment)}")
            page.append(self.pick(["</head><body>", "<body>", "</head>", "", f"<noscript><link>{self.text()}</noscript>"]))
        elif self.chance(0.02):
            page.append(f"<frameset>{self.content(2)}<noframes>{self.text()}</noframes></frameset>{self.text()}")
        page.append(self.text())
        page += [self.piece(0) for _ in range(2 + int(self.random() * 5))]
        page.append(self.pick(["</body></html>", "</body>", "", "</html>"]))
        if self.chance(0.3):
            page.append(self.piece(3))
        return "".join(page)


def main():
    parser = argparse.ArgumentParser(usage=__doc__.partition("\n")[0][len("usage: ") :])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--without", default="")
    parser.add_argument("folder")
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    for number in range(options.count):
        page = Soup(f"{options.seed} {number}", options.without.split(",")).page()
        with open(os.path.join(options.folder, f"{number:05}.html"), "wb") as file:
            file.write(b"\xef\xbb\xbf" + page.encode())


if __name__ == "__main__":
    sys.exit(main())
