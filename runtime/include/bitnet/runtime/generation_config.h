// SPDX-License-Identifier: Apache-2.0
// What a user may choose about generation, with presets and range checks.
#pragma once

#include <bitnet/runtime/result.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bitnet::runtime {

struct GenerationConfig {
  std::int32_t max_new_tokens = 100;    // >= 1
  double temperature = 0.7;             // 0 = greedy whatever follows; else 1e-6 to 1e6
  std::int32_t top_k = 50;              // >= 0; 0 = all
  double top_p = 0.9;                   // (0, 1]; 1 = all
  double min_p = 0.0;                   // [0, 1]; 0 = all
  double repetition_penalty = 1.0;      // 0.01 to 100; 1 = none
  std::int32_t repetition_window = 64;  // >= 0: last tokens that are penalised; 0 = all of them
  std::vector<std::string> stop_sequences;
  std::vector<std::int32_t> stop_token_ids;
  std::optional<std::int32_t>
      eos_token_id;                   // stops as well; a model's own ids are the engine's to add
  std::optional<std::uint64_t> seed;  // absent: Sampler draws one and tells it
  bool skip_special_tokens = true;
  bool add_bos = false;
  std::int32_t logits_tap_steps =
      0;                          // >= 0: first steps whose best logits are reported (top_logits)
  std::int32_t logits_topk = 10;  // >= 1: how many

  /// Temperature 0, top_k 1, top_p 1.
  [[nodiscard]] static GenerationConfig greedy();
  /// Temperature 0.9, top_k 100, top_p 0.95, repetition_penalty 1.1.
  [[nodiscard]] static GenerationConfig creative();
  /// Temperature 0.7, top_k 50, top_p 0.9, repetition_penalty 1.05.
  [[nodiscard]] static GenerationConfig balanced();
  /// By name: "greedy", "creative", "balanced". Error (kUsage) for another name.
  static Result<GenerationConfig> preset(std::string_view name);

  /// One sentence for each value that is out of range, in the order of the members; empty if all is
  /// well. With a vocab_size, token ids are compared with it, else only with 0.
  [[nodiscard]] std::vector<std::string> violations(
      std::optional<std::uint32_t> vocab_size = std::nullopt) const;

  /// All violations in one Error (kUsage), joined by "; ".
  Result<void> validate(std::optional<std::uint32_t> vocab_size = std::nullopt) const;
};

inline constexpr double kMinTemperature = 1e-6;
inline constexpr double kMaxTemperature = 1e6;
inline constexpr double kMinPenalty = 0.01;
inline constexpr double kMaxPenalty = 100;
inline constexpr std::size_t kMaxStopSequences = 256;
inline constexpr std::size_t kMaxStopSequenceBytes = 4096;

}  // namespace bitnet::runtime
