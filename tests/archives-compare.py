#!/usr/bin/env python3
# usage: archives-compare.py MANIFEST OTHER      OTHER: lines of warcio-records.mjs
#
# Whether both readers find the same responses in each archive: address by address, in order, and of the
# same status and media type; and says what became of them. warcio takes archives as they should be, so where
# guidang tells of damage, a head without an end included, by rule:
#   - up to the first damage both must agree;
#   - behind it warcio may have lost its place: what it still finds, guidang must have found too, in that order.
# What else may differ:
#   - guidang escapes bytes that are no UTF-8 and control characters, warcio replaces or keeps them;
#   - a revisit has the type of what it refers to, where that is here;
#   - warcio loses count of line ends between records: it takes the version's line for none, and the first
#     field for that line (then a record has no type), or nothing for a record (then it has no address either);
#   - warcio does not read a field that begins in the line behind its name: a record of which only other
#     fields are known stands for any;
#   - of a field that is there twice guidang has the first, warcio both;
#   - guidang has no address where the head of a record is damaged: warcio may have read one;
#   - warcio drops a field whose value its own Headers refuse: then it has no type.
import collections
import json
import os
import re
import sys

# Records that are no captures: neither reader has anything to convert in them.
OTHERS = {"warcinfo", "request", "metadata", "conversion"}
HEADLESS = {"no-http-head", "long-http-head", "protocol"}


def address(uri):
    uri = re.sub(r"^<(.*)>$", r"\1", (uri or "").strip())
    return re.sub(r"(%[89A-Fa-f][0-9A-Fa-f]|[^\x20-\x7e])+", "?", uri)


def media_type(value):
    return re.split(r"[;,\s]", (value or "").strip().lower())[0]


def became(entry):
    return f"skipped: {entry['skip']}" if entry["outcome"] == "skipped" else entry["outcome"]


def is_damage(entry):
    return entry["outcome"] == "failed" or entry["skip"] == "no-http-head" or "cut off in its archive" in (entry["reason"] or "")


def read(manifest, other):
    ours, theirs = collections.defaultdict(list), collections.defaultdict(list)
    for line in open(manifest):
        entry = json.loads(line)
        if entry["skip"] != "record-type":
            ours[os.path.basename(entry["source"]["file"])].append(entry)
    for line in open(other):
        record = json.loads(line)
        if (record.get("kind") or "").split(",")[0].lower() not in OTHERS:
            theirs[record["file"]].append(record)
    return ours, theirs


def fits(entry, record):
    status, declared = record.get("status"), media_type(record.get("type"))
    kept = entry["outcome"] in ("converted", "joined", "nothing-found")
    if record["any"]:
        return None
    if address(entry["source"]["uri"]) != address(record.get("uri")):
        return "another address"
    if entry["outcome"] == "failed" or entry["skip"] in HEADLESS:
        return None
    if kept and status not in (None, 200) and record["kind"].lower() != "revisit":
        return f"converted, of status {status}"
    if entry["skip"] in ("redirect", "error-status", "other-status") and f"status {status}" not in entry["reason"]:
        return f"another status: {status}"
    if declared and record["kind"].lower() in ("response", "resource") and (entry["source"]["type"] or "") != declared:
        return f"another type: {declared}"
    return None


def known(theirs, ours):
    """Without the records whose type warcio did not read and that are no captures of ours."""
    kept = []
    for record in theirs:
        at = len(kept)
        any_of_ours = not record["kind"] and not record["uri"] and record["type"]
        if record["kind"] or any_of_ours or (at < len(ours) and address(ours[at]["source"]["uri"]) == address(record["uri"])):
            kept.append({**record, "kind": record["kind"] or "", "any": bool(any_of_ours)})
    return kept


def compare(name, ours, theirs):
    damage = next((n for n, entry in enumerate(ours) if is_damage(entry)), None)
    bad = []
    if any("error" in record for record in theirs) and damage is None:
        bad.append(f"warcio gave up: {theirs[-1]['error']}")
    theirs = known([record for record in theirs if "error" not in record], ours)
    sure = len(ours) if damage is None else damage
    if damage is None and len(ours) != len(theirs):
        bad.append(f"{len(ours)} captures, and {len(theirs)} of warcio's")
    for entry, record in zip(ours[:sure], theirs):
        why = fits(entry, record)
        if why:
            bad.append(f"{why}: {record} and {became(entry)} {entry['source']}")
    rest = iter(ours[sure:])
    for record in theirs[sure:]:
        if damage is not None and record.get("uri") and not any(
                entry["outcome"] == "failed" and not entry["source"]["uri"] or
                address(entry["source"]["uri"]) == address(record["uri"]) for entry in rest):
            bad.append(f"behind damage: not there: {record['uri']}")
    for why in bad:
        print(f"{name}: {why}")
    return not bad


def main():
    ours, theirs = read(*sys.argv[1:3])
    names = sorted(set(ours) | set(theirs))
    good = [compare(name, ours[name], theirs[name]) for name in names]
    counts = collections.Counter(became(entry) for entries in ours.values() for entry in entries)
    print(f"{len(names)} archives, {sum(counts.values())} captures, {sum(map(len, theirs.values()))} of warcio's: " +
          ", ".join(f"{n} {what}" for what, n in sorted(counts.items())))
    sys.exit(not all(good))


main()
