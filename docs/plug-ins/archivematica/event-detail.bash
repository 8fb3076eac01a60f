# Archivematica FPR command, script type "Bash script": what the PREMIS event says of the program.
version=$(guidang --version) || exit
echo "program=\"guidang\"; version=\"${version#guidang }\""
