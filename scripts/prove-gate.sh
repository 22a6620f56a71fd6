#!/usr/bin/env bash
# Proves by simulation what the gate promises: coverage of every interval, false blocks of whole suites, power at the printed
# smallest detectable change. Results, with seeds, machine and date, go to reports/proof/. Exit code 1 when a promise is not met.
# Usage: prove-gate.sh [PART...]   PART: coverage, false_blocks, power (default: all)
# Environment: BUILD (build/release), SEED (42), COVERAGE_TRIALS (4000), SUITE_TRIALS (200), POWER_TRIALS (400)
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
proof=$build/gates/proof/perfgate_proof
if [[ ! -x $proof ]]; then
  cmake --preset release >/dev/null
  cmake --build --preset release --target perfgate_proof
fi
parts=("$@")
(($# > 0)) || parts=(coverage false_blocks power)
mkdir -p reports/proof
status=0
for part in "${parts[@]}"; do
  case $part in
    coverage) trials=${COVERAGE_TRIALS:-4000} ;;
    false_blocks) trials=${SUITE_TRIALS:-200} ;;
    power) trials=${POWER_TRIALS:-400} ;;
    *) echo "prove-gate: unknown part '$part'; wanted coverage, false_blocks or power" >&2; exit 2 ;;
  esac
  "$proof" "$part" "$trials" "${SEED:-42}" reports/proof || status=$?
  ((status <= 1)) || exit "$status"
done
exit "$status"
