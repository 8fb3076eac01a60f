#!/bin/bash
# usage: check.sh PROGRAM...     runs test programs and scripts, all of them, and adds up what they say
#
# A program says how many tests passed and failed: in cmocka's words, or as "N passed, N failed". One
# that ends badly, or says of no test at all, counts as one that failed.
set -uo pipefail

log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0

# The numbers before or after a word in the log, added up.
count()
{
	sed -nE "$1" "$log" | awk '{ n += $1 } END { print n + 0 }'
}

for program in "$@"; do
	case $program in */*) ;; *) program=./$program ;; esac
	printf '== %s\n' "$program"
	"$program" 2>&1 | tee "$log"
	status=${PIPESTATUS[0]}
	good=$(count 's/^\[  PASSED  \] ([0-9]+) test.*/\1/p; s/^([a-z-]+: )?([0-9]+) passed, [0-9]+ failed.*/\2/p')
	bad=$(count 's/^\[  FAILED  \] ([0-9]+) test.*/\1/p; s/^([a-z-]+: )?[0-9]+ passed, ([0-9]+) failed.*/\2/p')
	if [ "$bad" = 0 ] && { [ "$status" != 0 ] || [ "$good" = 0 ]; }; then
		echo "$program: status $status, $good tests passed"
		bad=1
	fi
	passed=$((passed + good)) failed=$((failed + bad))
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
