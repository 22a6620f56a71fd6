#!/usr/bin/env bash
# Shell scripts pass shellcheck and are executable.
set -euo pipefail
cd "$(dirname "$0")/../.."
mapfile -t scripts < <(git ls-files '*.sh' .ci/run)
shellcheck "${scripts[@]}"
for script in "${scripts[@]}"; do
  [[ -x $script ]] || { echo "shell: $script is not executable"; exit 1; }
done
echo "shell: ok"
