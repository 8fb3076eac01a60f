#!/bin/bash
# usage: joined.sh     (GUIDANG as make sets it)
#
# Articles that portals cut into pages become one document: of a page by itself, and in batches, whatever
# the number of jobs; what cannot be told to be a page of another's document has one of its own.
set -uo pipefail
export LC_ALL=C.UTF-8

guidang=$(realpath "${GUIDANG:-build/guidang}")
# shellcheck source=tests/try.sh
. "$(dirname "$0")/try.sh"
cd "$work" || exit 1

# article FOLDER NUMBER OF: the page of an article of OF pages, t7.html, t7_1.html, ...
article()
{
	local page k links=''
	for k in $(seq 0 $(($3 - 1))); do
		[ "$k" = "$2" ] || links+="<a href=\"./t7${k:+_$k}.html\">$((k + 1))</a> "
	done
	links=${links//t7_0/t7}
	page=$1/t7_$2.html
	{
		echo '<html lang="zh-CN"><head><meta charset="utf-8"><title>水利工程年度报告-芦川县水利局</title></head><body>'
		echo '<div class="nav"><a href="/">首页</a> <a href="/zwgk/">政务公开</a></div><h1>水利工程年度报告</h1><div class="con">'
		for k in 1 2 3 4 5; do
			echo "<p>第$(($2 + 1))页第${k}段：本年度水利工程建设进度按照计划推进，各施工单位加强质量管理，确保安全生产，按时完成年度任务。</p>"
		done
		echo "</div><div class=\"page\">$links</div><div class=\"foot\">主办：芦川县水利局</div></body></html>"
	} >"${page/t7_0/t7}"
}

# renamed FOLDER FIRST LATER: the three pages, called FIRST and, with their number behind it, LATER, there and in
# their links.
renamed()
{
	local k from to later=${3//&/\\&}
	mkdir -p "$1"
	for k in 1 2 3; do
		from=pages/t7_$((k - 1)).html to=$1/$3$k
		[ $k = 1 ] && from=pages/t7.html to=$1/$2
		sed "s|\./t7\.html|$2|g; s|\./t7_1\.html|${later}2|g; s|\./t7_2\.html|${later}3|g" "$from" >"$to"
	done
}

# warc NAME...: records of the pages in $folder, as if they were crawled in this order.
folder=pages
warc()
{
	local name
	for name; do
		printf 'WARC/1.0\r\nWARC-Type: resource\r\nWARC-Record-ID: <urn:x:%s>\r\nWARC-Target-URI: http://e.org/a/%s\r\n' "$name" "$name"
		printf 'WARC-Date: 2024-05-06T08:00:00Z\r\nContent-Type: text/html\r\nContent-Length: %s\r\n\r\n' "$(stat -c %s "$folder/$name")"
		cat "$folder/$name"
		printf '\r\n\r\n'
	done
}

# Text of page K stands in the document, as often as it should.
has()
{
	[ "$(grep -c "第$2页第3段" "$1")" = "$3" ]
}

outcomes()
{
	jq -r '[(.source.name // .source.file), .outcome] | join(" ")' "$1/manifest.jsonl" | tr '\n' ','
}

mkdir pages
for k in 0 1 2; do
	article pages $k 3
done

"$guidang" -t text pages/t7.html >whole 2>said
for k in 1 2 3; do
	try "a page by itself: page $k is there" has whole $k 1
done
try 'a page by itself: one title' test "$(grep -c 水利工程年度报告 whole)" = 1
try 'a page by itself: nothing said' test ! -s said
"$guidang" -q -t json --ledger ledger pages/t7.html >record
try 'its record lists the pages' test "$(jq -r '.source.pages[].name' record | tr '\n' ' ')" = 't7.html t7_1.html t7_2.html '
try 'its books balance' jq -e '.accounting.ingested == .accounting.kept + .accounting.dropped' record
try 'its record by way of the tree' diff <("$guidang" -q -t tree pages/t7.html | "$guidang" -q -f tree -t json | jq .blocks) <(jq .blocks record)
"$guidang" -q -t odt pages/t7.html >whole.odt
try 'the document names its pages' grep -q "续页：t7_2.html；SHA-256：$(sha256sum <pages/t7_2.html | cut -d' ' -f1)" \
	<(unzip -p whole.odt content.xml)
"$guidang" --no-join -q -t text pages/t7.html >alone
try '--no-join' has alone 2 0
"$guidang" -q -t text pages/t7_1.html >second
try 'a page that is not the first' has second 1 0
try 'a page that is not the first: its text' has second 2 1
try 'the audit page has them' grep -q 第3页第3段 <("${guidang}-audit" pages/t7.html)
try 'standard input has no neighbours' has <("$guidang" -q -t text <pages/t7.html) 2 0

"$guidang" -q -d one -j 1 -t text,json,odt pages
try 'a folder: outcomes' test "$(outcomes one)" = 't7.html converted,t7_1.html joined,t7_2.html joined,'
try 'a folder: one document' test "$(find one -name '*.txt' | wc -l)" = 1
try 'a folder: the document is that of the page' cmp one/*.txt whole
try 'a folder: what it was joined to' test "$(jq -r 'select(.outcome == "joined").reason' one/manifest.jsonl | uniq)" = pages/t7.html
try 'a folder: verified' "${guidang}-verify" one
"$guidang" -q -d three -j 3 -t text,json,odt pages
try 'three jobs: the same bytes' diff -r one three
head -n 1 one/manifest.jsonl >half && rm -rf three && mkdir three && cp half three/manifest.jsonl && cp one/*.* three && cp half three/manifest.jsonl
"$guidang" -q -d three --resume -t text,json,odt pages
try 'resumed: the same bytes' diff -r one three
"$guidang" -q -d apart --no-join -t text pages
try '--no-join in a batch' test "$(outcomes apart)" = 't7.html converted,t7_1.html converted,t7_2.html converted,'
for shard in 1 2 3; do
	"$guidang" -q -d "shard$shard" --shard $shard/3 -t text pages
done
try 'shards: what is joined in one is whole in the other' cmp shard1/*.txt whole
try 'shards: nothing is there twice' test "$(find shard? -name '*.txt' | wc -l)" = 1
"$guidang" -q -d named -t text pages/t7_2.html pages/t7.html pages/t7_1.html
try 'files that are named: outcomes' test "$(outcomes named)" = 't7_2.html joined,t7.html converted,t7_1.html joined,'
try 'files that are named: verified' "${guidang}-verify" named
"$guidang" -q -d unnamed -t text pages/t7_2.html pages/t7_1.html
try 'files whose first page is not named' test "$(outcomes unnamed)" = 't7_2.html converted,t7_1.html converted,'

warc t7.html t7_1.html t7_2.html >forth.warc
"$guidang" -q -d forth -t text forth.warc
try 'an archive: outcomes' test "$(outcomes forth)" = 't7.html converted,t7_1.html joined,t7_2.html joined,'
try 'an archive: all the text' has forth/*.txt 3 1
try 'an archive: verified' "${guidang}-verify" forth
warc t7_2.html t7.html t7_1.html >back.warc
"$guidang" -q -d back -t text --name '{stem}' back.warc
try 'an archive in another order: outcomes' test "$(outcomes back)" = 't7_2.html joined,t7.html converted,t7_1.html joined,'
try 'an archive in another order: all the text' has back/t7.txt 3 1
# Captured again, and changed.
cp pages/t7_1.html kept && sed -i s/第2页/第9页/ pages/t7_1.html && warc t7_1.html >changed && mv kept pages/t7_1.html
cat forth.warc changed >twice.warc
"$guidang" -q -d twice -t text twice.warc
try 'another capture has a document of its own' test "$(outcomes twice)" = \
	't7.html converted,t7_1.html joined,t7_2.html joined,t7_1.html converted,'

# All that manifests say of documents but their names, which are counted in each folder.
whatever()
{
	local folder
	for folder; do
		jq -c '[.source, .outcome, .reason, [.outputs[].sha256]]' "$folder/manifest.jsonl"
	done | sort
}

# What becomes of an input is the same for any number of jobs, in shards, and when it is resumed after any entry.
# same NAME INPUT OUTCOMES ARGUMENT...
same()
{
	local name=$1 input=$2 wanted=$3 n=0 shard
	shift 3
	rm -rf same.*
	"$guidang" -q -d same.1 -j 1 -t text,odt "$@" "$input" 2>/dev/null
	try "$name: outcomes" test "$(jq -r .outcome same.1/manifest.jsonl | tr '\n' ' ')" = "$wanted "
	try "$name: verified" "${guidang}-verify" "${verify[@]}" same.1
	"$guidang" -q -d same.3 -j 3 -t text,odt "$@" "$input" 2>/dev/null
	try "$name: three jobs" diff -r same.1 same.3
	for n in 0 1 2 3; do
		rm -rf same.r && cp -r same.1 same.r && head -n $n same.1/manifest.jsonl >same.r/manifest.jsonl
		"$guidang" -q -d same.r -j 2 --resume -t text,odt "$@" "$input" 2>/dev/null
		try "$name: resumed behind $n" diff -r same.1 same.r
	done
	for shard in 1 2 3; do
		"$guidang" -q -d "same.s$shard" --shard $shard/3 -t text,odt "$@" "$input" 2>/dev/null
	done
	try "$name: shards" diff <(whatever same.1) <(whatever same.s?)
}
verify=()

same 'names' pages 'converted joined joined'
same 'an archive' forth.warc 'converted joined joined'
same 'an archive, page 3 first' back.warc 'joined converted joined'
try 'an archive, page 3 first: all the text' has same.1/*.txt 3 1
warc t7_2.html t7_1.html t7.html >last.warc
same 'an archive, page 1 last' last.warc 'joined joined converted'
renamed hyphens c1-77.html c1-77- && for k in 2 3; do mv hyphens/c1-77-$k hyphens/c1-77-$k.html; done
sed -i 's/\(c1-77-[23]\)/\1.html/g' hyphens/*.html
same 'hyphens, which come before the point' hyphens 'joined joined converted'
renamed chinese 年报1.html 年报1_ && for k in 2 3; do mv chinese/年报1_$k chinese/年报1_$k.html; done
sed -i 's/\(年报1_[23]\)/\1.html/g' chinese/*.html
same 'Chinese names' chinese 'converted joined joined'
(cd hyphens && tar -cf ../hyphens.tar c1-77-3.html c1-77.html c1-77-2.html)
same 'a tar' hyphens.tar 'joined converted joined'
(cd hyphens && python3 -m zipfile -c ../hyphens.zip c1-77-3.html c1-77.html c1-77-2.html)
same 'a ZIP' hyphens.zip 'joined converted joined'
renamed queries 'view?id=3' 'view?id=3&page='
same 'names with queries, which come before the end' queries 'converted joined joined'
try 'names with queries: all the text' has same.1/*.txt 3 1
folder=queries warc 'view?id=3&page=3' 'view?id=3' 'view?id=3&page=2' >queries.warc
same 'an archive of queries' queries.warc 'joined converted joined'
try 'an archive of queries: the pages are named' grep -q '续页：http://e.org/a/view?id=3&amp;page=2；' <(unzip -p same.1/*.odt content.xml)
renamed paths 123 123-
folder=paths warc 123-3 123-2 123 | sed 's|123-\([23]\)">|123/\1">|g; s|Target-URI: \(.*\)/123-|Target-URI: \1/123/|' >paths.warc
same 'an archive of paths' paths.warc 'joined joined converted'
# mhtml FILE NAME: the page of pages/ as a browser saves it.
mhtml()
{
	printf 'From: <Saved by a browser>\r\nSnapshot-Content-Location: http://e.org/a/%s\r\nMIME-Version: 1.0\r\n' "$2"
	printf 'Content-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\n'
	printf 'Content-Type: text/html\r\nContent-Transfer-Encoding: binary\r\nContent-Location: http://e.org/a/%s\r\n\r\n' "$2"
	cat "pages/$2"
	printf '\r\n--b--\r\n'
} >"$1"
mkdir browser person
mhtml 'browser/Report.mhtml' t7.html && mhtml 'browser/Report (1).mhtml' t7_1.html && mhtml 'browser/Report (2).mhtml' t7_2.html
same 'MHTML, named by a browser' browser 'joined joined converted'
try 'MHTML, named by a browser: all the text' has same.1/*.txt 3 1
for k in t7 t7_1 t7_2; do mhtml person/$k.mht $k.html; done
same 'MHTML, named by a person' person 'converted joined joined'
(cd browser && python3 -m zipfile -c ../browser.zip ./*)
same 'MHTML in a ZIP' browser.zip 'joined joined converted'
"$guidang" -q -t text person/t7.mht >page
try 'MHTML, a page by itself' has page 3 1
mhtml 'browser/Report (1).mhtml' t7.html
"$guidang" -t text browser/Report.mhtml >page 2>said
try 'MHTML of another address' grep -q 'warning: page 2 of 3 is not there: t7_1.html' said

# An external filter fails where a page has a word.
without()
{
	# shellcheck disable=SC2016  # what the other shell is to expand
	printf '#!/bin/bash\ntree=$(cat) && [[ $tree != *%s* ]] && echo "$tree"\n' "$1" >without
	chmod +x without
	verify=(-x ./without)
}
without 第1页第3段
same 'the first page fails' pages 'failed converted converted' -x ./without
same 'the first page fails, and is the last' last.warc 'converted converted failed' -x ./without
without 第2页第3段
same 'another page fails' forth.warc 'converted failed converted' -x ./without
same 'another page fails, page 3 first' back.warc 'converted converted failed' -x ./without
"$guidang" -t text -x ./without pages/t7.html >part 2>said
try 'another page fails: the first alone' has part 1 1
try 'another page fails: said' grep -q 'warning: stands without the pages that it goes on in: external filter' said
verify=()

mkdir ruled && cp pages/t7.html ruled/a.html && cp pages/t7_1.html ruled/b.html && cp pages/t7_2.html ruled/c.html
sed -i 's|</body>|<a class="more" href="b.html">…</a></body>|; s|年度报告-|年度综述-|' ruled/a.html
sed -i 's|</body>|<a class="more" href="c.html">…</a></body>|' ruled/b.html
echo "next_page_link: //a[@class='more']" >rules
same 'without rules' ruled 'converted converted converted'
verify=(--rules rules)
same 'a rule that names the next page' ruled 'converted joined joined' --rules rules
try 'a rule that names the next page: all the text' has same.1/*.txt 3 1
"$guidang" -q -t text --rules rules ruled/a.html >page
try 'a rule, and a page by itself' cmp page same.1/*.txt
verify=()

rm pages/t7_1.html
"$guidang" -t text pages/t7.html >gap 2>said
try 'a page is missing: said' grep -q 'warning: page 2 of 3 is not there: t7_1.html' said
try 'a page is missing: the rest' has gap 1 1
"$guidang" -q -d gap.d -t text pages
try 'a page is missing: the last one is by itself' test "$(outcomes gap.d)" = 't7.html converted,t7_2.html converted,'

# A ZIP with names in GBK, as Windows in China writes them, whose pages ask for each other in UTF-8.
python3 - <<'end'
import zipfile, base64

def page(n, other, picture):
    text = ''.join('<p>第%d页第%d段：现将有关事项通知如下，请各单位认真贯彻执行，并按时报送落实情况。</p>' % (n, i) for i in range(15))
    return ('<meta charset=utf-8><title>某市公报</title><h1>某市公报</h1>%s<img src="%s"><a href="%s">%d</a>' %
            (text, picture, other, 3 - n)).encode()

png = base64.b64decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==')
members = {'公报/t1.html': page(1, 't1_2.html', 't1_files/图.png'), '公报/t1_2.html': page(2, 't1.html', ''),
           '公报/t1_files/图.png': png, '公报/t1_files/框.html': page(3, '', '')}
with zipfile.ZipFile('gbk.zip', 'w') as archive:
    for n, content in enumerate(members.values()):
        archive.writestr('%c' % (65 + n) * len(list(members)[n].encode('gbk')), content)
packed = open('gbk.zip', 'rb').read()
for n, name in enumerate(members):
    packed = packed.replace(b'%c' % (65 + n) * len(name.encode('gbk')), name.encode('gbk'))
open('gbk.zip', 'wb').write(packed)
end
"$guidang" -q -t odt -d gbk gbk.zip
try 'names in GBK: one document' test "$(jq -r '.source.record + " " + .outcome' gbk/manifest.jsonl | xargs)" = \
	'公报/t1.html converted 公报/t1_2.html joined 公报/t1_files/图.png skipped 公报/t1_files/框.html skipped'
try 'names in GBK: the picture is in it' sh -c "unzip -l gbk/*.odt | grep -q Pictures/"
try 'names in GBK: verified' "${guidang}-verify" gbk

add_up
