#!/usr/bin/env bash
# One simulation whose program is killed by SIGKILL so many times while it sends, and goes on each time: outreach-kill.sh N [--days 20] [--seed 1] [--json FILE]
# The sandbox lives on and knows the truth. Half of all writing calls take a third of a second, so that most kills meet a call under way.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
kills=${1:?how many kills}
shift
days=20 seed=1 out=/dev/null
while [ $# -gt 0 ]; do
  case "$1" in
    --days) days=$2 ;;
    --seed) seed=$2 ;;
    --json) out=$2 ;;
    *)
      echo "Unknown: $1. See the head of this file." >&2
      exit 2
      ;;
  esac
  shift 2
done
"${SALESSYNC_COMMAND:-$home/salessync}" build
folder=$(mktemp -d)
port=$((20000 + RANDOM % 20000))
java=$("$home/mvnw" --print-java-home)/bin/java
"$java" -Xmx256m -jar "$home/sandbox/target/sandbox.jar" --sandbox-port $port --contacts 10 >"$folder/sandbox.log" 2>&1 &
sandbox=$!
trap 'kill $sandbox 2>/dev/null || true; rm -rf "$folder"' EXIT
until grep -q "ready on" "$folder/sandbox.log"; do sleep 0.2; done
cat >"$folder/faults.json" <<'JSON'
{"settings": {"accept": 0.6, "reply": 0.2, "accept_hours": 3},
 "faults": [{"kind": "webhook_drop", "operation": "webhook", "probability": 0.3},
            {"kind": "slow_start", "operation": "write", "probability": 0.5, "seconds": 0.3},
            {"kind": "lost_answer", "operation": "write", "probability": 0.05}]}
JSON
begin() { # the arguments besides
  exec "$java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:TieredStopAtLevel=1 -Xmx512m "-Dsalessync.home=$home" \
    -jar "${SALESSYNC_JAR:-$home/server/target/run/salessync.jar}" outreach simulate "$home/examples/outreach/sequence.yaml" \
    --leads "$home/examples/outreach/leads.csv" --days "$days" --seed "$seed" --faults "$folder/faults.json" --timeout 2 \
    --data-dir "$folder/data" --sandbox "http://127.0.0.1:$port" "$@"
}
done_=0
more=()
while :; do
  : >"$folder/progress"
  if [ $done_ -ge "$kills" ]; then
    # its exit code tells what the report has too
    (begin ${more[@]+"${more[@]}"} --json >"$folder/report.json") || true
    break
  fi
  begin ${more[@]+"${more[@]}"} >"$folder/report" 2>"$folder/progress" &
  program=$!
  until grep -q '^day ' "$folder/progress" || ! kill -0 $program 2>/dev/null; do sleep 0.1; done
  sleep "$((RANDOM % 3)).$((RANDOM % 10))"
  if ! kill -9 $program 2>/dev/null; then
    echo "It was through after $done_ kills: take more --days." >&2
    tail -5 "$folder/progress" >&2
    exit 1
  fi
  wait $program 2>/dev/null || true
  done_=$((done_ + 1))
  more=(--continue)
  printf 'killed %d of %d: %s\n' $done_ "$kills" "$(tail -1 "$folder/progress" | cut -c1-100)" >&2
done
cp "$folder/report.json" "$out"
node -e '
  const report = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
  console.log(`${process.argv[2]} kills: ${JSON.stringify(report.sent)} sent, ${report.doubleSends} twice, ${report.stuck.length} leads stuck, `
    + `${report.succeeded} of ${report.processed} done, ${report.uncertain.count} calls looked up`);
  for (const one of [...report.doubles, ...report.stuck]) console.log(one);
  process.exit(report.doubleSends === 0 && report.stuck.length === 0 ? 0 : 1);
' "$folder/report.json" "$kills"
