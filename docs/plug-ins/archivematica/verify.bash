# Archivematica FPR command, script type "Bash script": whether an ODT has all that its page says.
# The page is converted anew, guidang-verify reads that document back against the page, and the one that
# was filed must be the same to the byte.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
guidang -q -t odt -d "$dir/again" --name document "%fileFullName%"
guidang-verify "$dir/again"
cmp "$dir/again/document.odt" "%outputLocation%"
