#!/bin/bash
# usage: reader.sh [FOLDER...]     (GUIDANG, BUILD as make sets them; PARSE5: folder into which npm put parse5;
#                                  SOUPS: how many random pages, 5,000)
#
# All text that a parser of the HTML standard finds in a page is in the tree, in order and in the same kinds of
# block: in testdata, in random pages, which stay in BUILD/soups, and in the pages of each FOLDER.
set -uo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "$0")/.." && pwd)
soups=${BUILD:-$root/build}/soups
rm -rf "$soups"
"$root/tests/soups.py" --count "${SOUPS:-5000}" "$soups" || exit 1
"$root/tests/second-reader.py" --chain ${PARSE5:+--parse5 "$PARSE5"} "$root/testdata" "$soups" "$@"
