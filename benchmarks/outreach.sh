#!/usr/bin/env bash
# How quickly pages of outreach answer with 1,000,000 leads and 10,000,000 events. [--leads 1000000] [--events 10] [--times 50] [--keep FOLDER] [--json FILE]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
command -v psql >/dev/null || { echo "psql is needed: apt-get install postgresql-client" >&2; exit 2; }
[ -n "${SALESSYNC_COMMAND:-}" ] || "$here/../salessync" build
exec node "$here/outreach.mjs" "$@"
