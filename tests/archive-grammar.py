#!/usr/bin/env python3
# usage: archive-grammar.py make DIR [SEED]     archive-grammar.py check DIR MANIFEST
#
# make: writes web archives made by their grammar: heads of WARC and HTTP from 100 to 100,000 bytes, folded,
# of many fields, in any case; bodies in every transfer and content coding that docs/archives.md says is
# read, and doubled ones; all that can be skipped; records cut off at every kind of place, at the end of the
# archive and before another record. Each archive comes in four packings, NAME.plain.warc,
# NAME.whole.warc.gz, NAME.records.warc.gz and NAME.frames.warc.zst, beside NAME.wanted: what must become of
# its records, a JSON object a line. short-N.* are files whose own end is cut off, as packed.
#
# check: whether a manifest of such files tells that. Silent if it does.
import gzip
import hashlib
import json
import os
import random
import sys
import zlib

import brotli
import zstandard

CRLF = b"\r\n"


# ---- pages ----

def page(chance, name, paragraphs=3):
    words = "本市 各有关单位 通知 如下 认真 贯彻 执行 按时 报送 情况 工作 管理 办法 实施".split()
    text = "".join(
        f"<p>{name}第{n}段：{''.join(chance.choice(words) for _ in range(chance.randrange(12, 40)))}，请遵照执行。</p>\n"
        for n in range(paragraphs)
    )
    return (f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{name}</title></head>"
            f"<body><h1>关于{name}的通知</h1>\n{text}</body></html>").encode()


# ---- codings ----

def bare_deflate(body):
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    return z.compress(body) + z.flush()


CODINGS = {
    "gzip": lambda b: gzip.compress(b, mtime=0),
    "x-gzip": lambda b: gzip.compress(b, mtime=0),
    "deflate": zlib.compress,
    "DEFLATE": bare_deflate,
    "br": brotli.compress,
    "zstd": lambda b: zstandard.ZstdCompressor().compress(b),
}


def coded(body, codings):
    for name in codings:
        body = CODINGS[name](body)
    return body


def chunked(chance, body, end=CRLF, extension=b"", trailer=b""):
    out, at = b"", 0
    while at < len(body):
        size = min(chance.randrange(1, 700), len(body) - at)
        digits = b"%x" % size
        out += (digits.upper() if chance.random() < 0.5 else digits) + extension + end + body[at:at + size] + end
        at += size
    return out + b"0" + extension + end + trailer + end


# ---- heads ----

def odd_case(chance, name):
    return "".join(c.upper() if chance.random() < 0.5 else c.lower() for c in name)


def filler(chance, style, size):
    """Fields of about size bytes in all."""
    out = b""
    if size < 20:
        return out
    if style == "long":
        return b"X-Long: " + b"v" * (size - 10) + CRLF
    while len(out) < size:
        if style == "folded":
            out += b"X-Folded: one" + b"".join(CRLF + b" \t more of it" for _ in range(chance.randrange(1, 6))) + CRLF
        else:
            out += b"X-Field-%d: %d" % (chance.randrange(1000), chance.randrange(10**9)) + CRLF
    return out


def put_fields(chance, fields, style, colons=(b": ", b":", b":\t ")):
    out = b""
    for name, value in fields:
        name = odd_case(chance, name) if style == "odd" else name
        fold = CRLF + b" " if style == "folded" and name.lower() == "content-type" else b""
        colon = chance.choice(colons) if style == "odd" else b": "
        out += name.encode() + colon + fold + (value if isinstance(value, bytes) else value.encode()) + CRLF
    return out


class Archive:
    """Records as bytes, each with what must become of it."""

    def __init__(self, chance):
        self.chance = chance
        self.records, self.wanted, self.count = [], [], 0

    def uri(self, what):
        self.count += 1
        return f"http://portal.example/{what}/{self.chance.randrange(16**8):08x}"

    def record(self, kind, uri, content_type, block, want, *, fields=(), style="plain", head_size=0, length=None, end=CRLF * 2):
        head = [("WARC-Type", kind), ("WARC-Record-ID", f"<urn:uuid:{self.chance.randrange(16**12):012x}>"),
                ("WARC-Date", "2024-03-05T08:00:00Z"), ("Content-Type", content_type), *fields]
        if uri:
            head.insert(1, ("WARC-Target-URI", uri))
        head.append(("Content-Length", str(len(block) if length is None else length)))
        if style == "odd":
            self.chance.shuffle(head)
        head = put_fields(self.chance, head, style)
        head += filler(self.chance, style, head_size - len(head) - 14)
        self.records.append(b"WARC/1.%d\r\n" % self.chance.randrange(2) + head + CRLF + block + end)
        self.wanted.append({"uri": uri, "kind": kind, **want})

    def response(self, uri, block, want, **how):
        self.record("response", uri, "application/http; msgtype=response", block, want, **how)


def http(chance, body, fields=(), status="HTTP/1.1 200 OK", style="plain", head_size=0):
    # A blank before the colon is wrong, and is there: in HTTP, since warcio cannot read a WARC with one.
    head = status.encode() + CRLF + put_fields(chance, [("Content-Type", "text/html"), *fields], style, (b": ", b":", b" :\t"))
    return head + filler(chance, style, head_size - len(head) - 2) + CRLF + body


def whole(body):
    return {"outcome": "converted", "sha256": hashlib.sha256(body).hexdigest()}


def skipped(why):
    return {"outcome": "skipped", "skip": why}


def cut(body):
    return {"outcome": "cut", "body": body.decode()}


# A line end of the archive behind it may be taken for its own.
def is_beginning(sha256, body):
    body = body.encode()
    return any(hashlib.sha256(body[:n] + end).hexdigest() == sha256 for n in range(len(body) + 1) for end in (b"", b"\n"))


# ---- archives ----

def heads(chance):
    a = Archive(chance)
    for size in (100, 300, 480, 500, 512, 520, 600, 1000, 2047, 2100, 3000, 8192, 20000, 32768, 65500, 65600, 100000):
        for style in ("plain", "long", "folded", "odd"):
            for warc, head in ((size, 0), (0, size), (size, size)):
                body = page(chance, f"{style}{size}")
                a.response(a.uri("head"), http(chance, body, style=style, head_size=head), whole(body), style=style, head_size=warc)
        body = page(chance, f"资源{size}")
        a.record("resource", a.uri("resource"), "text/html", body, whole(body), style=style, head_size=size)
    return a


def codings(chance):
    a = Archive(chance)
    lists = [()] + [(c,) for c in CODINGS] + [(c, d) for c in CODINGS for d in CODINGS]
    for names in lists:
        for transfer in ("", "chunked", "extended", "feeds"):
            body = page(chance, "编码" + "-".join(names) + transfer)
            sent, fields = coded(body, names), []
            if names:
                fields.append(("Content-Encoding", ", ".join(names)))
            if transfer:
                fields.append(("Transfer-Encoding", "chunked"))
                sent = (chunked(chance, sent, extension=b";x=y", trailer=b"X-Trailer: 1\r\n") if transfer == "extended"
                        else chunked(chance, sent, end=b"\n") if transfer == "feeds" else chunked(chance, sent))
            else:
                fields.append(("Content-Length", str(len(sent))))
            a.response(a.uri("coding"), http(chance, sent, fields), whole(body))
    # Undone before they were archived, and names that say nothing.
    for fields in ([("Content-Encoding", "gzip")], [("Transfer-Encoding", "chunked")], [("Content-Encoding", "identity")],
                   [("Content-Encoding", "utf-8")], [("Content-Encoding", "br"), ("Transfer-Encoding", "chunked")]):
        body = page(chance, "已解码")
        a.response(a.uri("decoded"), http(chance, body, fields), whole(body))
    return a


def kinds(chance):
    a = Archive(chance)
    body = page(chance, "种类")

    def other(want, block, **how):
        a.response(a.uri(want), block, skipped(want), **how)

    def status(line, fields=()):
        return http(chance, body, fields, status=line)

    a.record("warcinfo", None, "application/warc-fields", b"software: x\r\n", skipped("record-type"))
    a.record("request", a.uri("request"), "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n", skipped("record-type"))
    a.record("metadata", a.uri("metadata"), "application/warc-fields", b"via: x\r\n", skipped("record-type"))
    a.record("conversion", a.uri("conversion"), "text/plain", b"x", skipped("record-type"))
    a.record("snapshot", a.uri("snapshot"), "text/plain", b"x", skipped("unknown-type"))
    a.record("continuation", a.uri("continuation"), "text/html", b"x", skipped("segment"), fields=[("WARC-Segment-Number", "2")])
    other("segment", http(chance, body), fields=[("WARC-Segment-Number", "1")])
    other("redirect", status("HTTP/1.1 301 Moved", [("Location", "http://portal.example/")]))
    other("error-status", status("HTTP/1.1 302 Found"))
    other("error-status", status("HTTP/1.1 404 Not Found"))
    other("error-status", status("HTTP/1.0 503 Busy"))
    other("other-status", status("HTTP/1.1 206 Partial Content"))
    other("other-status", status("HTTP/1.1 999 Request denied"))
    other("empty", http(chance, b""))
    other("empty", http(chance, b" \r\n"))
    other("empty", http(chance, b"", status="HTTP/1.1 204 No Content"))
    other("nothing-left", http(chance, b"", [("Content-Length", "100")]))
    other("other-content", http(chance, b"%PDF-1.4 <a>"))
    other("other-content", http(chance, b'{"html": "<p>"}'))
    other("tagless", http(chance, b"Words alone."))
    other("coding", http(chance, chance.randbytes(500), [("Content-Encoding", "compress")]))
    other("long-http-head", http(chance, body, head_size=200000, style="long"))
    other("media-type", http(chance, b"x").replace(b"text/html", b"image/png"))
    other("not-html", b"HTTP/1.1 200 OK\r\n\r\nbody { }")
    a.record("response", "dns:portal.example", "text/dns", b"portal.example. 1 IN A 192.0.2.1\n", skipped("protocol"))
    a.record("revisit", a.uri("revisit"), "application/http; msgtype=response", b"HTTP/1.1 200 OK\r\n\r\n", skipped("revisit"),
             fields=[("WARC-Refers-To", "<urn:uuid:elsewhere>")])
    for line in ("HTTP/1.1 200", "HTTPX/1.1 200 OK", "ICY 200 OK", "http/1.1 200 OK", "HTTP 200 OK", "HTTP/2 200"):
        named = page(chance, "状态行")
        a.response(a.uri("line"), http(chance, named, status=line), whole(named))
    other("no-http-head", body)
    other("no-http-head", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    return a


BODIES = {
    "plain": ((), False), "chunked": ((), True), "gzip": (("gzip",), False), "chunked-gzip": (("gzip",), True),
    "br": (("br",), False), "deflate": (("deflate",), False), "zstd": (("zstd",), False), "doubled": (("gzip", "br"), True),
}


def response_to_cut(chance, a, kind):
    names, chunks = BODIES[kind]
    body = page(chance, "截断" + kind, 6)
    sent = coded(body, names)
    fields = [("Content-Encoding", ", ".join(names))] if names else []
    if chunks:
        sent = chunked(chance, sent)
        fields.append(("Transfer-Encoding", "chunked"))
    return body, http(chance, sent, fields)


def places(chance, block):
    """Where a block is cut off: within its head, at its end, in the first line of the body, and on."""
    head = block.index(CRLF * 2) + 4
    some = sorted(chance.sample(range(head + 1, len(block)), 6))
    return [10, head - 3, head - 1, head, head + 1, *some, len(block) - 6, len(block) - 2, len(block) - 1]


def cut_between(chance):
    """Records cut off before another one, with line ends between them or none."""
    a = Archive(chance)
    for kind in BODIES:
        for end in (CRLF * 2, b"\n", b""):
            body, block = response_to_cut(chance, a, kind)
            for at in places(chance, block):
                # With line ends that may be the block's own, nothing is missing; one in what is packed is
                # data.
                if len(block) - at <= len(end) or (end == b"\n" and BODIES[kind][0]):
                    continue
                a.response(a.uri("cut"), block[:at], cut(body), length=len(block), end=end)
                following = page(chance, "其后")
                a.response(a.uri("next"), http(chance, following), whole(following))
    # Within the head of WARC: there is no record.
    for end in (b"\n", b""):
        a.response(a.uri("head"), http(chance, page(chance, "头")), {"outcome": "failed"})
        a.records[-1] = a.records[-1][:40] + end
        a.wanted[-1]["uri"] = None
        following = page(chance, "其后")
        a.response(a.uri("next"), http(chance, following), whole(following))
    return a


def marked(chance):
    """Records that say themselves that they are not whole."""
    a = Archive(chance)
    for kind in BODIES:
        body, block = response_to_cut(chance, a, kind)
        for at in places(chance, block)[4:]:
            a.response(a.uri("marked"), block[:at], cut(body), fields=[("WARC-Truncated", "length")])
    return a


def cut_at_end(chance, kind):
    """Archives of two pages, the second of which is cut off by their end."""
    body, block = response_to_cut(chance, Archive(chance), kind)
    head = block.index(CRLF * 2) + 4
    for at in places(chance, block):
        a = Archive(chance)
        first = page(chance, "首页")
        a.response(a.uri("first"), http(chance, first), whole(first))
        a.response(a.uri("cut"), block[:at], cut(body), length=len(block), end=b"")
        yield "head" if at < head else "body", a
    for missing in (1, 3, 4):  # of the line ends
        a = Archive(chance)
        a.response(a.uri("last"), block, whole(body))
        a.records[-1] = a.records[-1][:-missing]
        yield "line", a


# ---- packings ----

def zstd(bytes):
    return zstandard.ZstdCompressor(level=3).compress(bytes)


def packings(a):
    yield "plain.warc", b"".join(a.records)
    yield "whole.warc.gz", gzip.compress(b"".join(a.records), mtime=0)
    yield "records.warc.gz", b"".join(gzip.compress(r, mtime=0) for r in a.records)
    yield "frames.warc.zst", b"".join(zstd(r) for r in a.records)


def write(folder, name, a):
    for ending, bytes in packings(a):
        with open(f"{folder}/{name}.{ending}", "wb") as f:
            f.write(bytes)
    with open(f"{folder}/{name}.wanted", "w") as f:
        for want in a.wanted:
            print(json.dumps(want), file=f)


def write_short(folder, chance):
    """Packed files whose own end is cut off: what comes before is whole, and the rest is told."""
    a = Archive(chance)
    bodies = [page(chance, f"第{n}页", 30) for n in range(4)]
    for body in bodies:
        a.response(a.uri("short"), http(chance, body), whole(body))
    for n in range(8):
        for ending, bytes in packings(a):
            with open(f"{folder}/short-{n}.{ending}", "wb") as f:
                f.write(bytes[:chance.randrange(len(bytes) // 8, len(bytes))])
        with open(f"{folder}/short-{n}.wanted", "w") as f:
            for want, body in zip(a.wanted, bodies):
                print(json.dumps({**want, "outcome": "short", "body": body.decode()}), file=f)


def make(folder, seed):
    for generate in (heads, codings, kinds, cut_between, marked):
        write(folder, generate.__name__.replace("_", "-"), generate(random.Random(f"{seed} {generate.__name__}")))
    for kind in BODIES:
        for n, (place, a) in enumerate(cut_at_end(random.Random(f"{seed} {kind}"), kind)):
            write(folder, f"end-in-{place}-{kind}-{n}", a)
    write_short(folder, random.Random(f"{seed} short"))


# ---- checking ----

def fits(want, got, last):
    if want["uri"] != got["source"]["uri"]:
        return False
    if want["outcome"] == "cut":  # what is there is a beginning, and it is told that it is no more
        told = got["outcome"] == "failed" or (got["reason"] and got["skip"] in (None, "nothing-left", "tagless", "no-http-head"))
        return told and (got["outcome"] in ("failed", "skipped") or is_beginning(got["source"]["sha256"], want["body"]))
    if want["outcome"] == "short" and last:  # the same, of the last one that there is
        return got["outcome"] == "failed" or got["source"]["sha256"] == want["sha256"] or (
            got["reason"] and is_beginning(got["source"]["sha256"], want["body"]))
    if want["outcome"] == "short":
        want = {**want, "outcome": "converted"}
    return (got["outcome"] == want["outcome"] and got["skip"] == want.get("skip") and
            ("sha256" not in want or want["sha256"] == got["source"]["sha256"]) and
            (got["outcome"] != "converted" or got["reason"] is None))


def check_file(name, wanted, got):
    short = wanted[0]["outcome"] == "short"
    bad = 0
    if short and got and got[-1]["source"]["uri"] is None and got[-1]["outcome"] == "failed":
        got.pop()  # the head of a record was cut off
    if not short and len(got) != len(wanted):
        print(f"{name}: {len(got)} entries, and {len(wanted)} records")
        bad = 1
    for n, (want, have) in enumerate(zip(wanted, got)):
        if not fits(want, have, n == len(got) - 1):
            print(f"{name}: record {n}: wanted", {**want, "body": None},
                  "got", {k: have[k] for k in ("outcome", "skip", "reason")}, have["source"])
            bad = 1
    return bad


def check(folder, manifest):
    entries, bad = {}, 0
    for line in open(manifest):
        entry = json.loads(line)
        entries.setdefault(os.path.basename(entry["source"]["file"]), []).append(entry)
    for name, got in entries.items():
        wanted = [json.loads(line) for line in open(f"{folder}/{name.split('.')[0]}.wanted")]
        bad |= check_file(name, wanted, got)
    if not entries:
        print("there are no entries")
    return bad or not entries


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else "1")
    else:
        sys.exit(check(sys.argv[2], sys.argv[3]))
