// SPDX-License-Identifier: Apache-2.0
// Everything that can be refused before the first measurement is refused here. A program that
// cannot list its rows is a failed suite, not an error: the other suites are still worth running.
#include "runner/suite_plan.h"

#include "runner/listing.h"
#include "runner/outcome.h"
#include "runner/program.h"
#include "runner/schedule.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace perfgate::runner_detail {
namespace {

[[nodiscard]] std::string joined(const std::set<std::string>& names) {
  return fmt::format("{}", fmt::join(names, ", "));
}

[[nodiscard]] bool contains(const std::vector<std::string>& list, const std::string& name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// A suite that names no feature belongs to every one.
[[nodiscard]] bool is_asked_for(const Suite& suite, const std::vector<std::string>& features) {
  return suite.features.empty() ||
         std::any_of(features.begin(), features.end(), [&suite](const std::string& feature) {
           return contains(suite.features, feature);
         });
}

[[nodiscard]] Result<void> check_features(const Config& config,
                                          const std::vector<std::string>& features) {
  std::set<std::string> known;
  bool any_feature = false;
  for (const Suite& suite : config.suites) {
    known.insert(suite.features.begin(), suite.features.end());
    any_feature = any_feature || suite.features.empty();
  }
  for (const std::string& feature : features) {
    if (!any_feature && !known.contains(feature)) {
      return usage_error(
          fmt::format("no suite for the feature '{}'; the config has: {}", feature, joined(known)));
    }
  }
  return {};
}

[[nodiscard]] Result<void> check_profile(const std::vector<PlannedSuite>& suites,
                                         const std::string& profile) {
  std::set<std::string> known = {"full", "quick"};
  for (const PlannedSuite& planned : suites) {
    for (const auto& entry : planned.suite->profile) {
      known.insert(entry.first);
    }
  }
  if (!known.contains(profile)) {
    return usage_error(fmt::format("unknown profile '{}'; known: {}", profile, joined(known)));
  }
  return {};
}

[[nodiscard]] Result<void> check_programs(const PlannedSuite& planned,
                                          const std::string& directory) {
  if (planned.command.empty()) {
    return usage_error(fmt::format("suite '{}' has an empty command", planned.suite->name));
  }
  auto checked = check_program(planned.command[0], directory);
  if (checked && !planned.suite->list.empty()) {
    checked = check_program(planned.suite->list[0], directory);
  }
  if (!checked) {
    return tl::unexpected(
        Error{checked.error().code,
              fmt::format("suite '{}': {}", planned.suite->name, checked.error().message)});
  }
  return {};
}

[[nodiscard]] Result<std::vector<std::string>> listed_ids(const Suite& suite, const Config& config,
                                                          const RunOptions& options) {
  std::vector<std::string> argv;
  for (const std::string& argument : suite.list) {
    argv.push_back(substituted(argument, {"", filter_argument(options.filter),
                                          std::to_string(round_seed(options.seed, 0))}));
  }
  std::string text;
  const auto result = run_process(argv, config.directory, suite.timeout_s, "", &text);
  if (!result && result.error().code == ExitCode::kInterrupted) {
    return tl::unexpected(result.error());
  }
  if (const std::string failure = process_failure(result, suite.timeout_s); !failure.empty()) {
    return input_error("listing its rows failed: " + failure);
  }
  auto ids = parse_listing(text, suite.output == "criterion");
  if (ids && ids->empty() && options.filter.empty()) {
    return input_error("listing its rows failed: it names none");
  }
  return ids;
}

[[nodiscard]] Result<void> list_suite(PlannedSuite& planned, const Config& config,
                                      const RunOptions& options) {
  if (planned.suite->list.empty()) {
    return {};
  }
  auto ids = listed_ids(*planned.suite, config, options);
  if (!ids) {
    if (ids.error().code == ExitCode::kInterrupted) {
      return tl::unexpected(ids.error());
    }
    planned.listing_failure = ids.error().message;
    return {};
  }
  // The program may read the filter in another dialect, or not at all.
  auto kept = filter_ids(std::move(*ids), options.filter);
  if (!kept) {
    return tl::unexpected(kept.error());
  }
  planned.expected = std::move(*kept);
  return {};
}

}  // namespace

std::string filter_argument(const std::string& filter) {
  return filter.empty() ? "." : filter;
}

Result<std::vector<PlannedSuite>> select_suites(const Config& config, const RunOptions& options) {
  if (config.suites.empty()) {
    return usage_error(config.path.empty()
                           ? "there is no perfgate.toml here or above; perfgate init writes one"
                           : config.path + ": no [[suite]] is listed, so there is nothing to run");
  }
  const std::vector<std::string> features =
      options.features.empty() ? std::vector<std::string>{"cpu"} : options.features;
  if (auto known = check_features(config, features); !known) {
    return tl::unexpected(known.error());
  }
  std::vector<PlannedSuite> suites;
  for (const Suite& suite : config.suites) {
    if (!is_asked_for(suite, features)) {
      continue;
    }
    PlannedSuite planned;
    planned.suite = &suite;
    planned.command = suite.command;
    if (const auto extra = suite.profile.find(options.profile); extra != suite.profile.end()) {
      planned.command.insert(planned.command.end(), extra->second.begin(), extra->second.end());
    }
    if (auto checked = check_programs(planned, config.directory); !checked) {
      return tl::unexpected(checked.error());
    }
    suites.push_back(std::move(planned));
  }
  if (auto known = check_profile(suites, options.profile); !known) {
    return tl::unexpected(known.error());
  }
  return suites;
}

Result<void> list_rows(std::vector<PlannedSuite>& suites, const Config& config,
                       const RunOptions& options) {
  if (auto valid = filter_ids({}, options.filter); !valid) {
    return tl::unexpected(valid.error());
  }
  for (PlannedSuite& planned : suites) {
    if (auto listed = list_suite(planned, config, options); !listed) {
      return listed;
    }
  }
  std::erase_if(suites, [&options](const PlannedSuite& planned) {
    return !options.filter.empty() && !planned.suite->list.empty() && planned.expected.empty() &&
           planned.listing_failure.empty();
  });
  if (suites.empty()) {
    return input_error(fmt::format("--filter '{}' matches no row of any suite", options.filter));
  }
  return {};
}

}  // namespace perfgate::runner_detail
