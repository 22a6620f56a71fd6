// SPDX-License-Identifier: Apache-2.0
// A project whose runs become baselines. Only for tests.
#pragma once

#include "cli_harness.h"

#include <perfgate/json.h>
#include <perfgate/machine.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace perfgate::cli_test {

/// A project with runs of its one benchmark: five rounds each, at a speed of choice.
class Runs : public TestFolder {
 public:
  Runs() {
    put("perfgate.toml",
        "[run]\nround_spacing_s = 0\nrounds = 5\nbaselines_kept = 2\n[policy]\nundecided = "
        "\"warn\"\n[[suite]]\n"
        "name = \"copy\"\ncommand = [\"./bench.sh\", \"{out}\"]\noutput = \"google_benchmark\"\n"
        "[[slo]]\nid = \"t\"\nrows = \"^copy/\"\nop = \"<\"\nlimit = 1\nunit = \"ms\"\n");
    put("bench.sh",
        "#!/bin/sh\nset -e\ncd \"$(dirname \"$0\")\"\nn=$(cat count)\n"
        "echo $((n + 1)) > count\ncp \"data/$((n % 5)).json\" \"$1\"\n");
    std::filesystem::permissions(path("bench.sh"), std::filesystem::perms::owner_all);
  }

  [[nodiscard]] Outcome call(std::vector<std::string> args) const {
    args.insert(args.begin(), {"--config", path("perfgate.toml")});
    return cli_test::call(args);
  }

  /// Measures `rows` into runs/<name>.
  void run(const std::string& name, const std::vector<std::pair<std::string, double>>& rows) {
    put("count", "0\n");
    for (unsigned i = 0; i < 5; ++i) {
      put("data/" + std::to_string(i) + ".json", google_benchmark(rows, 0.01, ++salt_));
    }
    const Outcome outcome = call({"run", "--out", path("runs/" + name)});
    REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  }

  [[nodiscard]] Outcome promote(const std::string& name, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), {"baseline", "promote", path("runs/" + name)});
    return call(more);
  }

  [[nodiscard]] std::string baseline() const {
    return "baselines/" + detect_machine().key() + "/suite.json";
  }

  [[nodiscard]] Json stored() const {
    const Result<Json> json = read_json_file(path(baseline()));
    return json ? *json : Json();
  }

  [[nodiscard]] std::vector<std::string> previous() const {
    std::vector<std::string> names;
    const std::filesystem::path folder =
        path("baselines/" + detect_machine().key() + "/previous/suite");
    if (std::filesystem::exists(folder)) {
      for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
      }
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  unsigned salt_ = 0;
};

inline const std::vector<std::pair<std::string, double>> kFast = {{"copy/1", 1000},
                                                                  {"copy/2", 2000}};

}  // namespace perfgate::cli_test
