// SPDX-License-Identifier: Apache-2.0
// The write protocol: exclusive temporary file in the same folder, write, fsync, close, rename,
// fsync of the folder. It never repeats an fsync that failed: the kernel may have dropped the
// pages.
#include "base/atomic_file.h"

#include <fmt/core.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace bitnet::runtime {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;
constexpr int kNameAttempts = 16;
constexpr std::size_t kMaxNameBytes = 200;  // leaves room for ".", ".tmp." and 16 digits in 255
constexpr std::chrono::hours kStaleAge{24};

std::string folder_of(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

std::string temporary_prefix(const std::string& target) {
  return "." + fs::path(target).filename().string().substr(0, kMaxNameBytes) + ".tmp.";
}

std::uint64_t random_bits() {
  std::uint64_t bits = 0;
  if (::getrandom(&bits, sizeof bits, GRND_NONBLOCK) != static_cast<ssize_t>(sizeof bits)) {
    // Early boot only. Uniqueness comes from O_EXCL and the attempts, not from these bits.
    bits = static_cast<std::uint64_t>(::getpid());
  }
  return bits;
}

tl::unexpected<Error> write_error(const std::string& path, const std::string& why) {
  return input_error(fmt::format("cannot write {}: {}", path, why));
}

/// What `path` leads to, if a file can be put there.
Result<std::string> real_target(const std::string& path) {
  if (path.find('\0') != std::string::npos || !fs::path(path).has_filename()) {
    // NOLINTNEXTLINE(readability-redundant-string-cstr): up to the zero byte
    return write_error(path.c_str(), "it is not the name of a file");
  }
  std::error_code failure;
  const fs::file_status own = fs::symlink_status(path, failure);
  if (own.type() == fs::file_type::not_found) {
    return path;
  }
  const fs::file_status reached = fs::status(path, failure);
  if (reached.type() != fs::file_type::regular) {
    return write_error(path, "it exists and is not a file");
  }
  if (own.type() != fs::file_type::symlink) {
    return path;
  }
  const fs::path target = fs::canonical(path, failure);
  return failure ? Result<std::string>(write_error(path, failure.message())) : target.string();
}

/// Temporary files that a killed process left; those of a running one are younger.
void sweep(const std::string& target) {
  const std::string prefix = temporary_prefix(target);
  std::error_code failure;
  const auto old = fs::file_time_type::clock::now() - kStaleAge;
  for (fs::directory_iterator it(folder_of(target), failure), end; !failure && it != end;
       it.increment(failure)) {
    std::error_code ignored;
    if (it->path().filename().string().rfind(prefix, 0) == 0 && it->is_regular_file(ignored) &&
        it->last_write_time(ignored) < old && !ignored) {
      fs::remove(it->path(), ignored);
    }
  }
}

/// After this the rename itself survives a power cut. File systems without the operation say
/// EINVAL.
int sync_folder(const std::string& target) {
  const Descriptor folder(open_retry(folder_of(target), O_RDONLY | O_DIRECTORY));
  if (!folder.open()) {
    return errno == EACCES ? 0 : errno;  // writable but not readable: cannot be synced by anybody
  }
  const bool synced = ::fsync(folder.get()) == 0 || errno == EINVAL || errno == ENOTSUP;
  return synced ? 0 : errno;
}

}  // namespace

Result<AtomicFile> AtomicFile::create(const fs::path& target) {
  Result<std::string> real = real_target(target.native());
  if (!real) {
    return tl::unexpected(real.error());
  }
  sweep(*real);
  const std::string prefix = folder_of(*real) + "/" + temporary_prefix(*real);
  AtomicFile file;
  file.target_ = std::move(*real);
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    const std::string name = prefix + fmt::format("{:016x}", random_bits());
    file.file_ = Descriptor(open_retry(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0666));
    if (file.file_.open()) {
      file.temporary_ = name;
      file.buffer_.reserve(kBufferBytes);
      return file;
    }
    if (errno != EEXIST) {
      break;
    }
  }
  return file.error(errno);
}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : target_(std::move(other.target_)),
      temporary_(std::exchange(other.temporary_, {})),
      file_(std::move(other.file_)),
      buffer_(std::move(other.buffer_)),
      written_(other.written_) {}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) {
    (void)::unlink(temporary_.c_str());
  }
}

tl::unexpected<Error> AtomicFile::error(int number) const {
  return write_error(target_, errno_text(number));
}

Result<void> AtomicFile::flush() {
  const int failure = write_all(file_.get(), buffer_);
  buffer_.clear();
  return failure == 0 ? Result<void>() : error(failure);
}

Result<void> AtomicFile::write(std::span<const std::byte> bytes) {
  written_ += bytes.size();
  if (buffer_.size() + bytes.size() <= kBufferBytes) {
    buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
    return {};
  }
  if (Result<void> flushed = flush(); !flushed) {
    return flushed;
  }
  if (bytes.size() <= kBufferBytes) {
    buffer_.assign(bytes.begin(), bytes.end());
    return {};
  }
  const int failure = write_all(file_.get(), bytes);
  return failure == 0 ? Result<void>() : error(failure);
}

Result<void> AtomicFile::commit() {
  if (Result<void> flushed = flush(); !flushed) {
    return flushed;
  }
  struct stat old = {};
  if (::stat(target_.c_str(), &old) == 0 && ::fchmod(file_.get(), old.st_mode & 07777U) != 0) {
    return error(errno);
  }
  if (::fsync(file_.get()) != 0 || !file_.close() ||
      std::rename(temporary_.c_str(), target_.c_str()) != 0) {
    return error(errno);
  }
  temporary_.clear();
  if (const int failure = sync_folder(target_); failure != 0) {
    return input_error(fmt::format("{} is written, but its folder could not be synced: {}", target_,
                                   errno_text(failure)));
  }
  return {};
}

}  // namespace bitnet::runtime
