#!/usr/bin/env bash
# clang-tidy 14 with .clang-tidy over everything the x86 build compiles but the tests (a unity file is read once for all its sources),
# or over the files given.
set -euo pipefail
cd "$(dirname "$0")/../.."
cmake --preset tidy >/dev/null
if (($# > 0)); then
  files=("$@")
else
  mapfile -t files < <(python3 -c 'import json; print(*(e["file"] for e in json.load(open("build/tidy/compile_commands.json"))), sep="\n")' |
    grep -vE '_test\.dir/|_test\.cpp$|/fuzz/|(embedded|assets)\.cpp$' | sort -u)
fi
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 1 clang-tidy-14 -p build/tidy --quiet 2>/dev/null
echo "tidy: ok"
