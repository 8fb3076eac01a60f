#!/usr/bin/env python3
"""usage: print-tags.py PDF...

What readers for the blind find in the tagged PDF (PDF/UA) that LibreOffice makes of the page `tagged` of
print-pages.py: headings, a table with header cells, a picture with its text, languages, the title.
"""
import re
import subprocess
import sys

ALT = "审批流程图"


def main():
    failed = 0
    for path in sys.argv[1:]:
        tags = re.findall(r"^ *(\w+)", subprocess.run(["pdfinfo", "-struct", path], capture_output=True, text=True,
                                                      check=True).stdout, re.M)
        with open(path, "rb") as f:
            data = f.read()
        checks = {
            "two headings": tags.count("H1") == 2,
            "one table, two header cells, four others": (tags.count("Table"), tags.count("TH"), tags.count("TD"))
            == (1, 2, 4),
            "a picture": tags.count("Figure") == 1,
            "its text": b"/Alt<FEFF" + ALT.encode("utf-16-be").hex().upper().encode() in data,
            "the title is shown": b"/DisplayDocTitle true" in data,
            "Chinese": b"/Lang(zh-CN)" in data,
            "French": b"/Lang(fr" in data,
        }
        for what, good in checks.items():
            if not good:
                failed += 1
                print(f"FAIL {path}: {what}")
    return 1 if failed else 0


sys.exit(main())
