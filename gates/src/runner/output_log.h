// SPDX-License-Identifier: Apache-2.0
// Where the output of a child goes: a log file of bounded size, the last bytes for messages, and
// optionally a capture of stdout. A log that cannot be written never fails the benchmark.
#pragma once

#include <perfgate/result.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace perfgate::runner_detail {

inline constexpr std::size_t kMaxLogBytes = std::size_t{4} << 20;
inline constexpr std::size_t kMaxCaptureBytes = std::size_t{16} << 20;
inline constexpr std::size_t kTailBytes = 4096;

class OutputLog {
 public:
  explicit OutputLog(std::string* capture) : capture_(capture) {}

  ~OutputLog();
  OutputLog(const OutputLog&) = delete;
  OutputLog& operator=(const OutputLog&) = delete;

  /// Creates or empties the log; "" = no log.
  [[nodiscard]] Result<void> open(const std::string& path);

  void add_stdout(std::string_view bytes);
  void add_stderr(std::string_view bytes);

  /// Notes how much was dropped, and closes.
  void finish();

  /// Last kTailBytes of both streams in order of arrival.
  [[nodiscard]] std::string tail() const;

 private:
  void add_tail(std::string_view bytes);
  void add_log(std::string_view bytes);
  void write_all(std::string_view bytes);

  std::string* capture_;
  std::string tail_;
  int fd_ = -1;
  std::size_t logged_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace perfgate::runner_detail
