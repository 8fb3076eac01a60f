#!/bin/bash
# usage: bench.sh [PAGE]      BUILD, GUIDANG, SHARED as make sets them
#
# Processor time of many pages in one process against bare parsing and deflating (bench-convert.c); of
# emitting alone against deflating, with its share and memory (bench-emit.c); then wall time and peak
# memory of turning a page into DOCX, the best of five runs each, and of pandoc on the same page, where it
# is installed. Measures only: nothing passes or fails.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
page=${1:-$SHARED/corpus/pages/sy01.html}
[ -e "$page" ] || page=$root/testdata/report-2021/input.html
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pages=("$SHARED"/corpus/pages/*.html)
[ -e "${pages[0]}" ] || pages=("$root"/testdata/*/input.html)
"$BUILD/tests/bench-convert" "${pages[@]}"
echo
"$BUILD/tests/bench-emit" "$page"
echo

# Without what pandoc would fetch, and fail on.
sed -E 's/<\/?(img|iframe|embed|object|script|link)\b[^>]*>//Ig' "$page" >"$work/page.html"

# Best time [ms] and least peak memory [KiB] of five runs of a command.
measure()
{
	python3 - "$@" <<'PYTHON'
import os, sys, time

def run(command):
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    if status:
        sys.exit(f"{command[0]} failed")
    return (time.perf_counter() - start) * 1000, usage.ru_maxrss

times, sizes = zip(*(run(sys.argv[1:]) for _ in range(5)))
print(f"{min(times):.1f} {min(sizes)}")
PYTHON
}

read -r time size < <(measure "$GUIDANG" -q -t docx -o "$work/guidang.docx" "$work/page.html")
printf '%-10s %10s %12s   %s\n' '' 'time [ms]' 'peak [KiB]' "${page##*/}, $(wc -c <"$work/page.html") bytes"
printf '%-10s %10s %12s\n' guidang "$time" "$size"
if ! command -v pandoc >/dev/null; then
	echo "pandoc is not installed"
	exit 0
fi
read -r time2 size2 < <(measure pandoc -f html -t docx -o "$work/pandoc.docx" "$work/page.html" 2>"$work/log")
printf '%-10s %10s %12s\n' pandoc "$time2" "$size2"
awk -v a="$time" -v b="$time2" -v c="$size" -v d="$size2" \
	'BEGIN { printf("%-10s %9.1fx %11.1fx\n", "ratio", b / a, d / c) }'
