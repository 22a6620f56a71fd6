// SPDX-License-Identifier: Apache-2.0
// Names of instruction sets and the choice among them. Detection itself is in isa_<arch>.cpp.
#include "arch.h"

#include <bitnet/kernels/isa.h>

#include <cstddef>

namespace bitnet::kernels {
namespace {

constexpr std::array<std::string_view, kAllIsas.size()> kNames = {"scalar", "avx2", "avx512vnni",
                                                                  "neon_dotprod"};

Isa strongest_available() noexcept {
  Isa best = Isa::kScalar;
  for (const Isa isa : kAllIsas) {  // weakest first within an architecture
    if (isa_available(isa)) {
      best = isa;
    }
  }
  return best;
}

}  // namespace

std::string_view isa_name(Isa isa) noexcept {
  const auto index = static_cast<std::size_t>(isa);
  return index < kNames.size() ? kNames[index] : std::string_view("unknown");
}

std::optional<Isa> isa_from_name(std::string_view name) noexcept {
  for (const Isa isa : kAllIsas) {
    if (isa_name(isa) == name) {
      return isa;
    }
  }
  return std::nullopt;
}

bool isa_available(Isa isa) noexcept {
  return isa == Isa::kScalar || arch_has(isa);
}

// Once: asking the CPU traps into the hypervisor of a virtual machine.
Isa best_isa() noexcept {
  static const Isa kBest = strongest_available();
  return kBest;
}

IsaChoice choose_isa(const char* bitnet_isa_value) noexcept {
  if (bitnet_isa_value == nullptr || *bitnet_isa_value == '\0') {
    return {IsaChoiceError::kNone, best_isa()};
  }
  const std::optional<Isa> isa = isa_from_name(bitnet_isa_value);
  if (!isa) {
    return {IsaChoiceError::kUnknownName, Isa::kScalar};
  }
  if (!isa_available(*isa)) {
    return {IsaChoiceError::kUnsupported, *isa};
  }
  return {IsaChoiceError::kNone, *isa};
}

}  // namespace bitnet::kernels
