#!/usr/bin/env bash
# Installs what is missing, builds the dev preset (Debug, warnings are errors) and runs every test.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
cmake --preset dev
cmake --build --preset dev
ctest --preset dev -j "$(nproc)" "$@"
