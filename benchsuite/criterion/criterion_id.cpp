// SPDX-License-Identifier: Apache-2.0
// Criterion's naming rules: full id, folder and title of a row, and what happens when two clash.
#include <benchsuite/criterion_id.h>

#include <fmt/format.h>

#include <cstddef>
#include <utility>

namespace benchsuite {
namespace {

constexpr std::size_t kMaxPartBytes = 64;
constexpr std::size_t kMaxTitleBytes = 100;

std::string cut_to(std::string text, std::size_t bytes) {
  if (text.size() > bytes) {
    const auto continues = [&](std::size_t at) {
      return (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U;
    };
    while (bytes > 0 && continues(bytes)) {
      --bytes;
    }
    text.resize(bytes);
  }
  return text;
}

std::string unique_in(std::set<std::string>& taken, const std::string& name,
                      std::string_view separator) {
  std::string candidate = name;
  for (std::size_t counter = 2; !taken.insert(candidate).second; ++counter) {
    candidate = fmt::format("{}{}{}", name, separator, counter);
  }
  return candidate;
}

}  // namespace

std::string directory_part(std::string_view name) {
  constexpr std::string_view kForbidden = "?\"/\\*<>:|^";
  std::string part(name);
  for (char& c : part) {
    const auto byte = static_cast<unsigned char>(c);
    if (kForbidden.find(c) != std::string_view::npos || byte < 0x20 || byte == 0x7f) {
      c = '_';
    }
  }
  part = cut_to(std::move(part), kMaxPartBytes);
  if (part.empty() || part == "." || part == "..") {
    return part == ".." ? "__" : "_";
  }
  return part;
}

CriterionId CriterionIds::make(std::string group, std::optional<std::string> function,
                               std::optional<std::string> value,
                               std::optional<Throughput> throughput) {
  CriterionId id{std::move(group), std::move(function), std::move(value), throughput, {}, {}, {}};
  id.full_id = id.group;
  id.directory_name = directory_part(id.group);
  for (const auto* part : {&id.function, &id.value}) {
    if (part->has_value()) {
      id.full_id += '/' + **part;
      id.directory_name += '/' + directory_part(**part);
    }
  }
  id.directory_name = unique_in(directories_, id.directory_name, "_");
  const bool long_title = id.full_id.size() > kMaxTitleBytes;
  id.title = cut_to(id.full_id, kMaxTitleBytes) + (long_title ? "..." : "");
  id.title = unique_in(titles_, id.title, " #");
  return id;
}

}  // namespace benchsuite
