#!/usr/bin/env python3
# usage: large-warc.py MEGABYTES PAGE... >WARC
#
# Writes a WARC of that size (10^6 bytes) from pages, again and again, as a crawl of a portal would be:
# no two pages are the same, each stands in a portal's chrome, some are long, and pictures lie between. The
# heads of a record are as long as those of crawls, 600 to 3,000 bytes.
import random
import sys

SECONDS = "2023-05-06T07:08:09Z"
LONG = 37  # every so many pages, one has its content many times: no divisor of how many pages there are


def fields(chance, size):
    """As servers and crawlers add them: policies, cookies, digests."""
    out = b""
    while len(out) < size:
        out += b"X-Field-%d: %s\r\n" % (chance.randrange(100), chance.randbytes(chance.randrange(10, 90)).hex().encode())
    return out


def record(out, chance, number, kind, uri, content_type, body):
    http = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n" % (content_type, len(body))
    http += fields(chance, chance.randrange(220, 2000)) + b"\r\n"
    out.write(b"WARC/1.1\r\nWARC-Type: %s\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%012d>\r\n" % (kind, number))
    out.write(b"WARC-Date: %s\r\nWARC-Target-URI: %s\r\n" % (SECONDS.encode(), uri.encode()))
    out.write(b"Content-Type: application/http; msgtype=response\r\n" + fields(chance, chance.randrange(60, 400)))
    out.write(b"Content-Length: %d\r\n\r\n" % (len(http) + len(body)))
    out.write(http + body + b"\r\n\r\n")
    return len(http) + len(body)


def chrome(chance):
    links = "".join(
        f'<li><a href="/c{chance.randrange(10**6)}/index.html">Channel {chance.randrange(10**6)}</a></li>'
        for _ in range(120)
    )
    script = f"<script>var visits=[{','.join(str(chance.randrange(10**9)) for _ in range(1200))}];</script>"
    return f'<div class="nav"><ul>{links}</ul></div>{script}'.encode()


def vary(page, number, chance):
    if b"\0" in page[:100]:  # UTF-16: its bytes are no ASCII
        return page
    page = page.replace(b"</p>", b" %d.</p>" % number)
    if number % LONG == 0:
        page = page * 30
    return page + chrome(chance)


def main():
    left = int(sys.argv[1]) * 10**6
    pages = [open(name, "rb").read() for name in sys.argv[2:]]
    chance = random.Random(1)  # the same archive every time
    number = 0
    while left > 0:
        number += 1
        uri = f"http://portal.example/p/{number}"
        left -= record(
            sys.stdout.buffer, chance, number, b"response", uri + ".html", b"text/html",
            vary(pages[number % len(pages)], number, chance),
        )
        if number % 10 == 0:
            left -= record(
                sys.stdout.buffer, chance, 10**9 + number, b"response", uri + ".jpg", b"image/jpeg",
                b"\xff\xd8\xff\xe0" + chance.randbytes(100000),
            )


main()
