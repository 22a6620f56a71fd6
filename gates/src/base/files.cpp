// SPDX-License-Identifier: Apache-2.0
// Bounded reads, the locked update, hashing and the sweep of left-overs. The atomic replacement
// itself is in atomic_write.cpp. Nothing here knows what is in a file.
#include "base/atomic_write.h"
#include "base/descriptor.h"

#include <perfgate/files.h>

#include <fmt/core.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <exception>
#include <fcntl.h>
#include <filesystem>
#include <thread>

namespace perfgate {
namespace {

using files_detail::Descriptor;
using files_detail::errno_text;

constexpr std::chrono::seconds kLockWait{10};
constexpr std::chrono::milliseconds kLockPoll{10};
constexpr std::chrono::hours kStaleAge{24};

const char* kind_name(mode_t mode) {
  if (S_ISDIR(mode)) {
    return "a folder";
  }
  if (S_ISFIFO(mode)) {
    return "a FIFO";
  }
  return S_ISSOCK(mode) ? "a socket" : "a device";
}

/// read_file, with missing = "" if `may_be_missing`.
Result<std::string> read_regular(const std::string& path, std::size_t max_bytes,
                                 bool may_be_missing) {
  if (path.find('\0') != std::string::npos) {
    return input_error("cannot read a file whose name holds a NUL byte");
  }
  // O_NONBLOCK: opening a FIFO without a writer must not hang.
  Descriptor file(files_detail::open_retry(path, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  if (!file.open()) {
    if (errno == ENOENT && may_be_missing) {
      return std::string();
    }
    return input_error(fmt::format("cannot read {}: {}", path, errno_text(errno)));
  }

  struct stat facts {};

  if (::fstat(file.get(), &facts) != 0) {
    return input_error(fmt::format("cannot read {}: {}", path, errno_text(errno)));
  }
  if (!S_ISREG(facts.st_mode)) {
    return input_error(
        fmt::format("cannot read {}: it is {}, not a file", path, kind_name(facts.st_mode)));
  }
  try {
    std::string content;
    const int error = files_detail::read_all(file.get(), max_bytes,
                                             static_cast<std::size_t>(facts.st_size), content);
    if (error != 0) {
      return input_error(fmt::format("cannot read {}: {}", path, errno_text(error)));
    }
    if (content.size() > max_bytes) {
      return input_error(
          fmt::format("cannot read {}: larger than the limit of {} bytes", path, max_bytes));
    }
    return content;
  } catch (const std::exception&) {
    return input_error(fmt::format("cannot read {}: not enough memory", path));
  }
}

/// Takes the lock or says why not; waits at most kLockWait, so that a stuck owner is an error and
/// not a hang.
Result<void> take_lock(const Descriptor& lock, const std::string& lock_path) {
  const auto deadline = std::chrono::steady_clock::now() + kLockWait;
  while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return input_error(fmt::format("cannot lock {}: {}", lock_path, errno_text(errno)));
    }
    if (std::chrono::steady_clock::now() >= deadline) {
      return input_error(fmt::format("cannot lock {}: another process has held it for {} s",
                                     lock_path, kLockWait.count()));
    }
    std::this_thread::sleep_for(kLockPoll);
  }
  return {};
}

Result<std::string> edited(const std::function<Result<std::string>(const std::string&)>& edit,
                           const std::string& old, const std::string& path) {
  try {
    return edit(old);
  } catch (const std::exception& error) {
    return input_error(fmt::format("cannot update {}: {}", path, error.what()));
  }
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  return read_regular(path, max_bytes, false);
}

Result<void> write_file_atomic(const std::string& path, std::string_view content) {
  const Result<std::string> target = files_detail::write_target(path);
  if (!target) {
    return tl::unexpected(target.error());
  }
  return files_detail::replace_file(*target, content);
}

Result<void> update_file(const std::string& path, std::size_t max_bytes,
                         const std::function<Result<std::string>(const std::string& old)>& edit) {
  const Result<std::string> target = files_detail::write_target(path);
  if (!target) {
    return tl::unexpected(target.error());
  }
  const std::string lock_path = *target + ".lock";
  const Descriptor lock(
      files_detail::open_retry(lock_path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK, 0666));
  if (!lock.open()) {
    return input_error(fmt::format("cannot lock {}: {}", lock_path, errno_text(errno)));
  }
  if (Result<void> locked = take_lock(lock, lock_path); !locked) {
    return locked;
  }
  const Result<std::string> old = read_regular(*target, max_bytes, true);
  if (!old) {
    return tl::unexpected(old.error());
  }
  const Result<std::string> next = edited(edit, *old, path);
  if (!next) {
    return tl::unexpected(next.error());
  }
  return *next == *old ? Result<void>() : files_detail::replace_file(*target, *next);
}

void sweep_stale_temporaries(const std::string& path) {
  namespace fs = std::filesystem;
  const fs::path target(path);
  const std::string prefix = files_detail::temporary_prefix(target.filename().string());
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
  std::error_code error;
  const auto oldest = fs::file_time_type::clock::now() - kStaleAge;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;  // a file that another process sweeps at the same time is no problem
    const bool stale = at->path().filename().string().starts_with(prefix) &&
                       fs::is_regular_file(at->symlink_status(ignored)) &&
                       at->last_write_time(ignored) < oldest && !ignored;
    if (stale) {
      fs::remove(at->path(), ignored);
    }
  }
}

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  // SHA-256 of memory fails only when the OpenSSL installation lacks it; then all hashes are "",
  // which no check accepts.
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    return "";
  }
  std::string hex;
  hex.reserve(std::size_t{2} * length);
  for (unsigned i = 0; i < length; ++i) {
    hex += fmt::format("{:02x}", digest.at(i));
  }
  return hex;
}

}  // namespace perfgate
