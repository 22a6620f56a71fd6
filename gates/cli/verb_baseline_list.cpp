// SPDX-License-Identifier: Apache-2.0
// The verb baseline list: every baseline of every machine, and what it stands for. A file that
// cannot be read is named and makes the exit code 3; the others are listed all the same.
#include "actions.h"
#include "baseline_actions.h"
#include "baseline_archive.h"

#include <perfgate/history.h>
#include <perfgate/machine.h>
#include <perfgate/text.h>
#include <perfgate/version.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace perfgate::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxBaselines = 10'000;
constexpr double kSecondsPerDay = 86'400;

struct Listed {
  std::string name, path, machine_key, created, commit;
  std::optional<double> age_days;
  std::size_t rows = 0, runs = 0;
  std::vector<std::string> previous;
};

Result<std::vector<std::string>> baseline_files(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator machine(folder, error); !error && machine != fs::directory_iterator();
       machine.increment(error)) {
    std::error_code below;
    for (fs::directory_iterator file(machine->path(), below);
         !below && file != fs::directory_iterator(); file.increment(below)) {
      if (file->path().extension() == ".json" && file->path().filename() != "calibration.json") {
        files.push_back(file->path().string());
      }
    }
    if (files.size() > kMaxBaselines) {
      return input_error(fmt::format("{}: more than {} baselines", folder, kMaxBaselines));
    }
  }
  if (error) {
    return input_error(fmt::format("{}: cannot be listed: {}", folder, error.message()));
  }
  std::sort(files.begin(), files.end());
  return files;
}

Listed listed(const std::string& path, const ResultSet& results, const std::string& now) {
  Listed entry;
  entry.name = fs::path(path).stem().string();
  entry.path = path;
  entry.machine_key = results.machine ? results.machine->key() : std::string();
  entry.created = results.created;
  entry.commit = results.commit;
  entry.rows = results.rows.size();
  entry.runs = results.run_names.size();
  entry.previous = previous_baselines(path);
  const auto then = rfc3339_seconds(results.created);
  const auto today = rfc3339_seconds(now);
  if (then && today) {
    entry.age_days = static_cast<double>(*today - *then) / kSecondsPerDay;
  }
  return entry;
}

std::string entry_text(const Listed& entry, const std::string& here) {
  return fmt::format(
      "{}  machine {}{}  {} rows, {} runs  {}  commit {}  {} previous\n    {}\n",
      terminal_safe(entry.name), entry.machine_key.empty() ? "unknown" : entry.machine_key,
      entry.machine_key == here ? " (this)" : "", entry.rows, entry.runs,
      entry.age_days ? fmt::format("{:.1f} days old", *entry.age_days) : "age unknown",
      entry.commit.empty() ? "unknown" : terminal_safe(entry.commit.substr(0, 12)),
      entry.previous.size(), terminal_safe(entry.path));
}

Json entry_json(const Listed& entry, const std::string& here) {
  return {{"name", entry.name},
          {"path", entry.path},
          {"machine_key", entry.machine_key},
          {"this_machine", entry.machine_key == here},
          {"created", entry.created},
          {"age_days", entry.age_days ? Json(*entry.age_days) : Json(nullptr)},
          {"commit", entry.commit},
          {"rows", entry.rows},
          {"runs", entry.runs},
          {"previous", entry.previous}};
}

void print_list(Context& context, const std::string& folder, const std::vector<Listed>& list) {
  const std::string here = detect_machine().key();
  if (context.global.format != Format::kJson) {
    for (const Listed& entry : list) {
      context.out << entry_text(entry, here);
    }
    return;
  }
  Json json = {{"schema", "perfgate/baselines/1"},
               {"tool", {{"name", "perfgate"}, {"version", version()}}},
               {"baselines_dir", folder},
               {"baselines", Json::array()}};
  for (const Listed& entry : list) {
    json["baselines"].push_back(entry_json(entry, here));
  }
  context.out << dump_json(json);
}

}  // namespace

int baseline_list(Context& context) {
  if (const auto usable = refuse_format(context, "baseline list", true); !usable) {
    return fail(context, usable.error());
  }
  const Result<Config> config = config_of(context);
  if (!config) {
    return fail(context, config.error());
  }
  const std::string folder = config_path(*config, config->baselines_dir);
  std::error_code ignored;
  Result<std::vector<std::string>> files = std::vector<std::string>();
  if (fs::exists(folder, ignored)) {
    files = baseline_files(folder);
  }
  if (!files) {
    return fail(context, files.error());
  }
  int exit_code = code(ExitCode::kPass);
  std::vector<Listed> list;
  const std::string now = now_rfc3339();
  for (const std::string& file : *files) {
    const Result<ResultSet> results = read_baseline(file);
    if (results) {
      list.push_back(listed(file, *results, now));
    } else {
      exit_code = fail(context, results.error());
    }
  }
  print_list(context, folder, list);
  if (list.empty() && exit_code == code(ExitCode::kPass) &&
      context.global.format == Format::kText) {
    context.out << "no baselines in " << terminal_safe(folder) << '\n';
  }
  return exit_code;
}

}  // namespace perfgate::cli
