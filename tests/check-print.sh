#!/bin/bash
# usage: check-print.sh [FOLDER]      GUIDANG=path of the program
#
# Makes pages (print-pages.py), converts them to ODT and DOCX, lets LibreOffice print them, and measures
# what is printed (print-measure.py), without the line about the source: lines, characters, page numbers, tables, signatures;
# compares it with what -t text says (printed-text.py): no character is missing; and looks at
# the tags of a PDF/UA (print-tags.py). With a FOLDER,
# pictures of the printed pages are left there. Needs soffice, pdftotext and pdftoppm, and the fonts that
# print-fonts.conf names.
set -uo pipefail
shopt -s nullglob
export LC_ALL=C.UTF-8 TZ=UTC SOURCE_DATE_EPOCH=1700000000

root=$(cd "$(dirname "$0")/.." && pwd)
guidang=$(realpath -e "${GUIDANG:-$root/build/guidang}") || exit 2
pictures=${1:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export FONTCONFIG_FILE=$root/tests/print-fonts.conf

"$root/tests/print-pages.py" "$work" || exit 2
mkdir "$work/odt" "$work/docx"
for page in "$work"/*.html; do
	name=$(basename "${page%.html}")
	for format in odt docx; do
		"$guidang" --quiet --provenance none -o "$work/$format/$name.$format" "$page" || exit 1
	done
	"$guidang" --quiet -t text "$page" >"$work/$name.text" || exit 1
	"$guidang" --quiet -t json "$page" >"$work/$name.json" || exit 1
done

# One call a format: starting takes longer than printing.
for format in odt docx; do
	soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf \
		--outdir "$work/$format" "$work/$format"/*.$format >"$work/log" 2>&1 || cat "$work/log"
	for printed in "$work/$format"/*.pdf; do
		pdftotext -bbox "$printed" "${printed%.pdf}.xhtml" || exit 1
	done
done

# What is printed is what the record says.
unlike=0
for page in "$work"/*.html; do
	name=$(basename "${page%.html}")
	for format in odt docx; do
		pdftotext -layout "$work/$format/$name.pdf" "$work/$format/$name.txt" &&
			"$root/tests/printed-text.py" "$work/$name.text" "$work/$name.json" \
				"$work/$format/$name.txt" >"$work/log" 2>&1 && continue
		unlike=$((unlike + 1))
		echo "FAIL $format/$name: its text"
		sed "s|$work/||" "$work/log"
	done
done

if [ -n "$pictures" ]; then
	mkdir -p "$pictures"
	for printed in "$work"/*/*.pdf; do
		name=$(basename "${printed%.pdf}")-$(basename "$(dirname "$printed")")
		pdftoppm -r 60 -png "$printed" "$pictures/$name"
	done
fi

# The same with tags, as PDF/UA wants them.
for format in odt docx; do
	soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to \
		'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"}}' \
		--outdir "$work/tagged/$format" "$work/$format/tagged.$format" >"$work/log" 2>&1 || cat "$work/log"
done
"$root/tests/print-tags.py" "$work"/tagged/*/tagged.pdf 2>&1
tags=$?

"$root/tests/print-measure.py" "$work/odt" "$work/docx" && [ $tags = 0 ] && [ $unlike = 0 ]
