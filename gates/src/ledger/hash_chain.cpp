// SPDX-License-Identifier: Apache-2.0
// Hashes are over the compact JSON with sorted members and without the member "sha256". The chain
// proves order and content of what is there; it cannot know of lines cut off at its end.
#include "ledger/hash_chain.h"

#include <perfgate/files.h>
#include <perfgate/json.h>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace perfgate::ledger_detail {
namespace {

[[nodiscard]] std::string canonical(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

[[nodiscard]] std::string text_member(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// Adds one line to the chain, or says what is wrong with it.
[[nodiscard]] Result<void> take_line(Chain& chain, std::string_view line,
                                     const std::string& origin) {
  const std::size_t seq = chain.reports.size() + 1;
  const auto fail = [&](const std::string& what) {
    return input_error(fmt::format("{}:{}: {}", origin, seq, what));
  };
  auto json = parse_json(line, fmt::format("{}, line {}", origin, seq));
  if (!json) {
    return tl::unexpected(json.error());
  }
  if (!json->is_object() || text_member(*json, "schema") != "perfgate/ledger/1") {
    return fail("not a line of schema perfgate/ledger/1");
  }
  const auto number = json->find("seq");
  if (number == json->end() || *number != Json(seq)) {
    return fail(fmt::format("seq is {}, wanted {}: lines are missing or out of order",
                            number == json->end() ? "absent" : canonical(*number), seq));
  }
  if (text_member(*json, "prev") != chain.last_sha256) {
    return fail("prev is not the sha256 of the line before");
  }
  const std::string stated = text_member(*json, "sha256");
  json->erase("sha256");
  if (stated != sha256_hex(canonical(*json))) {
    return fail("sha256 is not that of the line: it was changed after it was written");
  }
  (*json)["sha256"] = stated;
  chain.reports.push_back(text_member(*json, "report_sha256"));
  chain.lines.push_back(std::move(*json));
  chain.last_sha256 = stated;
  chain.text += std::string(line) + "\n";
  return {};
}

[[nodiscard]] Json counts_to_json(const Counts& counts) {
  return {{"rows", counts.rows},
          {"regressed", counts.regressed},
          {"improved", counts.improved},
          {"equivalent", counts.equivalent},
          {"inconclusive", counts.inconclusive},
          {"blind", counts.blind},
          {"missing", counts.missing},
          {"new", counts.added},
          {"failed", counts.failed},
          {"waived", counts.waived}};
}

}  // namespace

Result<Chain> read_chain(const std::string& text, const std::string& origin) {
  Chain chain;
  chain.last_sha256 = std::string(64, '0');
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t newline = rest.find('\n');
    auto taken = take_line(chain, rest.substr(0, newline), origin);
    if (newline == std::string_view::npos) {
      if (!taken) {
        chain.torn = std::string(rest);
      }
      return chain;
    }
    if (!taken) {
      return tl::unexpected(taken.error());
    }
    rest.remove_prefix(newline + 1);
  }
  return chain;
}

std::string chain_line(const Chain& chain, const GateReport& report,
                       const std::string& report_sha256) {
  Json json = {{"schema", "perfgate/ledger/1"},
               {"seq", chain.reports.size() + 1},
               {"prev", chain.last_sha256},
               {"created", report.created},
               {"report_sha256", report_sha256},
               {"verdict", suite_verdict_name(report.verdict)},
               {"exit_code", static_cast<int>(report.exit_code)},
               {"evidence", evidence_name(report.evidence)},
               {"baseline", report.baseline.path},
               {"current", report.current.path},
               {"counts", counts_to_json(report.counts)}};
  // Invalid UTF-8 is replaced when text is made, so the hash has to be over the replaced text.
  std::string body = canonical(json);
  json["sha256"] = sha256_hex(body);
  return canonical(json) + "\n";
}

}  // namespace perfgate::ledger_detail
