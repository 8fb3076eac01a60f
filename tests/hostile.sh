#!/bin/bash
# Pages made to break readers: none may crash one, hang it, or use up its memory.
#
#	tests/hostile.sh [GUIDANG]
#
# Each page must end with status 0, 1 or 3, within a minute of processor time, and in memory of at most
# FACTOR times its size and 30 MB more. FACTOR is 8. Beyond the 30 MB that would be too little for a
# large page of hardly more than tags: a node takes 36 bytes and 4 for what is measured of it, however
# short its tag, and the "<td>1" of a cell makes three. The table of 20 MB has four nodes for 20 bytes,
# which comes to just about 8, and says 9.
# Of some pages eight times the size must take eight times as long, not 64 times: their time may grow with
# the power EXPONENT of the size at most, half-way between.
# A program built with sanitizers is not measured, and has five minutes.
# Last line: "N passed, N failed".
set -uo pipefail
shopt -s lastpipe # what a page counts at the end of a pipe must stay
export LC_ALL=C

guidang=$(realpath "${1:-${GUIDANG:-build/guidang}}") || exit 1
FACTOR=8 ROOM=30000000 SECONDS_MAX=60 EXPONENT=1.5
grep -q __asan_init "$guidang" && measured=no SECONDS_MAX=300 || measured=yes
root=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
passed=0 failed=0
seconds=0 # of processor time, that page took last

# repeat COUNT TEXT: TEXT so many times, on one line.
repeat()
{
	yes "$2" | head -n "$1" | tr -d '\n'
}

# endless TEXT BYTES: lines of TEXT, about so many bytes.
endless()
{
	yes "$1" | head -c "$2"
}

# noise SEED BYTES: the same bytes for the same seed (Park and Miller's generator).
noise()
{
	awk -v seed="$1" -v bytes="$2" 'BEGIN {
		x = seed * 7919 + 1
		for (i = 0; i < bytes; i++) {
			x = (x * 16807) % 2147483647
			printf "%c", int(x / 8388608)
		}
	}'
}

count()
{
	if [ "$2" = ok ]; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "not ok: $1: $2"
		head -n 5 err
	fi
}

# verdict STATUS SECONDS BYTES LIMIT
verdict()
{
	case $1 in
	0 | 1 | 3) ;;
	*) echo "status $1" && return ;;
	esac
	if awk "BEGIN { exit !($2 > $SECONDS_MAX) }"; then
		echo "$2 s"
	elif [ "$measured" = yes ] && [ "$3" -gt "$4" ]; then
		echo "$3 bytes of memory, $4 allowed"
	else
		echo ok
	fi
}

# page NAME [FORMAT [FACTOR]]: converts standard input.
page()
{
	local name=$1 format=${2:-text} factor=${3:-$FACTOR} size status memory user system
	cat >page.html
	size=$(stat -c %s page.html)
	# A memory of twice the limit ends what would eat the machine; time says what was used.
	(
		ulimit -t "$SECONDS_MAX"
		[ "$measured" = yes ] && ulimit -v $(((2 * (factor * size + ROOM) + 200000000) / 1024))
		exec timeout 600 /usr/bin/time -q -o used -f '%M %U %S' \
			"$guidang" -q --force -t "$format" page.html >out 2>err
	)
	status=$?
	read -r memory user system < <(tail -n 1 used)
	seconds=$(awk "BEGIN { print $user + $system }")
	memory=$((memory * 1024))
	printf '%-26s %-5s %9d bytes %8.1f MB %7.2f s  status %d\n' "$name" "$format" "$size" \
		"$(awk "BEGIN { print $memory / 1000000 }")" "$seconds" "$status"
	count "$name as $format" \
		"$(verdict "$status" "$seconds" "$memory" $((factor * size + ROOM)))"
}

# every NAME [FACTOR]: to each format.
every()
{
	local format
	cat >every.html
	for format in text json tree csv odt docx; do
		page "$1" "$format" "${2:-$FACTOR}" <every.html
	done
}

# grows NAME COUNT TEXT [BEFORE [AFTER]]: pages of COUNT times TEXT, and of a half, a quarter, an eighth of that,
# between two other texts. What takes less than 0.3 s
# tells nothing, and passes.
grows()
{
	local name=$1 part times=() exponent
	for part in 8 4 2 1; do
		{
			printf '%s' "${4:-}"
			repeat $(($2 / part)) "$3"
			printf '%s' "${5:-}"
		} | page "$name, 1/$part"
		times+=("$seconds")
	done
	[ "$measured" = yes ] || return
	exponent=$(awk -v one="${times[0]}" -v eight="${times[3]}" 'BEGIN {
		printf "%.2f", eight < 0.3 ? 0 : log(eight / (one > 0.02 ? one : 0.02)) / log(8)
	}')
	printf '%-26s time grows with size ^ %s\n' "$name" "${exponent/#0.00/0 (quick)}"
	count "$name" "$(awk "BEGIN { print $exponent <= $EXPONENT ? \"ok\" : \"size ^ $exponent\" }")"
}

# quick NAME: many small pages; only what fails is told.
quick()
{
	timeout "$SECONDS_MAX" "$guidang" -q -t json small.html >out 2>err
	count "$1" "$(verdict $? 0 0 0)"
}

[ -x /usr/bin/time ] || {
	echo "/usr/bin/time is missing"
	echo "0 passed, 1 failed"
	exit 1
}
printf '%-26s %-5s %15s %11s %9s\n' page to size memory time

# ---- depth ----

repeat 100000 '<div>' | every 'nested divs'
repeat 100000 '<div>x' | page 'nested divs with text'
repeat 100000 '<b><a href=x>t' | page 'unclosed b and a'
repeat 100000 '<font color=red>x' | page 'unclosed font'
repeat 50000 '<ul><li>item' | page 'nested lists'
repeat 50000 '<ol><li>item' | page 'nested numbered lists' odt
repeat 20000 '<dl><dt>t<dd>d' | page 'nested definitions'
repeat 2000 '<table><tr><td>cell' | every 'nested tables'
repeat 20000 '<blockquote>x' | page 'nested quotes'
repeat 20000 '<table>' | page 'tables in tables'
repeat 50000 '</div></p></table>' | page 'end tags'

# ---- width ----

repeat 500000 '<' | page 'lone <'
repeat 200000 '<td>1' | sed 's/^/<table><tr>/' | page 'cells of one row'
endless '<tr><td>1</td></tr>' 20000000 | sed '1s/^/<table>/' | page 'table of 20 MB' text 9
endless '<tr><td>1</td></tr>' 1000000 | sed '1s/^/<table>/' | every 'table of 1 MB'
repeat 2000 '<tr><td colspan=65534 rowspan=65534>1<td colspan=65534 rowspan=65534>2' |
	sed 's/^/<table>/' | every 'colspan and rowspan 65534'
{
	printf '<table>'
	for row in $(seq 300); do
		printf '<tr>'
		repeat $((300 - row)) '<td>'
		printf '<td colspan=%d rowspan=0>x' "$row"
	done
	repeat 3000 '<tr>'
} | page 'claims on all slots'
repeat 50000 '<table><tr><td>x</td></tr></table>' | page 'small tables'
repeat 100000 '<br>text' | page 'br'
repeat 100000 '<br>公开。' | sed 's/^/<p>政府信息/' | page 'br in Chinese'
repeat 200000 '<p>段落。' | page 'short paragraphs'
repeat 50000 '<h2>一、标题</h2><p>段落。</p>' | page 'short sections'
repeat 100000 '<a href="http://e.org/">链接</a> ' | page 'links'
repeat 100000 '<img src=x>' | page 'images'
{
	printf '<p><b aria-hidden=true>'
	repeat 300000 'ab '
	printf '</b>'
	repeat 100000 '<img src=x>'
} | page 'images after words that are only seen'
repeat 100000 '<!-- c -->' | page 'comments'
repeat 50000 '<form><input><select><option>x' | page 'forms'
repeat 50000 '<tr><td>索引号：</td><td>1</td></tr>' | sed 's/^/<table>/' | page 'fields'
repeat 50000 '索引号：1 ' | page 'fields in one line'
repeat 50000 '<meta name=keywords content=x>' | page 'meta tags' json

# ---- length ----

endless '<p class="text">The office for public records publishes its yearly report, which names each
request, its outcome, and the reasons given for it. 本机关公开政府信息，依法答复申请。</p>' 50000000 |
	page 'page of 50 MB'
repeat 1000000 'a' | sed 's/.*/<p title="&">text<\/p>/' | every 'attribute of 1 MB'
repeat 1000000 'a' | sed 's/.*/<p class="&" style="&"><a href="&">text<\/a><\/p>/' |
	page 'class and href of 1 MB' odt
seq -f 'a%.0f=1' 1000000 | tr '\n' ' ' | sed 's/.*/<p &>text<\/p>/' | page '1,000,000 attributes'
repeat 1000000 'a' | page 'word of 1 MB'
repeat 300000 '政' | page 'Chinese word of 1 MB' odt
repeat 1000000 ' ' | sed 's/.*/<p>a&b<\/p>/' | page 'white space of 1 MB'
repeat 300000 '2017 ' | page 'years'
repeat 300000 '一' | page 'numerals'
repeat 1000000 'a' | sed 's/.*/<&>x<\/&>/' | page 'tag name of 1 MB'
repeat 1000000 'a' | sed 's/.*/<!--&/' | page 'unclosed comment'
repeat 1000000 'a' | sed 's/.*/<script>&/' | page 'unclosed script'

# ---- growth ----

grows 'attributes' 1000000 ' a=1' '<p' '>text</p>'
grows '<' 1000000 '<'
grows '&' 1000000 '&'
grows 'long names after &' 200000 '&CounterClockwiseContourIntegra'
grows 'divs, open' 100000 '<div>x'
grows 'divs, deep and closed' 100000 '</div><div>x' "$(repeat 500 '<div>')"
grows 'b and a across' 100000 '<b><a href=x>t</b>u</a>'
grows 'a in p, across' 100000 '<b><a href=x><p>t</b>u</a>'
grows 'a around blocks' 100000 '<div><a href=x><div>t</div></div>'
grows 'hidden span over blocks' 50000 '<div><span hidden><p>t</p><p>u</div>'
grows 'hidden labels, deep' 50000 '<p>t' "$(repeat 400 '<label hidden>')"
grows 'object left open' 50000 '<div><object><p>t</p><p>u</div>'
grows 'tables, open' 100000 '<table>'
grows 'text in open tables' 100000 '<table>x'
grows 'rows of nested tables' 100000 '<table><tr><td>'
grows 'boxes in a table' 50000 '<div>x</div><tr><td>y' '<table>'
grows 'p and b, open' 50000 '<p><b>t'
grows 'many b around p' 20000 '<p>t</p>' "$(seq -f '<b id=%.0f>' 500)"
grows '</p>' 1000000 '</p>'
grows '</br>' 100000 '</br>'
grows 'unknown end tags, deep' 100000 '</x>' "$(repeat 500 '<span>')"
grows 'select and option' 100000 '<select><option>x'
grows 'options' 100000 '<option>x' '<select>'
grows 'templates' 100000 '<template>x'
grows 'comment' 1000000 '--!' '<!--'
grows 'comments in one' 1000000 '<!--'
grows 'CDATA' 1000000 ']]' '<svg><![CDATA['
grows 'escapes of a script' 100000 '<!--<script>' '<script>'
grows 'ends of a title' 100000 '</titl' '<title>'
grows 'svg, deep' 100000 '</y>' "<svg>$(repeat 500 '<x>')"
grows 'tables in headings' 50000 '<h1>x<table><tr><td>y</table>'

# ---- bytes ----

repeat 100000 '&amp;&lt;&#20013;&nosuch;&#x110000;&#0;&#xD800;' | page 'entities'
: | page 'empty'
head -c 1000000 /dev/zero | page 'NUL'
head -c 1000000 /dev/zero | tr '\0' '\377' | page 'bytes 255'
head -c 1000000 /dev/zero | tr '\0' '\r' | page 'carriage returns'
printf '\357\273\277' | page 'a byte order mark'
noise 1 1000000 | page 'noise of 1 MB'

for seed in $(seq 200); do
	noise "$seed" 2000 >small.html
	quick "noise, seed $seed"
done

cat >whole.html <<'EOF'
<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="PubDate" content="2021-01-15">
<title>年度报告</title><style>p { color: red }</style></head><body onload="x()">
<div class="nav" id='top'><a href="/">首页</a>|<a href="/n?a=1&amp;b=2">新闻</a></div>
<table width="100%"><tr><td>索引号：</td><td>014/2021-1</td><td rowspan=2 colspan="2">发文机关</td></tr>
<tr><td>名称</td><td>报告</td></tr></table><div style="text-indent:2em;display:block"><h1>某市2020年报告</h1>
<p>&nbsp;&nbsp;根据《条例》，现公布<b>本机关<i>年度</b>报告</i>。<br/>报告由六个部分组成。<img src="a.png" width=3 alt="图">
<h2>一、总体情况</h2><ol start=3><li>公开三百条<li>受理二十件<ul><li>其中&#8230;&#x4e00;</ul></ol>
<dl><dt>甲<dd>乙</dl><!-- comment --><script>if (a < b) { c() }</script><pre> a
 b</pre><p align=right>某市人民政府<p align="right">二〇二一年一月十五日</p><a href="附件.doc">附件</a></div>
<form action="s"><input type=text value='q'><button>搜索</button></form><footer>版权所有</footer></body></html>
EOF
for page in whole.html "$root"/testdata/trs-article/input.html; do
	for end in $(seq 1 97 "$(stat -c %s "$page")"); do
		head -c "$end" "$page" >small.html
		quick "$(basename "$page") up to byte $end"
	done
done
for format in text json tree csv odt docx; do
	for end in $(seq 1 389 "$(stat -c %s whole.html)"); do
		head -c "$end" whole.html >small.html
		"$guidang" -q -t "$format" small.html >out 2>err
		count "whole.html up to byte $end as $format" "$(verdict $? 0 0 0)"
	done
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
