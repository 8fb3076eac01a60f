#!/usr/bin/env python3
"""Makes the archives beside this script, always the same bytes: needs zstd(1).

usage: make.py [FOLDER]

All of it is invented. The pages are those of one office, kept in every way that is read.
"""
import base64
import gzip
import io
import os
import quopri
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))
SITE = "http://www.example.gov.cn/zwgk/"
DATE = "2024-03-05T08:00:00Z"


def png(width=8, height=8):
    """A grey picture."""
    def chunk(name, data):
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)) +
            chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))


def page(number, image="seal.png", charset=None):
    head = f'<meta charset="{charset}">' if charset else ""
    return (f"<!DOCTYPE html><html lang=\"zh-CN\"><head>{head}<title>第{number}号通知</title></head>"
            f"<body><h1>第{number}号通知</h1>"
            f"<p>各有关单位：现将第{number}号通知印发给你们，请结合实际，认真贯彻执行，并及时报告情况。</p>"
            f"<p><img src=\"{image}\" alt=\"印章\"></p>"
            "<p>示例市人民政府</p><p>2024年3月5日</p></body></html>\n")


# ---- WARC ----

def record(kind, uri, block, content_type, extra=()):
    number = record.count = record.count + 1
    head = ["WARC/1.1", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>",
            f"WARC-Date: {DATE}", f"Content-Type: {content_type}", f"Content-Length: {len(block)}"]
    if uri:
        head.insert(3, f"WARC-Target-URI: {uri}")
    return ("\r\n".join(head + list(extra)) + "\r\n\r\n").encode() + block + b"\r\n\r\n"


def response(uri, body, content_type, status="200 OK", fields=(), extra=()):
    head = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", *fields]
    block = ("\r\n".join(head) + "\r\n\r\n").encode() + body
    return record("response", uri, block, "application/http; msgtype=response", extra)


def chunked(body, size=300):
    pieces = [body[i:i + size] for i in range(0, len(body), size)] + [b""]
    return b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in pieces)


def crawl():
    record.count = 0
    gzipped = gzip.compress(page(2).encode(), 9, mtime=0)
    digest = ["WARC-Payload-Digest: sha1:AAAABBBBCCCCDDDDEEEEFFFFGGGGHHHH"]
    return [
        record("warcinfo", None, b"software: make.py\r\n", "application/warc-fields"),
        response(SITE + "1.html", page(1).encode("gb18030"), "text/html; charset=gb2312", extra=digest),
        record("request", SITE + "1.html", b"GET /zwgk/1.html HTTP/1.1\r\nHost: www.example.gov.cn\r\n\r\n",
               "application/http; msgtype=request"),
        response(SITE + "2.html", chunked(gzipped), "text/html; charset=utf-8",
                 fields=["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        response(SITE + "old.html", b"", "text/html", "301 Moved Permanently", [f"Location: {SITE}1.html"]),
        response(SITE + "gone.html", b"<html><body>404</body></html>", "text/html", "404 Not Found"),
        response(SITE + "list.json", b"{\"a\": 1}", "text/html"),
        response(SITE + "seal.png", png(), "image/png"),
        record("revisit", SITE + "again.html", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
               "application/http; msgtype=response",
               ["WARC-Profile: http://netpreserve.org/warc/1.1/revisit/identical-payload-digest", *digest]),
        record("resource", SITE + "3.html", page(3).encode(), "text/html"),
    ]


def zstd(data, *options):
    return subprocess.run(["zstd", "-q", "-19", "-c", *options], input=data, capture_output=True, check=True).stdout


def crawl_zst(records, work):
    """Frames by a dictionary, which stands in a skippable frame in front."""
    path = os.path.join(work, "dictionary")
    plain = b"".join(records)[:4096]
    with open(path, "wb") as f:
        f.write(plain)
    packed = zstd(plain)
    frames = b"".join(zstd(r, "-D", path) for r in records)
    os.remove(path)
    return struct.pack("<II", 0x184D2A5D, len(packed)) + packed + frames


# ---- files in one ----

def zipped(members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name, data, stored in members:
            info = zipfile.ZipInfo(name, (2024, 3, 5, 8, 0, 0))
            info.create_system = 3
            z.writestr(info, data, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tarred(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as t:
        for name, data, _ in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            info.mtime = 1709625600
            t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def site():
    return [
        ("site/1.html", page(1, "1_files/seal.png").encode(), False),
        ("site/1_files/frame.html", page(9).encode(), False),
        ("site/1_files/seal.png", png(), True),
        ("site/通知/2.html", page(2, "../1_files/seal.png").encode(), False),
        ("site/style.css", b"p { margin: 0 }\n", False),
    ]


def mhtml():
    def part(fields, body):
        return ("------=_b\r\n" + "\r\n".join(fields) + "\r\n\r\n").encode() + body + b"\r\n"

    html = quopri.encodestring(page(1, SITE + "seal.png").encode().replace(b"\n", b"\r\n"))
    return ("From: <Saved by Blink>\r\n"
            f"Snapshot-Content-Location: {SITE}1.html\r\n"
            "Subject: =?utf-8?Q?=E9=80=9A=E7=9F=A5?=\r\n"
            "Date: Tue, 5 Mar 2024 16:00:00 +0800\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"----=_b\"\r\n\r\n\r\n"
            ).encode() + b"".join([
                part(["Content-Type: text/html", "Content-ID: <frame-1@mhtml.blink>",
                      "Content-Transfer-Encoding: quoted-printable", f"Content-Location: {SITE}1.html"],
                     html.replace(b"\n", b"\r\n").replace(b"\r\r\n", b"\r\n")),
                part(["Content-Type: image/png", "Content-Transfer-Encoding: base64",
                      f"Content-Location: {SITE}seal.png"],
                     base64.encodebytes(png()).replace(b"\n", b"\r\n")),
                part(["Content-Type: text/html", "Content-ID: <frame-2@mhtml.blink>",
                      "Content-Transfer-Encoding: quoted-printable", "Content-Location: cid:frame-2@mhtml.blink"],
                     b"<p>A frame.</p>"),
            ]) + b"------=_b--\r\n"


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else HERE
    records = crawl()
    members = [gzip.compress(r, 9, mtime=0) for r in records]
    files = {
        "crawl.warc": b"".join(records),
        "crawl.warc.gz": b"".join(members),
        "crawl.warc.zst": crawl_zst(records, folder),
        "crawl.wacz": zipped([("datapackage.json", b"{\"profile\": \"data-package\"}\n", False),
                              ("archive/data.warc.gz", b"".join(members), True)]),
        "page.mhtml": mhtml(),
        "site.zip": zipped(site()),
        "site.tar": tarred(site()),
        "site.tar.gz": gzip.compress(tarred(site()), 9, mtime=0),
        "complete/1.html": page(1, "1_files/seal.png").encode(),
        "complete/1_files/seal.png": png(),
        "complete/1_files/frame.html": page(9).encode(),
    }
    for name, data in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as f:
            f.write(data)


main()
