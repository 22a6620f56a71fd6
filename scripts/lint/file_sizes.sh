#!/usr/bin/env bash
# One idea per file: no source over 400 lines.
set -euo pipefail
cd "$(dirname "$0")/../.."
git ls-files '*.cpp' '*.h' '*.sh' '*.cmake' '*CMakeLists.txt' '*.py' | xargs wc -l |
  awk '$2 != "total" && $1 > 400 { print "file_sizes: " $2 " has " $1 " lines, at most 400 wanted"; bad = 1 } END { exit bad }'
echo "file_sizes: ok"
