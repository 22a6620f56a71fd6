// SPDX-License-Identifier: Apache-2.0
// paired.json, there and back.
#include "runner/paired_json.h"

#include <perfgate/schema.h>
#include <perfgate/version.h>

#include <fmt/format.h>

#include <algorithm>

namespace perfgate::runner_detail {
namespace {

[[nodiscard]] Json pair_to_json(const PairRecord& pair) {
  return {{"round", pair.round},       {"suite", pair.suite},
          {"position", pair.position}, {"candidate_first", pair.candidate_first},
          {"padding", pair.padding},   {"cores", pair.cores},
          {"planned", pair.planned},   {"variant", pair.variant},
          {"voids", pair.voids}};
}

[[nodiscard]] PairRecord pair_from_json(const Json& json) {
  return {json.at("round"),
          json.at("suite"),
          json.at("position"),
          json.at("candidate_first"),
          json.at("padding"),
          json.at("cores").get<std::vector<int>>(),
          json.at("planned"),
          json.value("variant", std::size_t{0}),
          json.at("voids").get<std::vector<std::string>>()};
}

}  // namespace

Json paired_to_json(const PairedRecord& record) {
  Json pairs = Json::array();
  for (const PairRecord& pair : record.pairs) {
    pairs.push_back(pair_to_json(pair));
  }
  return {{"schema", "perfgate/paired/1"},
          {"tool", {{"name", "perfgate"}, {"version", version()}}},
          {"created", record.created},
          {"finished", record.finished.empty() ? Json(nullptr) : Json(record.finished)},
          {"complete", record.complete},
          {"base", record.base},
          {"candidate", record.candidate},
          {"features", record.features},
          {"profile", record.profile},
          {"filter", record.filter},
          {"seed", record.seed},
          {"rounds", record.rounds},
          {"same_programs", record.same_programs},
          {"pairs", std::move(pairs)},
          {"done", record.done},
          {"doctor", {{"before", record.findings_before}, {"after", record.findings_after}}},
          {"warnings", record.warnings}};
}

Result<PairedRecord> paired_from_json(const Json& json, const std::string& origin) {
  if (const Result<void> valid = validate(json, "paired", origin); !valid) {
    return tl::unexpected(valid.error());
  }
  PairedRecord record;
  record.created = json.at("created");
  record.complete = json.at("complete");
  record.base = json.at("base");
  record.candidate = json.at("candidate");
  record.features = json.at("features").get<std::vector<std::string>>();
  record.profile = json.at("profile");
  record.filter = json.at("filter");
  record.seed = json.at("seed");
  record.rounds = json.at("rounds");
  record.same_programs = json.at("same_programs");
  std::transform(json.at("pairs").begin(), json.at("pairs").end(), std::back_inserter(record.pairs),
                 pair_from_json);
  record.done = json.at("done").get<std::vector<std::string>>();
  record.findings_before = json.at("doctor").at("before").get<std::vector<std::string>>();
  record.warnings = json.at("warnings").get<std::vector<std::string>>();
  return record;
}

std::string other_settings(const PairedRecord& stored, const PairedRecord& asked) {
  const auto differ = [](const char* name, const auto& was, const auto& is) {
    return was == is ? std::string() : fmt::format("{} was '{}' and is '{}'", name, was, is);
  };
  for (const std::string& difference :
       {differ("the base", stored.base, asked.base),
        differ("the candidate", stored.candidate, asked.candidate),
        differ("the profile", stored.profile, asked.profile),
        differ("the filter", stored.filter, asked.filter),
        differ("the seed", stored.seed, asked.seed),
        differ("the number of rounds", stored.rounds, asked.rounds),
        differ("the features", fmt::format("{}", fmt::join(stored.features, ",")),
               fmt::format("{}", fmt::join(asked.features, ",")))}) {
    if (!difference.empty()) {
      return difference;
    }
  }
  return "";
}

}  // namespace perfgate::runner_detail
