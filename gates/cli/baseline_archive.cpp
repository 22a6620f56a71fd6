// SPDX-License-Identifier: Apache-2.0
// First the copy, then the replacement, then the removal of what is too old: every step is atomic
// and can be done again.
#include "baseline_archive.h"

#include <perfgate/files.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace perfgate::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kHashDigits = 8;

std::string member_text(const Json& json, const char* name) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  return json.is_object() && found != json.end() && found->is_string() ? found->get<std::string>()
                                                                       : std::string();
}

fs::path archive_of(const std::string& path) {
  return fs::path(path).parent_path() / "previous" / fs::path(path).stem();
}

// Sorts by time: RFC 3339 in UTC, colons replaced because some file systems refuse them.
std::string archived_name(const Json& baseline) {
  std::string time = member_text(baseline, "created");
  std::replace(time.begin(), time.end(), ':', '-');
  return path_component(time.empty() ? "unknown" : time) + "-" +
         path_component(member_text(baseline, "content_sha256").substr(0, kHashDigits)) + ".json";
}

Result<std::string> keep_copy(const std::string& path, const std::string& text) {
  const Result<Json> json = parse_json(text, path);
  if (!json) {
    return tl::unexpected(json.error());
  }
  const std::string copy = (archive_of(path) / archived_name(*json)).string();
  std::error_code ignored;
  if (fs::exists(copy, ignored)) {
    return copy;
  }
  if (const auto written = write_file_atomic(copy, text); !written) {
    return tl::unexpected(written.error());
  }
  return copy;
}

Result<void> remove_oldest(const std::string& path, std::size_t kept) {
  const std::vector<std::string> copies = previous_baselines(path);
  for (std::size_t i = kept; i < copies.size(); ++i) {
    std::error_code error;
    fs::remove(copies[i], error);
    if (error) {
      return input_error(fmt::format("cannot remove {}: {}", copies[i], error.message()));
    }
  }
  return {};
}

}  // namespace

std::vector<std::string> previous_baselines(const std::string& path) {
  std::vector<std::string> copies;
  std::error_code error;
  fs::directory_iterator entry(archive_of(path), error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (entry->path().extension() == ".json" &&
        entry->symlink_status(ignored).type() == fs::file_type::regular) {
      copies.push_back(entry->path().string());
    }
  }
  std::sort(copies.rbegin(), copies.rend());
  return copies;
}

Result<std::string> rotate_baseline(const std::string& path, std::size_t kept) {
  const Result<std::string> text = read_file(path, kMaxJsonBytes);
  if (!text) {
    return tl::unexpected(text.error());
  }
  Result<std::string> copy = keep_copy(path, *text);
  if (!copy) {
    return copy;
  }
  if (const auto removed = remove_oldest(path, kept); !removed) {
    return tl::unexpected(removed.error());
  }
  return copy;
}

Result<void> replace_baseline(const std::string& path, const Json& content,
                              const std::string& old_hash, std::size_t kept) {
  std::error_code error;
  fs::create_directories(fs::path(path).parent_path(), error);  // the lock lies beside the file
  if (error) {
    return input_error(fmt::format("cannot make the folder of {}: {}", path, error.message()));
  }
  const Result<void> replaced =
      update_file(path, kMaxJsonBytes, [&](const std::string& old) -> Result<std::string> {
        if (!old.empty()) {
          const Result<Json> present = parse_json(old, path);
          const std::string hash =
              present ? member_text(*present, "content_sha256") : std::string();
          if (!present || hash != old_hash) {
            return input_error(path + ": the baseline was changed meanwhile; try again");
          }
          if (const auto copy = keep_copy(path, old); !copy) {
            return tl::unexpected(copy.error());
          }
        } else if (!old_hash.empty()) {
          return input_error(path + ": the baseline was removed meanwhile; try again");
        }
        return dump_json(content);
      });
  return replaced ? remove_oldest(path, kept) : replaced;
}

}  // namespace perfgate::cli
