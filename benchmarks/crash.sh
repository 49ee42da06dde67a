#!/usr/bin/env bash
# Kills the program, its database and both at random moments of a sync with faults on, and compares the board with the list.
# [--kills 20] [--orders 300] [--seed 1] [--speed 30] [--token sandbox-personal|sandbox-app|sandbox-trial] [--json FILE]
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$home/salessync" build
exec "$("$home/mvnw" --print-java-home)/bin/java" "$home/benchmarks/BoardDrive.java" crash \
  --program "$home/server/target/run/salessync.jar" --sandbox "$home/sandbox/target/sandbox.jar" "$@"
