# Archivematica FPR command, script type "Bash script": a saved web page to ODT.
set -euo pipefail
to="%outputDirectory%%prefix%%fileName%%postfix%.odt"
# A page in which nothing was found but chrome (status 3) is not normalised: the original stands alone.
guidang -t odt -o "$to" "%fileFullName%" || { status=$? && rm -f "$to" && exit "$status"; }
