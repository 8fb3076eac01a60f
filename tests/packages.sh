#!/bin/bash
# usage: packages.sh     (GUIDANG as make sets it; WARCIO: warcio of npm, where it is there)
#
# What is made of a batch that is done: bags, PREMIS, conversion records. Each is looked at by the
# standard alone; the same batch gives the same bytes; and whatever goes wrong, there is never half of one.
set -uo pipefail
export LC_ALL=C.UTF-8
unset SOURCE_DATE_EPOCH

guidang=$(realpath "${GUIDANG:-build/guidang}")
tests=$(cd "$(dirname "$0")" && pwd)
archives=$tests/../testdata/archives
# shellcheck source=tests/try.sh
. "$tests/try.sh"
mounted=
trap '[ "$mounted" ] && umount "$mounted"; rm -rf "$work"' EXIT
cd "$work" || exit 1

# ends STATUS SAID COMMAND...: the exit status, and all that is said, in one line that has SAID.
ends()
{
	local status=$1 said=$2 got
	shift 2
	"$@" >given 2>said
	got=$?
	[ $got = "$status" ] && [ "$(wc -l <said)" = 1 ] && grep -q -- "$said" said && return
	echo "status $got"
	cat said
	return 1
}

is_bag()
{
	python3 "$tests/check-bag.py" "$1"
}

is_premis()
{
	xmllint --noout --relaxng "$tests/premis.rng" "$1/premis.xml" && python3 "$tests/check-premis.py" "$1"
}

is_warc()
{
	python3 "$tests/check-warc.py" "$1" "$2/manifest.jsonl"
}

# Nothing of a bag, and nothing of its writing.
is_no_bag()
{
	[ -z "$(ls -d "$1" "$1".* 2>/dev/null)" ]
}

holds()
{
	"$guidang-verify" "$@"
}

# Pages with names that lists must encode, a page that was saved with its picture, and what is no input.
mkdir -p pages/deep pages/.hidden
for i in 1 2 3; do
	printf '<meta charset=utf-8><h1>第%s号通知</h1><p>各有关单位：</p><p>现将有关事项通知如下，请各单位认真贯彻执行，并按时报送情况。</p>' \
		$i >pages/$i.html
done
cp pages/1.html $'pages/deep/line\nend.html'
cp pages/2.html pages/100%.html
cp pages/3.html pages/.hidden/not-read.html
: >pages/empty.html
cp "$archives/crawl.warc.gz" crawl.warc.gz
cp -r "$archives/complete" complete

# ---- bags ----

convert()
{
	"$guidang" -q -t odt,json "$@"
}

convert -d out --premis --bag bag --bag-sources pages 2>/dev/null
try 'a page failed: status' test $? = 1
try 'a bag' is_bag bag
try 'a bag: nothing else is left' test ! -e bag.guidang-part
try 'a bag: sha512sum' sh -c 'cd bag && grep -v % manifest-sha512.txt | sha512sum --quiet -c && sha512sum --quiet -c tagmanifest-sha512.txt'
try 'a bag: the batch is in it' sh -c 'cp -r bag/data rest && rm -r rest/sources && diff -r out rest'
rm -rf rest
cp -r pages read && rm -r read/.hidden
try 'a bag: the inputs are in it, but what is never read' diff -r read bag/data/sources/pages
try 'a bag: names are encoded' grep -q 'data/sources/pages/deep/line%0Aend.html$' bag/manifest-sha512.txt
try 'a bag: so is the percent sign' grep -q 'data/sources/pages/100%25.html$' bag/manifest-sha512.txt
try 'a bag: no date without one' sh -c '! grep -q Date bag/bag-info.txt'
try 'a bag holds' holds bag/data
try 'a bag: it is told that a source was changed' sh -c \
	'cp -r bag changed && echo x >>changed/data/sources/pages/1.html && ! "$0" changed/data >said &&
	grep -q "source has changed" said' "$guidang-verify"
mv pages moved
try 'a bag holds without the inputs' holds bag/data
try 'a folder does not' sh -c '! "$0" out' "$guidang-verify"
mv moved pages

mkdir empty-place
convert -d out --resume --premis --bag empty-place/ --bag-sources pages
try 'an empty folder: status' test $? = 1
try 'a batch that is done: the same bag' diff -r bag empty-place
try 'a batch that is done: nothing is converted' test -z "$(find out -name '*.odt' -newer bag/bagit.txt)"
printf './pages/\n' >list
convert -d listed --bag bag-listed --bag-sources --files-from list 2>/dev/null
try 'inputs out of a list' test -f bag-listed/data/sources/pages/1.html
convert -d alone --bag bag-alone pages 2>/dev/null
try 'without sources' is_bag bag-alone
try 'without sources: none' test ! -e bag-alone/data/sources
convert -d saved --bag bag-saved --bag-sources complete/*.html
try 'a saved page comes with its folder' diff -r complete bag-saved/data/sources/complete
try 'a saved page: the bag' is_bag bag-saved
mv complete moved
try 'a saved page: the bag holds' holds bag-saved/data
mv moved complete

# An article's other pages, of which none is an input.
mkdir articles
for n in 1 2; do
	printf '<meta charset=utf-8><title>某市公报</title><h1>某市公报</h1>' >articles/t$n.html
	for i in $(seq 12); do
		printf '<p>第%s页第%s段：现将有关事项通知如下，请各单位认真贯彻执行，并按时报送落实情况。</p>' $n $i
	done >>articles/t$n.html
done
mv articles/t2.html articles/t1_2.html
echo '<a href=t1_2.html>2</a>' >>articles/t1.html
echo '<a href=t1.html>1</a>' >>articles/t1_2.html
convert -d article --bag bag-article --bag-sources articles/t1.html
try 'an article comes with its pages' diff -r articles bag-article/data/sources/articles
convert -d article --resume --bag bag-article-again --bag-sources articles/t1.html
try 'an article that was done comes with its pages' diff -r bag-article bag-article-again
mv articles moved
try 'an article: the bag holds' holds bag-article/data
mv moved articles

# What is written is no input, wherever it stands.
mkdir -p around/in && cp pages/1.html around/in
cp crawl.warc.gz around/in
ln -s 1.html around/in/again.html && ln -s /etc/passwd around/in/out.txt
convert -d around/in/out --bag around/in/bag --bag-sources --warc-out around/in/made.warc around/in
try 'a bag in its own input' is_bag around/in/bag
try 'a bag in its own input: sources' test "$(cd around/in/bag/data/sources && find . -type f | sort | xargs)" = \
	'./around/in/1.html ./around/in/again.html ./around/in/crawl.warc.gz'
try 'a link that leads out of its folder is no source' sh -c '! grep -rqs root:x around/in/out around/in/bag'
try 'a bag in its own input: it holds' holds around/in/bag/data

mkdir pictures && cp pages/1.html pictures/1.bin
convert -d shown --bag bag-shown --bag-sources --resources pictures pages/1.html
try 'pictures of another folder come along' cmp pictures/1.bin bag-shown/data/sources/pictures/1.bin

printf 'Source-Organization: 示例市档案馆\r\nContact-Name: A\n  B\n' >info
SOURCE_DATE_EPOCH=1700000000 convert -d dated --premis --bag bag-dated --bag-info info pages 2>/dev/null
try 'a date' grep -qx 'Bagging-Date: 2023-11-14' bag-dated/bag-info.txt
try 'lines of ours' test "$(head -n 3 bag-dated/bag-info.txt)" = "$(tr -d '\r' <info)"
try 'a dated bag' is_bag bag-dated
try 'a dated bag holds' env SOURCE_DATE_EPOCH=1700000000 "$guidang-verify" bag-dated/data

# ---- PREMIS ----

try 'premis.xml' is_premis out
try 'premis.xml: in the bag' cmp out/premis.xml bag/data/premis.xml
printf '关于做好年度工作的通知\n\n各有关单位：\n\n现将有关事项通知如下，请各单位认真贯彻执行，并按时报送情况。\n' >notice
convert -d texts --premis notice
try 'premis.xml: a file without extension has the format that it was read as' grep -q x-fmt/111 texts/premis.xml
try 'the manifest has that format' test "$(jq -r .source.format texts/manifest.jsonl)" = text
try 'premis.xml: it is verified' holds texts
try 'what a source is read as is verified' sh -c \
	'sed -i s/\"format\":\"text\",\"bytes\"/\"format\":\"html\",\"bytes\"/ texts/manifest.jsonl && rm texts/premis.xml && ! "$0" texts >said &&
	grep -q "what its source is read as" said' "$guidang-verify"
try 'premis.xml: no time is known' grep -q '<eventDateTime>XXXX</eventDateTime>' out/premis.xml
try 'premis.xml: with a date' is_premis dated
try 'premis.xml: that date' grep -q '<eventDateTime>2023-11-14T22:13:20Z</eventDateTime>' dated/premis.xml
convert -d crawled --premis --bag bag-crawled --bag-sources --warc-out crawled.warc.gz crawl.warc.gz
try 'premis.xml: of an archive' is_premis crawled
try 'premis.xml: capture' grep -q '<eventDateTime>2024-03-05T08:00:00Z</eventDateTime>' crawled/premis.xml
try 'premis.xml: later than that' grep -q '<eventDateTime>2024-03-05/\.\.</eventDateTime>' crawled/premis.xml
try 'premis.xml: of nothing' sh -c '"$0" -d none --premis crawled.warc.gz' "$guidang"
try 'premis.xml: of nothing: valid' is_premis none
convert -d newer --premis --odf-version 1.3 pages/1.html
try 'premis.xml: OpenDocument by its version' grep -q fmt/1756 newer/premis.xml
try 'premis.xml: it holds' holds --odf-version 1.3 newer
convert -d odd --premis -t tree --name '{stem}' $'pages/deep/line\nend.html'
try 'premis.xml: a name of two lines' is_premis odd
try 'premis.xml: what was changed is told' sh -c \
	'sed -i s/success/warning/ crawled/premis.xml && ! "$0" crawled >said && grep -q "is not what the manifest gives" said' \
	"$guidang-verify"
try 'premis.xml: no document is written over' ends 4 'is a document already' \
	convert -d taken -t tree --name premis --premis pages/1.html
try 'premis.xml: the document is still there' grep -q 'urn:guidang:tree' taken/premis.xml

# ---- conversion records ----

try 'a WARC' is_warc crawled.warc.gz crawled
convert -d crawled --resume --warc-out crawled.warc crawl.warc.gz
try 'a WARC that is not packed' is_warc crawled.warc crawled
try 'a WARC: the same records' sh -c 'zcat crawled.warc.gz | cmp - crawled.warc'
try 'a WARC: all of the batch' test "$(grep -ac '^WARC-Type: conversion' crawled.warc)" = \
	"$(jq '.outputs[].path' crawled/manifest.jsonl | wc -l)"
try 'a WARC: the time of capture' test "$(grep -a '^WARC-Date' crawled.warc | sort -u)" = $'WARC-Date: 2024-03-05T08:00:00Z\r'
SOURCE_DATE_EPOCH=1700000000 convert -d crawled-dated --warc-out dated.warc crawl.warc.gz
try 'a WARC: the date that is said' test "$(grep -a '^WARC-Date' dated.warc | sort -u)" = $'WARC-Date: 2023-11-14T22:13:20Z\r'
try 'a WARC: its pages are documents already' sh -c '"$0" -q -d again crawled.warc.gz && ! grep -v "a record of type" again/manifest.jsonl' \
	"$guidang"
try 'a WARC: what is no record is said' ends 1 '15 documents are not in it' \
	sh -c '"$0" -t odt,json,csv -d mixed --warc-out mixed.warc crawl.warc.gz pages 2>all; s=$?; grep documents all >&2; exit $s' "$guidang"
try 'a WARC: what is one is in it' is_warc mixed.warc mixed
try 'the bag of an archive' is_bag bag-crawled
mv crawl.warc.gz moved.warc.gz
try 'the bag of an archive holds' holds bag-crawled/data
mv moved.warc.gz crawl.warc.gz
if [ "${WARCIO-}" ]; then
	"$WARCIO" index crawled.warc.gz >index
	try 'a WARC: warcio reads it' test "$(jq -r '."warc-type"' index | sort | uniq -c | xargs)" = \
		"$(jq '.outputs[].path' crawled/manifest.jsonl | wc -l) conversion 1 warcinfo"
else
	echo 'packages: warcio: skipped, it is not there'
fi

# ---- what cannot be ----

try 'a place that is taken' ends 4 'is there already' convert -d never --bag bag pages
try 'a place that is taken: nothing was converted' test ! -e never/1.odt
try 'a file in its place' ends 4 'is there already' convert -d never --bag list pages
try 'a WARC that is there' ends 4 'is there already' convert -d never --warc-out crawl.warc.gz crawl.warc.gz
try 'a WARC that is there: it still is' cmp crawl.warc.gz "$archives/crawl.warc.gz"
try 'a bag in the folder' ends 4 'cannot lie in the folder' convert -d never --bag never/bag pages
try 'a WARC in the folder' ends 4 'cannot lie in the folder' convert -d never --warc-out ./never/x.warc pages
try 'a folder that is not there' ends 4 'No such file' convert -d never --bag no/where/bag crawl.warc.gz
try 'a WARC where no folder is' ends 4 'No such file' convert -d never --warc-out no/x.warc crawl.warc.gz
try 'nothing of these was converted' test ! -s never/manifest.jsonl
try 'a folder that cannot be written' ends 4 'proc/bag' convert -d written --bag /proc/bag crawl.warc.gz
try 'a WARC that cannot be written' ends 4 '/proc/x.warc' convert -d written --resume --warc-out /proc/x.warc crawl.warc.gz
try 'a full device' ends 4 'No space left' convert -d written --resume --warc-out /dev/full crawl.warc.gz
for wrong in '--bag x' '--premis' '--warc-out x'; do
	# shellcheck disable=SC2086
	try "$wrong alone" ends 2 'needs -d' "$guidang" $wrong pages/1.html
done
try '--bag-sources alone' ends 2 'needs --bag' convert -d never --bag-sources pages
try '--bag-info alone' ends 2 'needs --bag' convert -d never --bag-info info pages
echo 'Payload-Oxum: 1.1' >wrong-info
try 'a line that is ours to write' ends 2 'wrong-info' convert -d never --bag b --bag-info wrong-info pages
echo x >wrong-info
try 'a line without label' ends 2 'wrong-info' convert -d never --bag b --bag-info wrong-info pages
try 'standard input in a bag' ends 2 'standard input' convert -d piped --bag bag-piped --bag-sources - <pages/1.html
try 'standard input in a bag, unsaid' ends 2 'standard input' convert -d piped --bag bag-piped --bag-sources <pages/1.html
mkdir -p a/b b
cp pages/3.html a/b/x.html
cp pages/1.html a/x.html
cp pages/2.html b/x.html
mkfifo pipe
try 'a pipe in a bag' ends 4 'cannot be a source' sh -c 'cat pages/1.html >pipe & "$0" -d from-pipe --bag bag-pipe --bag-sources pipe' "$guidang"
try 'a pipe in a bag: none' is_no_bag bag-pipe
try 'two inputs of one name' ends 4 'the same name in the bag' \
	sh -c 'cd a && "$0" -q -d ../two --bag ../bag-two --bag-sources b/x.html ../b/x.html' "$guidang"
try 'two inputs of one name: none' is_no_bag bag-two
convert -d once --bag bag-once --bag-sources a/x.html ./a/x.html a
try 'one input twice' is_bag bag-once
try 'one input twice: there once' test "$(find bag-once/data/sources -type f | wc -l)" = 2
try 'one input twice: it holds' holds bag-once/data
convert -t tree -o tree.xml pages/1.html
try 'a name that sources have' ends 4 'in the bag twice' \
	convert -d clash -t tree --name 'sources/tree' --bag bag-clash --bag-sources tree.xml
try 'a name that sources have: none' is_no_bag bag-clash

cp -r out spoilt
echo x >>"$(find spoilt -name '*.odt' | head -n 1)"
try 'a document that was changed' ends 4 'has changed' convert -d spoilt --resume --bag bag-spoilt pages
try 'a document that was changed: no bag' is_no_bag bag-spoilt

# ---- broken off ----

mkdir -p bag-left.guidang-part/data/x
echo rest >bag-left.guidang-part/data/x/rest
convert -d left --bag bag-left crawl.warc.gz
try 'what another call left is gone' is_bag bag-left
(
	mkdir bag-busy.guidang-part && exec 9<bag-busy.guidang-part && flock 9 &&
		"$guidang" -q -d busy --bag bag-busy crawl.warc.gz 2>busy-said
	echo $? >busy-status
)
try 'another call is at work' sh -c '[ "$(cat busy-status)" = 4 ] && grep -q "another guidang is writing it" busy-said'
try 'another call is at work: it is let alone' test -d bag-busy.guidang-part

# A source that takes a while. The signal comes while the bag is in writing, or behind that: then it is
# whole.
cp pages/1.html large.html
mkdir large_files
truncate -s 100M large_files/film
interrupt()
{
	"$guidang" -q -t odt,json -d large --resume --bag bag-large --bag-sources large.html 2>/dev/null &
	local pid=$!
	while kill -0 $pid 2>/dev/null && [ ! -e bag-large.guidang-part/data/sources ]; do
		:
	done
	kill -s "$1" $pid 2>/dev/null
	wait $pid 2>/dev/null
	status=$?
}

is_whole_or_none()
{
	case $status in
	143) is_no_bag bag-large ;;
	137) [ ! -e bag-large ] || is_bag bag-large ;;
	0) is_bag bag-large && [ ! -e bag-large.guidang-part ] ;;
	*) return 1 ;;
	esac
}

for signal in TERM KILL; do
	interrupt $signal
	try "broken off by $signal: whole or none" is_whole_or_none
	rm -rf bag-large
done
try 'going on' convert -d large --resume --bag bag-large --bag-sources large.html
try 'going on: a bag' is_bag bag-large
try 'going on: nothing is left' test ! -e bag-large.guidang-part
rm -rf bag-large large_files

mkdir small
if mount -t tmpfs -o size=256k tmpfs small 2>/dev/null; then
	mounted=$work/small
	dd if=/dev/zero of=small/filler bs=1k count=240 2>/dev/null
	try 'a full disk: a bag' ends 4 'No space left on device' convert -d crawled --resume --bag small/bag crawl.warc.gz
	try 'a full disk: no bag' is_no_bag small/bag
	try 'a full disk: a WARC' ends 4 'No space left on device' convert -d crawled --resume --warc-out small/x.warc crawl.warc.gz
	try 'a full disk: no WARC' test "$(ls small)" = filler
	convert -d small/filed -t text pages/1.html
	dd if=/dev/zero of=small/rest bs=1k 2>/dev/null
	try 'a full disk: PREMIS' ends 4 'premis.xml: error: No space left on device' convert -d small/filed -t text --resume --premis pages/1.html
	try 'a full disk: no PREMIS' test -z "$(find small/filed -name "premis*")"
	rm small/rest
	mount -o remount,size=8m small
	try 'a full disk: PREMIS then' convert -d small/filed -t text --resume --premis pages/1.html
	try 'a full disk: it holds' holds small/filed
	try 'a full disk: going on' convert -d crawled --resume --bag small/bag --warc-out small/x.warc crawl.warc.gz
	try 'a full disk: a bag then' is_bag small/bag
	try 'a full disk: a WARC then' cmp small/x.warc crawled.warc
else
	echo 'packages: a full disk: skipped, no tmpfs can be mounted'
fi

add_up
