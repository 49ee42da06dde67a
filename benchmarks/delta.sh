#!/usr/bin/env bash
# Delta of 1,000,000 rows × 20 columns with 1 % changed: our import against the same COPY and statements typed into psql,
# alternating, on one database. benchmarks/delta.sh [--rows N] [--rounds N] [--json FILE] [--keep DIR]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/.." && pwd)
command -v psql >/dev/null || { echo "psql is needed: apt-get install postgresql-client" >&2; exit 2; }
export SALESSYNC_COMMAND=${SALESSYNC_COMMAND:-$home/salessync}
if [ -z "${SALESSYNC_CLASSPATH:-}" ]; then
  "$SALESSYNC_COMMAND" build
  SALESSYNC_CLASSPATH=$home/server/target/run/salessync.jar
fi
java_home=$("$home/mvnw" --print-java-home)
exec "$java_home/bin/java" -Xmx256m -cp "$SALESSYNC_CLASSPATH" "$here/Delta.java" "$@"
