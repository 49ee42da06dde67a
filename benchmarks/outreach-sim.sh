#!/usr/bin/env bash
# Plays outreach against the sandbox many times with all faults on, each time with other leads, behaviour and faults, and tells the shares with
# their 95 % intervals (Wilson). [--runs 100] [--days 30] [--first-seed 1] [--most MINUTES: none is begun afterwards]
# [--side-by-side 2: so many at a time] [--sequence FILE] [--leads CSV] [--faults FILE] [--json FILE]
# With --kill N the program of one simulation is killed by SIGKILL N times while it sends, and started again.
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
sequence=$home/examples/outreach/sequence.yaml leads=$home/examples/outreach/leads.csv faults=$home/examples/outreach/faults.json
rest=() side=2
while [ $# -gt 0 ]; do
  case "$1" in
    --sequence) sequence=$2 ;;
    --leads) leads=$2 ;;
    --faults) faults=$2 ;;
    --side-by-side) side=$2 ;;
    --kill)
      shift
      exec "$home/benchmarks/outreach-kill.sh" "$@"
      ;;
    *) rest+=("$1" "$2") ;;
  esac
  shift 2
done
exec "${SALESSYNC_COMMAND:-$home/salessync}" outreach simulations "$sequence" --leads "$leads" --faults "$faults" \
  --side-by-side "$side" "${rest[@]+"${rest[@]}"}"
