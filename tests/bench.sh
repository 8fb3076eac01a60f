#!/bin/bash
# usage: bench.sh [FOLDER]      BUILD, GUIDANG as make sets them; ROUNDS (5)
#
# How fast the pages of a folder are converted (testdata's where none is named), first of all against
# the least that it could take:
#
# - above: processor time of one job, to the same bytes parsed by libxml2's SAX into nothing and, for
#   ODT and DOCX, the same XML deflated (bench-convert.c; the best of five for each page)
# - pages and MB a second by the clock, of the program with -j 1 and -j 2 into a folder, the best of
#   ROUNDS; a folder of little is converted several times over
#
# How fast HTML alone is read: tokens, tree, whole pages, beside libxml2's SAX and gumbo (bench-html.c).
#
# Then, of the largest page, what emitting alone costs (bench-emit.c), and time and peak memory of turning
# it into DOCX, and of pandoc doing so, where it is installed. Measures only: nothing passes or fails.
set -euo pipefail
shopt -s inherit_errexit

root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:-$root/testdata}
ROUNDS=${ROUNDS:-5}
BYTES=10000000 # of pages in a batch, at least
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mapfile -d '' pages < <(find -L "$folder" -type f \( -name '*.html' -o -name '*.htm' \) -print0 | sort -z)
if [ ${#pages[@]} = 0 ]; then
	echo "bench.sh: $folder: no pages" >&2
	exit 1
fi

# ---- the least, and one process ----

declare -A of
while read -r name number; do
	of[$name]=$number
done < <("$BUILD/tests/bench-convert" "${pages[@]}")

# number EXPRESSION [FORMAT]
number()
{
	awk "BEGIN { printf \"${2:-%.2f}\", $1 }"
}

least()
{
	case $1 in
	odt | docx) echo "(${of[parse]} + ${of[deflate-$1]})" ;;
	*) echo "${of[parse]}" ;;
	esac
}

# ---- batches ----

# Best time [ms] and least peak memory [KiB] of some runs of a command, each without $work/out. Status
# 3: a page was empty.
measure()
{
	python3 - "$ROUNDS" "$work/out" "$@" <<'PYTHON'
import os, shutil, sys, time

def run(folder, command):
    shutil.rmtree(folder, ignore_errors=True)
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        os.execvp(command[0], command)
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3):
        sys.exit(f"{command[0]} failed")
    return (time.perf_counter() - start) * 1000, usage.ru_maxrss

times, sizes = zip(*(run(sys.argv[2], sys.argv[3:]) for _ in range(int(sys.argv[1]))))
print(f"{min(times):.1f} {min(sizes)}")
PYTHON
}

times=$(((BYTES + of[bytes] - 1) / of[bytes]))
mkdir "$work/pages"
for ((copy = 0; copy < times; copy++)); do
	for i in "${!pages[@]}"; do
		cp "${pages[i]}" "$work/pages/$copy-$i.html"
	done
done

# batch FORMAT JOBS: seconds.
batch()
{
	local time size
	read -r time size < <(measure "$GUIDANG" -q --force -j "$2" -d "$work/out" -t "$1" "$work/pages")
	number "$time / 1000" %.6f
}

# rates SECONDS TIMES: pages and MB a second, where all pages were worked on so many times.
rates()
{
	printf '%9.0f %7.1f' "$(number "${of[pages]} * $2 / $1")" "$(number "${of[bytes]} * $2 / 1e6 / $1")"
}

printf '%d pages, %s MB; %d processors, load %s\n' "${of[pages]}" "$(number "${of[bytes]} / 1e6")" \
	"$(nproc)" "$(cut -d' ' -f1 /proc/loadavg)"
printf '%-14s %9s %9s   %17s   %17s\n' '' above two/one 'one job' 'two jobs'
printf '%-14s %9s %9s   %9s %7s   %9s %7s\n' '' [ratio] [ratio] pages/s MB/s pages/s MB/s
for format in text json odt docx; do
	one=$(batch "$format" 1)
	two=$(batch "$format" 2)
	printf '%-14s %9s %9s   %s   %s\n' "$format" "$(number "${of[$format]} / $(least "$format")")" \
		"$(number "$one / $two")" "$(rates "$one" "$times")" "$(rates "$two" "$times")"
done
printf '%-14s %19s   %s\n' 'SAX, bare' '' "$(rates "${of[parse]}" 1)"
for format in odt docx; do
	printf '%-14s %19s   %s   of %s MB of XML\n' "$format deflated" '' \
		"$(printf '%9.0f %7.1f' "$(number "${of[pages]} / ${of[deflate-$format]}")" \
			"$(number "${of[xml-$format]} / 1e6 / ${of[deflate-$format]}")")" \
		"$(number "${of[xml-$format]} / 1e6")"
done
echo

# ---- HTML alone ----

"$BUILD/tests/bench-html" "${pages[@]}"
echo

# ---- one page, and pandoc ----

page=$(ls -S "${pages[@]}" | sed -n 1p)
"$BUILD/tests/bench-emit" "$page"
echo
# Without what pandoc would fetch, and fail on.
sed -E 's/<\/?(img|iframe|embed|object|script|link)\b[^>]*>//Ig' "$page" >"$work/page.html"
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
