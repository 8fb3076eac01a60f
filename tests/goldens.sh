#!/bin/bash
# usage: goldens.sh [--accept] [CASE...]      GUIDANG=path of the program
#
# Converts every case and compares with what is accepted; says what differs, and how many checks
# passed. --accept writes the goldens anew: read them before they are committed.
#
# A case is a folder: testdata/NAME with an input.html or input.txt, or testdata/filters/FILTER/NAME
# with an input.xml, a tree that this one filter is run on. What is in a folder is checked; there is
# no list. expected.csv is checked where it exists.
set -uo pipefail
shopt -s nullglob
export LC_ALL=C.UTF-8 TZ=UTC SOURCE_DATE_EPOCH=1700000000

root=$(cd "$(dirname "$0")/.." && pwd)
guidang=$(realpath -e "${GUIDANG:-$root/build/guidang}") || exit 2
formats='text json tree csv odt docx'
start=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
accept='' passed=0 failed=0

# Counts a check: its name, and the status of what was done.
result()
{
	if [ "$2" = 0 ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $case_name: $1"
	fi
}

# Compares what came ($2) with the golden ($1), or makes it the golden.
golden()
{
	if [ "$accept" ]; then
		cp "$2" "$1"
		return
	fi
	diff -u --label "$1" --label came "$1" "$2" >"$work/diff" 2>&1
	result "$1" $?
	[ ! -s "$work/diff" ] || head -n 40 "$work/diff"
}

# expected.exit stands only where the status is not 0.
golden_exit()
{
	[ "$1" = 0 ] && [ "$accept" ] && rm -f expected.exit
	[ "$1" = 0 ] && [ ! -e expected.exit ] && return
	echo "$1" >"$work/exit"
	golden expected.exit "$work/exit"
}

page_goldens()
{
	"$guidang" --verbose -t json --ledger "$work/ledger" "$input" >"$work/json" 2>"$work/diag"
	golden_exit $?
	jq . "$work/json" >"$work/pretty" 2>&1
	golden expected.json "$work/pretty"
	golden expected.txt "$work/1.text"
	golden expected.tree.xml "$work/1.tree"
	golden expected.diag "$work/diag"
	golden expected.ledger.jsonl "$work/ledger"
	[ ! -e expected.csv ] || golden expected.csv "$work/1.csv"
}

# Converts input $2 with options $3... to $work/$1.FORMAT, for every format.
convert()
{
	local name=$1 file=$2 format
	shift 2
	for format in $formats; do
		"$guidang" --quiet "$@" -t "$format" "$file" >"$work/$name.$format"
	done
}

same_in_all_formats()
{
	local format
	for format in $formats; do
		[ "$format" = csv ] || [ -s "$work/1.$format" ] && cmp -s "$work/1.$format" "$work/2.$format"
		result "$1: $format" $?
	done
}

# Unpacks the document (which tests it, as unzip -t does) and reads every part of it.
office_parts()
{
	rm -rf "$work/parts"
	unzip -qq -d "$work/parts" "$work/1.$1" >"$work/log" 2>&1
	result "$1: a whole package" $?
	find "$work/parts" -name '*.xml' -o -name '*.rels' | sort >"$work/log" 2>&1
	[ -s "$work/log" ] && xargs -d '\n' xmllint --noout --nonet <"$work/log"
	result "$1: its parts are well-formed" $?
}

# And what is no text is markup: all of the page is entered, where it was not recoded.
books='.source as $s | .accounting | .unlocated == 0 and .ingested == .kept + .dropped and
	(if $s.charset.used == "utf-8" and $s.charset.by != "bom" and $s.charset.replaced == 0
	then .text + .script + .markup + .comment == $s.bytes else true end)'

page_invariants()
{
	convert 2 "$input"
	same_in_all_formats 'converted twice'
	convert 2 "$work/1.tree" -f tree
	same_in_all_formats 'by way of the tree'
	xmllint --noout --nonet --relaxng "$root/docs/tree.rng" "$work/1.tree" 2>"$work/log"
	result 'the tree is valid' $?
	jq -e "$books" "$work/1.json" >"$work/log"
	result 'the books balance' $?
	jq -e '[.. | objects | select(.runs) | (.runs | map(.text) | add) == .text] | all' \
		"$work/1.json" >"$work/log"
	result 'runs are the text' $?
	office_parts odt
	office_parts docx
	"$root/tests/read-back.py" "$work"/1.{json,tree,odt,docx} >"$work/log" 2>&1
	result 'documents hold what the record holds' $?
	"$root/tests/kept-text.py" "$input" "$(jq -r .source.charset.used "$work/1.json")" \
		"$work/1.tree" "$work/ledger"
	result 'every character is kept or in the ledger' $?
}

page_case()
{
	convert 1 "$input"
	page_goldens
	[ "$accept" ] || page_invariants
}

filter_case()
{
	local filter=${case_name#filters/}

	"$guidang" --quiet -f tree --filters "${filter%/*}" -t tree "$input" >"$work/tree"
	golden_exit $?
	golden expected.xml "$work/tree"
}

run_case()
{
	case_name=$1
	if ! cd "$start" || ! cd "$1"; then
		result "no such case" 1
		return
	fi
	case_name=${PWD#"$root/testdata/"}
	input=$(echo input.*)
	case $input in
	input.html | input.txt) page_case ;;
	input.xml) filter_case ;;
	*) result 'no input' 1 ;;
	esac
}

if [ "${1-}" = --accept ]; then
	accept=1
	shift
fi
if [ $# = 0 ]; then
	set -- "$root"/testdata/*/input.* "$root"/testdata/filters/*/*/input.xml
	set -- "${@%/*}"
fi
for folder; do
	[ -d "$folder" ] || folder=$root/testdata/$folder
	run_case "${folder%/}"
done
[ ! "$accept" ] || echo "accepted; read what git diff shows"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
