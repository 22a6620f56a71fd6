// SPDX-License-Identifier: Apache-2.0
// The only file that calls SQLite. Extended result codes are mapped to what a user can do about
// them; SQLite's own text is added where it knows more.
#include "history/database.h"

#include <fmt/format.h>

#include <cmath>
#include <sqlite3.h>
#include <utility>

namespace perfgate::history_detail {
namespace {

constexpr int kPrimaryMask = 0xff;  // of an extended result code

std::string cause_of(int status, const char* detail) {
  switch (status & kPrimaryMask) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "locked by another process; try again when it has ended";
    case SQLITE_NOTADB:
      return "not a history of perfgate: it is no SQLite file";
    case SQLITE_CORRUPT:
      return fmt::format("damaged or truncated ({}); it was not changed, restore it from a copy",
                         detail);
    case SQLITE_FULL:
      return "the disk is full; nothing was stored";
    case SQLITE_READONLY:
      return "it cannot be written (read-only file or folder)";
    case SQLITE_CANTOPEN:
      return "it cannot be opened (missing, no permission, or not a file)";
    case SQLITE_NOMEM:
      return "not enough memory";
    default:
      return fmt::format("SQLite reports: {}", detail);
  }
}

std::string immutable_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '.' || c == '-' || c == '_';
    uri += plain ? std::string(1, c) : fmt::format("%{:02x}", static_cast<unsigned char>(c));
  }
  return uri + "?immutable=1";
}

}  // namespace

void CloseDatabase::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

void CloseStatement::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

void Statement::keep(int status) {
  if (bind_status_ == SQLITE_OK) {
    bind_status_ = status;
  }
}

void Statement::bind(int place, std::string_view text) {
  const std::string& kept = texts_.emplace_back(text);
  keep(sqlite3_bind_text64(statement_.get(), place, kept.c_str(), kept.size(), nullptr,
                           SQLITE_UTF8));
}

void Statement::bind(int place, std::int64_t value) {
  keep(sqlite3_bind_int64(statement_.get(), place, value));
}

void Statement::bind(int place, std::optional<double> value) {
  keep(value && std::isfinite(*value) ? sqlite3_bind_double(statement_.get(), place, *value)
                                      : sqlite3_bind_null(statement_.get(), place));
}

Result<bool> Statement::step() {
  if (bind_status_ != SQLITE_OK) {
    return tl::unexpected(database_->error(bind_status_));
  }
  const int status = sqlite3_step(statement_.get());
  if (status == SQLITE_ROW || status == SQLITE_DONE) {
    return status == SQLITE_ROW;
  }
  return tl::unexpected(database_->error(status));
}

Result<void> Statement::run() {
  const Result<bool> done = step();
  Result<void> result;
  if (!done) {
    result = tl::unexpected(done.error());
  }
  reset();
  return result;
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
  texts_.clear();
  bind_status_ = SQLITE_OK;
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
  return sqlite3_column_double(statement_.get(), column);
}

std::optional<double> Statement::maybe_real(int column) const {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL
             ? std::nullopt
             : std::optional<double>(real(column));
}

std::string Statement::text(int column) const {
  // As a blob: the same bytes, and char instead of unsigned char comes from void without a cast of
  // pointers between types.
  const void* const bytes = sqlite3_column_blob(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return bytes == nullptr
             ? std::string()
             : std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

Result<Database> Database::open(const std::string& path, OpenMode mode, int patience_ms) {
  // A connection that may write nothing leaves the files of the WAL behind when it closes: readers
  // are told not to write instead. SQLite itself falls back to reading where it may not write.
  const int access = mode == OpenMode::kCreate      ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                     : mode == OpenMode::kImmutable ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
                                                    : SQLITE_OPEN_READWRITE;
  if (path.find('\0') != std::string::npos) {
    return input_error("the name of a history must not hold a NUL byte");
  }
  sqlite3* handle = nullptr;
  // "./": a name that begins with "file:" or ':' must stay a name.
  const std::string name = mode == OpenMode::kImmutable ? immutable_uri(path)
                           : path.starts_with('/')      ? path
                                                        : "./" + path;
  const int status =
      sqlite3_open_v2(name.c_str(), &handle, access | SQLITE_OPEN_FULLMUTEX, nullptr);
  Database database(path, handle);
  if (status != SQLITE_OK) {
    return tl::unexpected(database.error(status));
  }
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, patience_ms);
  if (mode == OpenMode::kReadOnly) {
    if (const auto set = database.execute("PRAGMA query_only = ON"); !set) {
      return tl::unexpected(set.error());
    }
  }
  return database;
}

Result<Statement> Database::prepare(const char* sql) const {
  sqlite3_stmt* statement = nullptr;
  const int status = sqlite3_prepare_v2(handle_.get(), sql, -1, &statement, nullptr);
  if (status != SQLITE_OK) {
    return tl::unexpected(error(status));
  }
  return Statement(*this, statement);
}

Result<void> Database::execute(const char* sql) const {
  const int status = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (status != SQLITE_OK) {
    return tl::unexpected(error(status));
  }
  return {};
}

Result<std::int64_t> Database::number(const char* sql) const {
  Result<Statement> statement = prepare(sql);
  if (!statement) {
    return tl::unexpected(statement.error());
  }
  const Result<bool> row = statement->step();
  if (!row) {
    return tl::unexpected(row.error());
  }
  return *row ? statement->integer(0) : 0;
}

Error Database::error(int status) const {
  const char* const detail =
      handle_ == nullptr ? sqlite3_errstr(status) : sqlite3_errmsg(handle_.get());
  return {ExitCode::kInput, fmt::format("{}: {}", path_, cause_of(status, detail))};
}

std::int64_t Database::last_id() const {
  return sqlite3_last_insert_rowid(handle_.get());
}

int Database::changes() const {
  return sqlite3_changes(handle_.get());
}

Result<Transaction> Transaction::begin(const Database& database) {
  if (const Result<void> begun = database.execute("BEGIN IMMEDIATE"); !begun) {
    return tl::unexpected(begun.error());
  }
  return Transaction(database);
}

Result<void> Transaction::commit() {
  Result<void> done = database_->execute("COMMIT");
  if (done) {
    database_ = nullptr;
  }
  return done;
}

Transaction::Transaction(Transaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

Transaction::~Transaction() {
  if (database_ != nullptr) {
    const Result<void> ignored = database_->execute("ROLLBACK");  // a failure leaves it undone too
    static_cast<void>(ignored);
  }
}

}  // namespace perfgate::history_detail
