#!/usr/bin/env bash
# Renders of the same texts a second on one thread, beside liqp, Pebble and JMustache, in turns.
# [--seconds 2] [--rounds 3] [--json FILE]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
home=$(cd "$here/.." && pwd)
export SALESSYNC_COMMAND=${SALESSYNC_COMMAND:-$home/salessync}
if [ -z "${SALESSYNC_CLASSPATH:-}" ]; then
  "$SALESSYNC_COMMAND" build
  SALESSYNC_CLASSPATH=$home/server/target/run/salessync.jar
fi
paths=$home/target/templates.classpath
mkdir -p "$home/target/benchmarks"
if [ ! -s "$paths" ]; then
  "$home/mvnw" -q -B -ntp -f "$here/templates/pom.xml" dependency:build-classpath "-Dmdep.outputFile=$paths" >/dev/null
fi
java=$("$home/mvnw" --print-java-home)/bin
classpath=$home/target/benchmarks:$SALESSYNC_CLASSPATH:$(cat "$paths")
"$java/javac" -proc:none -nowarn -d "$home/target/benchmarks" -cp "$classpath" "$here/RenderDrive.java"
exec "$java/java" -Xmx512m -cp "$classpath" io.salessync.outreach.sequences.RenderDrive "$@"
