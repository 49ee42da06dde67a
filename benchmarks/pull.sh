#!/usr/bin/env bash
# Pull of 1,000,000 contacts from the sandbox's Salesforce with a heap of 512 MB, beside a bare HTTP client that reads the same
# pages and COPYs them as they are, in turns. [--contacts 1000000] [--rounds 3] [--json FILE] [--keep DIR]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/.." && pwd)
export SALESSYNC_COMMAND=${SALESSYNC_COMMAND:-$home/salessync}
if [ -z "${SALESSYNC_CLASSPATH:-}" ]; then
  "$SALESSYNC_COMMAND" build
  SALESSYNC_CLASSPATH=$home/server/target/run/salessync.jar
fi
exec "$("$home/mvnw" --print-java-home)/bin/java" -Xmx384m -cp "$SALESSYNC_CLASSPATH" "$here/PullDrive.java" "$@"
