#!/bin/bash
# usage: plug-ins.sh     (GUIDANG as make sets it)
#
# Whether the files of docs/plug-ins do what they say. slurm.sh tries the one for Slurm.
set -uo pipefail
export LC_ALL=C.UTF-8
unset MAKEFLAGS MAKELEVEL MFLAGS

guidang=$(realpath "${GUIDANG:-build/guidang}")
# pages.mk has a variable of this name.
unset GUIDANG
source=$(cd "$(dirname "$0")/.." && pwd)
plug_ins=$source/docs/plug-ins
# shellcheck source=tests/try.sh
. "$source/tests/try.sh"
cd "$work" || exit 1
mkdir bin
ln -s "$guidang" "$guidang-verify" "$guidang-catalogue" bin
PATH=$work/bin:$PATH

# Pages of testdata, some below a folder, and one that is a menu.
mkdir -p pages/2023
for name in report-2021 short-notice regulation; do
	cp "$source/testdata/$name/input.html" "pages/$name.html"
done
cp "$source/testdata/trs-article/input.html" pages/2023/article.html
echo '<ul><li><a href=/>Home</a><li><a href=/n>News</a></ul>' >pages/2023/menu.html

# ---- make ----

# The documents that a call of make writes, with what else it is given.
made()
{
	make -f "$plug_ins/pages.mk" OUT=made "$@" 2>said | sed -nE 's/^guidang .*-o ([^ ]+) .*/\1/p' | sort | tr '\n' ' '
}

# makes EXPECTED [ARGUMENT]...
makes()
{
	local expected=$1 got
	shift
	got=$(made "$@")
	[ "$got" = "$expected" ] || { echo "$got" && cat said && false; }
}

try 'make: all at first' makes 'made/2023/article.odt made/2023/menu.odt made/regulation.odt made/report-2021.odt made/short-notice.odt '
try 'make: as guidang does it' cmp made/report-2021.odt <(guidang -q -t odt pages/report-2021.html)
try 'make: nothing then' makes ''
touch -d '1 minute' pages/regulation.html
try 'make: what changed' makes 'made/regulation.odt '
touch made/regulation.odt -d '2 minutes'
cp pages/report-2021.html pages/new.html
try 'make: what is new' makes 'made/new.odt '
: >pages/empty.html
try 'make: a page that fails' sh -c '! make -k -f "$0" OUT=made FORMAT=txt && [ ! -e made/empty.txt ] && [ -s made/new.txt ]' \
	"$plug_ins/pages.mk"
rm pages/empty.html pages/new.html
try 'make: options' sh -c 'make -f "$0" OUT=plain OPTIONS="--layout plain" && ! cmp plain/regulation.odt made/regulation.odt' \
	"$plug_ins/pages.mk"

# ---- parallel ----

shards_are_the_whole()
{
	mkdir shards
	parallel -j 2 guidang -q -d 'shards/{}' -t text -j 1 --shard '{}/3' pages ::: 1 2 3
	guidang -q -d whole -t text pages
	guidang-verify shards/* &&
		diff <(jq -r '.source.file, .outcome, .outputs[].sha256' whole/manifest.jsonl | sort) \
			<(jq -r '.source.file, .outcome, .outputs[].sha256' shards/*/manifest.jsonl | sort) &&
		cmp <(guidang-catalogue whole) <(guidang-catalogue shards/*)
}

try 'parallel: the shards together are the whole, and so is their catalogue' shards_are_the_whole

# ---- daily ----

# What the newest folder of the daily calls has, and how many there are.
daily_has()
{
	local folders=(daily/*/)
	[ "$(jq -r .source.file "${folders[-1]}manifest.jsonl" | tr '\n' ' ')" = "$2" ] && [ ${#folders[@]} = "$1" ]
}

daily()
{
	"$plug_ins/daily" pages daily
}

daily
try 'daily: status, a page being a menu' test $? = 3
try 'daily: all at first' daily_has 1 'pages/2023/article.html pages/2023/menu.html pages/regulation.html pages/report-2021.html pages/short-notice.html '
touch -d '1 minute ago' pages/*.html pages/2023/*.html
try 'daily: nothing is new' daily
try 'daily: nothing is new: no folder' daily_has 1 'pages/2023/article.html pages/2023/menu.html pages/regulation.html pages/report-2021.html pages/short-notice.html '
cp pages/report-2021.html pages/new.html
touch pages/regulation.html
try 'daily: what is new or changed' daily
try 'daily: what is new or changed: that alone' daily_has 2 'pages/new.html pages/regulation.html '
touch pages/new.html
printf '#!/bin/sh\nexit 4\n' >bin/guidang.full && chmod +x bin/guidang.full
mv bin/guidang bin/guidang.good && mv bin/guidang.full bin/guidang
daily
try 'daily: broken off' test $? = 4
mv bin/guidang.good bin/guidang
try 'daily: after that' daily
try 'daily: after that: what was left' daily_has 3 'pages/new.html '
exec 8>daily/.lock
flock 8
try 'daily: two at once' sh -c '! "$0" pages daily' "$plug_ins/daily"
exec 8>&-

# ---- Archivematica ----

fpr()
{
	local purpose=$1 page=$2 verify=${3:-$plug_ins/archivematica/verify.bash}
	python3 "$source/tests/archivematica.py" "$work/sip" "$purpose" "$work/sip/objects/$page" \
		"$plug_ins/archivematica/normalise.bash" "$verify" "$plug_ins/archivematica/event-detail.bash"
}

mkdir -p sip/objects sip/DIP/objects
cp pages/report-2021.html 'sip/objects/report_2021(1).html'
cp pages/2023/menu.html sip/objects
for purpose in preservation access; do
	fpr $purpose 'report_2021(1).html' >said
	try "archivematica: $purpose" test $? = 0
	try "archivematica: $purpose: the file" cmp "$(head -n 1 said)" \
		<(guidang -q -t odt "$work/sip/objects/report_2021(1).html")
	try "archivematica: $purpose: the event" \
		test "$(tail -n +2 said)" = "program=\"guidang\"; version=\"$(guidang --version | cut -d' ' -f2)\""
done
try 'archivematica: nothing but chrome' sh -c '! "$@" && ! ls sip/objects/menu-*' - \
	python3 "$source/tests/archivematica.py" "$work/sip" preservation "$work/sip/objects/menu.html" \
	"$plug_ins"/archivematica/{normalise,verify,event-detail}.bash
# A document that is not what the page says, though well-formed.
{
	echo 'guidang -q -t odt -o "%outputLocation%" "'"$work"'/pages/regulation.html"'
	cat "$plug_ins/archivematica/verify.bash"
} >verify-another.bash
fpr access 'report_2021(1).html' "$PWD/verify-another.bash" >said 2>&1
try 'archivematica: another document' test $? = 1
try 'archivematica: another document: said' grep -q differ said

add_up
