#!/bin/bash
# usage: score.sh     (GUIDANG, BUILD, SHARED as make sets them)
#
# Scores guidang's JSON records of real pages against gold records, and compares with tests/floors.json.
# Pages and scorer are kept beside the checkout, in $SHARED; where they are not, there is nothing to do.
set -euo pipefail

scorer=$SHARED/tools/score.py
if ! [ -e "$scorer" ]; then
	echo "score: skipped, there is no $scorer"
	exit 0
fi
python3 "$scorer" --json "$BUILD/score.json" -- "$GUIDANG" -q -t json '{}' >"$BUILD/score.tsv"
awk -F '\t' '/^(page|MEAN)/ { for (i = 1; i <= NF; i++) printf(i == 1 ? "%-20s" : "%-12s", $i); print "" }' \
	"$BUILD/score.tsv"
tests/score-floors.py "$BUILD/score.json"
