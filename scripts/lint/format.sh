#!/usr/bin/env bash
# Every C++ file is as clang-format 14 writes it.
set -euo pipefail
cd "$(dirname "$0")/../.."
git ls-files '*.cpp' '*.h' | xargs clang-format-14 --dry-run --Werror
echo "format: ok"
