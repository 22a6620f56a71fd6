// SPDX-License-Identifier: Apache-2.0
// Fuzzes parse_config: no crash, no exception, and what is accepted is a policy that can be used.
#include <perfgate/config.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto config =
      perfgate::parse_config(std::string(reinterpret_cast<const char*>(data), size), "fuzz.toml");
  if (!config) {
    if (config.error().message.empty()) {
      std::abort();
    }
    return 0;
  }
  const perfgate::Policy& policy = config->policy;
  const bool usable = policy.alpha > 0 && policy.alpha < 1 && policy.noise_band >= 0 &&
                      std::isfinite(policy.noise_band) && policy.minor_pct <= policy.major_pct &&
                      policy.major_pct <= policy.critical_pct && config->rounds > 0;
  if (!usable) {
    std::abort();
  }
  return 0;
}
