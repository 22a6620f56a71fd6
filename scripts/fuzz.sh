#!/usr/bin/env bash
# Runs every libFuzzer target for $1 seconds (default 60) on its seeds, committed or generated; new inputs stay in the build
# folder.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
for target in build/fuzz/gates/fuzz/fuzz_* build/fuzz/runtime/fuzz/fuzz_*; do
  [[ -x $target && -f $target ]] || continue
  name=$(basename "$target")
  folders=("build/fuzz/corpus/$name")
  mkdir -p "${folders[0]}"
  part=${target#build/fuzz/}
  committed=${part%/fuzz/*}/fuzz/corpus/$name
  [[ ! -d $committed ]] || folders+=("$committed")
  [[ $name != fuzz_gguf ]] || build/fuzz/runtime/fuzz/seed_corpus "${folders[0]}"
  echo "fuzz: $name for ${1:-60} s"
  "$target" -max_total_time="${1:-60}" -timeout=5 -rss_limit_mb=512 -max_len=65536 -print_final_stats=0 -verbosity=0 \
    -artifact_prefix="build/fuzz/$name-" "${folders[@]}"
done
