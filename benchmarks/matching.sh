#!/usr/bin/env bash
# F1 of ./salessync match by data set and fields, beside Duke 1.2; how long a file of 1,000,000 contacts takes.
# [--febrl DIR with dataset*.csv] [--crm 20000] [--large 1000000, 0: not] [--no-duke] [--json FILE]
# With --incoming: contacts through a flow against customers in the database, and the search of customers.
# --incoming 10000 [--existing 1000000] [--duplicates] [--heap 512m] [--keep DIR] [--json FILE]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/.." && pwd)
export SALESSYNC_COMMAND=${SALESSYNC_COMMAND:-$home/salessync}
export SALESSYNC_HOME=$home
[ "$SALESSYNC_COMMAND" != "$home/salessync" ] || "$SALESSYNC_COMMAND" build
case " $* " in
  *" --incoming "*)
    exec "$("$home/mvnw" --print-java-home)/bin/java" -Xmx1g -cp "${SALESSYNC_CLASSPATH:-$home/server/target/run/salessync.jar}" \
      "$here/MatchingScaleDrive.java" "$@"
    ;;
esac
paths=$home/target/duke.classpath
if [ ! -s "$paths" ]; then
  mkdir -p "$home/target"
  "$home/mvnw" -q -B -ntp -f "$here/duke/pom.xml" dependency:build-classpath "-Dmdep.outputFile=$paths" >/dev/null || rm -f "$paths"
fi
exec "$("$home/mvnw" --print-java-home)/bin/java" -Xmx1g --sun-misc-unsafe-memory-access=allow \
  -cp "$(cat "$paths" 2>/dev/null || echo .)" "$here/MatchingDrive.java" "$@"
