#!/bin/bash
# usage: corpus.sh FOLDER      GUIDANG=path of the program
#
# Converts every page in FOLDER to every format, and says where a page does not convert, where the
# books do not balance or a character is lost, where the tree's XML is not valid, or where the way
# over it gives other bytes.
set -uo pipefail
shopt -s nullglob
export LC_ALL=C.UTF-8 TZ=UTC SOURCE_DATE_EPOCH=1700000000

if [ $# != 1 ] || [ ! -d "$1" ]; then
	sed -n '2s/^# //p' "$0" >&2
	exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd)
guidang=$(realpath -e "${GUIDANG:-$root/build/guidang}") || exit 2
formats='text json tree csv odt docx'
limit=60 # for one conversion [s]
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# Counts a check of the page: what went wrong ($1), and the status of what was done.
result()
{
	if [ "$2" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL ${page##*/}: $1"
		head -n 5 "$work/log"
	fi
}

# Whether a format's output can be what it says it is.
is_sane()
{
	case $1 in
	text) iconv -f UTF-8 -t UTF-8 <"$2" && ! grep -qP '[\x00-\x08\x0b\x0e-\x1f]' "$2" ;;
	json) jq -e '.record == 1 and .source.name' "$2" ;;
	tree) xmllint --noout --nonet --huge "$2" ;;
	csv) iconv -f UTF-8 -t UTF-8 <"$2" ;;
	odt | docx) unzip -tqq "$2" ;;
	esac
}

convert()
{
	local format status
	for format in $formats; do
		timeout $limit "$guidang" --quiet -t "$format" "$page" >"$work/1.$format" 2>"$work/log"
		status=$?
		[ $status = 0 ] || [ $status = 3 ]
		result "$format: exit status $status" $?
		[ ! -s "$work/log" ]
		result "$format: errors" $?
		is_sane "$format" "$work/1.$format" >"$work/log" 2>&1
		result "$format: not sane" $?
	done
}

round_trip()
{
	local format
	for format in $formats; do
		timeout $limit "$guidang" --quiet -f tree -t "$format" "$work/1.tree" \
			>"$work/2.$format" 2>"$work/log"
		cmp "$work/1.$format" "$work/2.$format" >>"$work/log" 2>&1
		result "$format: differs by way of the tree" $?
	done
}

books()
{
	"$guidang" --quiet -t csv --ledger "$work/ledger" "$page" >/dev/null 2>&1
	jq -e '.source as $s | .accounting | .unlocated == 0 and .ingested == .kept + .dropped and
		(if $s.charset.used == "utf-8" and $s.charset.by != "bom" and $s.charset.replaced == 0
		then .text + .script + .markup + .comment == $s.bytes else true end)' \
		"$work/1.json" >"$work/log" 2>&1
	result 'the books do not balance' $?
	"$root/tests/kept-text.py" "$page" "$(jq -r .source.charset.used "$work/1.json")" \
		"$work/1.tree" "$work/ledger" >"$work/log" 2>&1
	result 'characters are lost' $?
	"$root/tests/read-back.py" "$work"/1.{json,tree,odt,docx} >"$work/log" 2>&1
	result 'documents hold something else than the record' $?
}

for page in "$1"/*; do
	[ -f "$page" ] || continue
	convert
	round_trip
	books
	xmllint --noout --nonet --huge --relaxng "$root/docs/tree.rng" "$work/1.tree" 2>"$work/log"
	result 'the tree is not valid' $?
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
