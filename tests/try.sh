# shellcheck shell=bash
# Sourced by test scripts that are a list of checks: a folder to work in, counting, adding up.
# shellcheck disable=SC2034  # the scripts use them

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# try NAME COMMAND...: counts a check; what a failed one said is shown.
try()
{
	local name=$1
	shift
	if "$@" >"$work/log" 2>&1; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		echo "FAIL $name"
		head -n 20 "$work/log"
	fi
}

# The last line, and the script's status.
add_up()
{
	echo "$passed passed, $failed failed"
	[ "$failed" = 0 ]
}
