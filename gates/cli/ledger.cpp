// SPDX-License-Identifier: Apache-2.0
// The verb ledger: update, show, verify. Only options and printing; the files are the ledger
// module's.
#include "verbs.h"

#include <perfgate/ledger.h>
#include <perfgate/text.h>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>

namespace perfgate::cli {
namespace {

struct LedgerArguments {
  std::string ledger, report;  // report "" = <reports_dir>/gate.json
};

[[nodiscard]] Result<std::string> report_path(const Context& context,
                                              const LedgerArguments& arguments) {
  if (!arguments.report.empty()) {
    return arguments.report;
  }
  const Result<Config> config = config_of(context);
  if (!config) {
    return tl::unexpected(config.error());
  }
  return config_path(*config, config->reports_dir) + "/gate.json";
}

[[nodiscard]] int update(Context& context, const LedgerArguments& arguments) {
  if (const auto usable = refuse_format(context, "ledger update", false); !usable) {
    return fail(context, usable.error());
  }
  const auto path = report_path(context, arguments);
  if (!path) {
    return fail(context, path.error());
  }
  const Result<GateReport> report = read_report(*path);
  if (!report) {
    return fail(context, report.error());
  }
  std::vector<std::string> warnings;
  const Result<void> updated = ledger_update(arguments.ledger, *report, warnings);
  for (const std::string& warning : warnings) {
    warn(context, warning);
  }
  if (!updated) {
    return fail(context, updated.error());
  }
  if (context.global.verbosity >= 0) {
    context.out << fmt::format("{}: {} of {}\n", terminal_safe(arguments.ledger),
                               suite_verdict_name(report->verdict), terminal_safe(*path));
  }
  return code(ExitCode::kPass);
}

[[nodiscard]] std::string text_of(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  if (found == entry.end()) {
    return "?";
  }
  return terminal_safe(found->is_string() ? found->get<std::string>() : found->dump());
}

[[nodiscard]] std::string count_of(const Json& entry, const char* name) {
  const auto counts = entry.find("counts");
  return counts == entry.end() || !counts->is_object() ? "?" : text_of(*counts, name);
}

[[nodiscard]] int show(Context& context, const LedgerArguments& arguments) {
  if (const auto usable = refuse_format(context, "ledger show", true); !usable) {
    return fail(context, usable.error());
  }
  const auto entries = ledger_entries(arguments.ledger);
  if (!entries) {
    return fail(context, entries.error());
  }
  if (context.global.format == Format::kJson) {
    context.out << dump_json(Json(*entries));
    return code(ExitCode::kPass);
  }
  for (const Json& entry : *entries) {
    context.out << fmt::format(
        "{:>4}  {}  {:<12}  exit {}  {} rows, {} regressed, {} improved  {}  report {:.12}\n",
        text_of(entry, "seq"), text_of(entry, "created"), text_of(entry, "verdict"),
        text_of(entry, "exit_code"), count_of(entry, "rows"), count_of(entry, "regressed"),
        count_of(entry, "improved"), text_of(entry, "evidence"), text_of(entry, "report_sha256"));
  }
  return code(ExitCode::kPass);
}

[[nodiscard]] int verify_chain(Context& context, const LedgerArguments& arguments) {
  if (const auto usable = refuse_format(context, "ledger verify", false); !usable) {
    return fail(context, usable.error());
  }
  const auto entries = ledger_verify(arguments.ledger);
  if (!entries) {
    return fail(context, entries.error());
  }
  context.out << fmt::format("{}: {} {}, chain intact\n", terminal_safe(arguments.ledger), *entries,
                             *entries == 1 ? "entry" : "entries");
  return code(ExitCode::kPass);
}

/// A sub-verb; `with_report`: it takes the optional REPORT.
void add(CLI::App& parent, Context& context, const char* name, const char* description,
         int (*work)(Context&, const LedgerArguments&), bool with_report) {
  CLI::App* verb = parent.add_subcommand(name, description);
  auto arguments = std::make_shared<LedgerArguments>();
  verb->add_option("LEDGER", arguments->ledger,
                   "The Markdown file; its chain is the .jsonl beside it")
      ->required();
  if (with_report) {
    verb->add_option("REPORT", arguments->report,
                     "JSON that gate or compare wrote (default: <reports_dir>/gate.json)");
  }
  verb->callback([&context, arguments, work] {
    context.action = [&context, arguments, work] { return work(context, *arguments); };
  });
}

}  // namespace

void add_ledger(CLI::App& app, Context& context) {
  CLI::App* verb =
      app.add_subcommand("ledger", "Marked regions of a Markdown ledger, and its chain");
  verb->require_subcommand(1);
  add(*verb, context, "update", "Write a report into the ledger; twice changes nothing", update,
      true);
  add(*verb, context, "show", "One line per report, oldest first", show, false);
  add(*verb, context, "verify", "Check the hash chain and that it has every logged report",
      verify_chain, false);
  verb->footer(
      "Regions: <!-- gates:start --> ... <!-- gates:end -->, hoplog, decision, perf. Text outside "
      "them is never touched.\n\nExamples:\n  perfgate ledger update LEDGER.md\n"
      "  perfgate ledger verify LEDGER.md");
}

}  // namespace perfgate::cli
