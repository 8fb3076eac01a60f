# Completion of guidang(1) and the programs beside it for bash.

_guidang_filters()
{
	guidang --list-filters 2>/dev/null | awk '$1 == "strip" || $1 == "restructure" { print $2 }'
}

# Formats that are read ($1: ingest) or written (emit): what their filters are named after.
_guidang_formats()
{
	guidang --list-filters 2>/dev/null | awk -v stage="$1" '$1 == stage { sub(/^[a-z]*-/, "", $2); print $2 }'
}

# The last of several words separated by commas; those before it stay.
_guidang_list()
{
	local before=
	[[ $cur == *,* ]] && before=${cur%,*},
	mapfile -t COMPREPLY < <(compgen -P "$before" -W "$1" -- "${cur##*,}")
	compopt -o nospace
}

_guidang_words()
{
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_guidang_files()
{
	compopt -o filenames
	mapfile -t COMPREPLY < <(compgen "$@" -- "$cur")
}

# The values of options that programs share. False where the word before is none that takes one.
_guidang_value()
{
	case $1 in
	-o | --output | --rules | --ledger | --files-from | --bag-info | --warc-out) _guidang_files -f ;;
	-d | --directory | --resources | --bag) _guidang_files -d ;;
	-f | --from) _guidang_words "$(_guidang_formats ingest)" ;;
	-x | --external) _guidang_files -c ;;
	--charset) _guidang_words 'utf-8 gb18030 gbk gb2312 big5 shift_jis euc-jp euc-kr windows-1252 utf-16le' ;;
	--filters | --without) _guidang_list "$(_guidang_filters)" ;;
	--profile) _guidang_files -W 'annual-report-2008 annual-report-2019 annual-report-2021 generic' -f ;;
	--layout) _guidang_files -W 'gongwen plain catalogue' -f ;;
	--section) _guidang_words 'overview proactive requests fees litigation problems other' ;;
	--fields) _guidang_words 'table end none' ;;
	--odf-version) _guidang_words '1.2 1.3' ;;
	--provenance) _guidang_words 'end footer none' ;;
	--by) _guidang_words 'year issuer none' ;;
	--base-url | --captured | --columns | --table | --name | -j | --jobs | --max-page | --max-time | --shard | --title) ;;
	*) return 1 ;;
	esac
}

# An option out of a list, or what inputs are: compgen's word for it.
_guidang_option_or()
{
	case $cur in
	-*) _guidang_words "$2" ;;
	*) _guidang_files "$1" ;;
	esac
}

_guidang_converting='-f --from --base-url --captured --charset --filters --without -x --external --profile
	--rules --resources --no-join --force'
_guidang_writing='--layout --section --fields --provenance --odf-version --columns --table'
_guidang_every='-V --version -h --help'

_guidang()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}

	COMPREPLY=()
	case $prev in
	-t | --to) _guidang_list "$(_guidang_formats emit)" ;;
	*)
		_guidang_value "$prev" || _guidang_option_or -f "-o --output -t --to -d --directory --name -j --jobs
			--resume --files-from -0 --null --max-page --max-time --shard --bag --bag-sources --bag-info
			--premis --warc-out --ledger --list-filters -q --quiet -v --verbose
			$_guidang_writing $_guidang_converting $_guidang_every"
		;;
	esac
}

_guidang_audit()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}

	COMPREPLY=()
	_guidang_value "$prev" ||
		_guidang_option_or -f "-o --output $_guidang_converting $_guidang_every"
}

_guidang_catalogue()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}

	COMPREPLY=()
	case $prev in
	-t | --to) _guidang_words "$(_guidang_formats emit)" ;;
	*)
		_guidang_value "$prev" ||
			_guidang_option_or -f "-o --output -t --to --by --title --columns $_guidang_every"
		;;
	esac
}

_guidang_learn()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}

	COMPREPLY=()
	_guidang_value "$prev" || _guidang_option_or -f "-o --output --charset $_guidang_every"
}

_guidang_verify()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}

	COMPREPLY=()
	_guidang_value "$prev" ||
		_guidang_option_or -d "--without-sources $_guidang_writing $_guidang_converting $_guidang_every"
}

complete -F _guidang guidang
complete -F _guidang_audit guidang-audit
complete -F _guidang_catalogue guidang-catalogue
complete -F _guidang_learn guidang-learn
complete -F _guidang_verify guidang-verify
