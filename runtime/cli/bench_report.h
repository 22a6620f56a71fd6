// SPDX-License-Identifier: Apache-2.0
// Results of the verb bench and their three forms. The names are those of llama-bench, so that its
// users and tools can read them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bitnet::runtime::cli {

/// What all rows of a bench have in common.
struct BenchSetting {
  std::string version, cpu, isa, layout, head_type, model_file, model_type, kv_type;
  std::uint64_t model_size = 0;  // bytes of the file
  std::uint64_t model_params = 0;
  std::uint32_t batch = 0;
  bool exact_head = false;
  double load_seconds = 0;
};

struct BenchRow {
  unsigned threads = 1;
  std::uint32_t n_prompt = 0;  // one of these two is 0
  std::uint32_t n_gen = 0;
  std::uint32_t n_depth = 0;
  std::string time;                  // RFC 3339, when the row was finished
  std::vector<double> seconds;       // one per repetition
  std::uint64_t head_fallbacks = 0;  // tokens whose head screening did not separate
  double head_candidates = 0;        // rows computed exactly for a screened head, on average
  std::uint64_t peak_rss_bytes = 0;  // of the process so far

  /// "pp512", "tg128 @ d2048"
  [[nodiscard]] std::string test() const;

  [[nodiscard]] std::uint32_t tokens() const { return n_prompt + n_gen; }

  /// Tokens per second of every repetition.
  [[nodiscard]] std::vector<double> rates() const;
};

/// Mean and sample standard deviation (0 for one value).
struct MeanAndDeviation {
  double mean = 0;
  double deviation = 0;
};

[[nodiscard]] MeanAndDeviation mean_and_deviation(const std::vector<double>& values);

[[nodiscard]] std::string bench_markdown(const BenchSetting& setting,
                                         const std::vector<BenchRow>& rows);
[[nodiscard]] std::string bench_csv(const BenchSetting& setting, const std::vector<BenchRow>& rows);
[[nodiscard]] std::string bench_json(const BenchSetting& setting,
                                     const std::vector<BenchRow>& rows);

}  // namespace bitnet::runtime::cli
