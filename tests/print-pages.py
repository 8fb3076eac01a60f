#!/usr/bin/env python3
"""usage: print-pages.py FOLDER

Writes the pages that check-print.sh converts and prints into FOLDER, as NAME.html.
"""
import sys

# 28 characters without punctuation: a line of its own.
LINE = "全市各级机关应当按照本办法规定的职责分工落实政务服务工作要求"[:28]
SENTENCE = "各单位要高度重视，明确责任，抓好落实，确保各项任务按时完成。"
HEADS = ["序号", "事项名称", "牵头单位", "完成时限", "经费（万元）"]


def para(text, style="text-indent:2em"):
    return f'<p style="{style}">{text}</p>\n'


def page(title, body, lang="zh-CN"):
    return (
        f'<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f'<body><div id="content"><h1>{title}</h1>\n{body}</div></body></html>\n'
    )


def table(heads, rows, caption=""):
    head = "".join(f"<th>{h}</th>" for h in heads)
    body = "".join("<tr>" + "".join(cells) + "</tr>\n" for cells in rows)
    caption = f"<caption>{caption}</caption>" if caption else ""
    return f'<table border="1">{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>\n'


def cell(text, align="left"):
    return f'<td align="{align}">{text}</td>'


def signature(name="栖河市人民政府办公室", date="2024年5月15日"):
    return para(name, "text-align:right") + para(date, "text-align:right")


def full():
    """Pages full of text: lines and characters are counted."""
    body = para("各县（市、区）人民政府，市直各单位：", "text-indent:0")
    body += "".join(para(LINE * 11) for _ in range(6))
    return page("栖河市人民政府办公室关于印发栖河市政务服务标准化规范化便利化建设三年行动方案的通知", body + signature())


def marks():
    """Long paragraphs full of punctuation, which falls to any place of a line, its end too."""
    clause = "，具备条件的、可以简化的事项，一律“即来即办”；暂不具备的，说明理由（书面）：当场告知，限期补正！"
    body = para("各县（市、区）人民政府，市直各单位：", "text-indent:0")
    for n in range(1, 29):
        body += para(LINE[:n] + clause + "全市、各县" + clause * 2 + LINE[:n // 2] + "怎么办？" + clause,
                     "text-indent:2em;text-align:justify")
    return page("关于简化办事程序的通知", body + signature())


def notice():
    """All the parts of an official document."""
    body = para("各县（市、区）人民政府，市直各单位：", "text-indent:0")
    body += para(SENTENCE * 3)
    body += para("<strong>一、总体要求</strong>") + para("<strong>（一）指导思想</strong>") + para(SENTENCE * 4)
    body += para("<strong>（二）工作目标</strong>") + para(SENTENCE * 2) + para("1.统一服务事项。" + SENTENCE)
    body += para("（1）编制事项清单。" + SENTENCE) + para("<strong>二、重点任务</strong>") + para(SENTENCE * 5)
    body += para("附件：1.栖河市政务服务标准化规范化便利化建设三年行动方案任务分工表")
    body += para("2.栖河市政务服务事项清单（2024年版）") + signature() + para("（此件公开发布）")
    body += para("附件1", "") + para("栖河市政务服务任务分工表", "text-align:center")
    body += para("单位：万元", "text-align:right")
    rows = [
        [cell(i, "center"), cell(f"完善政务服务事项管理制度第{i}项"), cell("市行政审批局"),
         cell(f"2024年{i % 12 + 1}月底"), cell(f"{i * 37}.{i:02}", "right")]
        for i in range(1, 46)
    ]
    return page("关于推进政务服务标准化建设的通知", body + table(HEADS, rows) + para(SENTENCE))


def wide():
    """A table that no page upright holds, between text."""
    heads = ["单位名称"] + [f"{m}月受理件数" for m in range(1, 13)]
    rows = [
        [cell(f"第{i}服务窗口")] + [cell(1234567 + i * m, "right") for m in range(1, 13)] for i in range(1, 61)
    ]
    body = para(SENTENCE * 3) + para("表1 各服务窗口分月受理情况统计表", "text-align:center")
    body += para("单位：件", "text-align:right") + table(heads, rows) + para(SENTENCE * 3)
    return page("栖河市政务服务中心2023年工作情况报告", body + signature("栖河市政务服务中心"))


def report():
    """The table of requests in the yearly reports: cells over rows and columns."""
    kinds = ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    head = (
        '<tr><th colspan="3" rowspan="3">（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</th>'
        '<th colspan="7">申请人情况</th></tr><tr><th rowspan="2">自然人</th>'
        '<th colspan="5">法人或其他组织</th><th rowspan="2">总计</th></tr><tr>'
        + "".join(f"<th>{k}</th>" for k in kinds) + "</tr>"
    )
    numbers = "".join(cell(n, "center") for n in (76, 11, 0, 1, 4, 1, 93))
    rows = f'<tr><td colspan="3">一、本年新收政府信息公开申请数量</td>{numbers}</tr>'
    rows += f'<tr><td colspan="3">二、上年结转政府信息公开申请数量</td>{numbers}</tr>'
    labels = ["属于国家秘密", "其他法律行政法规禁止公开", "危及“三安全一稳定”", "保护第三方合法权益",
              "属于三类内部事务信息", "属于四类过程性信息", "属于行政执法案卷", "属于行政查询事项"]
    groups = ["（一）予以公开", "（二）不予公开", "（三）无法提供", "（四）不予处理", "（五）其他处理"]
    whole = len(groups) * len(labels)
    for g, group in enumerate(groups):
        for i, label in enumerate(labels):
            rows += "<tr>"
            rows += f'<td rowspan="{whole}">三、本年度办理结果</td>' if not g and not i else ""
            rows += f'<td rowspan="{len(labels)}">{group}</td>' if not i else ""
            rows += f"<td>{i + 1}.{label}</td>{numbers}</tr>"
    body = para(SENTENCE * 3) + para("<strong>三、收到和处理政府信息公开申请情况</strong>")
    body += f'<table border="1"><thead>{head}</thead><tbody>{rows}</tbody></table>' + para(SENTENCE)
    return page("芦川县住房和城乡建设局2022年政府信息公开工作年度报告", body + signature("芦川县住房和城乡建设局"))


def ending(lines):
    """Text that ends so many lines down: the signature falls to any place of the page."""
    body = para("各乡镇人民政府：", "text-indent:0") + "".join(para(LINE[:20]) for _ in range(lines))
    return page("关于停水的公告", body + signature())


def signed_table(rows):
    """A table right above the signature, which falls to any place of the page."""
    cells = [[cell(i, "center"), cell(f"事项第{i}项"), cell("市行政审批局"), cell("年底"), cell(i * 37, "right")]
             for i in range(1, rows + 1)]
    body = para("各乡镇人民政府：", "text-indent:0") + para(SENTENCE) + table(HEADS, cells)
    return page("关于停水的公告", body + signature())


def signed_span(lines):
    """A short table above the signature, so many lines down, with a cell over the left of its last rows."""
    left = [cell("小计", 'center" rowspan="3'), "", ""]
    rows = [[left[i], cell(f"事项第{i}项"), cell("市行政审批局"), cell("年底"), cell(i * 37, "right")] for i in range(3)]
    body = para("各乡镇人民政府：", "text-indent:0") + "".join(para(LINE[:20]) for _ in range(lines))
    return page("关于停水的公告", body + table(HEADS, rows) + signature())


# 40 x 20 px.
PICTURE = "data:image/gif;base64,R0lGODlhKAAUAIAAAP///zNmmSwAAAAAKAAUAAACAUwAOw=="


def tagged():
    """What print-tags.py looks for."""
    body = para("<strong>一、总体要求</strong>") + para(SENTENCE * 2)
    body += para("法文名称为<span lang=\"fr\">Bureau des archives</span>。" + SENTENCE)
    body += para("<strong>二、办理流程</strong>") + para(SENTENCE * 2)
    body += f'<p><img src="{PICTURE}" alt="审批流程图"></p>'
    body += table(["事项", "时限"], [[cell("受理"), cell("1天")], [cell("办结"), cell("5天")]]) + para(SENTENCE)
    return page("关于公布办理流程的通知", body)


def plain():
    text = "The office answered all requests in time, and says below how many there were. "
    rows = [[cell(f"Department {i}"), cell(text * 2), cell(i * 17, "right")] for i in range(60)]
    body = "<h2>Overview</h2>" + para(text * 8, "") * 9 + "<h2>Requests</h2>"
    return page("Yearly report of the office", body + table(["Unit", "Remarks", "Number"], rows), "en")


def main():
    pages = {"full": full(), "marks": marks(), "notice": notice(), "wide": wide(), "report": report(), "plain": plain(),
             "tagged": tagged()}
    for lines in range(12, 20):
        pages[f"ending-{lines}"] = ending(lines)
    for rows in range(14, 21):
        pages[f"signed-{rows}"] = signed_table(rows)
    for lines in range(9, 17):
        pages[f"signed-span-{lines}"] = signed_span(lines)
    for name, text in pages.items():
        with open(f"{sys.argv[1]}/{name}.html", "w", encoding="utf-8") as f:
            f.write(text)


main()
