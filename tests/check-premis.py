#!/usr/bin/env python3
"""usage: check-premis.py FOLDER     whether premis.xml tells of all in a batch's folder, and truly

premis.rng has the form; this has what a schema cannot say: that links lead somewhere, that nothing has
two identifiers or the same, that sizes and digests are those of the files.
"""
import hashlib
import os
import sys
import xml.etree.ElementTree as ET

NS = "{http://www.loc.gov/premis/v3}"
folder = sys.argv[1]
root = ET.parse(os.path.join(folder, "premis.xml")).getroot()
faults = []


def texts(element, name):
    return [found.text for found in element.iter(NS + name)]


def declared(element, name):
    return [value for child in root.findall(NS + element)
            for value in texts(child, name)[:1]]


objects = declared("object", "objectIdentifierValue")
events = declared("event", "eventIdentifierValue")
agents = declared("agent", "agentIdentifierValue")
for ids in (objects, events, agents):
    if len(set(ids)) < len(ids):
        faults.append("an identifier is there twice")
for name, ids in (("relatedObjectIdentifierValue", objects), ("relatedEventIdentifierValue", events),
                  ("linkingObjectIdentifierValue", objects), ("linkingAgentIdentifierValue", agents)):
    faults += [f"{name} {value} leads nowhere" for value in texts(root, name) if value not in ids]

told = {}
for element in root.findall(NS + "object"):
    name = texts(element, "originalName")
    if name and (element.find(NS + "relationship") is not None or name == ["manifest.jsonl"]):
        told[name[0]] = (int(texts(element, "size")[0]), texts(element, "messageDigest")[0])
found = {}
for where, _, names in os.walk(folder):
    for name in names:
        path = os.path.join(where, name)
        with open(path, "rb") as file:
            content = file.read()
        found[os.path.relpath(path, folder)] = (len(content), hashlib.sha256(content).hexdigest())
found.pop("premis.xml")
if told != found:
    faults.append(f"not the files that are there: {set(told.items()) ^ set(found.items())}")

print("\n".join(faults))
sys.exit(bool(faults))
