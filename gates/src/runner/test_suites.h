// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a temporary folder, and benchmark programs as shell scripts that
// write small Criterion trees. Nothing here measures anything.
#pragma once

#include "base/test_folder.h"

#include <perfgate/config.h>
#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace perfgate::test {

/// The common test folder with short names, and programs in it.
class TempFolder : public TestFolder {
 public:
  [[nodiscard]] std::string operator/(const std::string& name) const { return path(name); }

  void write(const std::string& name, const std::string& content) const { put(name, content); }

  [[nodiscard]] std::string read(const std::string& name) const { return get(name); }

  void script(const std::string& name, const std::string& body) const {
    put(name, "#!/bin/sh\n" + body);
    std::filesystem::permissions(path(name), std::filesystem::perms::owner_all);
  }
};

/// Shell functions for a fake benchmark: `emit ID` writes one row below $out.
inline const char* const kEmit = R"(
emit() {
  mkdir -p "$out/$1/new"
  printf '{"group_id":"%s","function_id":null,"value_str":null,"throughput":null,"full_id":"%s","directory_name":"%s","title":"%s"}' \
    "$1" "$1" "$1" "$1" > "$out/$1/new/benchmark.json"
  printf '{"sampling_mode":"Flat","iters":[1,1,1,1,1,1,1,1,1,1],"times":[100,101,102,103,104,105,106,107,108,109]}' \
    > "$out/$1/new/sample.json"
}
)";

/// A suite "<name>" of the program "./<name>": with $1 = list it prints `rows`, else it runs `body`
/// with $out, $filter and $seed set.
[[nodiscard]] inline Suite fake_suite(const TempFolder& folder, const std::string& name,
                                      const std::string& rows, const std::string& body) {
  folder.script(name, std::string(kEmit) + "if [ \"$1\" = list ]; then printf '" + rows +
                          "'; exit 0; fi\nout=$1 filter=$2 seed=$3\n" + body + "\n");
  Suite suite;
  suite.name = name;
  suite.features = {"cpu"};
  suite.command = {"./" + name, "{out}", "{filter}", "{seed}"};
  suite.list = {"./" + name, "list", "{filter}"};
  suite.timeout_s = 30;
  return suite;
}

[[nodiscard]] inline Config config_in(const TempFolder& folder, std::vector<Suite> suites) {
  Config config;
  config.path = folder / "perfgate.toml";
  config.directory = folder.path();
  config.suites = std::move(suites);
  config.rounds = 1;
  config.round_spacing_s = 0;
  return config;
}

[[nodiscard]] inline Json run_json(const std::string& folder) {
  auto json = read_json_file(folder + "/run.json");
  REQUIRE_MESSAGE(json.has_value(), (json ? "" : json.error().message));
  return *json;
}

/// "round-01/b: reason" lines of failed_rows.
[[nodiscard]] inline std::vector<std::string> failures(const Json& run) {
  std::vector<std::string> lines;
  for (const Json& row : run.at("failed_rows")) {
    lines.push_back(row.at("round").get<std::string>() + "/" + row.at("id").get<std::string>() +
                    ": " + row.at("reason").get<std::string>());
  }
  return lines;
}

}  // namespace perfgate::test
