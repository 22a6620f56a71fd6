#!/usr/bin/env bash
# The version stands in CMakeLists.txt; CHANGELOG.md's newest release is that one, and no source repeats it.
set -euo pipefail
cd "$(dirname "$0")/../.."
version=$(sed -n 's/^project(perfgate VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
newest=$(sed -n 's/^## \[\([0-9.]*\)\].*/\1/p' CHANGELOG.md | head -n 1)
[[ -n $version && $version == "$newest" ]] || { echo "version: CMakeLists.txt says '$version', CHANGELOG.md '$newest'"; exit 1; }
if git grep -nF "\"$version\"" -- '*.cpp' '*.h' '*.toml' ':!*_test.cpp'; then
  echo "version: the lines above repeat it; use the one from CMakeLists.txt"
  exit 1
fi
echo "version: ok"
