// SPDX-License-Identifier: Apache-2.0
// The verbs history list, trend and changepoints: read, and print in the wanted format.
#include "history_actions.h"

#include <perfgate/history_report.h>
#include <perfgate/text.h>

#include <fmt/format.h>

#include <utility>

namespace perfgate::cli {
namespace {

struct Opened {
  Config config;
  std::string path;
  History history;
};

Result<Opened> opened(const Context& context, const HistoryOptions& options) {
  Result<Config> config = config_of(context);
  if (!config) {
    return tl::unexpected(config.error());
  }
  std::string path = options.file.empty() ? history_path(*config) : options.file;
  Result<History> history = History::open(path, HistoryAccess::kRead);
  if (!history) {
    return tl::unexpected(history.error());
  }
  return Opened{std::move(*config), std::move(path), std::move(*history)};
}

TrendQuery query_of(const HistoryOptions& options) {
  TrendQuery query = options.query;
  query.ref = options.ref;
  return query;
}

bool details(const Context& context) {
  return context.global.verbosity > 0;
}

}  // namespace

stats::ChangeRules change_rules(const Config& config) {
  stats::ChangeRules rules;
  rules.alpha = config.policy.alpha;
  rules.least_change = config.policy.noise_band;
  rules.seed = config.policy.seed;
  return rules;
}

int history_list(Context& context, const HistoryOptions& options) {
  if (const auto usable = refuse_format(context, "history list", true); !usable) {
    return fail(context, usable.error());
  }
  Result<Opened> store = opened(context, options);
  if (!store) {
    return fail(context, store.error());
  }
  const Result<std::vector<StoredRun>> runs = store->history.runs(options.query.last);
  if (!runs) {
    return fail(context, runs.error());
  }
  context.out << (context.global.format == Format::kJson
                      ? dump_json(runs_to_json(*runs, store->path))
                      : runs_text(*runs, context.color));
  return code(ExitCode::kPass);
}

int history_trend(Context& context, const HistoryOptions& options) {
  const Format format = context.global.format;
  const bool own = format == Format::kCsv || format == Format::kHtml;
  if (const auto usable = refuse_format(context, "history trend", true); !usable && !own) {
    return fail(context, {usable.error().code, usable.error().message + ", csv or html"});
  }
  Result<Opened> store = opened(context, options);
  if (!store) {
    return fail(context, store.error());
  }
  const Result<std::vector<Trend>> trends = store->history.trends(query_of(options));
  if (!trends) {
    return fail(context, trends.error());
  }
  if (format == Format::kCsv) {
    context.out << trends_csv(*trends);
  } else if (format == Format::kHtml) {
    context.out << render_trends_html(
        "History", html_trends(*trends, search_trends(*trends, change_rules(store->config))));
  } else if (format == Format::kJson) {
    context.out << dump_json(trends_to_json(*trends, store->path));
  } else {
    context.out << trends_text(*trends, details(context), context.color);
  }
  return code(ExitCode::kPass);
}

int history_changepoints(Context& context, const HistoryOptions& options) {
  if (const auto usable = refuse_format(context, "history changepoints", true); !usable) {
    return fail(context, usable.error());
  }
  Result<Opened> store = opened(context, options);
  if (!store) {
    return fail(context, store.error());
  }
  const Result<std::vector<Trend>> trends = store->history.trends(query_of(options));
  if (!trends) {
    return fail(context, trends.error());
  }
  const stats::ChangeRules rules = change_rules(store->config);
  const std::vector<TrendChanges> changes = search_trends(*trends, rules);
  context.out << (context.global.format == Format::kJson
                      ? dump_json(changes_to_json(*trends, changes, rules, store->path))
                      : changes_text(*trends, changes, rules, details(context)));
  return code(ExitCode::kPass);
}

}  // namespace perfgate::cli
