// SPDX-License-Identifier: Apache-2.0
// Findings as JSON and Markdown. Every share stands beside its Clopper-Pearson interval.
#include "table.h"

#include <perfgate/paired_stats.h>

#include <fmt/format.h>

namespace perfgate::proof {
namespace {

stats::Interval bounds_of(const Finding& finding) {
  return stats::share_interval(finding.hits, finding.trials, 0.95);
}

const char* verdict_of(const Finding& finding) {
  if (!finding.promised) {
    return "not promised";
  }
  return finding.met ? "met" : "NOT MET";
}

}  // namespace

Json findings_json(const std::vector<Finding>& findings) {
  Json list = Json::array();
  for (const Finding& finding : findings) {
    const stats::Interval bounds = bounds_of(finding);
    list.push_back({{"part", finding.part},
                    {"subject", finding.subject},
                    {"noise", finding.noise},
                    {"design", finding.design},
                    {"hits", finding.hits},
                    {"trials", finding.trials},
                    {"interval", {bounds.lower, bounds.upper}},
                    {"wanted", finding.wanted},
                    {"promised", finding.promised},
                    {"met", finding.met}});
  }
  return list;
}

std::string findings_markdown(const std::vector<Finding>& findings) {
  std::string text;
  std::string part;
  for (const Finding& finding : findings) {
    if (finding.part != part) {
      part = finding.part;
      text += fmt::format(
          "\n## {}\n\n| subject | noise | design | share | 95 % interval | wanted | |\n"
          "|---|---|---|---:|---:|---|---|\n",
          part);
    }
    const stats::Interval bounds = bounds_of(finding);
    text +=
        fmt::format("| {} | {} | {} | {:.2f} % ({} of {}) | {:.2f} to {:.2f} % | {} | {} |\n",
                    finding.subject, finding.noise, finding.design,
                    100 * static_cast<double>(finding.hits) / static_cast<double>(finding.trials),
                    finding.hits, finding.trials, 100 * bounds.lower, 100 * bounds.upper,
                    finding.wanted, verdict_of(finding));
  }
  return text;
}

}  // namespace perfgate::proof
