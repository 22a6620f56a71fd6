// SPDX-License-Identifier: Apache-2.0
// Any supported source of results -> ResultSet. The only code that knows foreign formats.
#pragma once

#include <perfgate/result.h>
#include <perfgate/result_set.h>

#include <string>
#include <vector>

namespace perfgate {

struct IngestOptions {
  std::string criterion_set =
      "new";           // which measurement of a Criterion tree: "new", "base" or a named baseline
  std::string filter;  // ECMAScript regex over row ids; "" = all
};

/// Reads `path`, whatever it is, by its content:
///  - folder with run.json: a perfgate run folder (several rounds = several runs)
///  - folder whose sub-folders hold run.json: all of them, runs named "<folder>/<round>"
///  - any other folder: a Criterion tree (modern files, or the legacy [[iters],[times]] form) with
///  the context.json and metrics.json of our benchmarks; copies of one tree side by side are runs,
///  named by their folders; a symlink below the folder is an error
///  - file: perfgate baseline or point baseline (by "schema"), Google Benchmark JSON ("context" +
///  "benchmarks"), hyperfine JSON ("results"), pytest-benchmark JSON ("machine_info" +
///  "benchmarks"), nanobench JSON ("results" with "measurements"), Go benchmark text, Catch2 XML
///  (its means: it has no samples)
/// Ids longer than 512 bytes are cut and end in a hash of the whole id. Rows are sorted by (id,
/// metric). Samples: at least one per run, all finite, times > 0, iterations >= 1; fewer than ten
/// give the row a warning. A row that a benchmark or run.json reports as failed, or that a suite
/// announced and did not deliver, has `failure`.
/// Errors (kInput): missing or empty path, malformed file (file:line:column or JSON pointer), iters
/// and times of different length, zero or negative times, zero iterations, unknown unit, the same
/// row twice, no rows, an interrupted run, filter matches nothing; a file over 64 MiB, a tree of
/// more than 500,000 files and folders or 512 MiB to read, nested deeper than 16. A filter that is
/// no regex is kUsage, run folders of different machines are kIncomparable. One bad file fails the
/// whole read: nothing is silently left out.
[[nodiscard]] Result<ResultSet> ingest(const std::string& path, const IngestOptions& options = {});

/// Several sources as the runs of one result set, named "run-01", "run-02", ... in the order given
/// ("run-01/<name>" where a source has several runs); one source is ingest(). Errors as there, and:
/// machines that differ (kIncomparable), published figures, a row whose unit differs. At least one
/// path.
[[nodiscard]] Result<ResultSet> ingest_runs(const std::vector<std::string>& paths,
                                            const IngestOptions& options = {});

}  // namespace perfgate
