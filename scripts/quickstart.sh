#!/usr/bin/env bash
# The main job, end to end, on this machine: build, five rounds as baseline, five more rounds, gate.
# Writes reports/latest/{gate.json,gate.md,ledger.md}; exits with the gate's code (see perfgate --help).
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
cmake --preset release -DBITNET_BUILD_TESTS=OFF
cmake --build --preset release --target perfgate bench_quantize bench_dequantize bench_roundtrip bench_isa bench_memory bench_accuracy

perfgate=build/release/gates/cli/perfgate
runs=$(mktemp -d "${TMPDIR:-/tmp}/perfgate-quickstart.XXXXXX")
trap 'rm -rf "$runs"' EXIT
"$perfgate" run --features cpu --profile quick --rounds 5 --out "$runs/baseline"
"$perfgate" baseline save "$runs/baseline" --out "$runs/baseline.json"
"$perfgate" run --features cpu --profile quick --rounds 5 --out "$runs/current"
code=0
"$perfgate" gate "$runs/baseline.json" "$runs/current" || code=$?
echo
echo "Verdict and figures: reports/latest/gate.md (for people), reports/latest/gate.json (for programs), reports/latest/ledger.md (history)"
exit "$code"
