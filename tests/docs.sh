#!/bin/bash
# usage: docs.sh      GUIDANG, BUILD, CC, SAN as make sets them
#
# Whether the documentation is true: manual pages are clean, and name what the program has; what is
# marked to run in them and in the Markdown files runs; links lead somewhere.
#
# In Markdown a fence's second word is the mark: "run", "run-with=library", "run-with=FILTER", or
# "file=NAME" for a file that those need. In manual pages the comment "run" stands before a display.
set -uo pipefail
export LC_ALL=C.UTF-8
unset MAKEFLAGS MAKELEVEL MFLAGS

root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 1
build=${BUILD:-build}
guidang=$(realpath "${GUIDANG:-$build/guidang}")
unset GUIDANG
CC=${CC:-cc} SAN=${SAN-}
# shellcheck source=tests/try.sh
. tests/try.sh

# ---- what the pages say ----

lint()
{
	mandoc -Tlint -Wwarning "$1"
}

# All words of standard input stand in a file, as words.
words_in()
{
	local word missing=0
	while read -r word; do
		grep -qwF -- "$word" "$1" || { echo "$1 does not name $word" && missing=1; }
	done
	return $missing
}

# Options as "-o" and "--output", of a program and of its manual page.
program_options()
{
	"$work/bin/$1" --help | grep -oE -- '^  (-.,|   ) --[a-z-]+' | grep -oE -- '-[a-zA-Z0-9]|--[a-z-]+' | sort -u
}

manual_options()
{
	grep '^\.It Fl ' "docs/$1.1" | grep -oE 'Fl (\\-)?[a-zA-Z0-9][a-z-]*' |
		sed 's/^Fl \\-/--/; s/^Fl /-/' | sort -u
}

same_options()
{
	program_options "$1" >"$work/program" && manual_options "$1" >"$work/manual" &&
		[ -s "$work/program" ] && diff "$work/program" "$work/manual"
}

# What bash offers for the last of a command's words, as it would at a prompt.
offered()
{
	PATH=$work/bin:$PATH bash -c 'compopt() { :; }
		. docs/completion/guidang.bash
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		$(complete -p "$1" | sed "s/.*-F \([^ ]*\).*/\1/")
		printf "%s\n" "${COMPREPLY[@]}"' completion "$@"
}

offered_options()
{
	(offered "$1" - && offered "$1" --) | sort -u
}

# Formats of a stage (emit, ingest), as the filters have them.
formats()
{
	"$guidang" --list-filters | awk -v stage="$1" '$1 == stage { sub(/^[a-z]*-/, "", $2); print $2 }' | sort
}

manual_formats()
{
	awk -v part="$1" '/^\.S[hs]/ { here = $2 == part } here && /^\.It Cm / { print $3 }' docs/guidang.1 | sort
}

# Stage, part of the manual, option.
same_formats()
{
	formats "$1" >"$work/program" && manual_formats "$2" >"$work/manual" && offered guidang "$3" '' >"$work/offered" &&
		[ -s "$work/program" ] && diff "$work/program" "$work/manual" && diff "$work/program" "$work/offered"
}

completed_options()
{
	program_options "$1" >"$work/program" && offered_options "$1" >"$work/offered" &&
		[ -s "$work/program" ] && diff "$work/program" "$work/offered"
}

records()
{
	for page in testdata/*/input.{html,txt}; do
		"$guidang" -q -t json "$page"
	done
}

record_words()
{
	jq -r 'paths[] | strings' "$work/records" | sort -u
	jq -r '.. | objects | .type // empty' "$work/records" | sort -u
	sed -nE 's/^(REASON|FIELD_KEY)\(([A-Z_]+, *)?"([^"]+)".*/\3/p' src/tree/reasons.def src/document/field-keys.def
}

record_documented()
{
	records >"$work/records"
	record_words | words_in docs/guidang-json.5
}

version_has_changes()
{
	grep -qx "## $("$guidang" --version | cut -d' ' -f2)" CHANGELOG.md
}

links_lead()
{
	local target missing=0
	grep -oE '\]\([^)]+\)' "$1" | sed 's/^](//; s/)$//' | grep -v '://' >"$work/links"
	while read -r target; do
		[ -e "$(dirname "$1")/$target" ] || { echo "no $target" && missing=1; }
	done <"$work/links"
	return $missing
}

# ---- what the pages run ----

# Sets up a folder for a page's examples: what they find there.
furnish()
{
	mkdir -p "$1/pages" "$1/filters"
	cp testdata/report-2021/input.html "$1/page.html"
	cp testdata/report-2021/input.html "$1/pages/report.html"
	cp testdata/short-notice/input.html "$1/pages/notice.html"
	cp testdata/ucap-content/input.html "$1/pages/content.html"
	cp testdata/external/unwrap-links.xsl testdata/archives/crawl.warc.gz "$1"
	cp -r docs/plug-ins "$1"
}

cut_markdown()
{
	awk -v dir="$2" '
		/^```/ && open { close(out); open = 0; next }
		/^```/ {
			open = 1
			out = "/dev/null"
			if (sub(/^file=/, "", $2)) out = dir "/" $2
			else if ($2 ~ /^run/) out = sprintf("%s/%02d.%s", dir, ++n, $2)
			next
		}
		open { print >out }' "$1"
}

cut_manual()
{
	awk -v dir="$2" '
		/^\.\\" run$/ { wanted = 1; next }
		/^\.Bd/ && wanted { open = 1; wanted = 0; out = sprintf("%s/%02d.run", dir, ++n); next }
		/^\.Ed/ { open = 0 }
		open {
			gsub(/\\-/, "-"); gsub(/\\\(aq/, "\x27"); gsub(/\\e/, "\\")
			print >out
		}' "$1"
}

# Runs a piece of shell; the folder of its guidang comes first in PATH.
run_piece()
{
	(cd "$(dirname "$1")" && PATH=$2:$work/bin:$PATH bash -euo pipefail "$1")
}

# A copy of the sources with the example's filter, on top of what is built already.
run_with_filter()
{
	local tree=$work/tree.${1##*=}
	mkdir "$tree" && cp -a Makefile src filters "$tree" && cp -a "$build" "$tree/build" || return
	cp "$(dirname "$1")/filters/${1##*=}.c" "$tree/filters" || return
	make -s -C "$tree" BUILD=build CC="$CC" SAN="$SAN" WERROR=-Werror all && run_piece "$1" "$tree/build"
}

run_with_library()
{
	PKG_CONFIG_PATH=$work/prefix/lib/pkgconfig run_piece "$1" "$work/prefix/bin"
}

run_marked()
{
	case $1 in
	*.run) run_piece "$1" "$work/bin" ;;
	*=library) run_with_library "$1" ;;
	*) run_with_filter "$1" ;;
	esac
}

run_examples()
{
	local dir=$work/examples/$1 piece
	furnish "$dir"
	case $1 in
	*.md) cut_markdown "$1" "$dir" ;;
	*) cut_manual "$1" "$dir" ;;
	esac
	for piece in "$dir"/*.run*; do
		[ -e "$piece" ] && try "$1: example ${piece##*/}: $(head -n 1 "$piece")" run_marked "$piece"
	done
}

# Every golden that docs/kinds.md names in its last column is there.
goldens_are_there()
{
	local names name missing=0
	names=$(grep '^| ' "$1" | sed 's/ *|$//; s/.*| *//; s/,//g' | grep -vx 'golden')
	for name in $names; do
		[ -d "testdata/$name" ] || { echo "no golden $name" && missing=1; }
	done
	[ "$names" ] && return $missing
}

# ---- installing ----

install_there()
{
	make -s install BUILD="$build" CC="$CC" SAN="$SAN" PREFIX="$work/prefix"
}

uninstall_all()
{
	make -s uninstall BUILD="$build" PREFIX="$work/prefix" && [ -z "$(find "$work/prefix" ! -type d)" ]
}

packaged()
{
	make -s "$1" BUILD="$build" CC="$CC" SAN="$SAN" DESTDIR="$work/a root" PREFIX=/usr
}

mkdir "$work/bin"
ln -s "$guidang" "$guidang-audit" "$guidang-catalogue" "$guidang-learn" "$guidang-verify" "$work/bin"
printf '#!/bin/sh\nexec %s %s "$@"\n' "$(command -v "$CC")" "$SAN" >"$work/bin/cc"
chmod +x "$work/bin/cc"

for page in docs/*.[1-9]; do
	try "$page: mandoc" lint "$page"
done
for program in guidang guidang-audit guidang-catalogue guidang-learn guidang-verify; do
	try "$program.1 has the options that the program has" same_options "$program"
	try "$program: completion has them too" completed_options "$program"
done
try 'guidang.1 and completion have the formats that are read' same_formats ingest Read -f
try 'guidang.1 and completion have the formats that are written' same_formats emit Written -t
try 'guidang-json.5 names all of the record' record_documented
try 'CHANGELOG.md has this version' version_has_changes
for page in *.md docs/*.md; do
	try "$page: links" links_lead "$page"
done
try 'kinds.md names goldens that are there' goldens_are_there docs/kinds.md
try 'make install' install_there
for page in docs/*.[1-9] *.md docs/*.md; do
	run_examples "$page"
done
try 'make uninstall leaves nothing' uninstall_all
try 'make install DESTDIR' packaged install
try 'make install DESTDIR: programs' test -x "$work/a root/usr/bin/guidang-verify"
try 'make install DESTDIR: completion of all of them' \
	test -s "$work/a root/usr/share/bash-completion/completions/guidang-verify"
try 'make uninstall DESTDIR' packaged uninstall
try 'make uninstall DESTDIR leaves nothing' test -z "$(find "$work/a root" ! -type d)"

add_up
