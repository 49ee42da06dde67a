#!/usr/bin/env bash
# Durable runs of two steps at rising offered rates, and 40 nodes in sequence. [--rates 25,50,…] [--seconds 10] [--warm-up 5] [--kills 0: while 200 a second are started] [--json FILE]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/.." && pwd)
export SALESSYNC_COMMAND=${SALESSYNC_COMMAND:-$home/salessync}
"$SALESSYNC_COMMAND" build
exec "$("$home/mvnw" --print-java-home)/bin/java" -Xmx384m "$here/FlowDrive.java" steps "$@"
