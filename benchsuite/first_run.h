// SPDX-License-Identifier: Apache-2.0
// Figures of a user's first run, which are not times of a repeated operation: load, 32 tokens of
// prompt, 128 greedy tokens.
#pragma once

#include "inference_model.h"

#include <array>
#include <cstdint>
#include <optional>

namespace benchsuite {

struct FirstRun {
  static constexpr std::uint32_t kPrompt = 32;
  static constexpr std::uint32_t kGenerated = 128;

  double first_token_seconds = 0;
  double seconds = 0;  // prompt and all tokens, without loading
  double peak_over_file =
      0;  // resident memory from before loading to the end, over the file's size
};

/// Three figures come from one run; asking for the same one again (repetitions) is a new run.
class FirstRuns {
 public:
  FirstRuns(std::filesystem::path path, bitnet::kernels::Isa isa, unsigned threads,
            std::uint64_t seed)
      : path_(std::move(path)), isa_(isa), threads_(threads), seed_(seed) {}

  enum class Figure : std::uint8_t { kFirstToken, kSeconds, kPeak };

  /// Requires that no other model is loaded in this process. Throws what went wrong.
  [[nodiscard]] double value(Figure figure);

 private:
  [[nodiscard]] FirstRun run() const;

  std::filesystem::path path_;
  bitnet::kernels::Isa isa_;
  unsigned threads_;
  std::uint64_t seed_;
  std::optional<FirstRun> last_;
  std::array<bool, 3> taken_{};
};

}  // namespace benchsuite
