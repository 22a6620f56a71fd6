// SPDX-License-Identifier: Apache-2.0
// The verb verify: every file named, and every file of ours below a folder, against its schema and
// the rules that a schema cannot say (hashes, chains). All files are listed before it fails.
#include "actions.h"

#include <perfgate/baseline.h>
#include <perfgate/ledger.h>
#include <perfgate/receipt.h>
#include <perfgate/schema.h>
#include <perfgate/text.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <system_error>

namespace perfgate::cli {
namespace {

constexpr std::size_t kMaxFiles = 100000;
constexpr int kMaxDepth = 64;

struct Found {
  std::string path;
  bool named = false;  // by the user: then it must be ours
};

bool is_ledger(const std::string& path) {
  return path.ends_with(".jsonl") || path.ends_with(".md");
}

// What a file of ours is, e.g. "baseline, 25 rows"; "" when it is somebody else's.
struct Checked {
  std::string what;
  std::vector<std::string> notes;  // what to know about a file that is valid
};

// Every broken rule, one sentence a line. A receipt that breaks rules could be read and failed its
// check, as in gate: kFailed, not kInput.
Result<Checked> check_receipt(const Json& json, const std::string& path) {
  const ReceiptVerdict verdict = judge_receipt(json, path);
  Checked checked{"receipt", {}};
  for (const ReceiptFinding& warning : verdict.warnings) {
    checked.notes.push_back(warning.message);
  }
  if (verdict.violations.empty()) {
    return checked;
  }
  std::string lines;
  for (const ReceiptFinding& found : verdict.violations) {
    lines += (lines.empty() ? "" : "\n") + path + ": " + found.rule + ": " + found.message;
  }
  return tl::unexpected(Error{ExitCode::kFailed, lines});
}

Result<Checked> check_json(const Found& file) {
  const Result<Json> json = read_json_file(file.path);
  if (!json) {
    return tl::unexpected(json.error());
  }
  const Result<std::string> schema = schema_of(*json, file.path);
  if (!schema) {
    if (file.named) {
      return tl::unexpected(schema.error());
    }
    return Checked();
  }
  if (*schema == "receipt") {
    return check_receipt(*json, file.path);
  }
  const Result<void> valid = validate(*json, *schema, file.path);
  if (!valid) {
    return tl::unexpected(valid.error());
  }
  if (*schema == "baseline" || *schema == "point") {
    const Result<ResultSet> results = baseline_from_json(*json, file.path);
    if (!results) {
      return tl::unexpected(results.error());
    }
  }
  if (*schema == "compare" || *schema == "gate") {
    const Result<GateReport> report = report_from_json(*json, file.path);
    if (!report) {
      return tl::unexpected(report.error());
    }
  }
  return Checked{*schema, {}};
}

Result<Checked> check_file(const Found& file) {
  if (!is_ledger(file.path)) {
    return check_json(file);
  }
  const std::filesystem::path entries =
      std::filesystem::path(file.path).replace_extension(".jsonl");
  std::error_code ignored;
  if (file.path.ends_with(".md") && !std::filesystem::exists(entries, ignored)) {
    return input_error(file.path + ": is not a ledger: " + entries.filename().string() +
                       ", which holds the entries of one, is not beside it");
  }
  const Result<std::size_t> lines = ledger_verify(file.path);
  if (!lines) {
    return tl::unexpected(lines.error());
  }
  return Checked{"ledger, " + std::to_string(*lines) + (*lines == 1 ? " entry" : " entries"), {}};
}

// JSON files and ledger chains below `folder`; links are not followed.
Result<void> collect(const std::filesystem::path& folder, std::vector<Found>& files) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::vector<Found> below;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code ignored;
    const bool regular = entry->symlink_status(ignored).type() == fs::file_type::regular;
    const std::string extension = entry->path().extension().string();
    if (regular && (extension == ".json" || extension == ".jsonl")) {
      below.push_back({entry->path().string(), false});
    }
    if (below.size() > kMaxFiles || entry.depth() > kMaxDepth) {
      return input_error(folder.string() + ": too many files or too deep a folder to verify");
    }
  }
  if (error) {
    return input_error(folder.string() + ": cannot be read: " + error.message());
  }
  std::sort(below.begin(), below.end(),
            [](const Found& a, const Found& b) { return a.path < b.path; });
  files.insert(files.end(), below.begin(), below.end());
  return {};
}

struct Tally {
  std::size_t ok = 0, bad = 0, refused = 0, others = 0;
};

void print_faults(Context& context, const std::string& lines) {
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    context.out << "\u2717 " << terminal_safe(line) << '\n';
  }
}

void check_all(Context& context, const std::vector<Found>& files, Tally& tally) {
  for (const Found& file : files) {
    const Result<Checked> checked = check_file(file);
    if (!checked) {
      ++(checked.error().code == ExitCode::kFailed ? tally.refused : tally.bad);
      print_faults(context, checked.error().message);
    } else if (checked->what.empty()) {
      ++tally.others;
    } else {
      ++tally.ok;
      context.out << "\u2713 " << terminal_safe(file.path) << ": " << checked->what << '\n';
      for (const std::string& note : checked->notes) {
        warn(context, file.path + ": " + note);
      }
    }
  }
}

}  // namespace

int verify(Context& context, const std::vector<std::string>& paths) {
  const Result<void> format = refuse_format(context, "verify", false);
  if (!format) {
    return fail(context, format.error());
  }
  std::vector<Found> files;
  for (const std::string& path : paths) {
    std::error_code ignored;
    if (!std::filesystem::is_directory(path, ignored)) {
      files.push_back({path, true});
      continue;
    }
    const Result<void> collected = collect(path, files);
    if (!collected) {
      return fail(context, collected.error());
    }
  }
  Tally tally;
  check_all(context, files, tally);
  const std::size_t known = tally.bad + tally.refused + tally.ok;
  if (tally.bad > 0) {
    return fail(context, {ExitCode::kInput, std::to_string(tally.bad) + " of " +
                                                std::to_string(known) + " files are not valid"});
  }
  if (tally.refused > 0) {
    return fail(context,
                {ExitCode::kFailed, std::to_string(tally.refused) + " of " + std::to_string(known) +
                                        " files are receipts that break rules"});
  }
  if (tally.ok == 0) {
    return fail(context,
                {ExitCode::kInput, "no file of perfgate found (" + std::to_string(tally.others) +
                                       " other JSON files)"});
  }
  return code(ExitCode::kPass);
}

}  // namespace perfgate::cli
