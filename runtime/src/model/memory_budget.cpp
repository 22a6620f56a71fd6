// SPDX-License-Identifier: Apache-2.0
// Reads the small text files in which Linux says what memory is left. A file that is missing or
// strange limits nothing.
#include "model/memory_budget.h"

#include <bitnet/runtime/session.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace bitnet::runtime {
namespace {

namespace fs = std::filesystem;

using Bytes = std::optional<std::uint64_t>;

Bytes parse(const std::string& text) {
  std::uint64_t value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  return fault == std::errc() && end == text.data() + text.size() ? Bytes(value) : std::nullopt;
}

Bytes read_number(const fs::path& path) {
  std::ifstream file(path);
  std::string word;
  return file >> word ? parse(word) : std::nullopt;
}

// The number behind `key` in a file of "key number [unit]" lines.
Bytes read_field(const fs::path& path, std::string_view key) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string name;
    std::string value;
    if (words >> name >> value && name == key) {
      return parse(value);
    }
  }
  return std::nullopt;
}

struct CgroupFiles {
  const char* limit;
  const char* usage;
  const char* inactive;  // keys of memory.stat, descendants included
  const char* active;
};

constexpr CgroupFiles kVersion1 = {"memory.limit_in_bytes", "memory.usage_in_bytes",
                                   "total_inactive_file", "total_active_file"};
constexpr CgroupFiles kVersion2 = {"memory.max", "memory.current", "inactive_file", "active_file"};

// What the cgroups from `own` up to `top` leave.
Bytes cgroup_left(const fs::path& top, const std::string& own, const CgroupFiles& names) {
  Bytes least;
  for (fs::path group = fs::path(own).relative_path();; group = group.parent_path()) {
    const fs::path folder = top / group;
    const Bytes limit = read_number(folder / names.limit);
    const Bytes usage = read_number(folder / names.usage);
    if (limit && usage) {
      const std::uint64_t cached = read_field(folder / "memory.stat", names.inactive).value_or(0) +
                                   read_field(folder / "memory.stat", names.active).value_or(0);
      const std::uint64_t used = *usage - std::min(*usage, cached);
      const std::uint64_t left = *limit - std::min(*limit, used);
      least = least ? std::min(*least, left) : left;
    }
    if (group.empty()) {
      return least;
    }
  }
}

void lower(Bytes& least, const Bytes& other) {
  if (other) {
    least = least ? std::min(*least, *other) : *other;
  }
}

}  // namespace

Bytes available_memory(const fs::path& root) {
  Bytes least;
  if (const Bytes kib = read_field(root / "proc/meminfo", "MemAvailable:")) {
    least = *kib * 1024;
  }
  std::ifstream groups(root / "proc/self/cgroup");  // lines "id:controllers:path"
  for (std::string line; std::getline(groups, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) {
      continue;
    }
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string own = line.substr(second + 1);
    if (controllers == "memory") {
      lower(least, cgroup_left(root / "sys/fs/cgroup/memory", own, kVersion1));
    } else if (controllers.empty()) {
      lower(least, cgroup_left(root / "sys/fs/cgroup", own, kVersion2));
    }
  }
  return least;
}

Result<void> check_memory(std::size_t bytes, std::string_view what) {
  const Bytes left = available_memory();
  if (!left || bytes <= *left) {
    return {};
  }
  constexpr double kMib = 1024.0 * 1024.0;
  return tl::unexpected(Error{
      ExitCode::kOutOfMemory,
      fmt::format("not enough memory for {}: {:.0f} MiB are needed, {:.0f} MiB are left", what,
                  static_cast<double>(bytes) / kMib, static_cast<double>(*left) / kMib)});
}

}  // namespace bitnet::runtime
