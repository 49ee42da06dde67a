#!/usr/bin/env bash
# How quickly API reads and pages answer with 100,000 delta rows. [--rows 100000] [--times 200] [--json FILE]
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
"$here/../salessync" build
exec node "$here/reads.mjs" "$@"
