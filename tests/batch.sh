#!/bin/bash
# usage: batch.sh     (GUIDANG as make sets it)
#
# Batches that are broken off: whatever ends them, what the manifest tells is there, and going on
# gives byte for byte what an undisturbed run gives.
set -uo pipefail
export LC_ALL=C.UTF-8

guidang=$(realpath "${GUIDANG:-build/guidang}")
tests=$(realpath "$(dirname "$0")")
archives=$(realpath "$(dirname "$0")/../testdata/archives")
# shellcheck source=tests/try.sh
. "$tests/try.sh"
mounted=
trap '[ "$mounted" ] && umount "$mounted"; rm -rf "$work"' EXIT
cd "$work" || exit 1

# Pages enough that a run can be met at work: of uneven size, some without content, some with one name.
make_pages()
{
	mkdir pages
	for i in $(seq -w 150); do
		{
			echo "<meta charset=utf-8><h1>关于第$((10#$i / 2))号事项的通知</h1><p>各有关单位：</p>"
			for ((n = 0; n < 10#$i % 7 * 40 + 2; n++)); do
				echo "<p>第$i页第$n段：现将有关事项通知如下，请各单位认真贯彻执行，并按时报送情况。</p>"
			done
			echo '<p align=right>某市人民政府</p><p align=right>2023年5月6日</p>'
		} >"pages/$i.html"
	done
	: >pages/empty.html
	echo '<ul><li><a href=/>Home</a><li><a href=/n>News</a></ul>' >pages/menu.html
}

convert()
{
	"$guidang" -q -t odt,text "$@" pages
}

# Status 1: the empty page.
convert_all()
{
	convert "$@"
	[ $? = 1 ]
}

# What the manifest of a folder tells is there, and whole.
is_sound()
{
	jq -r '.outputs[] | "\(.sha256)  \(.path)"' "$1/manifest.jsonl" >sums &&
		(cd "$1" && sha256sum --quiet -c "$work/sums")
}

same_as_undisturbed()
{
	diff -r undisturbed "$1"
}

# Sends a signal as soon as the manifest has some lines, or the work is done.
break_off()
{
	local signal=$1 folder=$2 lines=$3 pid
	shift 3
	# What runs in the background ignores SIGINT by itself.
	env --default-signal=INT "$guidang" -q -t odt,text -d "$folder" "$@" pages 2>/dev/null &
	pid=$!
	while kill -0 $pid 2>/dev/null && [ "$(cat "$folder/manifest.jsonl" 2>/dev/null | wc -l)" -lt "$lines" ]; do
		:
	done
	kill -s "$signal" $pid 2>/dev/null
	wait $pid 2>/dev/null
	status=$?
}

make_pages
try 'an undisturbed run' convert_all -d undisturbed -j 1
try 'the manifest has a line for each page' test "$(wc -l <undisturbed/manifest.jsonl)" = 152
try 'two pages never have one name' test "$(find undisturbed -name '*.odt' | wc -l)" = 150
try 'what is told is there' is_sound undisturbed

for jobs in 2 5; do
	try "$jobs jobs" convert_all -d jobs -j $jobs
	try "$jobs jobs: the same bytes" same_as_undisturbed jobs
	rm -rf jobs
done

for lines in 1 64 100; do
	break_off KILL killed $lines -j 2
	try "killed after $lines: what is told is there" is_sound killed
	try "killed after $lines: going on" convert_all -d killed -j 2 --resume
	try "killed after $lines: the same bytes" same_as_undisturbed killed
	rm -rf killed
done

break_off KILL twice 64 -j 2
break_off KILL twice 110 -j 2 --resume
try 'killed twice: going on' convert_all -d twice -j 1 --resume
try 'killed twice: the same bytes' same_as_undisturbed twice

# Streams that the caller closed: no file takes their place, and nothing said gets into one.
"$guidang" -v -t odt,text -d closed pages <&- >&- 2>&-
try 'closed streams: status' test $? = 1
try 'closed streams: the same bytes' same_as_undisturbed closed
"$guidang" -t odt,text -d piped -v --ledger - pages 2>&1 | head -n 1 >/dev/null
try 'a reader that closed the pipe: going on, status' convert_all -d piped --resume
try 'a reader that closed the pipe: the same bytes' same_as_undisturbed piped

try 'going on where nothing is left' convert_all -d undisturbed --resume
try 'going on where nothing is there' convert_all -d fresh --resume
try 'going on where nothing is there: the same bytes' same_as_undisturbed fresh

# ---- killed anywhere, packages and all ----

pack()
{
	"$guidang" -q -t odt,text -d "$1" --premis --warc-out "$1.warc.gz" "${@:2}" pages crawl.warc.gz
}

# is_packed FOLDER: the same bytes as of a run that was let alone, and nothing else, in it or beside.
is_packed()
{
	diff -r packed "$1" && cmp packed.warc.gz "$1.warc.gz" && [ "$(ls -d "$1"*)" = "$1"$'\n'"$1.warc.gz" ]
}

cp "$(dirname "$tests")/testdata/archives/crawl.warc.gz" .
pack packed 2>/dev/null
try 'packages: status' test $? = 1
for delay in 0.02 0.05 0.09 0.13 0.17 0.21 0.25 0.3; do
	"$guidang" -q -t odt,text -d anywhere -j 2 --premis --warc-out anywhere.warc.gz pages crawl.warc.gz 2>/dev/null &
	sleep $delay
	kill -KILL $! 2>/dev/null
	wait $! 2>/dev/null
	# The WARC of a call that came to its end is not written over.
	[ -e anywhere.warc.gz ] || pack anywhere -j 2 --resume 2>/dev/null
	try "killed after $delay s: the same packages" is_packed anywhere
	rm -rf anywhere*
done

# What is left by a kill within the two: each name, half a file.
cp -r packed left && echo half >left/premis.xml.guidang-part && echo half >left.warc.gz.guidang-part && echo half >left/.guidang-part
pack left --resume 2>/dev/null
try 'halves of packages are taken away' is_packed left
echo half >left/premis.xml.guidang-part
"$guidang" -q -t odt,text -d left --resume pages crawl.warc.gz 2>/dev/null
try 'half a premis.xml is taken away by any call' is_packed left
rm left.warc.gz
(
	exec 9>left.warc.gz.guidang-part && flock 9 && pack left --resume 2>busy-said
	echo $? >busy-status
)
try 'another call is writing the WARC' sh -c '[ "$(cat busy-status)" = 4 ] && grep -q "another guidang is writing it" busy-said'
try 'another call is writing the WARC: it is let alone' test -e left.warc.gz.guidang-part -a ! -e left.warc.gz

# Two calls at a time: one is refused, the other's batch is whole.
pack both -j 1 2>said-1 &
pack both -j 1 2>said-2
wait $!
try 'two calls at a time: one is told' test "$(cat said-1 said-2 | grep -c '^both: error: \(another guidang is writing into it\|has a manifest\)')" = 1
try 'two calls at a time: one did it' is_packed both

# ---- interrupted ----

# On a busy machine the work may be done before the signal comes.
for signal in INT:130 TERM:143; do
	for attempt in 1 2 3 4 5 6 7 8 9; do
		break_off ${signal%:*} stopped 20 -j 2
		[ $status = 1 ] && [ $attempt -lt 9 ] || break
		rm -rf stopped
	done
	try "interrupted by $signal: status" test $status = ${signal#*:}
	try "interrupted by $signal: what is told is there" is_sound stopped
	try "interrupted by $signal: nothing else is there" test "$(find stopped -type f | wc -l)" = \
		"$(($(jq '.outputs[].path' stopped/manifest.jsonl | wc -l) + 1))"
	try "interrupted by $signal: going on" convert_all -d stopped -j 2 --resume
	try "interrupted by $signal: the same bytes" same_as_undisturbed stopped
	rm -rf stopped
done

# ---- what a terminal shows ----

# What stays on a terminal of 20 columns, when lines are gone that were taken off, and whether each line that is to be renewed fits.
on_terminal()
{
	script -qec "stty cols 20; '$guidang' $*" /dev/null </dev/null >shown
	tr '\r' '\n' <shown | sed -n $'s/\033\\[K$//p' | awk 'length > 19 { exit 1 }' &&
		sed -E $'s/(\r[^\r\033]+\033\\[K)+\r\033\\[K//g; s/\r$//' shown
}

same_as_in_a_file()
{
	"$guidang" -t text -d in-file pages/empty.html pages/[01]*.html 2>expected
	on_terminal -t text -d on-terminal 'pages/empty.html pages/[01]*.html' >stays && diff expected stays && [ -s expected ]
}

if command -v script >/dev/null; then
	try 'on a terminal: how far it is, and nothing of it stays' same_as_in_a_file
	on_terminal -q -t text -d quiet pages >/dev/null
	try 'on a terminal: quiet' sh -c '! grep -q done shown'
else
	echo 'batch: on a terminal: skipped, there is no script(1)'
fi

# ---- what cannot be gone on with ----

refuses()
{
	local what=$1
	shift
	"$guidang" -q --resume "$@" 2>said
	[ $? = 2 ] && grep -q -e "$what" said
}

try 'other names' refuses '--name is "{title}" here, and not given in the manifest' -d undisturbed -t odt,text --name '{title}' pages
try 'other formats' refuses '--to is "odt" here, and "odt,text"' -d undisturbed -t odt pages
try 'another part' refuses '--shard is "1/1" here' -d undisturbed -t odt,text --shard 1/1 pages
try 'another option' refuses '--force is given here' -d undisturbed -t odt,text --force pages
export SOURCE_DATE_EPOCH=1700000000
try 'another date' refuses 'SOURCE_DATE_EPOCH is 1700000000 here' -d undisturbed -t odt,text pages
unset SOURCE_DATE_EPOCH
try 'refusals: nothing was changed' same_as_undisturbed twice
# Entries of another program: nothing is done behind them, but what is whole can be packed.
cp -r twice other-program
sed -i 's/"guidang [^"]*"/"guidang 9.9"/' other-program/manifest.jsonl
cp -r other-program before-packing
try 'another program: all is done' convert_all -d other-program --resume
try 'another program: nothing was changed' diff -r before-packing other-program
try 'another program: packages' convert_all -d other-program --resume --premis --bag bag-of-other
try 'another program: it is told' grep -q '<agentVersion>9.9</agentVersion>' bag-of-other/data/premis.xml
sed -i '90,$d' other-program/manifest.jsonl
try 'another program: something is left to be done' refuses 'from guidang 9.9, and this is' -d other-program -t odt,text pages
try 'another program: nothing was done' test "$(wc -l <other-program/manifest.jsonl)" = 89
rm -rf other-program before-packing
for line in 1 90; do
	cp -r twice other-program
	sed -i "${line}s/\"guidang [^\"]*\"/\"guidang 9.9\"/" other-program/manifest.jsonl
	try "two programs, one in line $line" refuses 'its entries are from several programs' -d other-program -t odt,text pages
	rm -rf other-program
done

# Manifests that did not tell what entries were made by are gone on with, and that is said.
mkdir old && head -n 100 undisturbed/manifest.jsonl | jq -c 'del(.recipe) | del(.source.folder)' >old/manifest.jsonl
"$guidang" -t odt,text -d old --resume pages 2>said
try 'a manifest of old: it is said once' test "$(grep -c 'does not tell what its entries were made by' said)" = 1
try 'a manifest of old: going on' diff <(jq -c 'del(.recipe) | del(.source.folder)' undisturbed/manifest.jsonl) \
	<(jq -c 'del(.recipe) | del(.source.folder)' old/manifest.jsonl)
try 'a manifest of old: other names' refuses 'other formats or names' -d old -t odt,text --name '{title}' pages
further_inputs()
{
	"$guidang" -q -d further pages/001.html && "$guidang" -q -d further --resume pages/001.html pages/002.html &&
		[ "$(jq -r .source.file further/manifest.jsonl | xargs)" = 'pages/001.html pages/002.html' ] &&
		"$guidang-verify" further
}

try 'further inputs' further_inputs
try 'other inputs' refuses 'is not what the manifest was made from' -d undisturbed -t odt,text pages/002.html
try 'fewer inputs' refuses '^undisturbed/manifest.jsonl: error: has entries that the inputs have not' -d undisturbed -t odt,text pages/001.html
echo '{"source":{}}' >>undisturbed/manifest.jsonl
cp pages/150.html pages/zzz.html
try 'a manifest that is none' refuses '^undisturbed/manifest.jsonl: error: a line is no entry of a manifest' -d undisturbed -t odt,text pages
rm pages/zzz.html

# ---- a batch in its own input ----

mkdir -p around/a && cp pages/00?.html around/a
"$guidang" -q -t text -d around/b around
try 'a batch in its own input: read once' test "$(grep -c converted around/b/manifest.jsonl)" = 9
try 'a batch in its own input: told' grep -q '"around/b".*the folder that is written to' around/b/manifest.jsonl
cp -r around/b before
try 'a batch in its own input: going on' "$guidang" -q -t text -d around/b --resume around
try 'a batch in its own input: the same' diff -r before around/b
"$guidang" -q -t text -d around/a around/a 2>said
try 'a folder into itself: status' test $? = 1
try 'a folder into itself: said' grep -q 'around/a: error: is the folder that is written to' said
# Rules that change while pages are converted by them: one page comes, then the rules change, then another.
mkfifo list
echo 'strip: //h9' >rules
"$guidang" -q -t text -d ruled --rules rules --files-from list 2>said &
exec 8>list
echo pages/002.html >&8
while [ ! -e ruled/manifest.jsonl ]; do
	:
done
echo 'strip: //h8' >rules
echo pages/003.html >&8
exec 8>&-
wait $!
try 'rules that changed meanwhile: status' test $? = 2
try 'rules that changed meanwhile: said' grep -q 'what --rules names has changed.*while pages were converted by it' said
try 'rules that changed meanwhile: going on' refuses 'what --rules names has changed' -d ruled -t text --rules rules pages/002.html pages/003.html

# ---- what pages note of themselves ----

printf '%s' '<html><!--
 Page saved with SingleFile
 url: http://www.qinghe.example/1.html
 saved date: Tue Mar 05 2024 16:00:00 GMT+0800 (China Standard Time)
-->' "$(cat pages/001.html)" >single.html
"$guidang" -q -t text -d noted --premis --name '{host}' single.html
try 'an address that a page notes' jq -e '.source.uri == "http://www.qinghe.example/1.html"' noted/manifest.jsonl
try 'a time that a page notes' jq -e '.source.captured == "2024-03-05T16:00:00+08:00"' noted/manifest.jsonl
try 'names by an address that a page notes' test -f noted/www.qinghe.example.txt
try 'a capture that a page notes' grep -q '2024-03-05T16:00:00+08:00' noted/premis.xml
try 'what a page notes is verified' "$guidang-verify" noted
sed -i 's/T16:00:00/T17:00:00/' noted/manifest.jsonl
try 'what a page notes is verified: another time' sh -c "! '$guidang-verify' noted"
head -c 1100 "$archives/page.mhtml" >cut.mhtml
"$guidang" -q -t text -d cut cut.mhtml 2>/dev/null
try 'a page that is not whole: told' jq -se '.[0] | .reason == "is cut off" and .warnings > 0' cut/manifest.jsonl
echo %PDF-1.4 | "$guidang" -q -t text -d pdf 2>said
try 'a PDF: status' test $? = 1
try 'a PDF: said' grep -q 'error: is a PDF' said
mkdir foreign
cp "$BASH" foreign/program.html
cp "$BASH" foreign/unnamed
{ printf 'SQLite format 3\0\020\0\1\1\0@  <p>'; head -c 9000 /dev/zero; } >foreign/db.html
{ printf '\004\042\115\030d@'; gzip -c "$BASH" | tail -c 9000; } >foreign/page.warc.lz4
gzip -c "$BASH" | tail -c 9000 | gzip >foreign/packed.html.gz
printf '\211PNG\r\n\032\n\0\0\0\rIHDR' >foreign/picture.html
printf '{"log": {"entries": [{"text": "<p>1</p>"}]}}' >foreign/page.har
"$guidang" -q -t text -d foreign/out foreign/* 2>said
try 'no pages: status' test $? = 1
try 'no pages: nothing is filed' test "$(ls foreign/out)" = manifest.jsonl
try 'no pages: each is said' test "$(sed 's,^foreign/,,; s/error: is //' said | xargs)" = \
	"$(xargs <<-'END'
		db.html: an SQLite database
		packed.html.gz: binary data
		page.har: JSON
		page.warc.lz4: LZ4 data, which is not unpacked
		picture.html: an image
		program.html: a program
		unnamed: a program
	END
	)"

# ---- a full disk ----

mkdir small
if mount -t tmpfs -o size=1m tmpfs small 2>/dev/null; then
	mounted=$work/small
	"$guidang" -q -t odt,text -d small/out pages 2>said
	try 'a full disk: status' test $? = 4
	try 'a full disk: said' grep -q 'No space left on device' said
	try 'a full disk: what is told is there' is_sound small/out
	try 'a full disk: something is there' test -s small/out/manifest.jsonl
	mount -o remount,size=64m small
	try 'a full disk: going on' convert_all -d small/out --resume
	"$guidang" -q -t odt,text -d again pages 2>/dev/null
	try 'a full disk: the same bytes' diff -r again small/out
else
	echo 'batch: a full disk: skipped, no tmpfs can be mounted'
fi

add_up
