#!/usr/bin/env python3
"""usage: check-warc.py FILE MANIFEST     whether a WARC holds what a batch gave

By ISO 28500:2017 (WARC 1.1) alone: a member of gzip a record, the fields that a record must and may not
have, digests. MANIFEST is the batch's: each document of a record of a web archive is there once.
"""
import hashlib
import json
import re
import sys
import zlib

faults = []
records = []
data = open(sys.argv[1], "rb").read()


def fault(what):
    faults.append(what)


def members(rest):
    while rest:
        unpack = zlib.decompressobj(31)
        whole = unpack.decompress(rest)
        if not unpack.eof:
            fault("the last member has no end")
        yield whole
        rest = unpack.unused_data


def parse(rest):
    """The first record, and what follows it."""
    head, _, rest = rest.partition(b"\r\n\r\n")
    lines = head.decode("utf-8").split("\r\n")
    if lines[0] != "WARC/1.1":
        fault(f"begins with {lines[0]}")
    fields = [line.split(": ", 1) for line in lines[1:]]
    if len({name for name, _ in fields}) < len(fields):
        fault("a field is there twice (5.1)")
    record = dict(fields)
    length = int(record["Content-Length"])
    record["block"] = rest[:length]
    if rest[length:length + 4] != b"\r\n\r\n":
        fault(f"{record['WARC-Record-ID']} does not end with two lines")
    return record, rest[length + 4:]


if sys.argv[1].endswith(".gz"):
    for member in members(data):
        record, rest = parse(member)
        if rest:
            fault("a member has more than a record (annex D)")
        records.append(record)
else:
    while data:
        record, data = parse(data)
        records.append(record)

ids = [record["WARC-Record-ID"] for record in records]
if len(set(ids)) < len(ids):
    fault("an id is there twice (5.2)")
for record in records:
    if not re.fullmatch(r"<urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}>",
                        record["WARC-Record-ID"]):
        fault(record["WARC-Record-ID"])
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", record["WARC-Date"]):
        fault(f"WARC-Date: {record['WARC-Date']}")

info = records[0]
if info["WARC-Type"] != "warcinfo" or info["Content-Type"] != "application/warc-fields":
    fault("does not begin with a warcinfo record")
if "WARC-Target-URI" in info or "WARC-Refers-To" in info:
    fault("what a warcinfo record has not (5.11, 5.12)")
if not all(re.fullmatch(r"[a-zA-Z]+: .+", line) for line in info["block"].decode().split("\r\n")[:-1]):
    fault("no fields in the warcinfo record")

wanted = []
for line in open(sys.argv[2], encoding="utf-8"):
    entry = json.loads(line)
    record = entry["source"]["record"]
    if record and re.match(r"[a-z]+:", record) and entry["source"]["uri"]:
        wanted += [(f"<{record}>", entry["source"]["uri"], "sha256:" + output["sha256"])
                   for output in entry["outputs"]]
got = []
for record in records[1:]:
    digest = "sha256:" + hashlib.sha256(record["block"]).hexdigest()
    got.append((record["WARC-Refers-To"], record["WARC-Target-URI"], digest))
    if record["WARC-Type"] != "conversion":
        fault(record["WARC-Type"])
    if record["WARC-Block-Digest"] != digest or record["WARC-Payload-Digest"] != digest:
        fault(f"{record['WARC-Record-ID']}: another digest")
    if record["WARC-Warcinfo-ID"] != info["WARC-Record-ID"]:
        fault(f"{record['WARC-Record-ID']}: of another file")
    if not re.fullmatch(r"[a-z]+/[a-z0-9.+-]+(; charset=utf-8)?", record["Content-Type"]):
        fault(record["Content-Type"])
    for name in ("WARC-Concurrent-To", "WARC-IP-Address", "WARC-Refers-To-Target-URI", "WARC-Refers-To-Date"):
        if name in record:
            fault(f"a conversion record has {name}")
if got != wanted:
    fault(f"{len(wanted)} documents, and not the {len(got)} that are here")

print("\n".join(faults))
sys.exit(bool(faults))
