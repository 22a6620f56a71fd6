#!/usr/bin/env bash
# A weak or unique symbol in an object built for a newer instruction set may replace the copy that every CPU must be
# able to run, so there must be none. Looks at Debug objects: optimisation inlines such code away and hides it.
# Usage: isa_symbols.sh [build folder...]   (default: those of the Debug presets that exist)
set -euo pipefail
cd "$(dirname "$0")/../.."
if [[ $# -eq 0 ]]; then
  for folder in build/dev build/clang; do
    [[ -d $folder ]] && set -- "$@" "$folder"
  done
fi
[[ $# -gt 0 ]] || { echo "isa_symbols: no Debug build found; build the preset dev first"; exit 1; }
mapfile -t objects < <(find "$@" -regextype posix-extended -name '*.o' -regex '.*_(avx2|avx512vnni|avx512vbmi|neon_dotprod)\.dir/.*' | sort)
[[ ${#objects[@]} -gt 0 ]] || { echo "isa_symbols: no ISA objects below $*"; exit 1; }
status=0
for object in "${objects[@]}"; do
  # V, v and w are weak too; undefined weak symbols (w) do no harm.
  bad=$(nm -C --defined-only "$object" | grep -E ' [WVu] ' || true)
  if [[ -n $bad ]]; then
    printf 'isa_symbols: %s\n%s\n' "$object" "$bad"
    status=1
  fi
done
[[ $status -eq 0 ]] && echo "isa_symbols: ok (${#objects[@]} objects)"
exit "$status"
