#!/bin/sh
# The command line: options, exit statuses, where output goes and what stays when it cannot.
#
#	tests/cli.sh [GUIDANG]
#
# Last line: "N passed, N failed". Exit status 1 where a test failed.
set -u
LC_ALL=C
export LC_ALL
unset SOURCE_DATE_EPOCH

guidang=${1:-${GUIDANG:-build/guidang}}
case $guidang in
/*) ;;
*) guidang=$PWD/$guidang ;;
esac
source=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d) || exit 1
trap 'chmod -R u+w "$dir"; rm -rf "$dir"' EXIT
cd "$dir" || exit 1
passed=0 failed=0

# ok NAME COMMAND...: the command must succeed.
ok() {
	name=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "not ok: $name"
		sed 's/^/	/' err | head -5
	fi
}

# run STATUS ARGUMENT...: runs guidang on no input, its output to ./out and ./err.
run() {
	want=$1
	shift
	"$guidang" "$@" >out 2>err </dev/null
	have=$?
	[ "$have" = "$want" ] || {
		echo "status $have, not $want: guidang $*"
		false
	}
}

said() { grep -q -e "$1" err; }
printed() { grep -q -e "$1" out; }
silent() { [ ! -s err ]; }
is_zip() { [ "$(head -c 2 "$1")" = PK ]; }
nothing_beside() { [ "$(find "${1:-.}" -name '*.guidang-part' | wc -l)" = 0 ]; }

cat >page.html <<-'EOF'
	<html><head><title>Annual report</title></head><body>
	<div class="nav"><a href="/">Home</a> <a href="/news">News</a> <a href="/mail">Mail</a></div>
	<div class="content"><h1>Annual report of the office</h1>
	<p>The office publishes this report, which tells what was asked for, and what was given.</p>
	<h2>1. Overview</h2>
	<p>Twenty requests came in, and all were answered in time, as the <a href="law.html">law</a> wants.</p>
	<table border="1"><tr><th>Item</th><th>Number</th></tr><tr><td>asked</td><td>20</td></tr></table>
	<h2>2. Outlook</h2>
	<p>The office will go on to answer requests, and to publish what is of interest to all.</p>
	<table border="1"><tr><th>Year</th><th>Plan</th></tr><tr><td>next</td><td>30</td></tr></table>
	</div><div class="footer">Imprint, contact, and more of the kind.</div></body></html>
EOF
cp page.html other.html
echo '<html><body><script>x()</script></body></html>' >chrome.html
: >empty.html
cat >plain.txt <<-'EOF'
	The title of a plain text

	This is plain text, and a paragraph of its own, which is long enough to be wrapped.

	And this is another one, which tells of the same office and of the same requests.
EOF

# ---- formats ----

ok 'text is the default' run 0 page.html
ok 'text holds the document' printed 'Twenty requests'
ok 'text holds no chrome' sh -c '! grep -q Imprint out'
ok 'nothing is said of a good page' silent
cp out text
for format in odt docx text json tree csv audit ledger; do
	ok "-t $format" run 0 -t $format page.html
	ok "-t $format has content" test -s out
	cp out "by-t.$format"
done
ok 'odt is a package' is_zip by-t.odt
ok 'docx is a package' is_zip by-t.docx
for pair in odt:odt docx:docx txt:text json:json xml:tree csv:csv audit.html:audit ledger.jsonl:ledger; do
	ok "-o FILE.${pair%:*}" run 0 page.html -o "named.${pair%:*}"
	ok "-o FILE.${pair%:*} is as -t ${pair#*:}" cmp "named.${pair%:*}" "by-t.${pair#*:}"
	ok "-o prints nothing" test ! -s out
done
ok '-t wins over the name' run 0 page.html -o named.odt -t json
ok '-t wins over the name: content' cmp named.odt by-t.json
ok '-o - is standard output' run 0 page.html -o -
ok '-o - is text' cmp out text
ok '--to' run 0 --to json page.html
ok '--output=FILE' run 0 --output=long.json page.html
ok '--output=FILE: content' cmp long.json by-t.json
ok 'no such output format' run 2 -t pdf page.html
ok 'no such output format is said' said 'no such output format: pdf; there are audit, csv, .* text and tree$'
ok 'an input format is no output format' run 2 -t html page.html
ok 'a name without a format' run 2 page.html -o report
ok 'a name of another format' run 2 page.html -o report.pdf
ok 'no audit page by a name of any page' run 2 page.html -o report.html
ok '-d: audit and ledger' run 0 -d accounts -t audit,ledger --name '{stem}' page.html
ok '-d: audit: its name and content' cmp accounts/page.audit.html by-t.audit
ok '-d: ledger: its name and content' cmp accounts/page.ledger.jsonl by-t.ledger
ok 'nothing was written then' test ! -e report.pdf

# ---- input ----

ok 'standard input' sh -c '"$0" <page.html >out 2>err && cmp -s out text' "$guidang"
ok '- is standard input' sh -c '"$0" - <page.html >out 2>err && cmp -s out text' "$guidang"
ok 'a pipe is read to its end' sh -c '(head -c 99 page.html; sleep 1; tail -c +100 page.html) |
	"$0" >out 2>err && cmp -s out text' "$guidang"
ok 'text input by name' run 0 plain.txt
ok 'text input by name: content' printed 'is plain text'
ok '-f text' sh -c '"$0" -f text <plain.txt >out 2>err' "$guidang"
ok '-f tree' sh -c '"$0" -f tree -t json <by-t.tree >out 2>err && cmp -s out by-t.json' "$guidang"
ok '--from' run 0 --from html page.html
ok 'no such input format' run 2 -f pdf page.html
ok 'no such input format is said' said 'no such input format: pdf; there are html, text and tree$'
ok 'an output format is no input format' run 2 -f odt page.html
ok 'broken tree' run 1 -f tree page.html
ok 'broken tree is said' said 'error: not a document tree'
ok 'empty file' run 1 empty.html
ok 'empty file is said' said '^empty.html: error: '
ok 'empty standard input' run 1
ok 'no such file' run 1 nosuch.html
ok 'no such file is said' said '^nosuch.html: error: No such file'
if [ "$(id -u)" != 0 ]; then
	cp page.html secret.html
	chmod 0 secret.html
	ok 'unreadable file' run 1 secret.html
	ok 'unreadable file is said' said 'Permission denied'
fi
ok 'only chrome' run 3 chrome.html
ok 'only chrome is said' said 'nothing found but chrome'

# ---- several inputs ----

ok '-d' run 0 -d many --name '{stem}' page.html other.html plain.txt
ok '-d writes odt' is_zip many/page.odt
ok '-d writes all' test -s many/other.odt -a -s many/plain.odt
ok '-d writes the manifest' test "$(wc -l <many/manifest.jsonl)" = 3
ok '-d prints nothing' test ! -s out -a ! -s err
ok '-d into a batch that is there' run 4 -d many page.html
ok '-d into a batch that is there: said' said 'has a manifest; --resume goes on with it'
mkdir twin
cp page.html twin/page.html
ok '-d, two inputs of one name' run 0 -d pair --name '{stem}' -t text page.html twin/page.html
ok '-d, two inputs of one name: both' cmp pair/page.txt pair/page-2.txt
ok '-d, names by default' run 0 -d named -t text page.html
ok '-d, names by default: date and title' sh -c 'cmp named/*.txt text'
ok '-d with two formats' run 0 -d formats --name '{stem}' -t text,json page.html
ok '-d with two formats: content' sh -c 'cmp formats/page.txt text && cmp formats/page.json by-t.json'
ok '--directory' run 0 --directory many2 -t json --name '{stem}' page.html
ok '--directory: content' cmp many2/page.json by-t.json
ok 'standard input into -d' sh -c \
	'"$0" -d piped -t text --name "{stem}" <page.html 2>err && cmp -s piped/*.txt text' "$guidang"
ok 'several inputs need -d' run 2 page.html other.html
ok 'several inputs need -d: said' said 'several inputs need -d'
ok '-o and -d' run 2 -o x.odt -d many page.html
ok 'a bad page does not stop the others' run 1 -d rest --name '{stem}' nosuch.html page.html empty.html other.html
ok 'a bad page does not stop the others: written' test -s rest/page.odt -a -s rest/other.odt
ok 'a page that fails is in the manifest' test "$(grep -c '"outcome":"failed"' rest/manifest.jsonl)" = 2
ok 'nothing found is told by the status' run 3 -d rest2 page.html chrome.html other.html
ok 'a failure is more than nothing found' run 1 -d rest3 nosuch.html chrome.html
ok '--name with no such word' run 2 -d x --name '{nosuch}' page.html
ok '--name without -d' run 2 --name '{title}' page.html
ok '-t twice the same' run 2 -d x -t odt,odt page.html
ok '-t with none' run 2 -d x -t '' page.html
ok '-j' run 0 -d jobs -j 3 --name '{stem}' -t text,odt page.html other.html plain.txt
ok '-j 1' run 0 -d job -j 1 --name '{stem}' -t text,odt page.html other.html plain.txt
ok '-j: the same bytes' diff -r jobs job
ok '-j with -x' run 0 -d filtered -j 4 -x cat --name '{stem}' -t text,odt page.html other.html plain.txt
ok '-j with -x: the same bytes' sh -c 'cmp filtered/page.txt job/page.txt && cmp filtered/other.odt job/other.odt'
ok '-j 257' run 2 -d x -j 257 page.html
{ printf '<p>'; head -c 2000 /dev/zero | tr '\0' x; } >large.html
ok '--max-page' run 1 -d small --max-page 1K --name '{stem}' plain.txt large.html
ok '--max-page: the small one is there' test -s small/plain.odt
ok '--max-page x' run 2 -d x --max-page 12Q page.html
ok '--max-time' run 1 -d late --max-time 1 -x 'case $(cat) in *Annual*) sleep 60;; esac; exit 1' page.html plain.txt
ok '--max-time: said' said 'takes too long'
ok '--max-time: alone' said 'ended with status 1'
ok '--max-time 60' run 0 --max-time 60 page.html
ok '--shard' run 0 -d first --shard 1/2 --name '{stem}' page.html other.html plain.txt
ok '--shard: its part' test -s first/page.odt -a ! -e first/other.odt -a -s first/plain.odt
ok '--shard 3/2' run 2 -d x --shard 3/2 page.html
ok '--files-from' sh -c 'printf "page.html\nother.html\n" | "$0" -d listed --name "{stem}" --files-from -' \
	"$guidang"
ok '--files-from: each' test -s listed/page.odt -a -s listed/other.odt
ok '--files-from, -0' sh -c 'printf "page.html\0other.html\0" | "$0" -d nul --name "{stem}" --files-from - -0' \
	"$guidang"
ok '--files-from, -0: each' test -s nul/page.odt -a -s nul/other.odt
ok '-0 alone' run 2 -d x -0 page.html
ok 'a list that is standard input, which is an input too' run 2 -d x --files-from - - page.html
ok 'a folder that cannot be' run 4 -d page.html/x page.html
ok 'a folder in folders that are not there' run 0 -d not/yet/there page.html
ok 'a folder in folders that are not there: written' test -s not/yet/there/manifest.jsonl
ok '--name that leads out' run 2 -d x --name '../{stem}' page.html
ok '--name that leads out: said' said 'leads out of the folder of -d'
ok '--name that leads out: nothing is made' test ! -e x
ok 'where -d is a file' run 4 -d plain.txt page.html

# ---- folders, lists, archives ----

archives=$source/testdata/archives
# docx_pictures FILE: how many pictures are in it.
pictures() { unzip -l "$1" | grep -c media/; }
names() { (cd "$1" && ls | grep -v manifest | tr '\n' ' '); }

mkdir -p site/sub nothing
cp page.html site/a.html
cp other.html site/sub/a.html
echo 'p { }' >site/style.css
ok 'a folder' run 0 -d folder --name '{stem}' -t text site
ok 'a folder: pages of one name are numbered' test "$(names folder)" = 'a-2.txt a.txt '
ok 'a folder: content' cmp folder/a-2.txt text
ok 'a folder without -d' run 2 site
ok 'a folder without -d: said' said 'several pages need guidang -d DIR'
ok 'a folder without -d: nothing is written' test ! -s out
ok 'a folder of one page' run 0 site/sub
ok 'a folder of one page: content' cmp out text
ok 'an empty folder' run 1 nothing
ok 'an empty folder: said' said '^nothing: error: no page is in it'

printf 'page.html\n\nother.html' >list
ok '--files-from' run 0 -d list1 --name '{stem}' -t text --files-from list
ok '--files-from: all of it' test "$(names list1)" = 'other.txt page.txt '
ok '--files-from -' sh -c '"$0" -d listed2 --name "{stem}" -t text --files-from - <list 2>err && [ -s listed2/other.txt ]' "$guidang"
printf 'page.html\0other.html\0' >list0
ok '-0' run 0 -d listed3 --name '{stem}' -t text -0 --files-from list0
ok '-0: all of it' test "$(names listed3)" = 'other.txt page.txt '
ok '-0 alone' run 2 -0 page.html
ok '--files-from without -d' run 2 --files-from list
ok '--files-from that is not there' run 2 -d listed5 --name '{stem}' --files-from nosuch
ok '--files-from that is not there: said' said '^nosuch: error: No such file'
ok '--files-from that cannot be read' run 2 -d listed5 --files-from site
ok '--files-from that cannot be read: said' said '^site: error: Is a directory'
ok '--files-from that cannot be read: nothing is made' test ! -e listed5
ok '--files-from: nothing in it' run 0 -d listed6 --files-from /dev/null
ok '--files-from: nothing in it: said' said '^/dev/null: warning: names no input'
echo - >dash
ok '--files-from: - is a file' run 1 -d listed7 --files-from dash
ok '--files-from: - is a file: said' said '^./-: error: No such file'
ok 'an empty folder with -d' run 0 -d listed8 nothing page.html
ok 'an empty folder with -d: said' said '^nothing: warning: no page is in it'
ok '--files-from: a file that is not there' sh -c 'printf "nosuch\npage.html\n" | "$0" -d listed4 --name "{stem}" --files-from - 2>err
	[ $? = 1 ] && [ -s listed4/page.odt ]' "$guidang"

for archive in crawl.warc crawl.warc.gz crawl.warc.zst crawl.wacz; do
	ok "$archive" run 0 -d "from-$archive" --name '{stem}' -t docx "$archives/$archive"
	ok "$archive: pages" test "$(names "from-$archive")" = '1.docx 2.docx 3.docx again.docx '
	ok "$archive: a picture of the archive" test "$(pictures "from-$archive/2.docx")" = 1
done
for archive in site.zip site.tar complete; do
	ok "$archive" run 0 -d "from-$archive" --name '{stem}' -t docx "$archives/$archive"
	ok "$archive: a picture beside the page" test "$(pictures "from-$archive/1.docx")" = 1
done
mkdir encodings
cp "$archives/complete/1_files/seal.png" encodings/印章.png
sed 's|1_files/seal|印章|; s|<head>|&<meta charset=big5>|' "$archives/complete/1.html" >encodings.html
iconv -f UTF-8 -t GB18030 encodings.html >encodings/gb.html
iconv -f UTF-8 -t UTF-16 encodings.html >encodings/utf-16.html
ok 'pictures of pages in any encoding' run 0 -d from-encodings --name '{stem}' -t docx --charset gbk encodings
ok 'pictures of pages in any encoding: GB 18030' test "$(pictures from-encodings/gb.docx)" = 1
ok 'pictures of pages in any encoding: UTF-16' test "$(pictures from-encodings/utf-16.docx)" = 1
ok 'site.tar.gz' run 0 -d from-tgz --name '{stem}' -t text "$archives/site.tar.gz"
ok 'site.tar.gz: pages' test "$(names from-tgz)" = '1.txt 2.txt '
ok 'page.mhtml' run 0 -t docx -o mhtml.docx "$archives/page.mhtml"
ok 'page.mhtml: its picture' test "$(pictures mhtml.docx)" = 1
ok 'a complete page' run 0 -t docx -o complete.docx "$archives/complete/1.html"
ok 'a complete page: its picture' test "$(pictures complete.docx)" = 1
ok 'an archive of several pages without -d' run 2 "$archives/crawl.warc"
ok 'an archive on standard input' sh -c '"$0" -d pipe --name "{stem}" -t text <"$1" 2>err && [ -s pipe/3.txt ]' "$guidang" \
	"$archives/crawl.warc.gz"
ok 'an archive in a pipe' sh -c 'cat "$1" | "$0" -d piped2 --name "{stem}" -t text 2>err
	[ $? = 0 ] && [ -s piped2/3.txt ]' "$guidang" "$archives/crawl.warc.gz"
ok 'text in a pipe' sh -c '"$0" -t json <"$1" >piped.json && "$0" -t json "$1" >named.json && [ "$(jq -c "[.title,.fields,.blocks]" piped.json)" = "$(jq -c "[.title,.fields,.blocks]" named.json)" ]' \
	"$guidang" "$source/testdata/seed-text/input.txt"
ok 'HTML that begins with text, in a pipe' sh -c 'printf "1 < 2 &amp; 3\n<p>4" | "$0" --force | grep -q "1 < 2 & 3"' "$guidang"
ok 'MHTML in a pipe' sh -c 'cat "$1" | "$0" -t text >out 2>err' "$guidang" "$archives/page.mhtml"
ok 'source fields' run 0 -d json --name '{stem}' -t json "$archives/crawl.warc"
ok 'source fields: address' grep -q '"uri":"http://www.example.gov.cn/zwgk/1.html"' json/1.json
ok 'source fields: time' grep -q '"captured":"2024-03-05T08:00:00Z"' json/1.json
ok 'source fields: the charset of HTTP' grep -q '"used":"gb18030","by":"http"' json/1.json
ok '-v says what was skipped' run 0 -v -d json2 --name '{stem}' -t json "$archives/crawl.warc"
ok '-v says what was skipped: said' said 'crawl.warc#[0-9]*: note: HTTP status 301, leads to'
head -c -40 "$archives/crawl.warc.gz" >cut.warc.gz
ok 'an archive that is cut off' run 0 -d cut --name '{stem}' -t text cut.warc.gz
ok 'an archive that is cut off: said' said '^cut.warc.gz#[0-9]*: warning: was cut off in its archive: 283 bytes of 333'
ok 'an archive that is cut off: all that is there' test "$(names cut)" = "$(names json | sed 's/json/txt/g')"
head -c -400 "$archives/crawl.warc.gz" >damaged.warc.gz
ok 'a damaged archive' run 1 -d damaged --name '{stem}' -t text damaged.warc.gz
ok 'a damaged archive: said' said '^damaged.warc.gz#[0-9]*: error: a compressed record is cut off'
ok 'a damaged archive: what came before' test "$(names damaged)" = '1.txt 2.txt again.txt '
printf 'WARC/1.0\r\nWARC-Type: revisit\r\nWARC-Target-URI: http://e.org/%s\r\nWARC-Refers-To: <urn:x>\r\nContent-Length: 0\r\n\r\n\r\n\r\n' 1 2 >skips.warc
cat "$archives/crawl.warc" >>skips.warc
for call in '-d skips' '-d skips --resume'; do
	# shellcheck disable=SC2086
	ok "what may be lost is told once: $call" run 0 $call --name '{stem}' -t text skips.warc
	ok "what may be lost is told once: $call: said" said '^skips.warc: warning: 2 records that could be pages were skipped: 2 as http://e.org/1 (a revisit of urn:x, which is not here)$'
done
ok 'what may be lost is told of one page, too' sh -c 'head -c 310 skips.warc | cat - "$1" >one.warc; "$0" -t text one.warc 2>err >out; grep -q "^one.warc: warning: [12] record" err' "$guidang" "$archives/crawl.warc"
head -c 2000000 /dev/zero | tr '\0' a >large.html
ok '--max-page 1' run 1 --max-page 1M large.html
ok '--max-page 1: said' said '^large.html: error: larger than 1048576 bytes'
ok '--max-page 2' run 3 --max-page 2M large.html
ok '--max-page 0' run 2 --max-page 0 page.html

# ---- what is written ----

ok '--section that is not there' run 1 --section nosuch page.html
ok '--section that is not there: said' said 'no such section'
ok '--table 1' run 0 -t csv --table 1 page.html
ok '--table 1: its cells' printed asked
ok '--table 1: no others' sh -c '! grep -q next out'
ok '--table 2' run 0 -t csv --table=2 page.html
ok '--table 2: its cells' printed next
ok '--table 3 is not there' run 1 -t csv --table 3 page.html
ok '--table 3 is not there: said' said 'no such table'
printf '<h1>Gate</h1><p>The gate is shut from Monday on.</p>' >bare.html
ok 'CSV without tables' run 0 -t csv bare.html
ok 'CSV without tables: said' said '^bare.html: warning: has no table'
ok 'CSV without tables, in a batch' run 0 -t csv,text -d bare bare.html
ok 'CSV without tables, in a batch: said' said '^bare.html: warning: has no table'
ok 'CSV without tables, in a batch: counted' grep -q '"warnings":1[,}]' bare/manifest.jsonl
for n in x -1 1x '' 99999999999; do
	ok "--table '$n'" run 2 --table "$n" page.html
done
ok '--columns 30' run 0 --columns 30 plain.txt
ok '--columns 30: no line is longer' sh -c '! grep -q "^.\{31\}" out'
ok '--columns 30: nothing is lost' test "$(tr -d '\n ' <out)" = "$(tr -d '\n ' <plain.txt)"
ok '--columns x' run 2 --columns x page.html
ok '--base-url' run 0 -t json --base-url http://e.org/a/ page.html
ok '--base-url: resolved' printed 'http://e.org/a/'
ok '--charset' run 0 --charset gb18030 page.html
ok '--filters' run 0 --filters space,finish page.html
ok '--filters: nothing stripped' printed Imprint
ok '--filters nosuch' run 2 --filters nosuch page.html
ok '--filters nosuch: said' said 'no such filter: nosuch'
ok '--filters backwards' run 2 --filters finish,strip-script page.html
ok '--without' run 0 --without strip-chrome,strip-outside page.html
ok '--without nosuch' run 2 --without nosuch page.html
ok '--force' run 0 --force page.html
ok '--profile nosuch' run 2 --profile nosuch -d profiled page.html other.html
ok '--profile nosuch: said once' test "$(cat err)" = 'guidang: error: no such profile: nosuch'
ok '--profile no/such.profile' run 2 --profile no/such.profile page.html
ok '--profile' run 0 --profile generic page.html

# ---- what documents say of themselves ----

# White space of Chinese typesetting makes no page Chinese.
wide=$(printf '\343\200\200%.0s' $(seq 80))
cat >wide.html <<-EOF
	<html><body><p>The office is open to all, and asks for no appointment.</p>
	<pre>Mon${wide}9 to 5,
	Tue${wide}10 to 6, and by appointment.</pre></body></html>
EOF
ok 'wide spaces' run 0 -t json wide.html
ok 'wide spaces: no language' printed '"language":null'
content() { unzip -p "$1" "$2" >part; }
ok '--captured' run 0 -t json --captured 2024-01-17T10:30:00+08:00 page.html
ok '--captured: in the record' printed '"captured":"2024-01-17T10:30:00+08:00"'
ok '--captured, no time' run 2 --captured yesterday page.html
ok '--captured, no time: said' said '--captured takes a time .*, not yesterday'
cat >fields.html <<-'EOF'
	<html lang="zh-CN"><body><table border="1"><tr><td>索引号：</td><td>A/1</td>
	<td>发文机关：</td><td>某县人民政府</td></tr><tr><td>发布日期：</td><td>2024-01-16</td></tr></table>
	<h1>关于召开安全生产工作会议的通知</h1><p>全县安全生产工作会议定于1月20日上午召开，请派人参加。</p>
	</body></html>
EOF
for format in odt:content.xml docx:word/document.xml; do
	file=f.${format%:*} part=${format#*:}
	ok "$file: fields" run 0 -o $file fields.html
	content $file $part
	ok "$file: fields before the title" grep -q '索引号.*关于召开' part
	ok "$file: provenance at the end" grep -q '请派人参加.*源文件：fields.html；源文件SHA-256：[0-9a-f]\{64\}' part
	ok "$file: standard input" sh -c '"$0" -t '"${format%:*}"' <fields.html >piped.'"${format%:*}" "$guidang"
	content piped.${format%:*} $part
	ok "$file: standard input has no name" grep -q '请派人参加[^；]*>源文件SHA-256：[0-9a-f]\{64\}' part
	ok "$file: --fields table" run 0 --fields table --provenance end -o again.${format%:*} fields.html
	ok "$file: --fields table is the default" cmp $file again.${format%:*}
	ok "$file: --fields end" run 0 --fields end -o $file fields.html
	content $file $part
	ok "$file: --fields end: behind the text" grep -q '请派人参加.*索引号' part
	ok "$file: --fields none" run 0 --fields none --provenance none -o $file fields.html
	content $file $part
	ok "$file: --fields none: no fields" sh -c '! grep -q 索引号 part'
	ok "$file: --provenance none: no line" sh -c '! grep -q SHA-256 part'
done
ok '--odf-version 1.3' run 0 --odf-version 1.3 -o f.odt fields.html
for part in content.xml styles.xml meta.xml settings.xml META-INF/manifest.xml; do
	content f.odt $part
	ok "--odf-version 1.3: $part" grep -q ':version="1.3"' part
	content by-t.odt $part
	ok "OpenDocument 1.2: $part" grep -q ':version="1.2"' part
done
ok '--odf-version 1.1' run 2 --odf-version 1.1 page.html
ok '--odf-version 1.1: said' said 'error: --odf-version takes 1.2 or 1.3, not 1.1$'
content f.docx docProps/custom.xml
ok '--fields none: a property all the same' grep -q 'name="索引号"><vt:lpwstr>A/1<' part
ok '--fields nowhere' run 2 --fields nowhere page.html
ok '--fields nowhere: said' said 'error: --fields takes table, end or none, not nowhere$'
ok '--provenance nowhere' run 2 --provenance nowhere page.html
ok '--provenance nowhere: said' said 'error: --provenance takes end, footer or none, not nowhere$'

# ---- pictures ----

mkdir -p show/page_files held/www.example.org/i
printf '<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="10"/>' 20 >show/page_files/a.svg
printf '<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="10"/>' 30 >held/www.example.org/i/b.svg
cp held/www.example.org/i/b.svg outside.svg
ln -s ../outside.svg show/link.svg
ln -s ../outside.svg held/link.svg
for src in page_files/a.svg http://www.example.org/i/b.svg ../outside.svg link.svg; do
	echo "<p>The office shows here what was asked for, and what was given: <img src='$src'></p>"
done >show/page.html
count() { content "$1" content.xml && [ "$(grep -o '<draw:image' part | wc -l)" = "$2" ]; }
ok 'pictures beside the page' run 0 -o shown.odt show/page.html
ok 'pictures beside the page: one is' count shown.odt 1
ok 'pictures elsewhere: their addresses' grep -q 'image: http://www.example.org/i/b.svg]' part
ok 'pictures from the folder itself' sh -c 'cd show && "$0" -o ../same.odt page.html 2>../err' "$guidang"
ok 'pictures from the folder itself: the same' cmp shown.odt same.odt
ok '--resources' run 0 --resources held -o held.odt --ledger held.jsonl show/page.html
ok '--resources: another picture' count held.odt 2
ok 'no picture from outside: the ledger says it' test "$(grep -c '"fault":"outside"' held.jsonl)" = 2
ok 'pictures of standard input' sh -c '"$0" -o in.odt <show/page.html 2>err' "$guidang"
ok 'pictures of standard input: none' count in.odt 0
ok 'pictures stay in a tree' sh -c '"$0" -t tree --resources held show/page.html 2>err |
	(cd / && "$0" -f tree -t odt) >tree.odt 2>>err && cmp -s tree.odt held.odt' "$guidang"
ok 'an SVG in DOCX is its text' run 0 -o shown.docx show/page.html
ok 'an SVG in DOCX is its text: it is' sh -c 'unzip -p shown.docx word/document.xml | grep -q "page_files/a.svg]"'
ok '--resources that is no folder' run 2 --resources page.html page.html
ok '--resources that is no folder: said' said 'no such folder: page.html'

# ---- external filters ----

ok '-x cat' run 0 -x cat -t text page.html
ok '-x cat: content' cmp out text
ok '--external, twice' run 0 --external cat --external cat page.html
ok '-x false' run 1 -x false page.html
ok '-x false: said' said 'external filter "false" failed'
ok '-x that answers no tree' run 1 -x 'echo x' page.html
ok '-x that does not read' run 1 -x 'exit 0' page.html
set --
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do
	set -- "$@" -x cat
done
ok 'too many -x' run 2 "$@" page.html

# ---- the ledger ----

ok '--ledger' run 0 --ledger ledger.jsonl page.html
ok '--ledger: text as ever' cmp out text
ok '--ledger: what was dropped' grep -q Imprint ledger.jsonl
ok '--ledger: as -t ledger' cmp ledger.jsonl by-t.ledger
ok '--ledger -' run 0 --ledger - -o x.txt page.html
ok '--ledger -: standard output' cmp out ledger.jsonl
ok '--ledger of several' run 0 --ledger both.jsonl -d ledgers page.html other.html
ok '--ledger of several: each' grep -q '"other.html"' both.jsonl
ok '--ledger that cannot be written' run 4 --ledger no/such page.html

# ---- layouts ----

printf 'base gongwen\nstyle body size=14pt\n' >narrow.txt
printf 'base gongwen\n\nstyle body sise=14pt\n' >bad.txt
ok '--layout: a built-in one' run 0 --layout plain -o plain.odt page.html
ok '--layout: a file' run 0 --layout narrow.txt -o narrow.odt page.html
ok '--layout: they differ' sh -c '! cmp -s plain.odt narrow.odt'
ok '--layout: no such one' run 2 --layout nix -o nix.odt page.html
ok '--layout: no such one: message' said '^nix: error: there is no such layout; gongwen, '
ok '--layout: a faulty file' run 2 --layout bad.txt -o bad.odt page.html
ok '--layout: a faulty file: message' said '^bad.txt:3: error: a style has no "sise"$'
ok '--layout: nothing is written' test ! -e bad.odt

# ---- what is said ----

ok '--help' run 0 --help
ok '--help: usage' printed '^usage: guidang'
ok '--help: on standard output only' silent
ok '-h' run 0 -h
"$guidang" --help | sed -n 's/^  ....--\([a-z-]*\).*/\1/p; s/^  -., --\([a-z-]*\).*/\1/p' >options
for option in output to from directory base-url captured charset filters without external profile rules layout resources section \
	ledger fields odf-version provenance columns table force list-filters quiet verbose version help \
	name jobs resume files-from null max-page max-time shard \
	bag bag-sources bag-info premis warc-out no-join; do
	ok "--help: --$option" grep -qx -e "$option" options
done
ok '--help: no other option' test "$(wc -l <options)" = 41
for program in guidang guidang-audit guidang-catalogue guidang-learn guidang-verify; do
	"$(dirname "$guidang")/$program" --help >out 2>err
	ok "$program --help fits a terminal" test -s out -a -z "$(LC_ALL=C.UTF-8 awk 'length > 80' out)"
done
ok '--version' run 0 --version
ok '--version: name and number' printed '^guidang [0-9]*\.[0-9]*\.[0-9]*$'
ok '-V' run 0 -V
ok '--list-filters' run 0 --list-filters
ok '--list-filters: stages' printed '^strip  *strip-script '
ok '--list-filters fits a terminal' test -z "$(awk 'length > 80' out)"
ok 'unknown option' run 2 --nosuch
ok 'unknown option: said' said '^guidang: error: no such option: --nosuch (see --help)$'
ok 'unknown letter' run 2 -qZ page.html
ok 'unknown letter: said' said '^guidang: error: no such option: -Z (see --help)$'
ok 'half an option that may be several' run 2 --fi page.html
ok 'half an option that may be several: said' said 'no such option: --fi '
ok 'an option without its value' run 2 --columns
ok 'an option without its value: said' said '^guidang: error: --columns needs N$'
ok 'a letter without its value' run 2 -o
ok 'a letter without its value: said' said '^guidang: error: --output needs FILE$'
ok 'a value that is too much' run 2 --quiet=3
ok 'a value that is too much: said' said '^guidang: error: --quiet takes no value$'
ok 'no jobs' run 2 -j 0 -d none page.html
ok 'no jobs: said' said '^guidang: error: --jobs takes a whole number from 1 on, not "0"$'
ok 'formats without -d' run 2 -t odt,docx page.html
ok 'formats without -d: said' said '^guidang: error: several formats need -d DIR$'
ok '--quiet' run 3 --quiet chrome.html
ok '--quiet: warnings are not said' silent
ok '-q says errors' run 1 -q empty.html
ok '-q says errors: said' said error
ok '-v' run 3 -v chrome.html
ok '--verbose' run 0 --verbose page.html
ok 'diagnostics have one form' sh -c \
	'"$0" -v -t text --charset nosuch page.html chrome.html -d d 2>&1 >/dev/null |
	grep -v "^[^:]*\(:[0-9]*\)\{0,1\}: \(note\|warning\|error\): ." >err; [ ! -s err ]' "$guidang"

# ---- the other programs ----

# run_other STATUS PROGRAM ARGUMENT...: the same for guidang-PROGRAM.
run_other() {
	other=$2 other_want=$1
	shift 2
	"$guidang-$other" "$@" >out 2>err </dev/null
	have=$?
	[ "$have" = "$other_want" ] || {
		echo "status $have, not $other_want: guidang-$other $*"
		false
	}
}

ok 'audit' run_other 0 audit page.html
ok 'audit: a page' printed '^<!DOCTYPE html>'
cp out audit.html
ok 'audit: as -t audit' cmp audit.html by-t.audit
ok 'audit -o' run_other 0 audit -o named.html page.html
ok 'audit -o: content' cmp named.html audit.html
ok 'audit of a tree' run_other 0 audit -f tree by-t.tree
ok 'audit of nothing but chrome' run_other 3 audit chrome.html
ok 'audit of nothing but chrome: a page' printed '^</html>'
ok 'audit --force' run_other 0 audit --force page.html
ok 'audit -x' run_other 0 audit -x cat page.html
printf 'strip: //h2\n' >heads.txt
ok 'audit --rules' run_other 0 audit --rules heads.txt page.html
ok 'audit --rules: what they name is dropped' printed 'data-c="d-rule"'
ok 'audit, two inputs' run_other 2 audit page.html other.html
ok 'audit --profile nosuch' run_other 2 audit --profile nosuch page.html
ok 'audit --profile nosuch: said' said '^guidang-audit: error: no such profile: nosuch'
ok 'audit -f pdf' run_other 2 audit -f pdf page.html
ok 'audit has no -t' run_other 2 audit -t odt page.html
ok 'audit of the page of an archive' run_other 0 audit "$archives/page.mhtml"
ok 'audit of an archive of several pages' run_other 2 audit "$archives/crawl.warc"
ok 'audit of an archive of several pages: nothing written' test ! -s out
cp -r "$archives/complete" .
ok 'audit of a complete page' run_other 0 audit complete
ok 'audit of a complete page: its picture is there' printed 'class="ui img"'
ok 'audit of an empty file' run_other 1 audit empty.html
ok 'audit into no folder' run_other 4 audit -o no/such.html page.html
ok 'audit --version' run_other 0 audit --version
ok 'audit --version: its name' printed '^guidang-audit [0-9]'
ok 'learn, two pages' run_other 2 learn page.html other.html
ok 'learn, no such file' run_other 1 learn page.html other.html nosuch.html
ok 'learn into no folder' run_other 4 learn -o no/such.txt page.html other.html page.html
ok 'learn --help' run_other 0 learn --help
ok 'learn --help: usage' printed '^usage: guidang-learn'

# ---- where output cannot go ----

if script -qec true /dev/null >/dev/null 2>&1; then
	ok 'no binary to a terminal' sh -c \
		'script -qec "\"$0\" -t odt page.html" /dev/null >tty 2>&1; [ $? = 2 ] && grep -q terminal tty' \
		"$guidang"
	ok 'text to a terminal' sh -c \
		'script -qec "\"$0\" page.html" /dev/null >tty 2>&1 && grep -q Twenty tty' "$guidang"
	ok 'binary to a file from a terminal' sh -c \
		'script -qec "\"$0\" -o tty.odt page.html" /dev/null >tty 2>&1 && [ -s tty.odt ]' "$guidang"
else
	echo 'skipped: no script(1), no terminal to write to'
fi
if [ -w /dev/full ]; then
	for format in text json odt; do
		ok "$format to a full disk" sh -c \
			'"$0" -t '$format' page.html >/dev/full 2>err; [ $? = 4 ] && grep -q "No space" err' \
			"$guidang"
	done
	ok 'help to a full disk' sh -c '"$0" --help >/dev/full 2>err; [ $? = 4 ]' "$guidang"
	ok '-o to a full disk' run 4 -t odt -o /dev/full page.html
	ok '--ledger to a full disk' run 4 --ledger /dev/full page.html
fi
ok 'closed standard output' sh -c '"$0" page.html >&- 2>err; [ $? = 4 ]' "$guidang"
ok 'a closed pipe is quiet' sh -c '{ "$0" -t tree page.html; echo $? >status; } 2>err | true
	[ ! -s err ]' "$guidang"
ok 'no such folder' run 4 -t odt -o no/such.odt page.html
ok 'no such folder: said' said '^no/such.odt: error: No such file'
ok '/dev/null' run 0 -t odt -o /dev/null page.html
mkdir taken.odt
echo before >kept.odt
ok 'a folder in the way' run 4 -o taken.odt page.html
ok 'a failed input leaves the output alone' run 1 -o kept.odt empty.html
ok 'a failed input leaves the output alone: content' test "$(cat kept.odt)" = before
if [ "$(id -u)" != 0 ]; then
	mkdir locked
	echo before >locked/kept.odt
	chmod 500 locked
	ok 'a locked folder' run 4 -o locked/kept.odt page.html
	ok 'a locked folder: content' test "$(cat locked/kept.odt)" = before
fi
ulimit_file() { (ulimit -f 1 && trap '' XFSZ && "$guidang" -o kept.odt page.html >out 2>err); }
ulimit_file
ok 'a file too large' test $? = 4
ok 'a file too large: what was there stays' test "$(cat kept.odt)" = before
ok 'nothing half is left' nothing_beside
ok 'output over the input' sh -c 'cp page.html same.html && "$0" -t text -o same.html same.html 2>err &&
	cmp -s same.html text' "$guidang"
ok 'permissions are as of any new file' sh -c 'umask 022; rm -f p.odt; "$0" -o p.odt page.html 2>err
	[ "$(stat -c %a p.odt)" = 644 ]' "$guidang"

# ---- the same bytes ----

for format in odt docx; do
	ok "$format twice" sh -c '"$0" -t '$format' page.html >out 2>err && sleep 1 &&
		"$0" -t '$format' page.html >again 2>>err && cmp -s out again' "$guidang"
done
ok 'SOURCE_DATE_EPOCH' sh -c 'SOURCE_DATE_EPOCH=1000000000 "$0" -o dated.odt page.html 2>err' "$guidang"
ok 'SOURCE_DATE_EPOCH counts' sh -c '! cmp -s dated.odt by-t.odt'
for epoch in x -1 1x 99999999999999999999; do
	ok "SOURCE_DATE_EPOCH=$epoch" sh -c \
		'SOURCE_DATE_EPOCH='$epoch' "$0" page.html >out 2>err; [ $? = 2 ] && grep -q SOURCE_DATE_EPOCH err' \
		"$guidang"
done
ok 'SOURCE_DATE_EPOCH, empty' sh -c 'SOURCE_DATE_EPOCH= "$0" page.html >out 2>err' "$guidang"

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
