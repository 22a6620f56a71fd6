// SPDX-License-Identifier: Apache-2.0
// Lines of Go benchmark text, one at a time. Knows their grammar, not what becomes of them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace perfgate::go_text {

struct Measurement {
  double value = 0;
  std::string unit;
};

struct BenchmarkLine {
  std::string name;  // as printed, "BenchmarkFib/20-8"
  double iterations = 0;
  std::vector<Measurement> measurements;
};

/// True for "Benchmark..." where the next character is no lower case letter ("Benchmarking" is
/// prose), followed by more than the name.
[[nodiscard]] bool is_benchmark_line(std::string_view line);

/// Such a line with a number of iterations: prose may begin with "Benchmark" too.
[[nodiscard]] bool counts_iterations(std::string_view line);

/// The parts of a line for which is_benchmark_line holds; `fault` says what is wrong with it.
[[nodiscard]] std::optional<BenchmarkLine> parse_benchmark_line(std::string_view line,
                                                                std::string& fault);

/// "pkg: example.com/m" -> {"pkg", "example.com/m"}; nullopt for any other line.
[[nodiscard]] std::optional<std::pair<std::string, std::string>> parse_config_line(
    std::string_view line);

/// "Unit widgets/op better=higher" -> {"widgets/op", true}; nullopt if the line says no direction.
[[nodiscard]] std::optional<std::pair<std::string, bool>> parse_unit_line(std::string_view line);

/// The lines without their ends.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace perfgate::go_text
