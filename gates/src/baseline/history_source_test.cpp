// SPDX-License-Identifier: Apache-2.0
// Needs the reports that baselines/history was taken from (environment variable PERFGATE_SEEDS);
// skipped where they are absent: every `source` line must contain the printed figure.
#include <perfgate/files.h>
#include <perfgate/json.h>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <vector>

namespace perfgate {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> lines_of(const std::string& path) {
  const auto text = read_file(path, std::size_t{1} << 20U);
  REQUIRE_MESSAGE(text.has_value(), path);
  std::vector<std::string> lines;
  std::istringstream stream(*text);
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  return lines;
}

TEST_CASE("history: the source line of every figure contains it") {
  const char* named = std::getenv("PERFGATE_SEEDS");
  const std::string folder =
      named != nullptr ? named : std::string(PERFGATE_SOURCE_DIR) + "/../shared/seeds";
  if (!fs::is_directory(folder)) {
    MESSAGE("skipped: no reports at ", folder);
    return;
  }
  std::map<std::string, std::vector<std::string>> documents;
  std::size_t checked = 0;
  for (const auto& entry :
       fs::directory_iterator(std::string(PERFGATE_SOURCE_DIR) + "/baselines/history")) {
    const auto json = read_json_file(entry.path().string());
    REQUIRE_MESSAGE(json.has_value(), entry.path().string());
    for (const Json& row : (*json)["rows"]) {
      const std::string source = row["source"];
      const std::size_t colon = source.rfind(':');
      auto& lines = documents[source.substr(0, colon)];
      if (lines.empty()) {
        lines = lines_of(folder + "/" + source.substr(0, colon));
      }
      const std::size_t number = std::stoul(source.substr(colon + 1));
      REQUIRE_MESSAGE((number >= 1 && number <= lines.size()), source);
      const std::string printed = row["printed"];
      CHECK_MESSAGE(lines[number - 1].find(printed) != std::string::npos, source, ": ", printed);
      ++checked;
    }
  }
  CHECK(checked == 142);
}

}  // namespace
}  // namespace perfgate
