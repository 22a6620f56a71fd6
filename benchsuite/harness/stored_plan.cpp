// SPDX-License-Identifier: Apache-2.0
// sample.json -> SamplingPlan. Reads the counts and the mode; the times are not its business.
#include "stored_plan.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <fstream>
#include <system_error>

namespace benchsuite {
namespace {

constexpr std::size_t kMaxSamples = 100'000;
constexpr double kMaxIterations = 9007199254740992.0;  // 2^53

bool whole_count(const nlohmann::json& value) {
  if (!value.is_number()) {
    return false;
  }
  const double count = value.get<double>();
  return count >= 1 && count <= kMaxIterations && std::floor(count) == count;
}

}  // namespace

Result<std::optional<SamplingPlan>> stored_plan(const std::optional<std::filesystem::path>& folder,
                                                const CriterionId& id) {
  if (!folder) {
    return std::optional<SamplingPlan>();
  }
  const std::filesystem::path path = *folder / id.directory_name / "new" / "sample.json";
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) {
    return std::optional<SamplingPlan>();
  }
  std::ifstream file(path);
  const nlohmann::json json = nlohmann::json::parse(file, nullptr, false);
  const auto refused = [&path](const char* why) {
    return failure(fmt::format("{}: cannot serve as a plan: {}", path.string(), why));
  };
  if (!json.is_object() || !json.contains("iters") || !json["iters"].is_array()) {
    return refused("no list of iteration counts");
  }
  const nlohmann::json& iters = json["iters"];
  if (iters.size() < kMinSamples || iters.size() > kMaxSamples) {
    return refused("too few or too many samples");
  }
  SamplingPlan plan;
  const auto mode = json.find("sampling_mode");
  plan.mode = mode != json.end() && *mode == "Flat" ? SamplingMode::kFlat : SamplingMode::kLinear;
  for (const nlohmann::json& count : iters) {
    if (!whole_count(count)) {
      return refused("a count is not a whole number from 1 to 2^53");
    }
    plan.iters.push_back(static_cast<std::uint64_t>(count.get<double>()));
  }
  return std::optional<SamplingPlan>(std::move(plan));
}

}  // namespace benchsuite
