#!/usr/bin/env bash
# The step "Gate" of action.yml: turns its inputs (PERFGATE_*, empty = not given) into a command line of perfgate gate and runs it.
# Its exit code is perfgate's. Inputs are passed as words, never evaluated.
set -euo pipefail

refuse() {  # code, sentence
  printf '::error title=perfgate::%s\n' "$2"
  exit "$1"
}

is_true() {  # name, value
  [[ $2 == true || $2 == false || -z $2 ]] || refuse 2 "the input $1 must be true or false"
  [[ $2 == true ]]
}

program=${PERFGATE_PROGRAM:-perfgate}
command -v "$program" >/dev/null || refuse 3 "the program is not there: build perfgate in an earlier step, or name it with the input program"

arguments=(gate --github)
add() {  # option, value
  [[ -z $2 ]] || arguments+=("$1=$2")
}
add --name "${PERFGATE_NAME:-}"
add --profile "${PERFGATE_PROFILE:-}"
add --rounds "${PERFGATE_ROUNDS:-}"
add --filter "${PERFGATE_FILTER:-}"
add --config "${PERFGATE_CONFIG:-}"
add --junit "${PERFGATE_JUNIT:-}"
IFS=$', \t\n' read -r -d '' -a features <<<"${PERFGATE_FEATURES:-}" || true
for feature in "${features[@]}"; do
  add --features "$feature"
done
if is_true paired "${PERFGATE_PAIRED:-}"; then arguments+=(--paired); fi
if is_true advisory "${PERFGATE_ADVISORY:-}"; then arguments+=(--exit-zero); fi

if [[ -n ${PERFGATE_BASELINE:-} ]]; then
  arguments+=(-- "$PERFGATE_BASELINE")
  [[ -z ${PERFGATE_CURRENT:-} ]] || arguments+=("$PERFGATE_CURRENT")
elif [[ -n ${PERFGATE_CURRENT:-} ]]; then
  refuse 2 "the input current needs the input baseline"
fi
exec "$program" "${arguments[@]}"
