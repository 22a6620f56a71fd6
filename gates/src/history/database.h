// SPDX-License-Identifier: Apache-2.0
// SQLite with values instead of return codes: one connection, statements whose parameters are only
// ever bound, and errors in words. Knows nothing of what is stored.
#pragma once

#include <perfgate/result.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace perfgate::history_detail {

struct CloseDatabase {
  void operator()(sqlite3* database) const;
};

struct CloseStatement {
  void operator()(sqlite3_stmt* statement) const;
};

enum class OpenMode : std::uint8_t {
  kReadOnly,   // writes nothing; the files that readers of a WAL share go when the last one closes
  kImmutable,  // read without locks and without files beside it: nobody may write
  kCreate      // read and write; made when missing
};

class Database;

/// A prepared statement. bind() counts from 1, columns from 0. Valid as long as its database.
class Statement {
 public:
  void bind(int place, std::string_view text);
  void bind(int place, std::int64_t value);
  void bind(int place, std::optional<double> value);  // not finite or nothing = NULL

  /// True = a row is there. A failed bind() is reported here.
  [[nodiscard]] Result<bool> step();
  /// One execution of a statement without rows; ready for the next bind() afterwards.
  [[nodiscard]] Result<void> run();
  /// Ready for another execution; nothing is bound any more.
  void reset();

  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::optional<double> maybe_real(int column) const;
  [[nodiscard]] std::string text(int column) const;

 private:
  friend class Database;

  Statement(const Database& database, sqlite3_stmt* statement)
      : database_(&database), statement_(statement) {}

  void keep(int status);

  const Database* database_;
  std::deque<std::string> texts_;  // bound ones: SQLite keeps the address
  std::unique_ptr<sqlite3_stmt, CloseStatement> statement_;
  int bind_status_ = 0;
};

class Database {
 public:
  /// Waits `patience_ms` for other processes before it calls the file locked.
  [[nodiscard]] static Result<Database> open(const std::string& path, OpenMode mode,
                                             int patience_ms);

  [[nodiscard]] Result<Statement> prepare(const char* sql) const;
  /// Statements of our own without parameters.
  [[nodiscard]] Result<void> execute(const char* sql) const;
  /// First column of the first row; 0 if there is none.
  [[nodiscard]] Result<std::int64_t> number(const char* sql) const;
  /// What SQLite says about its last failure, as one sentence that begins with the path.
  [[nodiscard]] Error error(int status) const;
  [[nodiscard]] std::int64_t last_id() const;
  [[nodiscard]] int changes() const;

  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  Database(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}

  std::string path_;
  std::unique_ptr<sqlite3, CloseDatabase> handle_;
};

/// BEGIN IMMEDIATE; rolled back unless committed.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(const Database& database);
  [[nodiscard]] Result<void> commit();
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction();

 private:
  explicit Transaction(const Database& database) : database_(&database) {}

  const Database* database_;
};

}  // namespace perfgate::history_detail
