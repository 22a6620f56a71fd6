// SPDX-License-Identifier: Apache-2.0
// The calibration of a machine where it is kept: beside the machine's baselines.
#pragma once

#include <perfgate/calibration.h>
#include <perfgate/config.h>
#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <optional>
#include <string>

namespace perfgate::cli {

/// <baselines_dir>/<machine key>/calibration.json.
[[nodiscard]] std::string calibration_path(const Config& config, const std::string& machine_key);

/// The calibration of the machine that `baseline` comes from; nothing when there is none. A file
/// that is there and broken is an error: intervals would silently be those of an uncalibrated gate.
[[nodiscard]] Result<std::optional<Calibration>> stored_calibration(const Config& config,
                                                                    const ResultSet& baseline);

}  // namespace perfgate::cli
