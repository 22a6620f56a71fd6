// SPDX-License-Identifier: Apache-2.0
// perfgate.toml as a whole: syntax, sections, defaults, and finding the file.
#include "policy/config_sections.h"

#include <perfgate/config.h>
#include <perfgate/files.h>

#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace perfgate {
namespace {

constexpr std::size_t kMaxConfigBytes = std::size_t{1} << 20U;
constexpr const char* kFileName = "perfgate.toml";

std::string folder_of(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

// The default objective on regressions follows the tolerance that this configuration states.
void use_default_slos(Config& config) {
  config.slos = default_slos();
  for (Slo& slo : config.slos) {
    if (slo.metric == "worse_pct") {
      slo.limit = config.policy.tolerance_pct["cpu"];
    }
  }
}

void read_sections(const toml::table& root, TomlFaults& faults, Config& config) {
  TomlTable top(root, "the file", faults);
  if (const toml::table* table = top.table("policy")) {
    read_policy(*table, faults, config.policy);
  }
  if (const toml::table* table = top.table("run")) {
    read_run(*table, faults, config);
  }
  if (const toml::table* table = top.table("build")) {
    read_build(*table, faults, config);
  }
  for (const toml::table* table : top.tables("slo")) {
    read_slo(*table, faults, config);
  }
  for (const toml::table* table : top.tables("waiver")) {
    read_waiver(*table, faults, config);
  }
  for (const toml::table* table : top.tables("suite")) {
    read_suite(*table, faults, config);
  }
  top.finish();
}

std::string found_upward() {
  std::error_code error;
  std::filesystem::path folder = std::filesystem::current_path(error);
  while (!error && !folder.empty()) {
    if (std::filesystem::exists(folder / kFileName, error)) {
      return (folder / kFileName).string();
    }
    if (folder == folder.parent_path()) {
      break;
    }
    folder = folder.parent_path();
    error.clear();
  }
  return {};
}

}  // namespace

Result<Config> parse_config(const std::string& text, const std::string& path) {
  if (text.size() > kMaxConfigBytes) {
    return usage_error(fmt::format("{}: the configuration has {} bytes; at most {} are allowed",
                                   path, text.size(), kMaxConfigBytes));
  }
  TomlFaults faults{path, std::nullopt};
  Config config;
  config.path = path;
  try {
    config.directory = folder_of(path);
    const toml::table root = toml::parse(std::string_view(text), std::string_view(path));
    read_sections(root, faults, config);
  } catch (const toml::parse_error& error) {
    faults.add(error.source(), error.description());
  } catch (const std::exception& error) {
    return usage_error(fmt::format("{}: cannot be read as TOML ({})", path, error.what()));
  }
  if (faults.first) {
    return tl::unexpected(*faults.first);
  }
  if (config.slos.empty()) {
    use_default_slos(config);
  }
  return config;
}

Result<Config> load_config(const std::string& path) {
  const std::string file = path.empty() ? found_upward() : path;
  if (file.empty()) {
    Config config;
    config.directory = ".";
    use_default_slos(config);
    return config;
  }
  const Result<std::string> text = read_file(file, kMaxConfigBytes);
  if (!text) {
    return usage_error(text.error().message);
  }
  return parse_config(*text, file);
}

}  // namespace perfgate
