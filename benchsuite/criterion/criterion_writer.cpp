// SPDX-License-Identifier: Apache-2.0
// Files of a row, all or nothing: written into a temporary folder beside `new`, then renamed.
#include "criterion_json.h"

#include <benchsuite/criterion_writer.h>

#include <fmt/format.h>

#include <system_error>
#include <unistd.h>
#include <utility>

namespace benchsuite {
namespace {

namespace fs = std::filesystem;

std::string refused(const fs::path& path, const char* action, const std::error_code& error) {
  return fmt::format("{}: cannot be {}: {}", path.string(), action, error.message());
}

Result<void> write_all(const fs::path& folder, const RowRecord& record) {
  const std::pair<const char*, OrderedJson> files[] = {
      {"benchmark.json", benchmark_json(record.id)},
      {"sample.json", sample_json(record.measurement)},
      {"estimates.json", estimates_json(record.estimates)},
      {"tukey.json", tukey_json(record.fences)},
      {"context.json", context_json(record.context)}};
  for (const auto& [name, document] : files) {
    if (Result<void> written = write_json_file(folder / name, document); !written) {
      return written;
    }
  }
  return {};
}

Result<void> replace_folder(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::remove_all(to, error);
  if (error) {
    return failure(refused(to, "replaced", error));
  }
  fs::rename(from, to, error);
  if (error) {
    return failure(refused(to, "created", error));
  }
  return {};
}

// From the row's folder upward to, but without, the root.
void remove_empty_folders(const fs::path& root, const CriterionId& id) {
  std::error_code error;
  for (fs::path folder = id.directory_name; !folder.empty() && !error;
       folder = folder.parent_path()) {
    fs::remove(root / folder, error);  // refuses what is not empty, which ends the walk
  }
}

}  // namespace

Result<void> write_row(const fs::path& root, const RowRecord& record) {
  const fs::path row = root / record.id.directory_name;
  // The process id keeps two programs that share a tree apart.
  const fs::path temporary = row / fmt::format("new.tmp.{}", getpid());
  std::error_code error;
  fs::create_directories(temporary, error);
  if (error) {
    return failure(refused(temporary, "created", error));
  }
  Result<void> done = write_all(temporary, record);
  if (done) {
    done = replace_folder(temporary, row / "new");
  }
  if (!done) {
    fs::remove_all(temporary, error);
    remove_empty_folders(root, record.id);
  }
  return done;
}

Result<void> discard_row(const fs::path& root, const CriterionId& id) {
  const fs::path row = root / id.directory_name;
  std::error_code error;
  fs::remove_all(row / "new", error);
  if (error) {
    return failure(refused(row / "new", "removed", error));
  }
  remove_empty_folders(root, id);
  return {};
}

}  // namespace benchsuite
