#!/usr/bin/env bash
# Proves what the gate promises. Results, with seeds, machine and date, go to reports/proof/; exit code 1 when a promise is not met.
#   coverage      how often every interval contains the truth (simulated)
#   false_blocks  how often whole suites of unchanged code are blocked (simulated)
#   power         what is found, and at the printed smallest detectable change (simulated)
#   recorded      real Criterion runs with known truth, beside the rules of others (skipped where the data are absent)
# Usage: prove-gate.sh [--quick] [PART...]   default: all four parts; --quick: fewer trials, for CI
#        prove-gate.sh --real [--short]      comparisons on this machine: unchanged code idle and with a neighbour, and real extra work;
#                                            about 75 minutes, 45 a call: the next goes on where it stopped. --short: two of each
# Environment: BUILD (build/release), SEED (42), COVERAGE_TRIALS, SUITE_TRIALS, POWER_TRIALS, RECORDED_STEP, PERFGATE_REAL_DATA
#              (../shared/data), REAL_FOLDER (reports/proof/real), REAL_SECONDS (2700)
set -euo pipefail
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
proof=$build/gates/proof/perfgate_proof
out=reports/proof

usage() {
  echo "prove-gate: $1; wanted [--quick] [coverage|false_blocks|power|recorded]... or --real [--short]" >&2
  exit 2
}

need() {
  local target missing=()
  for target in "$@"; do
    [[ -x $build/gates/$target ]] || missing+=("${target##*/}")
  done
  ((${#missing[@]} == 0)) && return
  cmake --preset release >/dev/null
  cmake --build --preset release --target "${missing[@]}"
}

simulate() {
  local data=${PERFGATE_REAL_DATA:-../shared/data}/criterion_runs part status=0
  local -a arguments
  for part in "$@"; do
    case $part in
      coverage) arguments=("$coverage_trials" "$seed" "$out") ;;
      false_blocks) arguments=("$suite_trials" "$seed" "$out") ;;
      power) arguments=("$power_trials" "$seed" "$out") ;;
      recorded)
        if [[ ! -d $data ]]; then
          echo "prove-gate: part recorded is skipped: no data at $data"
          continue
        fi
        arguments=("$recorded_step" "$seed" "$out" "$data")
        ;;
    esac
    "$proof" "$part" "${arguments[@]}" || status=$?
    ((status <= 1)) || exit "$status"
  done
  return "$status"
}

# --- --real ---------------------------------------------------------------------------------------------------------------------

neighbour=
stop_neighbour() {
  [[ -z $neighbour ]] || kill "$neighbour" 2>/dev/null || true
  neighbour=
}

start_neighbour() {
  if command -v stress-ng >/dev/null; then
    stress-ng --quiet --cpu 1 --cpu-load 60 &
  else
    echo "prove-gate: stress-ng is missing: a busy shell is the neighbour"
    bash -c 'while :; do for ((i = 0; i < 200000; i++)); do :; done; sleep 0.2; done' &
  fi
  neighbour=$!
}

# side NAME EXTRA: a folder with a program of its own, so that both sides are different files that do the same work.
side() {
  mkdir -p "$real/$1"
  printf '#!/bin/sh\n# %s\nexec %q "$@" %s\n' "$1" "$(realpath "$build/gates/proof/perfgate_proof_bench")" "$2" >"$real/$1/bench"
  chmod +x "$real/$1/bench"
}

out_of_time() {
  if ((SECONDS >= ${REAL_SECONDS:-2700})); then
    echo "prove-gate: out of time; the next call goes on here"
    return 0
  fi
  return 1
}

# judged COMMAND...: a verdict against the code is a result, everything else is an error.
judged() {
  local status=0
  "$@" 2>>"$real/log" || status=$?
  if ((status > 1 && status != 5)); then
    echo "prove-gate: exit status $status of: $*; see $real/log" >&2
    exit "$status"
  fi
}

# paired_phase NAME COUNT ROUNDS CANDIDATE
paired_phase() {
  local i folder
  mkdir -p "$real/$1"
  for ((i = 1; i <= $2; i++)); do
    [[ ! -s $real/$1/$i.json ]] || continue
    ! out_of_time || return 1
    folder=$real/runs/$1-$i
    rm -rf "$folder"
    judged "$perfgate" paired --config "$real/perfgate.toml" --base "$real/base" --candidate "$real/$4" --rounds "$3" \
      --seed "$((seed + i))" --out "$folder" --format json --quiet -o "$real/$1/$i.json"
    rm -rf "$folder"
  done
}

# multi_phase NAME COUNT: neighbouring runs of five rounds, each compared with the one before.
multi_phase() {
  local i runs=$real/runs/$1
  mkdir -p "$real/$1" "$runs"
  for ((i = 1; i <= $2; i++)); do
    [[ ! -s $real/$1/$i.json ]] || continue
    ! out_of_time || return 1
    local side
    for side in "$((i - 1))" "$i"; do
      [[ ! -e $runs/$side.done ]] || continue
      rm -rf "${runs:?}/$side"
      "$perfgate" run --config "$real/perfgate.toml" --rounds 5 --seed "$((seed + side))" --out "$runs/$side" --quiet \
        >/dev/null 2>>"$real/log"
      touch "$runs/$side.done"
    done
    judged "$perfgate" compare --config "$real/perfgate.toml" "$runs/$((i - 1))" "$runs/$i" --format json -o "$real/$1/$i.json"
  done
}

real_phases() {
  local suites=60 each=10 percent name
  if [[ ${1:-} == --short ]]; then
    suites=2 each=2
  fi
  for percent in 1 2 3 5 8 12 20; do
    name=p$(printf %02d "$percent")
    side "$name" "--extra=$percent"
    paired_phase "paired_idle_$name" "$each" 20 "$name" || return 0
  done
  paired_phase paired_idle_aa "$suites" 10 same || return 0
  multi_phase multi_idle_aa "$suites" || return 0
  start_neighbour
  paired_phase paired_noisy_aa "$suites" 10 same || return 0
  multi_phase multi_noisy_aa "$suites" || return 0
}

measure_here() {
  need proof/perfgate_proof proof/perfgate_proof_bench cli/perfgate
  perfgate=$build/gates/cli/perfgate
  real=$(realpath -m "${REAL_FOLDER:-$out/real}")
  trap stop_neighbour EXIT
  mkdir -p "$real/runs"
  side base ""
  side same ""
  cp "$real/base/bench" "$real/bench"
  # One stage, so that what is counted is one decision; a doubt is no alarm.
  cat >"$real/perfgate.toml" <<'TOML'
[policy]
undecided = "warn"
second_stage = false
[[suite]]
name = "work"
command = ["./bench", "{out}", "{seed}"]
list = ["./bench", "list"]
cores = 1
TOML
  real_phases "$@"
  stop_neighbour
  local status=0
  "$proof" measured 1 "$seed" "$out" "$real" || status=$?
  return "$status"
}

seed=${SEED:-42}
mkdir -p "$out"
if [[ ${1:-} == --real ]]; then
  shift
  [[ $# -eq 0 || ($# -eq 1 && $1 == --short) ]] || usage "unknown argument '$1'"
  measure_here "$@"
  exit
fi
coverage_trials=4000 suite_trials=200 power_trials=400 recorded_step=1
if [[ ${1:-} == --quick ]]; then
  shift
  coverage_trials=2000 suite_trials=60 power_trials=200 recorded_step=8
fi
coverage_trials=${COVERAGE_TRIALS:-$coverage_trials} suite_trials=${SUITE_TRIALS:-$suite_trials}
power_trials=${POWER_TRIALS:-$power_trials} recorded_step=${RECORDED_STEP:-$recorded_step}
parts=("$@")
((${#parts[@]} > 0)) || parts=(coverage false_blocks power recorded)
for part in "${parts[@]}"; do
  [[ $part =~ ^(coverage|false_blocks|power|recorded)$ ]] || usage "unknown part '$part'"
done
need proof/perfgate_proof
simulate "${parts[@]}"
