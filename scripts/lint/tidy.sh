#!/usr/bin/env bash
# clang-tidy 14 with .clang-tidy over every source of the x86 build but the tests, or over the files given.
set -euo pipefail
cd "$(dirname "$0")/../.."
[[ -f build/tidy/compile_commands.json ]] || cmake --preset tidy >/dev/null
cmake --preset tidy >/dev/null
if (($# > 0)); then files=("$@"); else mapfile -t files < <(git ls-files '*.cpp' | grep -vE '_test\.cpp|_neon_dotprod\.cpp|isa_arm\.cpp|/fuzz/'); fi
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-14 -p build/tidy --quiet 2>/dev/null
echo "tidy: ok"
