// SPDX-License-Identifier: Apache-2.0
// The verb import: results of any tool become a baseline file. Several sources become its runs.
#include "exchange.h"

#include <perfgate/baseline.h>
#include <perfgate/files.h>
#include <perfgate/ingest.h>
#include <perfgate/machine.h>
#include <perfgate/text.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace perfgate::cli {

int import_results(Context& context, const ImportOptions& options) {
  const Result<void> format = refuse_format(context, "import", false);
  if (!format) {
    return fail(context, format.error());
  }
  const Result<ResultSet> results = ingest_runs(options.sources, {options.set, options.filter});
  if (!results) {
    return fail(context, results.error());
  }
  const Result<Json> json = baseline_to_json(*results, now_rfc3339());
  if (!json) {
    return fail(context, json.error());
  }
  const Result<void> written = write_file_atomic(options.out, dump_json(*json));
  if (!written) {
    return fail(context, written.error());
  }
  for (const std::string& warning : results->warnings) {
    warn(context, warning);
  }
  context.out << fmt::format("imported {} ({}, {} rows, {} runs)\n", terminal_safe(options.out),
                             terminal_safe(results->kind), results->rows.size(),
                             results->run_names.size());
  return code(ExitCode::kPass);
}

void add_import(CLI::App& app, Context& context) {
  CLI::App* verb = app.add_subcommand("import", "Turn results of another tool into a baseline");
  auto options = std::make_shared<ImportOptions>();
  verb->add_option("SOURCE", options->sources,
                   "Google Benchmark, hyperfine, pytest-benchmark or nanobench JSON, Go benchmark "
                   "text, Catch2 XML, or any source of compare; several are the runs of one")
      ->type_name("PATH")
      ->required();
  verb->add_option("--out", options->out, "Baseline file to write")->type_name("FILE")->required();
  add_criterion_set(*verb, options->set);
  add_filter(*verb, options->filter);
  verb->footer(
      "Examples:\n  perfgate import pytest.json --out baseline.json\n"
      "  perfgate import go-1.txt go-2.txt go-3.txt --out baseline.json");
  verb->callback([&context, options] {
    context.action = [&context, options] { return import_results(context, *options); };
  });
}

}  // namespace perfgate::cli
