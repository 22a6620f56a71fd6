// SPDX-License-Identifier: Apache-2.0
// The environment variables that change what a run promises, read once and checked, and the facts
// of machine and build that a receipt records. Nothing else in the runtime reads the environment.
#pragma once

#include <bitnet/kernels/isa.h>
#include <bitnet/runtime/result.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace bitnet::runtime {

/// What a run must refuse instead of doing quietly. BITNET_STRICT_MODE turns all of them on, each
/// of BITNET_STRICT_FAIL_ON_MOCK, BITNET_STRICT_REQUIRE_QUANTIZATION and
/// BITNET_STRICT_VALIDATE_PERFORMANCE one. There is no rule that a rate is too good to be true:
/// validate_performance holds the figures against the kernels' counters and the machine.
struct StrictMode {
  bool fail_on_mock = false;          // a kernel that only pretends
  bool require_quantization = false;  // fp32 fallback, a weaker ISA than selected, mixed layouts
  bool validate_performance = false;  // counters, times and figures that contradict each other

  [[nodiscard]] bool any() const noexcept {
    return fail_on_mock || require_quantization || validate_performance;
  }
};

struct RunSettings {
  bool deterministic = false;         // BITNET_DETERMINISTIC=1: sampling without a seed uses 42
  std::optional<std::uint64_t> seed;  // BITNET_SEED
  kernels::Isa isa = kernels::Isa::kScalar;  // BITNET_ISA, else the best of this CPU
  bool isa_requested = false;
  StrictMode strict;

  /// The seed to sample with: that of the command line, else BITNET_SEED, else 42 if deterministic.
  [[nodiscard]] std::optional<std::uint64_t> seed_or(
      std::optional<std::uint64_t> from_command_line) const noexcept {
    if (from_command_line) {
      return from_command_line;
    }
    return seed || !deterministic ? seed : std::optional<std::uint64_t>(42);
  }
};

/// Value of a variable, nullptr = not set; std::getenv outside tests.
using EnvironmentReader = std::function<const char*(const char* name)>;
[[nodiscard]] const char* process_environment(const char* name);

/// Flags are "1" or "true", "0" or "false", or empty (= not set), in any case of letters; a seed is
/// a decimal number below 2^64. Errors (kUsage): any other value, an ISA that does not exist or
/// that this CPU lacks; the sentence names variable, found and wanted.
[[nodiscard]] Result<RunSettings> run_settings_from(
    const EnvironmentReader& read = process_environment);

/// The map `environment` of a receipt: BITNET_DETERMINISTIC and BITNET_SEED if set, BITNET_ISA,
/// BITNET_VERSION, OS ("linux-x86_64"), CPU_BRAND, THREADS, COMPILER; BITNET_STRICT_MODE if set.
[[nodiscard]] std::map<std::string, std::string> receipt_environment(const RunSettings& settings,
                                                                     unsigned threads);

}  // namespace bitnet::runtime
