#!/usr/bin/env bash
# How quickly pages and reports of outreach answer with 1,000,000 leads and 10,000,000 events, and how long the engine takes for 10,000 due
# leads. [--leads 1000000] [--events 10] [--times 50] [--keep FOLDER] [--plan 10000: due leads; 0: without] [--json FILE: FILE and FILE.plan]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/.." && pwd)
command -v psql >/dev/null || { echo "psql is needed: apt-get install postgresql-client" >&2; exit 2; }
[ -n "${SALESSYNC_COMMAND:-}" ] || "$home/salessync" build
plan=10000 reads=1 out="" rest=()
while [ $# -gt 0 ]; do
  case "$1" in
    --plan) plan=$2 ;;
    --only-plan) reads=0 && shift && continue ;;
    --json) out=$2 ;;
    *) rest+=("$1" "$2") ;;
  esac
  shift 2
done
rc=0
if [ "$plan" != 0 ]; then
  java=$("$home/mvnw" --print-java-home)/bin
  classpath=${SALESSYNC_CLASSPATH:-$home/server/target/run/salessync.jar}
  mkdir -p "$home/target/benchmarks"
  "$java/javac" -proc:none -nowarn -d "$home/target/benchmarks" -cp "$classpath" "$here/PlanDrive.java"
  "$java/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -Xmx512m "-Dsalessync.home=$home" \
    -cp "$home/target/benchmarks:$classpath" io.salessync.outreach.simulation.PlanDrive --leads "$plan" ${out:+--json "$out.plan"} || rc=$?
fi
if [ $reads = 1 ]; then
  node "$here/outreach.mjs" "${rest[@]+"${rest[@]}"}" ${out:+--json "$out"} || rc=$?
fi
exit $rc
