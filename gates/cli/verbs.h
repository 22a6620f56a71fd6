// SPDX-License-Identifier: Apache-2.0
// What the verbs of the command line share: the context they run in and one function per verb.
// CLI11 is only forward-declared here: a file that includes <CLI/CLI.hpp> costs seconds to compile.
#pragma once

#include <perfgate/config.h>
#include <perfgate/gate_report.h>
#include <perfgate/result.h>

#include <array>
#include <functional>
#include <limits>
#include <ostream>
#include <string>
#include <string_view>

namespace CLI {  // NOLINT(readability-identifier-naming): CLI11 named it
class App;
}

namespace perfgate::cli {

struct PageSources;

enum class Format {
  kText,
  kMarkdown,
  kJson,
  kJunit,
  kGithub,
  kCheckrun,
  kCsv,
  kJsonl,
  kPrometheus,
  kBenchstat,
  kGoogleBenchmark,
  kHtml
};

/// What --format calls them, in the order of Format.
inline constexpr std::array<std::string_view, 12> kFormatNames = {
    "text", "markdown", "json",       "junit",     "github",           "checkrun",
    "csv",  "jsonl",    "prometheus", "benchstat", "google_benchmark", "html"};

/// Options that stand before or after the verb.
struct GlobalOptions {
  std::string config;             // --config; "" = search upward
  Format format = Format::kText;  // --format
  std::string output;             // -o; "" or "-" = stdout
  std::string color = "auto";     // "auto", "always", "never"
  int verbosity = 0;              // -q: -1, -v: 1
  bool exit_zero = false;         // verdict codes 1, 4 and 5 become 0; errors (2, 3, 130) stay
};

/// One invocation. A verb's callback stores its work in `action`; run_cli calls it once parsing has
/// succeeded, and its value is the exit code.
struct Context {
  std::ostream& out;  // results; buffered, and written to stdout or --output when the action ends
  std::ostream& err;  // progress and diagnostics, unbuffered
  GlobalOptions global;
  bool color = false;     // colour and styling allowed in `out`
  bool progress = false;  // stderr is a terminal that wants a status line
  std::function<int()> action;
};

/// Prints "perfgate: <message>" on context.err (terminal-safe) and returns the error's exit code.
[[nodiscard]] int fail(Context& context, const Error& error);

/// Prints "perfgate: warning: <message>" on context.err unless --quiet.
void warn(Context& context, const std::string& message);

/// One warning that names what perfgate doctor holds against this machine, if anything.
void warn_of_machine(Context& context);

/// The exit code as main returns it.
[[nodiscard]] inline int code(ExitCode value) {
  return static_cast<int>(value);
}

/// perfgate.toml as --config says.
[[nodiscard]] Result<Config> config_of(const Context& context);

/// `path` as the config means it: relative paths start in the config's folder.
[[nodiscard]] std::string config_path(const Config& config, const std::string& path);

/// Error (kUsage) unless the wanted --format is text, or JSON where the verb has a JSON form.
[[nodiscard]] Result<void> refuse_format(const Context& context, const std::string& verb,
                                         bool has_json);

/// As --format spells it.
[[nodiscard]] std::string format_name(Format format);

/// The report in the wanted format; the exit code is the report's. HTML draws the measurements in
/// `sources`, or what can be read from the paths that the report names.
[[nodiscard]] int print_report(Context& context, const GateReport& report);
[[nodiscard]] int print_report(Context& context, const GateReport& report,
                               const PageSources& sources);

/// The report in a format for machines: junit, github, checkrun, csv, jsonl or prometheus. Error
/// (kUsage) for a format that reports do not have.
[[nodiscard]] Result<std::string> machine_report(const Context& context, const GateReport& report);

/// Reads a stored report ("perfgate/compare/1" or "perfgate/gate/1").
[[nodiscard]] Result<GateReport> read_report(const std::string& path);

// One per verb: adds the sub-command `app <verb>` with its options; its callback sets
// context.action. `app` and `context` outlive the parse and the action.
void add_run(CLI::App& app, Context& context);
void add_compare(CLI::App& app, Context& context);
void add_gate(CLI::App& app, Context& context);
void add_paired(CLI::App& app, Context& context);
void add_calibrate(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);
void add_report(CLI::App& app, Context& context);
void add_ledger(CLI::App& app, Context& context);
void add_baseline(CLI::App& app, Context& context);
void add_history(CLI::App& app, Context& context);
void add_verify(CLI::App& app, Context& context);
void add_init(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_completions(CLI::App& app, Context& context);

/// Largest --seed.
inline constexpr long long kMaxSeed = std::numeric_limits<long long>::max();

/// --filter REGEX, and --criterion-set NAME of a verb that reads one side.
void add_filter(CLI::App& verb, std::string& filter);
void add_criterion_set(CLI::App& verb, std::string& set);

// For CLI11's `->check(...)`: "" = accepted, else what is wrong with the value.
[[nodiscard]] std::string check_integer(const std::string& text, long long low, long long high);
[[nodiscard]] std::string check_regex(const std::string& text);
[[nodiscard]] std::string check_profile(const std::string& text);

}  // namespace perfgate::cli
