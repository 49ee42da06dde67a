#!/usr/bin/env bash
# Sends 10,000 rows through the sandbox with the real budgets at a scaled clock, and tells how much of them was used.
# [--rows 10000] [--seed 1] [--speed 30] [--json FILE]
set -euo pipefail
home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
"$home/salessync" build
exec "$("$home/mvnw" --print-java-home)/bin/java" "$home/benchmarks/BoardDrive.java" monday \
  --program "$home/server/target/run/salessync.jar" --sandbox "$home/sandbox/target/sandbox.jar" "$@"
