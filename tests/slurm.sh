#!/bin/bash
# usage: slurm.sh     (GUIDANG as make sets it)
#
# Whether docs/plug-ins/guidang.sbatch does what it says, on a Slurm of two nodes that with-slurm sets
# up on this machine.
set -uo pipefail
export LC_ALL=C.UTF-8

if [ "$(id -u)" != 0 ]; then
	echo 'slurm: skipped, only root may start nodes'
	exit
fi
for program in munged slurmctld slurmd sbatch; do
	command -v $program >/dev/null || { echo "slurm: skipped, there is no $program" && exit; }
done

guidang=$(realpath "${GUIDANG:-build/guidang}")
source=$(cd "$(dirname "$0")/.." && pwd)
# shellcheck source=tests/try.sh
. "$source/tests/try.sh"
cd "$work" || exit 1
mkdir bin
ln -s "$guidang" "$guidang-verify" "$guidang-catalogue" bin
export PATH=$work/bin:$PATH

# Archives of sizes enough, in formats that are not all WARC, and one line that leads nowhere.
list_archives()
{
	local i
	for i in 1 2 3; do
		python3 "$source/tests/large-warc.py" 1 "$source"/testdata/{report,short,regul}*/input.html >"$i.warc"
		echo "$work/$i.warc"
	done
	echo "$source/testdata/archives/crawl.warc.gz"
	echo "$source/testdata/archives/site.zip"
	echo "$work/nowhere.warc"
}

# What is run within Slurm: the array, and a job behind it, as docs/plug-ins.md has them. Then a task
# that is told to stop, and submitted again.
cat >session <<'SESSION'
set -uo pipefail
array=$(sbatch --parsable --array=1-6 "$1" list filed)
sbatch --wait --parsable --dependency=afterany:"$array" -o catalogue.log \
	--wrap 'guidang-catalogue filed/[0-9]* -o filed/catalogue.odt'
echo $? >catalogue.status
scontrol show job "$array" -o >jobs

stopped=$(sbatch --parsable --array=1 "$1" long stopped)
for ((tries = 0; tries < 600; tries++)); do
	[ -s stopped/1/manifest.jsonl ] && break
	sleep 0.1
done
scancel --batch --signal=TERM "${stopped}_1"
while [ "$(squeue -h)" ]; do
	sleep 0.1
done
cp stopped/1/manifest.jsonl manifest.stopped
# Status 3: some of its pages are lists.
sbatch --wait --parsable --array=1 "$1" long stopped
[ $? = 3 ]
SESSION

# For each task, the file that its manifest tells of.
filed_from()
{
	local task
	for task in 1 2 3 4 5; do
		jq -r .source.file filed/$task/manifest.jsonl | sort -u
	done
}

same_as_without()
{
	local task=0 archive
	while read -r archive; do
		task=$((task + 1))
		guidang -q -d "alone/$task" -t odt,json "$archive" 2>/dev/null
		diff -r "alone/$task" "filed/$task" || return
	done
}

on_both_nodes()
{
	grep -q 'NodeList=node1 ' jobs && grep -q 'NodeList=node2 ' jobs
}

# A Slurm that was there already may stay.
daemons()
{
	ps -e -o comm= | grep -cxE 'munged|slurmctld|slurmd'
}

list_archives >list
python3 "$source/tests/large-warc.py" 40 "$source"/testdata/*/input.html >long.warc
echo "$work/long.warc" >long
mkdir alone
before=$(daemons)
try 'all ends, and in time' env WITH_SLURM_SECONDS=150 \
	"$source/docs/plug-ins/with-slurm" bash session "$source/docs/plug-ins/guidang.sbatch"
try 'tasks run on two nodes' on_both_nodes
try 'each task takes its archive' diff <(head -n 5 list) <(filed_from)
try 'each files what guidang files without Slurm' same_as_without < <(head -n 5 list)
try 'an archive that is not there: its log says so' grep -q 'nowhere.warc: error' guidang-*_6.log
try 'all that was filed holds' guidang-verify filed/[1-5]
try 'the catalogue: status' test "$(cat catalogue.status)" = 0
try 'the catalogue of all tasks' cmp filed/catalogue.odt <(guidang-catalogue filed/[0-9]* -t odt)
try 'a task is stopped before its end' test "$(wc -l <manifest.stopped)" -lt "$(wc -l <stopped/1/manifest.jsonl)"
guidang -q -d alone/long -t odt,json long.warc
try 'submitted again, it goes on to the same' diff \
	<(cd alone/long && find . -type f ! -name manifest.jsonl -exec sha256sum {} + | sort) \
	<(cd stopped/1 && find . -type f ! -name manifest.jsonl -exec sha256sum {} + | sort)
try 'no daemon is left' test "$(daemons)" = "$before"

add_up
