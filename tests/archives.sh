#!/bin/bash
# usage: archives.sh     (GUIDANG, SHARED as make sets them; WARCIO: warcio of npm, where it is there)
#
# Nothing of an archive is lost without a word. Archives made by their grammar (archive-grammar.py): what
# must become of each record does, and all four packings give the same documents. And a reader that is not
# ours: in these, in those of testdata and in those of $SHARED/archives, warcio finds the same captures, each
# of which is converted, no page by its type, or skipped for a reason (archives-compare.py has what may differ).
set -uo pipefail
export LC_ALL=C.UTF-8

guidang=$(realpath "${GUIDANG:-build/guidang}")
shared=$(realpath -m "${SHARED:-../shared}")
# Its command is in a folder beside its package.
warcio=$(realpath -m "$(dirname "${WARCIO:-none}")/../warcio")
tests=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=tests/try.sh
. "$tests/try.sh"
cd "$work" || exit 1

# The interpreter for which Debian has the codings.
python=/usr/bin/python3

# Reads archives into folder $1. Status 0, 1 or 3: some are damaged, and some of their pages cut short.
convert()
{
	"$guidang" -q -t text -d "$@" 2>said
	case $? in 0 | 1 | 3) ;; *) cat said && return 1 ;; esac
}

# What became of each record, without its place; faults are told otherwise where members end. Of files whose
# own end is cut off each packing has something else.
outcomes()
{
	jq -c 'select(.source.file | contains("/short-") | not) | del(.source.file, .source.offset) |
		if .outcome == "failed" then del(.reason) else . end' "$1/manifest.jsonl"
}

# ---- made by their grammar ----

mkdir made
try 'archives are made' "$python" "$tests/archive-grammar.py" make made
for packing in plain.warc whole.warc.gz records.warc.gz frames.warc.zst; do
	try "$packing: is read" convert "$packing" made/*."$packing"
	try "$packing: each record is accounted for" "$python" "$tests/archive-grammar.py" check made "$packing/manifest.jsonl"
	outcomes "$packing" >"$packing.outcomes"
	[ "$packing" = plain.warc ] || try "$packing: the same as plain" cmp plain.warc.outcomes "$packing.outcomes"
done
"$guidang" -d told -t text made/kinds.plain.warc 2>said
try 'one warning an archive' test "$(grep -c 'could be pages were skipped' said)" = 1
try 'it has all that could be a page' grep -q ' 12 records that could be pages were skipped: ' said
"$guidang" -v -d told -t text --resume made/kinds.plain.warc 2>said
try 'so it is told when nothing is left to do' grep -q ' 12 records that could be pages were skipped: ' said
"$guidang" -v -d each -t text made/kinds.plain.warc 2>said
try '-v tells each' test "$(grep -c ': note: ' said)" = "$(jq 'select(.skip)' each/manifest.jsonl | grep -c '"skip"')"

# ---- a reader that is not ours ----

# compare NAME ARCHIVE...: what both readers find. warcio waits for ever for the rest of an archive that ends
# within a record: then it is ended, and that is a failure.
compare()
{
	local name=$1
	shift
	convert "$name.read" "$@" &&
		timeout 300 node "$tests/warcio-records.mjs" "$warcio" "$@" >"$name.other" &&
		"$python" "$tests/archives-compare.py" "$name.read/manifest.jsonl" "$name.other" >"$name.said"
	local status=$?
	cat "$name.said"
	return $status
}

# Web archives below a folder that warcio reads: no Zstandard.
archives_of()
{
	find "$1" -name '*.warc' -o -name '*.warc.gz' -o -name '*.warc.gz.bad' | sort
}

if [ -e "$warcio/dist/index.js" ]; then
	rm -f made/*.zst made/end-in-head-* made/end-in-body-* made/short-*
	mapfile -t files < <(archives_of made)
	try 'made: the same captures' compare made-by-grammar "${files[@]}"
	mapfile -t files < <(archives_of "$tests/../testdata")
	try 'testdata: the same captures' compare testdata "${files[@]}"
	if [ -d "$shared/archives" ]; then
		mapfile -t files < <(archives_of "$shared/archives")
		try 'archives of others: the same captures' compare others "${files[@]}"
	else
		echo "archives: those of others: skipped, there is no $shared/archives"
	fi
	tail -qn 1 ./*.said
else
	echo 'archives: warcio: skipped, it is not there'
fi
add_up
