// SPDX-License-Identifier: Apache-2.0
// The machine as a value: its key, its JSON, and the differences between two of them. Reading the
// facts from the system is in machine_detect.cpp.
#include <perfgate/files.h>
#include <perfgate/machine.h>
#include <perfgate/text.h>

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <charconv>
#include <cstdlib>
#include <ctime>
#include <set>

namespace perfgate {
namespace {

using Facts = std::map<std::string, std::string>;

constexpr std::size_t kKeyDigits = 12;
constexpr std::size_t kMaxFacts = 256;

std::string value_or_empty(const Facts& facts, const std::string& name) {
  const auto at = facts.find(name);
  return at == facts.end() ? std::string() : at->second;
}

void append_differences(const Facts& baseline, const Facts& current, bool hard,
                        std::vector<MachineDifference>& out) {
  std::set<std::string> names;
  for (const Facts* side : {&baseline, &current}) {
    for (const auto& [name, value] : *side) {
      names.insert(name);
    }
  }
  for (const std::string& name : names) {
    MachineDifference difference{name, value_or_empty(baseline, name),
                                 value_or_empty(current, name), false};
    if (difference.baseline == difference.current) {
      continue;
    }
    // A fact that one source does not state is unknown, not different.
    difference.hard = hard && !difference.baseline.empty() && !difference.current.empty();
    out.push_back(std::move(difference));
  }
}

Result<Facts> facts_from_json(const Json& json, const char* part, const std::string& origin) {
  const auto at = json.find(part);
  if (at == json.end() || !at->is_object() || at->size() > kMaxFacts) {
    return input_error(fmt::format("{}: machine.{}: wanted an object of at most {} texts", origin,
                                   part, kMaxFacts));
  }
  Facts facts;
  for (const auto& [name, value] : at->items()) {
    if (!value.is_string()) {
      return input_error(fmt::format("{}: machine.{}.{}: found {}, wanted a text", origin, part,
                                     name, value.type_name()));
    }
    facts.emplace(name, value.get_ref<const std::string&>());
  }
  return facts;
}

}  // namespace

std::string Machine::key() const {
  const std::string facts = Json(hard).dump(-1, ' ', false, Json::error_handler_t::replace);
  const std::string arch = value_or_empty(hard, "arch");
  return fmt::format("{}-{}", arch.empty() ? "unknown" : path_component(arch),
                     sha256_hex(facts).substr(0, kKeyDigits));
}

std::vector<MachineDifference> machine_differences(const Machine& baseline,
                                                   const Machine& current) {
  std::vector<MachineDifference> differences;
  append_differences(baseline.hard, current.hard, true, differences);
  append_differences(baseline.soft, current.soft, false, differences);
  return differences;
}

Json machine_to_json(const Machine& machine) {
  return Json{{"hard", machine.hard}, {"soft", machine.soft}};
}

Result<Machine> machine_from_json(const Json& json, const std::string& origin) {
  if (!json.is_object()) {
    return input_error(
        fmt::format("{}: machine: found {}, wanted an object", origin, json.type_name()));
  }
  Result<Facts> hard = facts_from_json(json, "hard", origin);
  if (!hard) {
    return tl::unexpected(hard.error());
  }
  Result<Facts> soft = facts_from_json(json, "soft", origin);
  if (!soft) {
    return tl::unexpected(soft.error());
  }
  return Machine{std::move(*hard), std::move(*soft)};
}

std::string now_rfc3339() {
  constexpr std::int64_t kYear9999 = 253402300799;  // RFC 3339 has four digits for the year
  std::time_t now = std::time(nullptr);
  if (const char* text = std::getenv("SOURCE_DATE_EPOCH"); text != nullptr) {
    const std::string_view digits(text);
    std::int64_t epoch = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), epoch);
    if (error == std::errc() && end == digits.data() + digits.size() && epoch >= 0 &&
        epoch <= kYear9999) {
      now = static_cast<std::time_t>(epoch);
    }
  }
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", utc);
}

}  // namespace perfgate
