// SPDX-License-Identifier: Apache-2.0
// A bounded walk that never follows a symlink; see tree_listing.h.
#include "ingest/tree_listing.h"

#include "baseline/json_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace perfgate {
namespace {

namespace fs = std::filesystem;

struct Entry {
  std::string name;
  fs::file_type type = fs::file_type::none;
};

class Walker {
 public:
  Walker(std::string root, std::size_t most_entries)
      : root_(std::move(root)), most_entries_(most_entries) {}

  Result<void> visit(const std::string& relative, int depth);

  TreeListing take() { return std::move(listing_); }

 private:
  Result<std::vector<Entry>> entries_of(const std::string& relative);
  void note_files(const std::string& relative, const std::vector<Entry>& entries);

  std::string absolute(const std::string& relative) const {
    return relative.empty() ? root_ : root_ + "/" + relative;
  }

  std::string root_;
  TreeListing listing_;
  std::size_t most_entries_ = 0;
  std::size_t seen_ = 0;
};

Result<std::vector<Entry>> Walker::entries_of(const std::string& relative) {
  const std::string folder = absolute(relative);
  std::error_code error;
  std::vector<Entry> entries;
  fs::directory_iterator it(folder, error);
  while (!error && it != fs::directory_iterator()) {
    if (++seen_ > most_entries_) {
      return data_error(fmt::format("{}: more than {} files and folders", root_, most_entries_));
    }
    Entry entry{it->path().filename().string(), it->symlink_status(error).type()};
    if (!error && entry.type == fs::file_type::symlink) {
      return data_error(
          fmt::format("{}/{}: is a symbolic link, which is never followed inside a "
                      "tree of results",
                      folder, entry.name));
    }
    entries.push_back(std::move(entry));
    if (!error) {
      it.increment(error);
    }
  }
  if (error) {
    return data_error(fmt::format("{}: {}", folder, error.message()));
  }
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

void Walker::note_files(const std::string& relative, const std::vector<Entry>& entries) {
  MeasuredFolder found;
  for (const Entry& entry : entries) {
    if (entry.type == fs::file_type::directory) {
      continue;
    }
    found.has_sample = found.has_sample || entry.name == "sample.json";
    found.has_benchmark = found.has_benchmark || entry.name == "benchmark.json";
    found.has_context = found.has_context || entry.name == "context.json";
    if (entry.name == "metrics.json") {
      listing_.metrics_folders.push_back(relative);
    }
  }
  if (relative.empty() || !(found.has_sample || found.has_benchmark)) {
    return;
  }
  const std::size_t slash = relative.rfind('/');
  found.benchmark = slash == std::string::npos ? "" : relative.substr(0, slash);
  found.set = slash == std::string::npos ? relative : relative.substr(slash + 1);
  listing_.measured.push_back(std::move(found));
}

Result<void> Walker::visit(const std::string& relative, int depth) {
  if (depth > kMaxTreeDepth) {
    return data_error(
        fmt::format("{}: folders are nested deeper than {}", absolute(relative), kMaxTreeDepth));
  }
  const auto entries = entries_of(relative);
  if (!entries) {
    return tl::unexpected(entries.error());
  }
  note_files(relative, *entries);
  for (const Entry& entry : *entries) {
    if (entry.type != fs::file_type::directory) {
      continue;
    }
    const std::string child = relative.empty() ? entry.name : relative + "/" + entry.name;
    if (auto visited = visit(child, depth + 1); !visited) {
      return visited;
    }
  }
  return {};
}

}  // namespace

Result<TreeListing> list_tree(const std::string& root, std::size_t most_entries) {
  Walker walker(root, most_entries);
  if (const auto visited = walker.visit("", 0); !visited) {
    return tl::unexpected(visited.error());
  }
  return walker.take();
}

Result<std::string> resolve_inside(const std::string& root, const std::string& relative) {
  const fs::path path(relative);
  if (relative.empty() || path.is_absolute()) {
    return data_error(fmt::format("{}: {} is not a path inside it", root, quote_name(relative)));
  }
  fs::path here(root);
  for (const fs::path& part : path) {
    if (part == "..") {
      return data_error(fmt::format("{}: {} is not a path inside it", root, quote_name(relative)));
    }
    here /= part;
    std::error_code error;
    const fs::file_status status = fs::symlink_status(here, error);
    if (!fs::exists(status)) {
      return data_error(fmt::format("{}: no such file or folder", here.string()));
    }
    if (fs::is_symlink(status)) {
      return data_error(
          fmt::format("{}: is a symbolic link, which is never followed inside a tree "
                      "of results",
                      here.string()));
    }
  }
  return here.string();
}

}  // namespace perfgate
