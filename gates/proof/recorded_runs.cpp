// SPDX-License-Identifier: Apache-2.0
// truth.json and the Criterion trees beside it. Runs of a paired set are named
// "<set>/<round>/<side>" there.
#include "recorded_runs.h"

#include <perfgate/files.h>
#include <perfgate/ingest.h>
#include <perfgate/json.h>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace perfgate::proof {
namespace {

std::string text_of(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Result<RecordedRun> read_run(const std::string& folder, const std::string& name,
                             const Json& truth) {
  Result<ResultSet> results = ingest(folder + "/" + name);
  if (!results) {
    return tl::unexpected(results.error());
  }
  RecordedRun run{
      name, text_of(truth, "type"), text_of(truth, "condition"), text_of(truth, "start"),
      {},   std::move(*results)};
  const Json ratios = truth.value("ratio", Json::object());
  for (const auto& [id, ratio] : ratios.items()) {
    if (ratio.is_number()) {
      run.ratio.emplace(id, ratio.get<double>());
    }
  }
  return run;
}

void add_round(Recording& recording, RecordedRun run) {
  const std::string set = run.name.substr(0, run.name.find('/'));
  const std::string side = run.name.substr(run.name.rfind('/') + 1);
  auto found = std::find_if(recording.paired.begin(), recording.paired.end(),
                            [&](const RecordedRounds& rounds) { return rounds.name == set; });
  if (found == recording.paired.end()) {
    recording.paired.push_back({set, run.condition, {}});
    found = recording.paired.end() - 1;
  }
  found->sides[side].push_back(std::move(run));
}

Machine made_up_machine() {
  Machine machine;
  machine.hard = {{"arch", "recorded"}};
  return machine;
}

}  // namespace

std::optional<double> RecordedRun::truth_of(const std::string& id) const {
  const auto found = ratio.find(id);
  return found == ratio.end() ? std::nullopt : std::optional(found->second);
}

Result<Recording> read_recording(const std::string& folder) {
  const Result<Json> truth = read_json_file(folder + "/truth.json");
  if (!truth) {
    return tl::unexpected(truth.error());
  }
  Recording recording;
  for (const auto& [name, facts] : truth->items()) {  // in the order of names: rounds in order
    Result<RecordedRun> run = read_run(folder, name, facts);
    if (!run) {
      return tl::unexpected(run.error());
    }
    if (run->kind == "paired") {
      add_round(recording, std::move(*run));
    } else {
      recording.runs.push_back(std::move(*run));
    }
  }
  std::stable_sort(recording.runs.begin(), recording.runs.end(),
                   [](const RecordedRun& a, const RecordedRun& b) { return a.start < b.start; });
  return recording;
}

ResultSet joined(const std::vector<const RecordedRun*>& runs) {
  ResultSet set;
  set.path = set.kind = "recorded";
  set.created = runs.front()->start;
  set.machine = made_up_machine();
  std::map<std::pair<std::string, std::string>, Row> rows;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const std::string name = fmt::format("run-{:02}", i + 1);
    set.run_names.push_back(name);
    for (const Row& row : runs[i]->results.rows) {
      Row& all = rows.try_emplace({row.id, row.metric}, row).first->second;
      if (i == 0) {
        all.runs.clear();
      }
      for (RunSamples samples : row.runs) {
        samples.run = name;
        all.runs.push_back(std::move(samples));
      }
    }
  }
  for (auto& [key, row] : rows) {
    set.rows.push_back(std::move(row));
  }
  return set;
}

}  // namespace perfgate::proof
