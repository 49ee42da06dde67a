#!/usr/bin/env bash
# Pull 1,000 contacts, filter, remove duplicates, post the kept, beside n8n and Conductor; then 1,000,000 records with a heap of 512 MB.
# [--executions 300] [--warm-up 1500] [--records 1000000, 0: not] [--n8n 60, 0: not] [--conductor 60, 0: not] [--json FILE]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/.." && pwd)
export SALESSYNC_COMMAND=${SALESSYNC_COMMAND:-$home/salessync}
"$SALESSYNC_COMMAND" build
exec "$("$home/mvnw" --print-java-home)/bin/java" -Xmx384m "$here/FlowDrive.java" flows "$@"
