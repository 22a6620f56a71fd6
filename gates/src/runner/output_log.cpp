// SPDX-License-Identifier: Apache-2.0
// Bounded storage for unbounded output: what does not fit is counted and dropped, never kept in
// memory and never left in the pipe.
#include "runner/output_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace perfgate::runner_detail {

OutputLog::~OutputLog() {
  if (fd_ >= 0) {
    ::close(fd_);
  }
}

Result<void> OutputLog::open(const std::string& path) {
  if (path.empty()) {
    return {};
  }
  fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd_ < 0) {
    return input_error(fmt::format("{}: cannot write the log: {}", path, std::strerror(errno)));
  }
  return {};
}

void OutputLog::add_stdout(std::string_view bytes) {
  add_tail(bytes);
  if (capture_ == nullptr) {
    add_log(bytes);
    return;
  }
  const std::size_t room = kMaxCaptureBytes - std::min(kMaxCaptureBytes, capture_->size());
  capture_->append(bytes.substr(0, room));
}

void OutputLog::add_stderr(std::string_view bytes) {
  add_tail(bytes);
  add_log(bytes);
}

void OutputLog::add_tail(std::string_view bytes) {
  tail_.append(bytes.substr(bytes.size() - std::min(bytes.size(), kTailBytes)));
  if (tail_.size() > 4 * kTailBytes) {
    tail_.erase(0, tail_.size() - kTailBytes);
  }
}

void OutputLog::add_log(std::string_view bytes) {
  if (fd_ < 0) {
    return;
  }
  const std::size_t kept = std::min(bytes.size(), kMaxLogBytes - logged_);
  write_all(bytes.substr(0, kept));
  logged_ += kept;
  dropped_ += bytes.size() - kept;
}

void OutputLog::write_all(std::string_view bytes) {
  while (!bytes.empty() && fd_ >= 0) {
    const ssize_t n = ::write(fd_, bytes.data(), bytes.size());
    if (n > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno != EINTR) {
      ::close(fd_);  // disk full or worse: the measurement matters more than its log
      fd_ = -1;
    }
  }
}

void OutputLog::finish() {
  if (dropped_ > 0) {
    write_all(fmt::format("\n[perfgate: {} more bytes of output were dropped]\n", dropped_));
  }
  if (fd_ >= 0) {
    ::close(fd_);
    fd_ = -1;
  }
}

std::string OutputLog::tail() const {
  return tail_.substr(tail_.size() - std::min(tail_.size(), kTailBytes));
}

}  // namespace perfgate::runner_detail
