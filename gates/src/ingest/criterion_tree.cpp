// SPDX-License-Identifier: Apache-2.0
// A folder of Criterion results -> ResultSet. Reads sample.json, benchmark.json, context.json and
// metrics.json and nothing else; a folder that has one half of a measurement is an error.
#include "ingest/criterion_tree.h"

#include "baseline/json_fields.h"
#include "ingest/row_table.h"
#include "ingest/sources.h"
#include "ingest/tree_listing.h"

#include <perfgate/files.h>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace perfgate {
namespace {

/// A row and the part of its path that lies above where the benchmark says it belongs.
struct PlacedRow {
  std::string prefix;
  Row row;
};

class TreeReader {
 public:
  TreeReader(std::string root, std::string set, std::size_t most_bytes)
      : root_(std::move(root)), set_(std::move(set)), most_bytes_(most_bytes) {}

  Result<void> read(const TreeListing& listing);
  Result<ResultSet> finish();

 private:
  Result<void> read_measured(const MeasuredFolder& folder);
  Result<void> read_metrics(const std::string& folder);
  Result<std::string> read_text(const std::string& path);
  Result<void> check_sets(const TreeListing& listing);
  bool holds_several_runs() const;

  std::string root_, set_;
  std::vector<PlacedRow> rows_;
  std::vector<std::string> warnings_;
  std::size_t most_bytes_ = 0;
  std::size_t bytes_ = 0;
};

Result<std::string> TreeReader::read_text(const std::string& path) {
  auto text = read_file(path, kMaxJsonBytes);
  if (text) {
    bytes_ += text->size();
    if (bytes_ > most_bytes_) {
      return data_error(fmt::format("{}: more than {} bytes to read", root_, most_bytes_));
    }
  }
  return text;
}

/// "a/b" and "x/a/b" -> "x"; no match -> "".
std::string prefix_of(const std::string& folder, const std::string& directory_name) {
  const std::string tail = "/" + directory_name;
  if (directory_name.empty() || folder.size() <= tail.size() ||
      folder.compare(folder.size() - tail.size(), tail.size(), tail) != 0) {
    return {};
  }
  return folder.substr(0, folder.size() - tail.size());
}

Result<void> TreeReader::read_measured(const MeasuredFolder& folder) {
  const std::string path =
      root_ + "/" + (folder.benchmark.empty() ? "" : folder.benchmark + "/") + folder.set;
  if (!folder.has_sample) {
    return data_error(fmt::format("{}: sample.json is missing beside benchmark.json", path));
  }
  CriterionTexts texts;
  auto sample = read_text(path + "/sample.json");
  if (!sample) {
    return tl::unexpected(sample.error());
  }
  texts.sample = std::move(*sample);
  if (folder.has_benchmark) {
    auto text = read_text(path + "/benchmark.json");
    if (!text) {
      return tl::unexpected(text.error());
    }
    texts.benchmark = std::move(*text);
  }
  if (folder.has_context) {
    auto text = read_text(path + "/context.json");
    if (!text) {
      return tl::unexpected(text.error());
    }
    texts.context = std::move(*text);
  }
  auto row = parse_criterion(texts, folder.benchmark, path);
  if (!row) {
    return tl::unexpected(row.error());
  }
  rows_.push_back({prefix_of(folder.benchmark, row->directory_name), std::move(row->row)});
  return {};
}

Result<void> TreeReader::read_metrics(const std::string& folder) {
  const std::string path = root_ + (folder.empty() ? "" : "/" + folder) + "/metrics.json";
  const auto text = read_text(path);
  if (!text) {
    return tl::unexpected(text.error());
  }
  auto rows = parse_metrics(*text, path);
  if (!rows) {
    return tl::unexpected(rows.error());
  }
  for (Row& row : *rows) {
    rows_.push_back({folder, std::move(row)});
  }
  return {};
}

/// A benchmark measured under other names only is not in the comparison: say so.
Result<void> TreeReader::check_sets(const TreeListing& listing) {
  std::set<std::string> with, without, others;
  for (const MeasuredFolder& folder : listing.measured) {
    if (folder.set == set_) {
      with.insert(folder.benchmark);
    } else {
      without.insert(folder.benchmark);
      others.insert(quote_name(folder.set));
    }
  }
  if (with.empty() && !without.empty()) {
    return data_error(fmt::format("{}: no benchmark has a measurement named {}; there are {}",
                                  root_, quote_name(set_), fmt::join(others, ", ")));
  }
  std::vector<std::string> lacking;
  std::set_difference(without.begin(), without.end(), with.begin(), with.end(),
                      std::back_inserter(lacking));
  if (!lacking.empty()) {
    warnings_.push_back(fmt::format("{} benchmarks have no measurement named {} (first one: {})",
                                    lacking.size(), quote_name(set_), quote_name(lacking.front())));
  }
  return {};
}

Result<void> TreeReader::read(const TreeListing& listing) {
  if (auto checked = check_sets(listing); !checked) {
    return checked;
  }
  for (const MeasuredFolder& folder : listing.measured) {
    if (folder.set != set_) {
      continue;
    }
    if (auto read = read_measured(folder); !read) {
      return read;
    }
  }
  for (const std::string& folder : listing.metrics_folders) {
    if (auto read = read_metrics(folder); !read) {
      return read;
    }
  }
  if (rows_.empty()) {
    return data_error(
        fmt::format("{}: no benchmark results found (looked for run.json, */{}/"
                    "sample.json and metrics.json)",
                    root_, set_));
  }
  return {};
}

/// True if some row occurs under two prefixes and none lies directly in the root: then the root
/// cannot be one tree. A copy below a tree stays what it is, the same row twice.
bool TreeReader::holds_several_runs() const {
  std::map<std::pair<std::string, std::string>, std::string> first;
  bool several = false;
  for (const PlacedRow& placed : rows_) {
    if (placed.prefix.empty()) {
      return false;
    }
    const auto [it, is_new] = first.try_emplace({placed.row.id, placed.row.metric}, placed.prefix);
    several = several || (!is_new && it->second != placed.prefix);
  }
  return several;
}

Result<ResultSet> TreeReader::finish() {
  const bool several = holds_several_runs();
  ResultSet results;
  results.path = root_;
  results.kind = "criterion";
  results.warnings = std::move(warnings_);
  std::set<std::string> names;
  RowTable table(root_);
  for (PlacedRow& placed : rows_) {
    const std::string name = several ? placed.prefix : std::string(kOnlyRun);
    placed.row.runs.front().run = name;
    names.insert(name);
    if (auto added = table.add(std::move(placed.row)); !added) {
      return tl::unexpected(added.error());
    }
  }
  results.run_names.assign(names.begin(), names.end());
  results.rows = table.take();
  return results;
}

}  // namespace

Result<ResultSet> read_criterion_tree(const std::string& root, const std::string& set,
                                      const TreeLimits& limits) {
  const auto listing = list_tree(root, limits.entries);
  if (!listing) {
    return tl::unexpected(listing.error());
  }
  TreeReader reader(root, set, limits.bytes);
  if (const auto read = reader.read(*listing); !read) {
    return tl::unexpected(read.error());
  }
  return reader.finish();
}

}  // namespace perfgate
