// SPDX-License-Identifier: Apache-2.0
// Finding and reading calibration.json. What it does to a comparison is the policy's business.
#include "stored_calibration.h"

#include "verbs.h"

#include <perfgate/json.h>
#include <perfgate/text.h>

#include <filesystem>
#include <system_error>
#include <utility>

namespace perfgate::cli {

std::string calibration_path(const Config& config, const std::string& machine_key) {
  return config_path(config, config.baselines_dir) + "/" + path_component(machine_key) +
         "/calibration.json";
}

Result<std::optional<Calibration>> stored_calibration(const Config& config,
                                                      const ResultSet& baseline) {
  if (!baseline.machine) {
    return std::optional<Calibration>();
  }
  const std::string path = calibration_path(config, baseline.machine->key());
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    return std::optional<Calibration>();
  }
  const Result<Json> json = read_json_file(path);
  if (!json) {
    return tl::unexpected(json.error());
  }
  Result<Calibration> calibration = calibration_from_json(*json, path);
  if (!calibration) {
    return tl::unexpected(calibration.error());
  }
  return std::optional<Calibration>(std::move(*calibration));
}

}  // namespace perfgate::cli
