#!/usr/bin/env bash
# File names are snake_case and unique within a library, sources are ASCII, start with the licence line, and headers with #pragma once.
set -euo pipefail
cd "$(dirname "$0")/../.."
bad=0
complain() { echo "names: $1"; bad=1; }

mapfile -t files < <(git ls-files '*.cpp' '*.h')
for file in "${files[@]}"; do
  base=$(basename "$file")
  [[ $base =~ ^[a-z0-9_]+(\.inl)?\.(cpp|h)$ ]] || complain "$file: not snake_case"
  head -n 1 "$file" | grep -q '^// SPDX-License-Identifier: Apache-2.0$' || complain "$file: first line is not the SPDX line"
  [[ $file != *.h || $file == *.inl.h ]] || grep -q '^#pragma once$' "$file" || complain "$file: no #pragma once"
done
if LC_ALL=C grep -nP '[^\x00-\x7F]' "${files[@]}"; then complain "non-ASCII bytes in the lines above"; fi
for library in kernels runtime benchsuite gates; do
  duplicates=$(git ls-files "$library/*.cpp" | xargs -r -n 1 basename | sort | uniq -d)
  [[ -z $duplicates ]] || complain "$library: the same file name twice: $duplicates"
done
if grep -nE '\b(TODO|FIXME|XXX)\b' "${files[@]}"; then complain "unfinished work in the lines above"; fi
((bad == 0)) && echo "names: ok"
exit "$bad"
