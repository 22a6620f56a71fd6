// SPDX-License-Identifier: Apache-2.0
// What paired.json holds: the settings of a paired run and how its rounds came about.
#pragma once

#include <perfgate/json.h>
#include <perfgate/result.h>

#include <cstdint>
#include <string>
#include <vector>

namespace perfgate::runner_detail {

struct PairRecord {
  std::string round, suite;
  std::size_t position = 0;  // within the round, from 1
  bool candidate_first = false;
  std::size_t padding = 0;         // bytes of environment
  std::vector<int> cores;          // where both processes ran; empty = unknown
  bool planned = false;            // both took their iteration counts from the planning run
  std::size_t variant = 0;         // which of the builds both processes belong to
  std::vector<std::string> voids;  // why an attempt was void, or why the last one is doubtful
};

struct PairedRecord {
  std::string created, finished;  // finished "" while it runs
  bool complete = false;
  // The settings; a run is only continued with the same ones.
  std::string base, candidate, profile, filter;
  std::vector<std::string> features;
  std::uint64_t seed = 0;
  int rounds = 0;
  bool same_programs = false;
  std::vector<PairRecord> pairs;
  std::vector<std::string> done;  // rounds that are complete on both sides
  std::vector<std::string> findings_before, findings_after;  // of perfgate doctor
  std::vector<std::string> warnings;
};

/// schemas/paired.schema.json
[[nodiscard]] Json paired_to_json(const PairedRecord& record);

/// Errors (kInput): not as the schema says.
[[nodiscard]] Result<PairedRecord> paired_from_json(const Json& json, const std::string& origin);

/// "" if both have the same settings, else the first that differs, in one clause.
[[nodiscard]] std::string other_settings(const PairedRecord& stored, const PairedRecord& asked);

}  // namespace perfgate::runner_detail
