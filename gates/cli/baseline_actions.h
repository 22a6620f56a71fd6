// SPDX-License-Identifier: Apache-2.0
// The work behind baseline promote, rotate and list, free of CLI11.
#pragma once

#include "verbs.h"

#include <cstddef>
#include <optional>
#include <string>

namespace perfgate::cli {

struct BaselinePromoteOptions {
  std::string run;  // "" = newest run
  std::string name = "suite", filter;
  std::optional<std::string> force;  // the reason
  std::optional<std::size_t> keep;   // previous baselines; nothing = of the configuration
};

struct BaselineRotateOptions {
  std::string name = "suite";
  std::optional<std::size_t> keep;
};

[[nodiscard]] int baseline_promote(Context& context, const BaselinePromoteOptions& options);
[[nodiscard]] int baseline_rotate(Context& context, const BaselineRotateOptions& options);
[[nodiscard]] int baseline_list(Context& context);

}  // namespace perfgate::cli
