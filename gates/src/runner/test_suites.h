// SPDX-License-Identifier: Apache-2.0
// For the tests of this module: a temporary folder, and benchmark programs as shell scripts that
// write small Criterion trees. Nothing here measures anything.
#pragma once

#include <perfgate/config.h>
#include <perfgate/json.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdlib.h>
#include <string>
#include <vector>

namespace perfgate::test {

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "perfgate-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    path_ = name;
  }

  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }

  [[nodiscard]] std::string operator/(const std::string& name) const {
    return (path_ / name).string();
  }

  void write(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
  }

  void script(const std::string& name, const std::string& body) const {
    write(name, "#!/bin/sh\n" + body);
    std::filesystem::permissions(path_ / name, std::filesystem::perms::owner_all);
  }

  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

 private:
  std::filesystem::path path_;
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
