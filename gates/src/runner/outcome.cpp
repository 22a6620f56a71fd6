// SPDX-License-Identifier: Apache-2.0
// Pure bookkeeping over ids. Values of samples are not judged here: that is ingest's and the
// policy's business.
#include "runner/outcome.h"

#include <perfgate/ingest.h>

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <system_error>

namespace perfgate::runner_detail {
namespace fs = std::filesystem;

namespace {

/// Last line with visible text, at most 200 bytes; usually the error message.
[[nodiscard]] std::string last_line(std::string_view text) {
  const std::size_t end = text.find_last_not_of(" \t\r\n");
  if (end == std::string_view::npos) {
    return "";
  }
  text = text.substr(0, end + 1);
  const std::size_t newline = text.find_last_of("\r\n");
  if (newline != std::string_view::npos) {
    text.remove_prefix(newline + 1);
  }
  constexpr std::size_t kMaxBytes = 200;
  return std::string(text.substr(0, kMaxBytes));
}

[[nodiscard]] std::string signal_name(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name == nullptr ? fmt::format("signal {}", signal) : fmt::format("SIG{}", name);
}

/// True when `path` holds no file; folders alone do not count.
[[nodiscard]] bool holds_no_file(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return true;
  }
  if (status.type() != fs::file_type::directory) {
    return false;
  }
  for (fs::recursive_directory_iterator it(path, error), end; !error && it != end;
       it.increment(error)) {
    std::error_code ignored;
    if (it->symlink_status(ignored).type() != fs::file_type::directory) {
      return false;
    }
  }
  return !error;  // what cannot be listed is left to ingest, which says why
}

}  // namespace

Delivery read_delivery(const std::string& path) {
  Delivery delivery;
  delivery.nothing = holds_no_file(path);
  if (delivery.nothing) {
    return delivery;
  }
  const auto results = ingest(path);
  if (!results) {
    delivery.unreadable = results.error().message;
    return delivery;
  }
  for (const Row& row : results->rows) {
    if (!row.failure.empty()) {
      delivery.failed.emplace(row.id, row.failure);
    } else {
      delivery.rows.insert(row.id);
    }
  }
  return delivery;
}

std::string process_failure(const Result<ProcessResult>& result, double timeout_s) {
  if (!result) {
    return result.error().message;
  }
  if (result->timed_out) {
    return fmt::format("no end within {:g} s; stopped", timeout_s);
  }
  std::string text;
  if (result->signal != 0) {
    text = "killed by " + signal_name(result->signal);
  } else if (result->exit_code != 0) {
    text = fmt::format("exit status {}", result->exit_code);
  } else {
    return "";
  }
  const std::string line = last_line(result->output_tail);
  return line.empty() ? text : text + ": " + line;
}

std::vector<FailedRow> failed_rows(const std::string& suite,
                                   const std::vector<std::string>& expected,
                                   const Delivery& delivery, const std::string& failure) {
  std::map<std::string, std::string> failed = delivery.failed;
  std::string reason = failure;
  if (!delivery.unreadable.empty()) {
    reason +=
        (reason.empty() ? "" : "; ") + std::string("unreadable result: ") + delivery.unreadable;
  }
  const std::string missing_reason = reason.empty() ? "no result written" : reason;
  for (const std::string& id : expected) {
    if (!delivery.rows.contains(id)) {
      failed.emplace(id, missing_reason);
    }
  }
  if (failed.empty() && !reason.empty()) {
    failed.emplace(suite, reason + (delivery.rows.empty() ? "" : "; every row was written before"));
  }
  if (failed.empty() && delivery.rows.empty()) {
    failed.emplace(suite, missing_reason);
  }
  std::vector<FailedRow> list;
  list.reserve(failed.size());
  for (const auto& [id, why] : failed) {
    list.push_back({id, why});
  }
  return list;
}

}  // namespace perfgate::runner_detail
