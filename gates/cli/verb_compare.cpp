// SPDX-License-Identifier: Apache-2.0
// The verb compare, and the choice of the newest run. Reads two sources, compares, prints; judges
// nothing itself.
#include "actions.h"
#include "report_page.h"
#include "stored_calibration.h"

#include <perfgate/ingest.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace perfgate::cli {
namespace {

struct RunStamp {
  std::string created, path;
};

std::string text_member(const Json& json, const char* name) {
  const auto found = json.find(name);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Why the run in `folder` cannot be used, or its time.
Result<RunStamp> stamp_of(const std::filesystem::path& folder) {
  const std::string file = (folder / "run.json").string();
  const Result<Json> json = read_json_file(file);
  if (!json) {
    return tl::unexpected(json.error());
  }
  if (!json->is_object() || text_member(*json, "schema") != "perfgate/run/1") {
    return input_error(file + ": not a run of perfgate");
  }
  const auto complete = json->find("complete");
  if (complete == json->end() || !complete->is_boolean() || !complete->get<bool>()) {
    return input_error(file + ": the run was interrupted");
  }
  return RunStamp{text_member(*json, "created"), folder.string()};
}

std::vector<std::filesystem::path> run_folders(const std::filesystem::path& parent) {
  std::vector<std::filesystem::path> folders;
  std::error_code error;
  std::filesystem::directory_iterator entry(parent, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    if (entry->symlink_status(ignored).type() == std::filesystem::file_type::directory &&
        std::filesystem::exists(entry->path() / "run.json", ignored)) {
      folders.push_back(entry->path());
    }
  }
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace

Result<std::string> newest_run(Context& context, const Config& config) {
  const std::string parent = config_path(config, config.runs_dir);
  RunStamp newest;
  for (const std::filesystem::path& folder : run_folders(parent)) {
    const Result<RunStamp> stamp = stamp_of(folder);
    if (!stamp) {
      warn(context, "skipped: " + stamp.error().message);
    } else if (newest.path.empty() || stamp->created >= newest.created) {
      newest = *stamp;  // times are RFC 3339 in UTC: they sort as text
    }
  }
  if (newest.path.empty()) {
    return input_error("no complete run in " + parent +
                       ": make one with perfgate run, or name CURRENT");
  }
  return newest.path;
}

int compare(Context& context, const CompareOptions& options) {
  const Result<Config> config = config_of(context);
  if (!config) {
    return fail(context, config.error());
  }
  const auto set_of = [&](const std::string& side) {
    return IngestOptions{side.empty() ? options.both_sets : side, options.filter};
  };
  const Result<ResultSet> baseline = ingest(options.baseline, set_of(options.baseline_set));
  if (!baseline) {
    return fail(context, baseline.error());
  }
  std::string current_path = options.current;
  if (current_path.empty()) {
    const Result<std::string> newest = newest_run(context, *config);
    if (!newest) {
      return fail(context, newest.error());
    }
    current_path = *newest;
  }
  const Result<ResultSet> current = ingest(current_path, set_of(options.current_set));
  if (!current) {
    return fail(context, current.error());
  }
  const Result<std::optional<Calibration>> calibration = stored_calibration(*config, *baseline);
  if (!calibration) {
    return fail(context, calibration.error());
  }
  const CompareMode mode{options.paired, *calibration ? &**calibration : nullptr};
  return print_report(context,
                      compare_result_sets(*baseline, *current, *config, now_rfc3339(), mode),
                      {&*baseline, &*current});
}

}  // namespace perfgate::cli
