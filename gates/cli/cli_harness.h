// SPDX-License-Identifier: Apache-2.0
// Calling the command line in-process, and synthetic results to call it with. Only for tests.
#pragma once

#include "base/test_folder.h"

#include <perfgate/cli.h>

#include <cstddef>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace perfgate::cli_test {

struct Outcome {
  int code = -1;
  std::string out, err;
};

inline Outcome call(const std::vector<std::string>& args) {
  std::ostringstream out;
  std::ostringstream err;
  Outcome outcome;
  outcome.code = run_cli(args, out, err);
  outcome.out = out.str();
  outcome.err = err.str();
  return outcome;
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// How often `part` is in `text`.
inline std::size_t times(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++count;
  }
  return count;
}

/// One sentence on stderr: "perfgate: ...\n", nothing on stdout.
inline bool is_one_sentence(const Outcome& outcome) {
  return outcome.out.empty() && outcome.err.starts_with("perfgate: ") &&
         outcome.err.find('\n') + 1 == outcome.err.size();
}

/// `name` as a JSON string.
inline std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') {
      text += std::string("\\") + c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      static constexpr const char* kHex = "0123456789abcdef";
      const unsigned value = static_cast<unsigned char>(c);
      text += std::string("\\u00") + kHex[value >> 4U] + kHex[value & 15U];
    } else {
      text += c;
    }
  }
  return text + "\"";
}

/// A Google Benchmark file: every (name, nanoseconds) with 40 repetitions whose noise is `noise`
/// (relative, uniform, fixed sequence that differs with `salt`).
inline std::string google_benchmark(const std::vector<std::pair<std::string, double>>& rows,
                                    double noise, unsigned salt) {
  std::string text = R"({"context": {"date": "2025-10-04T00:00:00+00:00", "num_cpus": 2,)"
                     R"( "mhz_per_cpu": 2000, "library_build_type": "release"},)"
                     R"( "benchmarks": [)";
  unsigned state = salt * 2654435761U + 1;
  const char* separator = "";
  for (const auto& [name, nanoseconds] : rows) {
    for (int repetition = 0; repetition < 40; ++repetition) {
      state = state * 1664525U + 1013904223U;
      const double unit = static_cast<double>(state >> 8U) / 16777216.0;  // [0, 1)
      const double time = nanoseconds * (1 + noise * (2 * unit - 1));
      std::ostringstream entry;
      entry.precision(17);
      entry << separator << R"({"name": )" << quoted(name) << R"(, "run_name": )" << quoted(name)
            << R"(, "run_type": "iteration", "repetitions": 40, "repetition_index": )" << repetition
            << R"(, "threads": 1, "iterations": 1000, "real_time": )" << time << R"(, "cpu_time": )"
            << time << R"(, "time_unit": "ns"})";
      text += entry.str();
      separator = ",\n";
    }
  }
  return text + "]}\n";
}

/// `old.json`, `same.json` (new noise), `slow.json` (copy/2 40 % slower) and a configuration that
/// finds nothing else in a fresh folder.
class Results : public TestFolder {
 public:
  Results() {
    put("perfgate.toml", "[policy]\nundecided = \"warn\"\n");
    put("old.json", google_benchmark({{"copy/1", 1000}, {"copy/2", 2000}}, 0.01, 1));
    put("same.json", google_benchmark({{"copy/1", 1000}, {"copy/2", 2000}}, 0.01, 2));
    put("slow.json", google_benchmark({{"copy/1", 1000}, {"copy/2", 2800}}, 0.01, 3));
  }

  /// `perfgate args...` with this folder's configuration.
  [[nodiscard]] Outcome call(std::vector<std::string> args) const {
    args.push_back("--config");
    args.push_back(path("perfgate.toml"));
    return cli_test::call(args);
  }
};

}  // namespace perfgate::cli_test
