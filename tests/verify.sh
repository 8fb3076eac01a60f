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
	timeout 20 "$guidang-verify" filed >said
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

# The same of a file that is no package: FILE and sed's command.
forge_plain()
{
	cat <<-EOF
		sed -i '$2' '$1'
		sum=\$(sha256sum <'$1' | cut -d' ' -f1) size=\$(stat -c %s '$1')
		jq -c --arg sum "\$sum" --argjson size "\$size" '.outputs |= map(if .path == "$1"
			then .sha256 = \$sum | .bytes = \$size else . end)' manifest.jsonl >m && mv m manifest.jsonl
	EOF
}

mkdir pages
cp "$source/testdata/report-2021/input.html" pages/report.html
cp "$source/testdata/short-notice/input.html" pages/notice.html
"$guidang" -q -d good -t odt,docx,text,json --name '{stem}' pages
try 'what is right' "$guidang-verify" good
try 'what is right, without sources' "$guidang-verify" --without-sources good
for archive in "$source"/testdata/archives/{crawl.warc.gz,crawl.wacz,page.mhtml,site.zip,site.tar,complete}; do
	name=$(basename "$archive")
	"$guidang" -q -d "from-$name" -t odt,docx "$archive"
	try "$name" "$guidang-verify" "from-$name"
done

# Tables that documents have otherwise than the page: pictures that are not there, alone in their
# cells; more columns than Word opens; rows of which all that is left hangs down from above; tables in
# cells.
mkdir tables
printf '<h1>t</h1><table><tr><td>T<td>U<tr><td><img src=a.png><td>V<tr><td><img src=b.png><td><img></table>' \
	>tables/pictures.html
printf '<h1>t</h1><table><tr><td colspan=65>x<tr><td>y</table>' >tables/span.html
{ printf '<h1>t</h1><table>' && for row in 1 2 3; do printf '<tr>' && printf "<td>$row-%s<img src=%s.png>" {1..200}{,}; done; } \
	>tables/wide.html
printf '<h1>t</h1><table><tr><td rowspan=3 colspan=60>up<td rowspan=2 colspan=5>b<tr><td>c<td>d<tr><td>e<td>f<tr><td>g</table>' \
	>tables/hanging.html
cp "$source/testdata/tables-in-cells/input.html" tables/inner.html
"$guidang" -q --force -d from-tables -t odt,docx tables
try 'tables that documents have otherwise' "$guidang-verify" from-tables
"$guidang" --force -t text tables/wide.html >said 2>&1
try 'columns that are joined are told of' grep -q 'from column 64 on join' said
"$guidang-catalogue" good -o list.odt
"$guidang-catalogue" good -o list.docx
try 'a list is across' grep -q 'page-width="841.90pt" [^>]*"landscape"' <<<"$(unzip -p list.odt styles.xml)"
try 'a list is across, in DOCX' grep -q 'w:orient="landscape"' <<<"$(unzip -p list.docx word/document.xml)"
try 'a list is of no file' grep -qv '源文件' <<<"$(unzip -p list.odt content.xml | tr -d '\n')"

# Pictures beside pages in folders; names that XML and JSON do not know; "#" in names.
mkdir -p portal/pages portal/images 'portal/a#b'
cp "$source"/testdata/archives/complete/1_files/*.png portal/images/p.png
sed 's,</h1>,&<p><img src="../images/p.png" width="99" height="99"></p>,' "$source/testdata/short-notice/input.html" \
	>portal/pages/notice.html
cp pages/notice.html "$(printf 'portal/\320\302\033%%41.html')"
cp "$source/testdata/archives/crawl.warc" 'portal/a#b'
(cd portal && zip -q -r 'a#b.zip' 'a#b')
"$guidang" -q -d from-portal -t odt,docx --premis portal
try 'pictures elsewhere in the folder, and any names' "$guidang-verify" from-portal
for odt in from-portal/*.odt; do unzip -l "$odt"; done >said
try 'a picture elsewhere in the folder is there' grep -q Pictures/ said
for odt in from-portal/*.odt; do unzip -p "$odt" content.xml | xmllint --noout - || echo "$odt"; done >said 2>&1
try 'XML with any names' test ! -s said
try 'PREMIS with any names' xmllint --noout from-portal/premis.xml
try 'resumed with any names' "$guidang" -q -d from-portal -t odt,docx --resume portal

# ---- what the documents were made by ----

# says STATUS SAID COMMAND...
says()
{
	local status=$1 said=$2 got
	shift 2
	"$@" >said 2>&1
	got=$?
	[ $got = "$status" ] && grep -q -e "$said" said && return
	echo "status $got"
	cat said
	return 1
}

mkdir rules pictures
echo 'strip: //h9' >rules/example.com.txt
cp "$source/filters/profiles/annual-report-2021.profile" own.profile
printf 'base plain\n' >own.layout

# A value of an option, and another one.
values_of()
{
	case $1 in
	from) echo html text ;;
	base-url) echo http://www.example.com/a/ http://other.example.com/ ;;
	captured) echo 2024-01-17T10:30:00+08:00 2023-01-17T10:30:00+08:00 ;;
	charset) echo utf-8 gbk ;;
	filters) echo strip-script,space,finish finish ;;
	without) echo title signature ;;
	external) echo cat tac ;;
	profile) echo own.profile other ;;
	rules) echo rules other ;;
	resources) echo pictures other ;;
	layout) echo own.layout gongwen ;;
	section) echo overview other ;;
	fields) echo end none ;;
	provenance) echo none footer ;;
	odf-version) echo 1.3 1.2 ;;
	columns | table) echo 1 2 ;;
	no-join | force) echo ;;
	*) echo 'not known to this test' ;;
	esac
}

# is_told OPTION VALUE OTHER: what an option did is known without it, and another value is refused.
is_told()
{
	rm -rf made
	"$guidang" -q -d made -t odt,docx,text,json,csv "--$1" ${2:+"$2"} pages/report.html || return
	jq -e --arg option "$1" '.recipe.options | has($option)' made/manifest.jsonl || return
	if [ "$1" = external ]; then
		says 2 'only run where it is given here' "$guidang-verify" made || return
	else
		"$guidang-verify" made || return
	fi
	"$guidang-verify" "--$1" ${2:+"$2"} made || return
	[ -z "${3-}" ] || says 2 "--$1 is" "$guidang-verify" "--$1" "$3" made
}

options=$("$guidang-verify" --help | sed -n 's/^  .*  *--\([a-z-]*\).*/\1/p' | grep -vx 'without-sources\|version\|help')
try 'options: there are some' test "$(wc -w <<<"$options")" -ge 19
for option in $options; do
	read -r value other <<<"$(values_of "$option")"
	try "--$option is told" is_told "$option" "$value" "$other"
done
SOURCE_DATE_EPOCH=1700000000 "$guidang" -q -d dated -t odt,docx pages
try 'a date is told' env SOURCE_DATE_EPOCH=1 "$guidang-verify" dated
try 'a date is told, and none is set' "$guidang-verify" dated
"$guidang" -q -d limited -t text --max-page 5000 pages 2>/dev/null
try 'the largest page is told' "$guidang-verify" limited

# changes FILE: what a file of an option holds now is another thing.
changes()
{
	cp "$1" before && echo '# changed' >>"$1"
	says 1 "has changed" "$guidang-verify" ruled
	local caught=$?
	rm "$1"
	says 1 "has changed\|cannot be read here" "$guidang-verify" ruled || caught=1
	says 2 'has changed' "$guidang" -d ruled -t odt,text --rules rules --profile own.profile \
		--layout own.layout --base-url http://example.com/ --resume pages || caught=1
	mv before "$1"
	return $caught
}

"$guidang" -q -d ruled -t odt,text --rules rules --profile own.profile --layout own.layout --base-url http://example.com/ \
	--bag ruled-bag --bag-sources pages
try 'rules, profile, layout' "$guidang-verify" ruled
for file in rules/example.com.txt own.profile own.layout; do
	try "$file changes" changes $file
done
echo 'strip: //h8' >rules/example.org.txt
try 'rules that were not there' says 1 'rules: has changed' "$guidang-verify" ruled
rm rules/example.org.txt
try 'the digest of a file is the plain one' test "$(jq -r .recipe.files.profile ruled/manifest.jsonl | uniq)" = "$(sha256sum <own.profile | cut -d' ' -f1)"
try 'the digest of a folder is that of its list' test "$(jq -r .recipe.files.rules ruled/manifest.jsonl | uniq)" = \
	"$(cd rules && sha256sum -- *.txt | sha256sum | cut -d' ' -f1)"
mkdir moved && cp own.profile moved
try 'a file that lies elsewhere' "$guidang-verify" --profile moved/own.profile ruled
mkdir away && mv rules own.profile own.layout pages ruled-bag away
try 'a bag holds without all that' "$guidang-verify" away/ruled-bag/data
try 'a folder does not' says 1 'own.layout: cannot be read here' "$guidang-verify" ruled
mv away/* .

# What has no document is looked at too: a page that failed, and one with nothing but chrome. Time is another thing.
mkdir bare
: >bare/empty.html
echo '<ul><li><a href=/>Home</a><li><a href=/n>News</a></ul>' >bare/menu.html
"$guidang" -q -d none -t odt,,text bare 2>/dev/null
try 'pages that gave nothing: outcomes' test "$(jq -r .outcome none/manifest.jsonl | xargs)" = 'failed nothing-found'
try 'pages that gave nothing' "$guidang-verify" none
sed -i 's/holds nothing/holds something/' none/manifest.jsonl
try 'pages that gave nothing: another reason' says 1 'reason is not as in' "$guidang-verify" none
"$guidang" -q -d slow -t odt --max-time 1 -x 'sleep 2; cat' bare/menu.html 2>/dev/null
try 'a page that took too long: outcome' test "$(jq -r .outcome slow/manifest.jsonl)" = failed
try 'a page that took too long' "$guidang-verify" -x 'sleep 2; cat' slow
"$guidang" -q -d slow -t odt -x 'sleep 2; cat' --resume bare/menu.html 2>/dev/null
try 'a page that took too long: another limit is not refused' test $? = 1

# Lines of manifests that did not tell.
cp -r ruled old
jq -c 'del(.recipe) | del(.source.folder)' ruled/manifest.jsonl >old/manifest.jsonl
try 'an old manifest: it is said' says 1 'does not tell what it was made by' "$guidang-verify" old
try 'an old manifest: options given' says 0 'does not tell' "$guidang-verify" --rules rules --profile own.profile --layout own.layout \
	--base-url http://example.com/ old
cp -r ruled later
sed 's/"guidang [^"]*"/"guidang 9.9"/' ruled/manifest.jsonl >later/manifest.jsonl
try 'another version: it is said' says 0 'is from guidang 9.9' "$guidang-verify" later
sed -i 's/"options":{/&"later":1,/' later/manifest.jsonl
try 'an option of another version' says 2 'later is in the manifest, and not known here' "$guidang-verify" later

# ---- pictures ----

mkdir -p site/pages/deep site/pictures
cp "$source/testdata/archives/complete/1_files/seal.png" site/pictures/seal.png
text='<p>现将有关事项通知如下，请各单位认真贯彻执行，并按时报送情况。</p>'
echo "<meta charset=utf-8><h1>关于事项的通知</h1>$text<p><img src=../../pictures/seal.png alt=印章></p>$text" >site/pages/deep/notice.html
"$guidang" -q -d shown -t odt,docx --bag shown-bag --bag-sources site
try 'a picture elsewhere in the folder: it is embedded' sh -c 'unzip -l shown/*.odt | grep -q Pictures/'
try 'a picture elsewhere in the folder' "$guidang-verify" shown
mv site away
try 'a picture elsewhere in the folder of a bag' "$guidang-verify" shown-bag/data
mv away/site .
cp site/pictures/seal.png seal.png && printf x | dd of=site/pictures/seal.png bs=1 seek=40 conv=notrunc status=none
try 'a picture that was changed' says 1 'not what its source gives now' "$guidang-verify" shown
rm site/pictures/seal.png
try 'a picture that is gone' says 1 'not what its source gives now' "$guidang-verify" shown

# ---- names ----

mkdir names
cp pages/notice.html $'names/\xcd\xa8\xd6\xaa \xc4\xea%20.html'
"$guidang" -q -d named -t odt,docx,json,tree names
try 'a name that is no UTF-8' "$guidang-verify" named
try 'a name that is no UTF-8: going on' "$guidang" -q -d named -t odt,docx,json,tree --resume names
try 'a name that is no UTF-8: well-formed' sh -c 'xmllint --noout named/*.xml && unzip -p named/*.docx word/document.xml | xmllint --noout -'

# ---- what does not hold ----

try 'a changed byte' caught 'report.odt: has changed' <<<'printf x | dd of=report.odt bs=1 seek=999 conv=notrunc'
try 'a file that is gone' caught 'report.txt: No such file' <<<'rm report.txt'
try 'a stranger' caught 'stranger: is not in the manifest' <<<'touch stranger'
try 'a pipe for a document' caught 'report.odt: is no ordinary file' <<<'rm report.odt; mkfifo report.odt'
try 'a link for a document' caught 'report.odt: is a link' <<<'ln -sf ../good/report.odt .'
try 'a device for a document, and the files after it' caught 'report.docx: has changed' \
	<<<'ln -sf /dev/zero report.odt; printf x | dd of=report.docx bs=1 seek=999 conv=notrunc'
try 'a huge file for a document' caught 'report.odt: has changed' <<<'truncate -s 1T report.odt'
try 'a linked folder of documents' caught 'deep/report.odt: is a link, or in a folder that is one' \
	<<<'sed -i "s,\"path\":\"report.odt,\"path\":\"deep/report.odt," manifest.jsonl; mkdir e; mv report.odt e; ln -s e deep'
try 'a name that commands the terminal' caught '^filed/x%0Agood: all holds%1B.31m%C2%9B: is not in' \
	<<<"touch \$'x\ngood: all holds\e[31m\302\233'"
try 'a source that is a pipe' caught 'the source of the documents cannot be read here' \
	<<<'mkfifo ../pipe; jq -c ".source.file = \"pipe\" | .source.folder = null" manifest.jsonl >m; mv m manifest.jsonl'
try 'rules that are a pipe' caught 'cannot be read here, and documents were made by it' \
	<<<'jq -c ".recipe.options.rules = \"pipe\" | .recipe.files.rules = (\"0\" * 64)" manifest.jsonl >m; mv m manifest.jsonl'
try 'a pipe for premis.xml' caught 'premis.xml: is no ordinary file' <<<'mkfifo premis.xml'
# Memory is short for one file only. Sanitizers do not start with a limit.
scarce() { (ulimit -v 1500000 && "$@"); }
if scarce "$guidang" --version >/dev/null 2>&1; then
	rm -rf filed && cp -r good filed && truncate -s 3G filed/report.odt
	jq -c '.outputs |= map(if .path == "report.odt" then .bytes = 3221225472 else . end)' \
		<good/manifest.jsonl >filed/manifest.jsonl
	scarce "$guidang-verify" filed >said
	try 'a file that memory is too short for' grep -q 'report.odt: Cannot allocate' said
	try 'a file that memory is too short for: no other' test "$(grep -c 'Cannot allocate' said)" = 1
fi
cp -r good piped && rm piped/manifest.jsonl && mkfifo piped/manifest.jsonl
try 'a pipe for the manifest' says 1 'manifest.jsonl cannot be read' timeout 20 "$guidang-verify" piped
try 'a stale manifest' caught 'report.odt: has changed' <<<'sed -i "s/\"sha256\":\"[0-9a-f]\{8\}/\"sha256\":\"00000000/g" manifest.jsonl'
try 'a page that is said to be none' caught 'nothing-found in the manifest, and now converted' \
	<<<'rm notice.*; jq -c "if .source.name == \"notice.html\" then .outcome = \"nothing-found\" | .outputs = [] else . end" manifest.jsonl >m; mv m manifest.jsonl'
for change in '.source.uri = "http://other.example.com/"' '.source.captured = "2020-01-01T00:00:00Z"' '.source.bytes += 1' \
	'.source.name = "other.html"'; do
	try "$change" caught 'address or capture of the source is not' <<<"jq -c '$change' manifest.jsonl >m; mv m manifest.jsonl"
done
try 'a document that is no longer told of' caught 'not those that the manifest.s recipe asks for' \
	<<<'rm report.txt; jq -c "if .source.name == \"report.html\" then .outputs |= map(select(.format != \"text\")) else . end" manifest.jsonl >m; mv m manifest.jsonl'
try 'a page that is said to have failed' caught 'failed in the manifest, and now converted' \
	<<<'rm notice.*; jq -c "if .source.name == \"notice.html\" then .outcome = \"failed\" | .reason = \"no\" | .outputs = [] else . end" manifest.jsonl >m; mv m manifest.jsonl'
try 'a digest that is gone' caught 'the source has changed' <<<'sed -i "s/,\"sha256\":\"[0-9a-f]*\"},\"outcome\"/,\"sha256\":null},\"outcome\"/" manifest.jsonl'
try 'half of the entries made otherwise' caught 'its recipe is another than that of the entry before' \
	<<<'sed -i "1s/\"options\":{/&\"columns\":5,/" manifest.jsonl'
try 'another folder' caught 'cannot be read here' <<<'jq -c ".source.folder = \"rules\"" manifest.jsonl >m; mv m manifest.jsonl'
try 'an entry twice' caught 'is in the manifest twice' <<<'head -n 1 manifest.jsonl >m; cat m >>manifest.jsonl; rm m'
cp -r good outside && sed -i '1s/"path":"/&..\//' outside/manifest.jsonl
try 'a document outside of the folder' says 1 'no entry' "$guidang-verify" outside
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
printf '<h1>t</h1><p>x%s</p>' "$(printf '长%.0s' {1..99})" >long.html
"$guidang" -q --force -d filed-long -t odt --name report long.html
(cd filed-long && bash -euo pipefail) < <(forge odt content.xml 's/长/短/')
"$guidang-verify" filed-long >said
try 'a long paragraph is told of' grep -aq 'not in its place: x长' said
try 'a long paragraph: in whole characters' iconv -f utf-8 -t utf-8 said
for file in report.txt report.json; do
	try "$file: a changed byte" caught "$file: has changed" <<<"printf x | dd of=$file bs=1 seek=99 conv=notrunc"
	try "$file: a lost paragraph" caught "$file: is not what its source gives now" < <(forge_plain $file 's/平台建设//')
	try "$file: swapped cells" caught "$file: is not what its source gives now" < \
		<(forge_plain $file 's/信息内容/#/; s/本年制发件数/信息内容/; s/#/本年制发件数/')
done
try 'a manifest that was cut' caught 'is not in the manifest' <<<'sed -i "\$d" manifest.jsonl'
cp -r good half && printf '{"sour' >>half/manifest.jsonl
try 'a manifest that was broken off' says 1 'a line that is no entry' "$guidang-verify" half
for format in odt docx; do
	file=$(basename from-complete/*.$format)
	case $format in
	odt) parts='Pictures/*' ;;
	docx) parts='word/media/*' ;;
	esac
	rm -rf filed && cp -r from-complete filed && zip -q -d "filed/$file" "$parts"
	try "$format: a missing image, without sources" says 1 'is not in it\|in its manifest and not in it' "$guidang-verify" --without-sources filed
	rm -rf filed && cp -r from-complete filed
	(
		cd filed && mkdir u && cd u && unzip -q "../$file" && rm -r "${parts%/*}" &&
			sed -i 's/<draw:frame.*<\/draw:frame>//; s/<manifest:file-entry[^>]*Pictures[^>]*>//; s/<w:drawing.*<\/w:drawing>//
				s/<Relationship [^>]*media[^>]*>//' content.xml META-INF/manifest.xml word/document.xml word/_rels/document.xml.rels 2>/dev/null
		zip -q -X ../n.zip -r mimetype . && cd .. && rm -r u && mv n.zip "$file"
	)
	try "$format: an image that nothing tells of" says 1 'has changed' "$guidang-verify" filed
done
echo '<p>another page' >pages/report.html
"$guidang-verify" good >said
try 'a source that has changed' grep -q 'the source has changed' said
rm pages/report.html
"$guidang-verify" good >said
try 'a source that is gone' grep -q 'cannot be read here' said
try 'no manifest' sh -c '"$0-verify" pages; [ $? = 1 ]' "$guidang"
try 'no folder' sh -c '"$0-verify"; [ $? = 2 ]' "$guidang"

add_up
