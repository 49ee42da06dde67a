#!/usr/bin/env bash
# How quickly record logs answer with 5,000,000 lines over 7 days. [--lines 5000000] [--times 100] [--keep FOLDER] [--json FILE]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
command -v psql >/dev/null || { echo "psql is needed: apt-get install postgresql-client" >&2; exit 2; }
[ -n "${SALESSYNC_COMMAND:-}" ] || "$here/../salessync" build
exec node "$here/logs.mjs" "$@"
