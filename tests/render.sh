#!/bin/bash
# usage: render.sh [PAGE...]      GUIDANG=path of the program
#
# Converts each page (by default all of testdata) to ODT and DOCX, lets LibreOffice print them, and
# compares what is printed with what -t text says; the line about the source, which text has not, is left
# out. Needs soffice and pdftotext.
set -uo pipefail
shopt -s nullglob
export LC_ALL=C.UTF-8 TZ=UTC SOURCE_DATE_EPOCH=1700000000

root=$(cd "$(dirname "$0")/.." && pwd)
guidang=$(realpath -e "${GUIDANG:-$root/build/guidang}") || exit 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

[ $# != 0 ] || set -- "$root"/testdata/*/input.html "$root"/testdata/*/input.txt

# FOLDER/NAME.html is called FOLDER-NAME: cases all have the same file name.
name_of()
{
	local path
	path=$(realpath "$1")
	echo "$(basename "$(dirname "$path")")-$(basename "${path%.*}")"
}

mkdir "$work/odt" "$work/docx"
for page; do
	name=$(name_of "$page")
	"$guidang" --quiet --provenance none -o "$work/odt/$name.odt" "$page"
	"$guidang" --quiet --provenance none -o "$work/docx/$name.docx" "$page"
	"$guidang" --quiet -t text "$page" >"$work/$name.text"
	"$guidang" --quiet -t json "$page" >"$work/$name.json"
done

# One call a format: starting takes longer than printing.
for format in odt docx; do
	soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf \
		--outdir "$work/$format" "$work/$format"/*.$format >"$work/log" 2>&1 || cat "$work/log"
done

for page; do
	name=$(name_of "$page")
	for format in odt docx; do
		printed=$work/$format/$name.pdf
		if pdftotext -layout "$printed" "$printed.txt" 2>"$work/log" &&
			"$root/tests/printed-text.py" "$work/$name.text" "$work/$name.json" "$printed.txt" \
				>"$work/log" 2>&1; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "FAIL $name: $format"
			sed "s|$work/||" "$work/log"
		fi
	done
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
