// SPDX-License-Identifier: Apache-2.0
// Instruction sets that kernels exist for: names, detection on this CPU, and the choice made
// through BITNET_ISA. Does not hold kernels (kernels.h) and never reads the environment on its own:
// callers pass the value.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bitnet::kernels {

/// Closed set, weakest first within an architecture. kAvx512Vnni needs F, BW, DQ, VL and VNNI;
/// kNeonDotprod needs ASIMDDP.
enum class Isa : std::uint8_t { kScalar, kAvx2, kAvx512Vnni, kNeonDotprod };

inline constexpr std::array kAllIsas = {Isa::kScalar, Isa::kAvx2, Isa::kAvx512Vnni,
                                        Isa::kNeonDotprod};

/// "scalar", "avx2", "avx512vnni", "neon_dotprod".
[[nodiscard]] std::string_view isa_name(Isa isa) noexcept;

/// Inverse of isa_name; nullopt for anything else (exact match, case-sensitive).
[[nodiscard]] std::optional<Isa> isa_from_name(std::string_view name) noexcept;

/// True if this CPU and operating system can run `isa` and this build contains it. Threads: safe.
[[nodiscard]] bool isa_available(Isa isa) noexcept;

/// The strongest available ISA.
[[nodiscard]] Isa best_isa() noexcept;

enum class IsaChoiceError : std::uint8_t { kNone, kUnknownName, kUnsupported };

struct IsaChoice {
  IsaChoiceError error = IsaChoiceError::kNone;
  Isa isa = Isa::kScalar;  // meaningful only if error == kNone
};

/// The ISA that a value of BITNET_ISA selects. nullptr or "" selects best_isa().
/// Errors: kUnknownName, kUnsupported; never a silent fallback.
[[nodiscard]] IsaChoice choose_isa(const char* bitnet_isa_value) noexcept;

}  // namespace bitnet::kernels
