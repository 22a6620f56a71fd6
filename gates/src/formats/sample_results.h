// SPDX-License-Identifier: Apache-2.0
// For tests: a result set with one of everything.
#pragma once

#include <perfgate/result_set.h>

#include <string>

namespace perfgate::formats_test {

inline Row sample_row(const std::string& id, const std::string& metric, const std::string& unit) {
  Row row;
  row.id = id;
  row.metric = metric;
  row.unit = unit;
  return row;
}

/// Two runs of a time with iterations, a memory figure, a failed row, a published one.
inline ResultSet sample_results() {
  ResultSet results;
  results.path = "runs/x";
  results.kind = "run";
  results.created = "2026-11-20T10:00:00Z";
  results.run_names = {"round-01", "round-02"};
  Row copy = sample_row("copy/1024", "time", "s");
  copy.runs = {{"round-01", {1.25e-6, 1.5e-6}, {100, 200}}, {"round-02", {1e-6}, {}}};
  copy.labels = {{"threads", "2"}, {"isa", "avx2"}};
  Row memory = sample_row("copy/1024", "memory", "B");
  memory.runs = {{"round-01", {4096}, {}}};
  Row failed = sample_row("fail", "time", "s");
  failed.failure = "SIGSEGV in round-01";
  Row published = sample_row("old", "throughput", "1/s");
  published.direction = Direction::kHigherIsBetter;
  published.published = PublishedFigure{684320, "review.md:3"};
  results.rows = {memory, copy, failed, published};
  return results;
}

}  // namespace perfgate::formats_test
