#!/bin/bash
# usage: verify.sh     (GUIDANG as make sets it)
#
# Whether guidang-verify passes what is right and catches what is not.
set -uo pipefail
export LC_ALL=C.UTF-8

guidang=$(realpath "${GUIDANG:-build/guidang}")
source=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/try.sh
. "$source/tests/try.sh"
cd "$work" || exit 1

# caught WHAT: a fresh copy of the batch, changed by standard input's commands, is told of so.
caught()
{
	rm -rf filed && cp -r good filed && (cd filed && bash -euo pipefail) || return
	"$guidang-verify" filed >said
	[ $? = 1 ] && grep -q "$1" said || { cat said && false; }
}

# Replaces text in a file of a package, and makes the manifest agree: only reading can tell.
forge()
{
	cat <<-EOF
		mkdir unpacked && cd unpacked && unzip -q ../report.$1
		sed -i '$3' '$2'
		zip -q -X ../new.zip -r . && cd .. && rm -r unpacked && mv new.zip report.$1
		sum=\$(sha256sum <report.$1 | cut -d' ' -f1) size=\$(stat -c %s report.$1)
		jq -c --arg sum "\$sum" --argjson size "\$size" '.outputs |= map(if .path == "report.$1"
			then .sha256 = \$sum | .bytes = \$size else . end)' manifest.jsonl >m && mv m manifest.jsonl
	EOF
}

mkdir pages
cp "$source/testdata/report-2021/input.html" pages/report.html
cp "$source/testdata/short-notice/input.html" pages/notice.html
"$guidang" -q -d good -t odt,docx,text --name '{stem}' pages
try 'what is right' "$guidang-verify" good
try 'what is right, without sources' "$guidang-verify" --without-sources good
for archive in "$source"/testdata/archives/{crawl.warc.gz,crawl.wacz,page.mhtml,site.zip,site.tar,complete}; do
	name=$(basename "$archive")
	"$guidang" -q -d "from-$name" -t odt,docx "$archive"
	try "$name" "$guidang-verify" "from-$name"
done

"$guidang-catalogue" good -o list.odt
"$guidang-catalogue" good -o list.docx
try 'a list is across' grep -q 'page-width="841.90pt" [^>]*"landscape"' <<<"$(unzip -p list.odt styles.xml)"
try 'a list is across, in DOCX' grep -q 'w:orient="landscape"' <<<"$(unzip -p list.docx word/document.xml)"
try 'a list is of no file' grep -qv '源文件' <<<"$(unzip -p list.odt content.xml | tr -d '\n')"

# Pictures beside pages in folders; names that XML and JSON do not know; "#" in names.
mkdir -p site/pages site/images 'site/a#b'
cp "$source"/testdata/archives/complete/1_files/*.png site/images/p.png
sed 's,</h1>,&<p><img src="../images/p.png" width="99" height="99"></p>,' "$source/testdata/short-notice/input.html" \
	>site/pages/notice.html
cp pages/notice.html "$(printf 'site/\320\302\033%%41.html')"
cp "$source/testdata/archives/crawl.warc" 'site/a#b'
(cd site && zip -q -r 'a#b.zip' 'a#b')
"$guidang" -q -d from-site -t odt,docx --premis site
try 'pictures elsewhere in the folder, and any names' "$guidang-verify" from-site
for odt in from-site/*.odt; do unzip -l "$odt"; done >said
try 'a picture elsewhere in the folder is there' grep -q Pictures/ said
for odt in from-site/*.odt; do unzip -p "$odt" content.xml | xmllint --noout - || echo "$odt"; done >said 2>&1
try 'XML with any names' test ! -s said
try 'PREMIS with any names' xmllint --noout from-site/premis.xml
try 'resumed with any names' "$guidang" -q -d from-site -t odt,docx --resume site

"$guidang" -q -d plain -t odt,docx,text --layout plain --provenance none --columns 40 pages
try 'options of writing, given again' "$guidang-verify" --layout plain --provenance none --columns 40 plain
"$guidang-verify" plain >said
try 'options of writing, forgotten' grep -q 'not what its source gives now' said

try 'a changed byte' caught 'report.odt: has changed' <<<'printf x | dd of=report.odt bs=1 seek=999 conv=notrunc'
try 'a file that is gone' caught 'report.txt: No such file' <<<'rm report.txt'
try 'a stranger' caught 'stranger: is not in the manifest' <<<'touch stranger'
try 'a stale manifest' caught 'report.odt: has changed' <<<'sed -i "s/\"sha256\":\"[0-9a-f]\{8\}/\"sha256\":\"00000000/g" manifest.jsonl'
try 'a title that was changed' caught 'not as in the manifest' <<<'sed -i "s/\"title\":\"/&x/" manifest.jsonl'
for format in odt docx; do
	file=content.xml
	[ $format = docx ] && file=word/document.xml
	try "$format: a lost paragraph" caught 'a paragraph is not there' < <(forge $format $file 's/平台建设//')
	try "$format: swapped cells" caught 'not as in the page' < \
		<(forge $format $file 's/>信息内容</>#</g; s/>本年制发件数</>信息内容</g; s/>#</>本年制发件数</g')
	try "$format: bytes of its own" caught 'not what its source gives now' < <(forge $format $file 's/平台建设//')
	try "$format: broken XML" caught 'no well-formed XML' < <(forge $format $file 's/<\/[a-z:]*document[a-z-]*>//')
done
rm -rf filed && cp -r from-complete filed
(cd filed && zip -q -d "$(ls ./*.odt | head -n 1)" 'Pictures/*')
"$guidang-verify" --without-sources filed >said
try 'a missing image' grep -q 'is not in it\|in its manifest and not in it' said
echo '<p>another page' >pages/report.html
"$guidang-verify" good >said
try 'a source that has changed' grep -q 'the source has changed' said
rm pages/report.html
"$guidang-verify" good >said
try 'a source that is gone' grep -q 'cannot be read here' said
try 'no manifest' sh -c '"$0-verify" pages; [ $? = 1 ]' "$guidang"
try 'no folder' sh -c '"$0-verify"; [ $? = 2 ]' "$guidang"

add_up
