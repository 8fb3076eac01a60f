#!/bin/bash
# usage: browser.sh [PAGE...]      GUIDANG=path of the program; guidang-audit stands beside it
#                                  SHOTS=FOLDER for pictures of the audit pages
#
# Makes the audit page of each page (by default of those in tests/audit-browser and of some cases of
# testdata) and lets tests/audit-browser look at it in Chromium. Needs chromium, node, npm and
# pdftotext; what it needs of npm is put into BUILD once.
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "$0")/.." && pwd)
guidang=$(realpath -e "${GUIDANG:-$root/build/guidang}")
checker=$(realpath -m "${BUILD:-$root/build}")/browser
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Of every kind: reports with and without faults, plain text, other charsets and languages, fields of
# all sorts, nested tables, nothing but links, broken HTML.
cases=(report-2021 pictures-beside report-2021-wrong-sum seed-text big5-page english-article fields-above
	layout-tables list-page malformed rich-content)
if [ $# = 0 ]; then
	set -- "$root"/tests/audit-browser/*.html
	for case in "${cases[@]}"; do
		set -- "$@" "$root/testdata/$case"/input.*
	done
fi

# What guidang makes of a page, in a folder. Status 3: nothing but chrome, and it is written.
furnish()
{
	local page=$1 folder=$2 status=0
	mkdir "$folder"
	ln -s "$page" "$folder/input.${page##*.}"
	"$guidang" -q -t json --ledger "$folder/ledger.jsonl" "$page" >"$folder/record.json" || status=$?
	[ "$status" = 0 ] || [ "$status" = 3 ]
	status=0
	"$guidang-audit" -o "$folder/audit.html" "$page" || status=$?
	[ "$status" = 0 ] || [ "$status" = 3 ]
}

mkdir -p "$checker"
cp "$root"/tests/audit-browser/*.js* "$checker"
[ -d "$checker/node_modules/playwright-core" ] ||
	npm install --silent --no-fund --no-audit --prefix "$checker"

# FOLDER/input.html is called FOLDER: cases all have the same file name.
folders=()
for page; do
	page=$(realpath -e "$page")
	name=$(basename "${page%.*}")
	[ "$name" != input ] || name=$(basename "$(dirname "$page")")
	furnish "$page" "$work/$name"
	folders+=("$work/$name")
done
node "$checker/check.js" ${SHOTS:+--shots "$SHOTS"} "${folders[@]}"
