#!/bin/bash
# usage: fuzz.sh SECONDS FUZZER...      GUIDANG, BUILD as make sets them
#
# Runs each libFuzzer program for SECONDS, from what the cases in testdata are made of. What it finds
# is kept in $BUILD/fuzz/NAME; a crash, a leak, a hang of 10 s or more than 2 GiB of memory fails.
set -uo pipefail

seconds=$1
shift
root=$(cd "$(dirname "$0")/.." && pwd)
out=$(realpath "$BUILD")/fuzz
passed=0 failed=0

# The seeds of a fuzzer: pages, or the trees that they become.
plant()
{
	local page name
	if [ "$1" = fuzz-records ]; then
		find "$root/testdata/archives" -type f ! -name '*.py' -exec cp {} "$out/$1/seeds" \;
		return
	fi
	for page in "$root"/testdata/*/input.{html,txt}; do
		name=$(basename "$(dirname "$page")")
		case $1 in
		fuzz-tree) "$GUIDANG" -q -t tree "$page" >"$out/$1/seeds/$name" ;;
		*) cp "$page" "$out/$1/seeds/$name" ;;
		esac
	done
}

for fuzzer; do
	name=$(basename "$fuzzer")
	mkdir -p "$out/$name/seeds" "$out/$name/found"
	plant "$name"
	if "$fuzzer" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
		-artifact_prefix="$out/$name/" "$out/$name/found" "$out/$name/seeds" >"$out/$name/log" 2>&1; then
		passed=$((passed + 1))
		echo "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$out/$name/log") runs, nothing found"
	else
		failed=$((failed + 1))
		tail -n 60 "$out/$name/log"
	fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
