#!/usr/bin/env bash
# Runs every libFuzzer target for $1 seconds (default 60) on its committed corpus; new inputs stay in the build folder.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
for target in build/fuzz/gates/fuzz/fuzz_*; do
  [[ -x $target && -f $target ]] || continue
  name=$(basename "$target")
  mkdir -p "build/fuzz/corpus/$name"
  echo "fuzz: $name for ${1:-60} s"
  "$target" -max_total_time="${1:-60}" -timeout=5 -rss_limit_mb=512 -max_len=65536 -print_final_stats=0 -verbosity=0 \
    -artifact_prefix="build/fuzz/$name-" "build/fuzz/corpus/$name" "gates/fuzz/corpus/$name"
done
