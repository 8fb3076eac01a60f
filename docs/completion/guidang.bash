# Completion of guidang(1) for bash.

_guidang_filters()
{
	guidang --list-filters 2>/dev/null | awk '$1 == "strip" || $1 == "restructure" { print $2 }'
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

_guidang()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}

	COMPREPLY=()
	case $prev in
	-t | --to) _guidang_list 'odt docx text json tree csv' ;;
	-f | --from) _guidang_words 'html text tree' ;;
	-d | --directory | --resources | --bag) _guidang_files -d ;;
	-o | --output | --rules | --ledger | --files-from | --bag-info | --warc-out) _guidang_files -f ;;
	-x | --external) _guidang_files -c ;;
	--charset) _guidang_words 'utf-8 gb18030 gbk gb2312 big5 shift_jis euc-jp euc-kr windows-1252 utf-16le' ;;
	--filters | --without) _guidang_list "$(_guidang_filters)" ;;
	--profile) _guidang_words 'annual-report-2008 annual-report-2019 annual-report-2021 generic' ;;
	--layout) COMPREPLY=($(compgen -W 'gongwen plain catalogue' -f -- "$cur")) ;;
	--section) _guidang_words 'overview proactive requests fees litigation problems other' ;;
	--fields) _guidang_words 'table end none' ;;
	--odf-version) _guidang_words '1.2 1.3' ;;
	--provenance) _guidang_words 'end footer none' ;;
	--base-url | --captured | --columns | --table | --name | -j | --jobs | --max-page | --max-time | --shard) ;;
	*)
		case $cur in
		-*)
			_guidang_words '-o --output -t --to -f --from -d --directory --base-url --captured --charset
				--filters --without -x --external --profile --rules --layout --resources --section --ledger
				--fields --odf-version --provenance --columns
				--name -j --jobs --resume --files-from -0 --null --max-page --max-time --shard
				--bag --bag-sources --bag-info --premis --warc-out
				--table --no-join --force --list-filters -q --quiet -v --verbose -V --version -h --help'
			;;
		*) _guidang_files -f ;;
		esac
		;;
	esac
}

complete -F _guidang guidang

_guidang_catalogue()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}

	COMPREPLY=()
	case $prev in
	-t | --to) _guidang_words 'odt docx text json tree csv' ;;
	-o | --output) _guidang_files -f ;;
	--by) _guidang_words 'year issuer none' ;;
	--title) ;;
	*)
		case $cur in
		-*) _guidang_words '-o --output -t --to --by --title -V --version -h --help' ;;
		*) _guidang_files -f ;;
		esac
		;;
	esac
}

complete -F _guidang_catalogue guidang-catalogue
