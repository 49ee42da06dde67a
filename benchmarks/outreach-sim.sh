#!/usr/bin/env bash
# Plays a sequence against the sandbox many times with all faults on, and tells the shares with 95 % intervals (Wilson).
# [--runs 100] [--days 30] [--first-seed 1] [--sequence FILE] [--leads CSV] [--faults FILE] [--json FILE]
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
runs=100 days=30 first=1 out=""
sequence=$home/examples/outreach/sequence.yaml leads=$home/examples/outreach/leads.csv faults=$home/examples/outreach/faults.json
while [ $# -gt 0 ]; do
  case "$1" in
    --runs) runs=$2 ;;
    --days) days=$2 ;;
    --first-seed) first=$2 ;;
    --sequence) sequence=$2 ;;
    --leads) leads=$2 ;;
    --faults) faults=$2 ;;
    --json) out=$2 ;;
    *)
      echo "Unknown: $1. See the head of this file." >&2
      exit 2
      ;;
  esac
  shift 2
done
"$home/salessync" build
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for ((seed = first; seed < first + runs; seed++)); do
  rc=0
  "$home/salessync" outreach simulate "$sequence" --leads "$leads" --days "$days" --seed "$seed" --faults "$faults" --json \
    >"$folder/$seed.json" || rc=$?
  [ $rc -le 1 ] || { cat "$folder/$seed.json" >&2; echo "Seed $seed could not be played." >&2; exit $rc; }
  printf '\rplayed %d of %d' $((seed - first + 1)) "$runs" >&2
done
echo >&2
node "$home/benchmarks/outreach-sim.mjs" "$folder" "$out"
