// SPDX-License-Identifier: Apache-2.0
// Opening the history. A file is looked at before SQLite may touch it: what is not a history must
// stay as it is.
#include "history/history_schema.h"
#include "history/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <unistd.h>

namespace perfgate {
namespace {

using history_detail::Database;
using history_detail::OpenMode;
using history_detail::Statement;

namespace fs = std::filesystem;

constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::size_t kHeadBytes = 18;  // the magic, then the size of a page, big-endian

// SQLite forgives a cut inside the last page; a byte of a figure may be gone then.
bool whole_pages(std::string_view head, std::uintmax_t bytes) {
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(head[at]); };
  const std::uintmax_t stored = (std::uintmax_t{byte(16)} << 8U) | byte(17);
  const std::uintmax_t page = stored == 1 ? 65'536 : stored;  // which two bytes cannot hold
  return page > 0 && bytes % page == 0;
}

std::string folder_above(const std::string& path) {
  const std::string parent = fs::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

/// True = there is a history to open, false = there is nothing (or an empty file).
Result<bool> looks_like_history(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return false;
  }
  if (status.type() != fs::file_type::regular) {
    return input_error(path + ": not a history of perfgate: it is no file");
  }
  std::ifstream file(path, std::ios::binary);
  std::string head(kHeadBytes, '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  const std::uintmax_t bytes = fs::file_size(path, error);
  if (file.bad() || error || (file.gcount() == 0 && bytes > 0)) {
    return input_error(path + ": it cannot be read");
  }
  if (bytes == 0) {
    return false;
  }
  if (!head.starts_with(kMagic)) {
    return input_error(path + ": not a history of perfgate: it is no SQLite file");
  }
  if (!whole_pages(head, bytes)) {
    return input_error(path +
                       ": damaged or truncated (its size is no whole number of pages); it was not "
                       "changed, restore it from a copy");
  }
  return true;
}

Result<void> check_whole(const Database& database) {
  Result<Statement> check = database.prepare("PRAGMA quick_check(1)");
  if (!check) {
    return tl::unexpected(check.error());
  }
  const Result<bool> row = check->step();
  if (!row) {
    return tl::unexpected(row.error());
  }
  std::string answer = *row ? check->text(0) : std::string();
  std::replace(answer.begin(), answer.end(), '\n', ' ');
  if (answer != "ok") {
    return input_error(
        fmt::format("{}: damaged or truncated ({}); it was not changed, restore it from a copy",
                    database.path(), answer));
  }
  return {};
}

Result<Database> open_to_read(const std::string& path, int patience_ms) {
  // Readers of a WAL file share memory through a file beside it. Where none can be made nobody
  // writes either.
  const bool frozen = ::access(folder_above(path).c_str(), W_OK) != 0;
  Result<Database> database =
      Database::open(path, frozen ? OpenMode::kImmutable : OpenMode::kReadOnly, patience_ms);
  if (!database) {
    return database;
  }
  const auto version = static_cast<std::int64_t>(history_detail::history_migrations().size());
  if (const auto known = history_detail::check_version(*database, version); !known) {
    return tl::unexpected(known.error());
  }
  return database;
}

Result<Database> open_to_write(const std::string& path, int patience_ms) {
  std::error_code error;
  fs::create_directories(folder_above(path), error);
  if (error) {
    return input_error(fmt::format("{}: its folder cannot be made: {}", path, error.message()));
  }
  Result<Database> database = Database::open(path, OpenMode::kCreate, patience_ms);
  if (!database) {
    return database;
  }
  // The version comes first: a newer file may look damaged to us.
  if (const auto ready = history_detail::migrate(*database, history_detail::history_migrations());
      !ready) {
    return tl::unexpected(ready.error());
  }
  if (const auto whole = check_whole(*database); !whole) {
    return tl::unexpected(whole.error());
  }
  if (const auto set = database->execute(
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
      !set) {
    return tl::unexpected(set.error());
  }
  return database;
}

}  // namespace

History::History(std::unique_ptr<Store> store) : store_(std::move(store)) {}

History::History(History&&) noexcept = default;
History& History::operator=(History&&) noexcept = default;
History::~History() = default;

Result<History> History::open(const std::string& path, HistoryAccess access, int patience_ms) {
  const Result<bool> exists = looks_like_history(path);
  if (!exists) {
    return tl::unexpected(exists.error());
  }
  if (!*exists && access == HistoryAccess::kRead) {
    return input_error(path + ": there is no history; perfgate history add RESULTS makes it");
  }
  Result<Database> database = access == HistoryAccess::kRead ? open_to_read(path, patience_ms)
                                                             : open_to_write(path, patience_ms);
  if (!database) {
    return tl::unexpected(database.error());
  }
  return History(std::make_unique<Store>(std::move(*database)));
}

}  // namespace perfgate
