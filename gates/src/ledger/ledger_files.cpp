// SPDX-License-Identifier: Apache-2.0
// ledger_with_report, ledger_update, ledger_verify: the Markdown and its JSONL together. Both edits
// are idempotent, so an update that was cut between the two files is repaired by running it again.
#include "ledger/hash_chain.h"
#include "ledger/region_content.h"
#include "ledger/regions.h"

#include <perfgate/files.h>
#include <perfgate/ledger.h>

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace perfgate {
namespace {

using namespace ledger_detail;  // this module's own names

constexpr std::size_t kMaxLedgerBytes = std::size_t{64} << 20;
constexpr std::string_view kMarkdownSuffix = ".md";
constexpr std::string_view kChainSuffix = ".jsonl";

[[nodiscard]] const std::vector<std::string>& region_names() {
  static const std::vector<std::string> kNames = {"gates", "hoplog", "decision", "perf"};
  return kNames;
}

[[nodiscard]] std::string chain_path(const std::string& path) {
  if (path.ends_with(kChainSuffix)) {
    return path;
  }
  const std::size_t cut = path.ends_with(kMarkdownSuffix) ? kMarkdownSuffix.size() : 0;
  return path.substr(0, path.size() - cut) + std::string(kChainSuffix);
}

[[nodiscard]] tl::unexpected<Error> in_file(const std::string& path, const Error& error) {
  return tl::unexpected(Error{error.code, fmt::format("{}: {}", path, error.message)});
}

[[nodiscard]] Result<std::string> markdown_edit(const std::string& path, const std::string& old,
                                                const GateReport& report) {
  auto text = ledger_with_report(old, report);
  return text ? std::move(text) : Result<std::string>(in_file(path, text.error()));
}

[[nodiscard]] Result<std::string> chain_edit(const std::string& path, const std::string& old,
                                             const GateReport& report,
                                             std::vector<std::string>& warnings) {
  auto chain = read_chain(old, path);
  if (!chain) {
    return tl::unexpected(chain.error());
  }
  if (!chain->torn.empty()) {
    warnings.push_back(fmt::format("{}: the last line was torn ({} bytes); it was cut off", path,
                                   chain->torn.size()));
  }
  const std::string hash = report_sha256(report);
  const bool there =
      std::find(chain->reports.begin(), chain->reports.end(), hash) != chain->reports.end();
  return there ? chain->text : chain->text + chain_line(*chain, report, hash);
}

/// Every report that the Markdown logs has to be in the chain: this is how lines cut off at its end
/// show.
[[nodiscard]] Result<void> check_hoplog(const std::string& markdown_path, const Chain& chain) {
  const auto text = read_file(markdown_path, kMaxLedgerBytes);
  if (!text) {
    return tl::unexpected(text.error());
  }
  const auto marked = MarkedText::parse(*text, region_names());
  if (!marked) {
    return in_file(markdown_path, marked.error());
  }
  for (const std::string& hash : hoplog_reports(marked->lines("hoplog"))) {
    const bool there =
        std::any_of(chain.reports.begin(), chain.reports.end(),
                    [&hash](const std::string& report) { return report.starts_with(hash); });
    if (!there) {
      return input_error(fmt::format("{}: the hoplog names report {}, which {} does not have",
                                     markdown_path, hash, chain_path(markdown_path)));
    }
  }
  return {};
}

}  // namespace

Result<std::string> ledger_with_report(const std::string& markdown, const GateReport& report) {
  auto marked =
      MarkedText::parse(markdown.empty() ? "# Performance ledger\n" : markdown, region_names());
  if (!marked) {
    return tl::unexpected(marked.error());
  }
  marked->set("gates", gates_lines(marked->lines("gates"), report));
  marked->set("hoplog", hoplog_lines(marked->lines("hoplog"), report));
  marked->set("decision", decision_lines(report));
  marked->set("perf", perf_lines(report));
  return marked->text();
}

Result<void> ledger_update(const std::string& path, const GateReport& report,
                           std::vector<std::string>& warnings) {
  // The chain goes last but is read first: neither file changes when the other is broken.
  const std::string chain_file = chain_path(path);
  if (chain_file == path) {
    return usage_error(
        fmt::format("{}: name the Markdown ledger; its chain is found beside it", path));
  }
  auto updated =
      update_file(chain_file, kMaxLedgerBytes, [&](const std::string& old) -> Result<std::string> {
        auto text = chain_edit(chain_file, old, report, warnings);
        if (!text) {
          return text;
        }
        auto markdown = update_file(path, kMaxLedgerBytes, [&](const std::string& md) {
          return markdown_edit(path, md, report);
        });
        return markdown ? std::move(text) : Result<std::string>(tl::unexpected(markdown.error()));
      });
  return updated;
}

Result<std::vector<Json>> ledger_entries(const std::string& path) {
  const std::string chain_file = chain_path(path);
  const auto text = read_file(chain_file, kMaxLedgerBytes);
  if (!text) {
    return tl::unexpected(text.error());
  }
  auto chain = read_chain(*text, chain_file);
  if (!chain) {
    return tl::unexpected(chain.error());
  }
  if (!chain->torn.empty()) {
    return input_error(fmt::format("{}:{}: the last line is torn; the next update cuts it off",
                                   chain_file, chain->reports.size() + 1));
  }
  if (chain_file != path) {
    if (auto checked = check_hoplog(path, *chain); !checked) {
      return tl::unexpected(checked.error());
    }
  }
  return std::move(chain->lines);
}

Result<std::size_t> ledger_verify(const std::string& path) {
  const auto entries = ledger_entries(path);
  return entries ? Result<std::size_t>(entries->size()) : tl::unexpected(entries.error());
}

}  // namespace perfgate
