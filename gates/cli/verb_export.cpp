// SPDX-License-Identifier: Apache-2.0
// The verb export: samples of any source in the format of another tool.
#include "exchange.h"

#include <perfgate/formats.h>
#include <perfgate/ingest.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace perfgate::cli {
namespace {

constexpr const char* kExportFormats = "csv, jsonl, prometheus, benchstat or google_benchmark";

// Requires one of the formats that check_export_format accepts.
Result<ForeignText> exported(const Context& context, const ResultSet& results) {
  switch (context.global.format) {
    case Format::kCsv:
      return ForeignText{export_csv(results), 0};
    case Format::kJsonl:
      return ForeignText{export_jsonl(results), 0};
    case Format::kPrometheus:
      return ForeignText{export_prometheus(results), 0};
    case Format::kBenchstat:
      return export_benchstat(results);
    case Format::kGoogleBenchmark:
    default:
      return export_google_benchmark(results);
  }
}

// The wanted format is checked before a large source is read.
Result<void> check_export_format(const Context& context) {
  switch (context.global.format) {
    case Format::kCsv:
    case Format::kJsonl:
    case Format::kPrometheus:
    case Format::kBenchstat:
    case Format::kGoogleBenchmark:
      return {};
    case Format::kText:
      return usage_error(fmt::format("export needs --format {}", kExportFormats));
    default:
      return usage_error(fmt::format("export writes --format {}, not {}", kExportFormats,
                                     format_name(context.global.format)));
  }
}

}  // namespace

int export_results(Context& context, const ExportOptions& options) {
  const Result<void> format = check_export_format(context);
  if (!format) {
    return fail(context, format.error());
  }
  const Result<ResultSet> results = ingest(options.source, {options.set, options.filter});
  if (!results) {
    return fail(context, results.error());
  }
  const Result<ForeignText> text = exported(context, *results);
  if (!text) {
    return fail(context, text.error());
  }
  if (text->left_out > 0) {
    warn(context, fmt::format("{} of {} rows are left out: {} cannot hold them", text->left_out,
                              results->rows.size(), format_name(context.global.format)));
  }
  context.out << text->text;
  return code(ExitCode::kPass);
}

void add_export(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("export", "Write the samples of a source for another tool");
  auto options = std::make_shared<ExportOptions>();
  verb->add_option("SOURCE", options->source, "Any source of compare")
      ->type_name("PATH")
      ->required();
  add_criterion_set(*verb, options->set);
  add_filter(*verb, options->filter);
  verb->footer(
      "Examples:\n  perfgate export runs/RUN --format csv -o samples.csv\n"
      "  perfgate export old.json --format benchstat -o old.txt");
  verb->callback([&context, options] {
    context.action = [&context, options] { return export_results(context, *options); };
  });
}

}  // namespace perfgate::cli
