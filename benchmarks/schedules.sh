#!/usr/bin/env bash
# How punctually schedules start their flows: 10,000 of them, each due every five minutes, spread over those.
# --together: all in one and the same second of each minute instead.
# [--schedules 10000] [--seconds 300] [--together] [--json FILE]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/.." && pwd)
export SALESSYNC_COMMAND=${SALESSYNC_COMMAND:-$home/salessync}
"$SALESSYNC_COMMAND" build
exec node "$here/schedules.mjs" "$@"
