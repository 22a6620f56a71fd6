#!/usr/bin/env bash
# Everything that must be green before a change lands: lint, three compilers' builds with warnings as errors, tests, sanitizers,
# 64-bit ARM under qemu, fuzzing (PERFGATE_FUZZ_SECONDS a target, default 60). Stops at the first failure.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh --check-tools
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
jobs=$(nproc)

step() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

preset() {  # configure, build, test
  step "preset $1"
  cmake --preset "$1" >/dev/null
  cmake --build --preset "$1"
  ctest --preset "$1" -j "$jobs" "${@:2}" | tail -n 12
}

step lint
for lint in format names file_sizes version schema_examples shell; do
  scripts/lint/$lint.sh
done
preset dev
scripts/lint/isa_symbols.sh build/dev
step tidy
scripts/lint/tidy.sh
preset clang
preset asan -LE slow
preset tsan -LE slow
preset aarch64
preset release
step fuzz
scripts/fuzz.sh "${PERFGATE_FUZZ_SECONDS:-60}"
step "all green"
