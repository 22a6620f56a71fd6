#!/usr/bin/env bash
# Runs every libFuzzer target for $1 seconds (default 60), one a core, on its seeds, committed or generated; new inputs stay in the
# build folder.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}

fuzz() {  # target seconds
  local name part folders
  name=$(basename "$1")
  part=${1#build/fuzz/}
  folders=("build/fuzz/corpus/$name" "${part%/fuzz/*}/fuzz/corpus/$name")
  mkdir -p "${folders[0]}"
  [[ -d ${folders[1]} ]] || unset 'folders[1]'
  [[ $name != fuzz_gguf ]] || build/fuzz/runtime/fuzz/seed_corpus "${folders[0]}"
  echo "fuzz: $name for $2 s"
  "$1" -max_total_time="$2" -timeout=5 -rss_limit_mb=512 -max_len=65536 -print_final_stats=0 -verbosity=0 \
    -artifact_prefix="build/fuzz/$name-" "${folders[@]}"
}

if [[ ${2:-} ]]; then  # one target, as called below
  fuzz "$2" "$seconds"
  exit
fi
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
find build/fuzz/gates/fuzz build/fuzz/runtime/fuzz -maxdepth 1 -type f -executable -name 'fuzz_*' -print0 | sort -z |
  xargs -0 -n 1 -P "$(nproc)" scripts/fuzz.sh "$seconds"
