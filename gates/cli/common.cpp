// SPDX-License-Identifier: Apache-2.0
// What every verb needs: diagnostics, the configuration, stored reports, the choice of format.
#include "report_page.h"
#include "verbs.h"

#include <perfgate/doctor.h>
#include <perfgate/report.h>
#include <perfgate/text.h>

#include <filesystem>
#include <string>
#include <vector>

namespace perfgate::cli {

int fail(Context& context, const Error& error) {
  context.err << "perfgate: " << terminal_safe(error.message) << std::endl;
  return code(error.code);
}

void warn(Context& context, const std::string& message) {
  if (context.global.verbosity >= 0) {
    context.err << "perfgate: warning: " << terminal_safe(message) << std::endl;
  }
}

void warn_of_machine(Context& context) {
  const std::vector<std::string> problems = finding_lines(examine_machine());
  if (problems.empty()) {
    return;
  }
  std::string names;
  for (const std::string& problem : problems) {
    names += (names.empty() ? "" : ", ") + problem.substr(0, problem.find(':'));
  }
  warn(context, "this machine will disturb the measurement (" + names + "): see perfgate doctor");
}

Result<Config> config_of(const Context& context) {
  return load_config(context.global.config);
}

std::string config_path(const Config& config, const std::string& path) {
  const std::filesystem::path given(path);
  if (given.is_absolute() || config.directory.empty()) {
    return path;
  }
  return (std::filesystem::path(config.directory) / given).string();
}

Result<void> refuse_format(const Context& context, const std::string& verb, bool has_json) {
  const Format format = context.global.format;
  if (format == Format::kText || (format == Format::kJson && has_json)) {
    return {};
  }
  const std::string name = format == Format::kJson       ? "JSON"
                           : format == Format::kMarkdown ? "Markdown"
                           : format == Format::kHtml     ? "HTML"
                                                         : format_name(format);
  return usage_error(verb + " has no " + name + " form; use --format text" +
                     (has_json ? " or json" : ""));
}

std::string format_name(Format format) {
  return std::string(kFormatNames.at(static_cast<std::size_t>(format)));
}

int print_report(Context& context, const GateReport& report) {
  switch (context.global.format) {
    case Format::kHtml:
      context.out << report_page(context, report);
      break;
    case Format::kJson:
      context.out << dump_json(report_to_json(report));
      break;
    case Format::kMarkdown:
      context.out << render_markdown(report);
      break;
    case Format::kText:
      if (context.global.verbosity < 0) {
        context.out << terminal_safe(report.headline) << '\n';
      } else {
        context.out << render_text(report, {context.color, context.global.verbosity > 0});
      }
      break;
    default: {
      const Result<std::string> text = machine_report(context, report);
      if (!text) {
        return fail(context, text.error());
      }
      context.out << *text;
    }
  }
  return code(report.exit_code);
}

int print_report(Context& context, const GateReport& report, const PageSources& sources) {
  if (context.global.format != Format::kHtml) {
    return print_report(context, report);
  }
  context.out << report_page(context, report, sources);
  return code(report.exit_code);
}

Result<GateReport> read_report(const std::string& path) {
  const Result<Json> json = read_json_file(path);
  if (!json) {
    return tl::unexpected(json.error());
  }
  return report_from_json(*json, path);
}

}  // namespace perfgate::cli
