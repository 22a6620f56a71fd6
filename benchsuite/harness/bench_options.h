// SPDX-License-Identifier: Apache-2.0
// Our command-line flags, taken out of argv before Google Benchmark sees it. Decides nothing about
// rows beyond the filter.
#pragma once

#include "row_runner.h"

#include <benchsuite/bench_result.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <regex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace benchsuite {

/// Selects rows by id. ECMAScript regex, searched anywhere in the id; a leading '-' inverts; "" and
/// "all" select everything. The name that Google Benchmark prints (id +
/// "/iterations:1/manual_time") is accepted as well.
class RowFilter {
 public:
  static Result<RowFilter> parse(std::string_view text);
  [[nodiscard]] bool selects(const std::string& id) const;

 private:
  std::optional<std::regex> regex_;
  bool inverted_ = false;
};

struct BenchOptions {
  std::optional<std::filesystem::path> criterion_dir;
  std::optional<std::filesystem::path> plan_dir;  // tree whose iteration counts are used again
  std::string profile_name = "full";
  RowProfile profile;
  std::uint64_t seed = 42;
  RowFilter filter;
  bool best_isa_only = false;                      // ISA comparisons cover one instruction set
  std::uint64_t max_elements = ~std::uint64_t{0};  // larger timed rows are left out
  bool list = false;
  bool help = false;
  std::vector<std::string> others;  // program name and everything for Google Benchmark, in order
};

/// Errors: one of our flags with a value it cannot have. Unknown flags stay in `others`.
Result<BenchOptions> parse_bench_options(std::span<const char* const> argv);

/// What --help prints above Google Benchmark's own text.
[[nodiscard]] std::string_view bench_options_help();

}  // namespace benchsuite
