#!/bin/sh
# run.sh PERFGATE [SHOTS]: check.mjs, or exit code 77 where Node.js is missing.
set -eu
if ! command -v node > /dev/null; then
  echo "skipped: node is missing: apt-get install nodejs npm"
  exit 77
fi
exec node "$(dirname "$0")/check.mjs" "$@"
