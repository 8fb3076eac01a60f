#!/bin/bash
# usage: large.sh [MEGABYTES]      GUIDANG as make sets it; TMPDIR needs more than twice that space
#
# A large archive (1000 MB): its pages all convert, in little memory, and a run that was killed on the
# way is taken up again to the same bytes. Says how much time and memory it took.
set -uo pipefail
export LC_ALL=C.UTF-8

guidang=$(realpath "${GUIDANG:-build/guidang}")
source=$(cd "$(dirname "$0")/.." && pwd)
megabytes=${1:-1000}
# Of the process, whatever the size of the archive [MiB].
peak_allowed=300
# shellcheck source=tests/try.sh
. "$source/tests/try.sh"
cd "$work" || exit 1

# Wall time [s] and peak memory [MiB] of a command, and its status.
measure()
{
	python3 - "$@" <<'PYTHON'
import os, sys, time

start = time.monotonic()
pid = os.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(pid, 0)
print(f"{time.monotonic() - start:.1f} {usage.ru_maxrss / 1024:.0f} {os.waitstatus_to_exitcode(status)}")
PYTHON
}

# Ended at once, with no chance to tidy up, when the manifest has half of its lines.
kill_half_way()
{
	local half=$(($(wc -l <whole/manifest.jsonl) / 2)) pid
	"$guidang" -q -t odt -d killed -j 3 crawl.warc 2>/dev/null &
	pid=$!
	while kill -0 $pid 2>/dev/null && [ "$(cat killed/manifest.jsonl 2>/dev/null | wc -l)" -lt $half ]; do
		sleep 0.1
	done
	kill -KILL $pid
	wait $pid 2>/dev/null
	[ $? = 137 ]
}

# Status 3: some pages are lists.
go_on()
{
	"$guidang" -q -t odt -d killed -j 3 --resume crawl.warc
	[ $? = 3 ]
}

outcomes()
{
	jq -r .outcome whole/manifest.jsonl | sort | uniq -c | awk '{ printf "%s %d  ", $2, $1 }'
}

none_failed()
{
	jq -r 'select(.outcome == "failed") | [.source.uri, .reason] | @tsv' whole/manifest.jsonl >failures
	cat failures
	[ ! -s failures ]
}

# Every page of the archive is in the manifest, and nothing was skipped but pictures.
all_there()
{
	[ "$(jq 'select(.skip | not) | .outcome' whole/manifest.jsonl | wc -l)" = "$(grep -ac '^WARC-Target-URI: .*\.html' crawl.warc)" ] &&
		[ "$(jq -r 'select(.skip).skip' whole/manifest.jsonl | sort -u)" = media-type ]
}

python3 "$source/tests/large-warc.py" "$megabytes" "$source"/testdata/*/input.html >crawl.warc || exit 1
read -r seconds peak status < <(measure "$guidang" -q -t odt -d whole crawl.warc)
echo "$(stat -c %s crawl.warc) bytes: $seconds s, peak $peak MiB, $(du -sm whole | cut -f1) MB written"
outcomes && echo
try 'status' test "$status" = 3
try "at most $peak_allowed MiB" test "$peak" -le $peak_allowed
try 'no page fails' none_failed
try 'each page is there' all_there
try 'killed half way' kill_half_way
try 'killed half way: going on' go_on
try 'killed half way: the same bytes' diff -r whole killed
add_up
