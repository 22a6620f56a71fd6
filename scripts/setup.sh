#!/usr/bin/env bash
# Installs the Debian 12 packages that this repository builds with, and says which. With --check-tools also what scripts/check.sh
# needs. Without root it prints the apt line to run and exits 1. Installs nothing when nothing is missing.
set -euo pipefail

packages=(
  g++ cmake ninja-build git                                             # build
  libboost1.81-dev libcli11-dev libexpected-dev libfmt-dev  # perfgate
  libexpat1-dev libsqlite3-dev libssl-dev libutf8proc-dev libtomlplusplus-dev libvalijson-dev nlohmann-json3-dev
  libbenchmark-dev                                                      # benchmark programs
  libpcre2-dev pkg-config                                               # bitnet: pre-tokenizer
  doctest-dev librapidcheck-dev python3 python3-jsonschema python3-yaml strace        # tests
)
check_tools=(
  clang-16 libclang-rt-16-dev clang-19 libclang-rt-19-dev libfuzzer-19-dev clang-format-14 clang-tidy-14
  g++-aarch64-linux-gnu qemu-user shellcheck
)

[[ ${1:-} == --check-tools ]] && packages+=("${check_tools[@]}")

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "setup: all ${#packages[@]} packages are installed"
  exit 0
fi

line="apt-get install -y --no-install-recommends ${missing[*]}"
if ((EUID != 0)); then
  if ! sudo -n true 2>/dev/null; then
    printf 'setup: %d packages are missing and this user is not root. Run this, then try again:\n  sudo %s\n' \
      "${#missing[@]}" "$line" >&2
    exit 1
  fi
  sudo=sudo
fi
echo "setup: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
${sudo:-} apt-get update -qq
# shellcheck disable=SC2086  # the line is a list of words
${sudo:-} $line -qq >/dev/null
echo "setup: done"
