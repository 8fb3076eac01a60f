#!/usr/bin/env python3
# usage: archivematica.py SIP PURPOSE PAGE NORMALISE VERIFY EVENT-DETAIL
#
# Runs a normalisation command and those that belong to it as Archivematica's MCPClient does (normalize.py
# and transcoder.py of 1.13 to 1.17): variables are replaced in the text of the script, whatever the
# quotes around them, a line for bash is put before it, and it runs as a file. PURPOSE is "preservation"
# or "access". Prints what becomes the event's detail; the exit status is that of the command that failed.
import os
import subprocess
import sys
import tempfile
import uuid

FILE_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "file"))
TASK_ID = str(uuid.uuid5(uuid.NAMESPACE_URL, "task"))
OUTPUT_LOCATION = "%outputDirectory%%prefix%%fileName%%postfix%.odt"


def variables(sip, purpose, page):
    directory, base = os.path.split(page)
    name, extension = os.path.splitext(base)
    preservation = purpose == "preservation"
    prefix = "" if preservation else FILE_ID + "-"
    postfix = "-" + TASK_ID if preservation else ""
    folder = directory + os.sep if preservation else os.path.join(sip, "DIP", "objects", "")
    return {
        "%SIPDirectory%": sip,
        "%currentLocation%": page,
        "%fileDirectory%": directory,
        "%inputFile%": page,
        "%fileFullName%": page,
        "%fileName%": name,
        "%fileExtension%": extension[1:],
        "%fileExtensionWithDot%": extension,
        "%fileUUID%": FILE_ID,
        "%outputDirectory%": folder,
        "%prefix%": prefix,
        "%postfix%": postfix,
        "%outputFileName%": prefix + name + postfix,
        "%outputFilePath%": os.path.join(folder, prefix + name + postfix),
    }


def replace(text, values):
    for key, value in values.items():
        text = text.replace(key, value)
    return text


def run(script, values):
    with open(script, encoding="utf-8") as f:
        text = "#!/bin/bash\n" + replace(f.read(), values)
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, str(uuid.uuid4()))
        with open(path, "w", encoding="utf-8") as f:
            f.write(text)
        os.chmod(path, 0o770)
        done = subprocess.run([path], input="", capture_output=True, text=True, check=False)
    sys.stderr.write(done.stderr)
    if done.returncode:
        sys.stderr.write(done.stdout)
        sys.exit(done.returncode)
    return done.stdout


def main():
    sip, purpose, page, normalise, verify, event_detail = sys.argv[1:]
    values = variables(sip, purpose, page)
    values["%outputLocation%"] = replace(OUTPUT_LOCATION, values)
    run(normalise, values)
    run(verify, values)
    detail = run(event_detail, values)
    if not os.path.isfile(values["%outputLocation%"]):
        sys.exit("output file does not exist")
    print(values["%outputLocation%"])
    print(detail, end="")


main()
