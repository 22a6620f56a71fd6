// SPDX-License-Identifier: Apache-2.0
// The write protocol: exclusive temporary file in the same folder, write, fsync, close, rename,
// fsync of the folder. It never repeats an fsync that failed: the kernel may have dropped the
// pages.
#include "base/atomic_write.h"

#include "base/descriptor.h"

#include <fmt/core.h>
#include <sys/random.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace perfgate::files_detail {
namespace {

namespace fs = std::filesystem;

constexpr int kNameAttempts = 16;
constexpr std::size_t kMaxNameBytes = 200;  // leaves room for ".", ".tmp." and 16 digits in 255

tl::unexpected<Error> write_error(const std::string& path, int error) {
  return input_error(fmt::format("cannot write {}: {}", path, errno_text(error)));
}

std::string folder_of(const std::string& path) {
  const fs::path parent = fs::path(path).parent_path();
  return parent.empty() ? "." : parent.string();
}

std::string random_suffix() {
  std::uint64_t bits = 0;
  if (::getrandom(&bits, sizeof bits, GRND_NONBLOCK) != static_cast<ssize_t>(sizeof bits)) {
    // Early boot only. Uniqueness comes from O_EXCL and the attempts, not from these bits.
    bits = static_cast<std::uint64_t>(::getpid());
  }
  return fmt::format("{:016x}", bits);
}

/// Removes the temporary file unless the rename has consumed it.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string path) : path_(std::move(path)) {}

  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  ~TemporaryFile() {
    if (!path_.empty()) {
      (void)::unlink(path_.c_str());
    }
  }

  [[nodiscard]] const std::string& path() const { return path_; }

  void keep() { path_.clear(); }

 private:
  std::string path_;
};

/// Opens a new temporary file beside `target`; `path` receives its name. Returns the descriptor, or
/// -1 with errno.
int create_beside(const std::string& target, unsigned mode, std::string& path) {
  const std::string prefix =
      folder_of(target) + "/" + temporary_prefix(fs::path(target).filename().string());
  int fd = -1;
  for (int attempt = 0; attempt < kNameAttempts; ++attempt) {
    path = prefix + random_suffix();
    fd = open_retry(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
    if (fd >= 0 || errno != EEXIST) {
      break;
    }
  }
  return fd;
}

/// After this the rename itself survives a power cut. File systems without the operation say
/// EINVAL.
int sync_folder(const std::string& target) {
  const Descriptor folder(open_retry(folder_of(target), O_RDONLY | O_DIRECTORY));
  if (!folder.open()) {
    return errno == EACCES ? 0 : errno;  // writable but not readable: cannot be synced by anybody
  }
  if (::fsync(folder.get()) == 0 || errno == EINVAL || errno == ENOTSUP || errno == ENOSYS) {
    return 0;
  }
  return errno;
}

}  // namespace

std::string temporary_prefix(const std::string& file_name) {
  return "." + file_name.substr(0, kMaxNameBytes) + ".tmp.";
}

Result<std::string> write_target(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) {
    return input_error("cannot write a file with an empty name or one that holds a NUL byte");
  }
  std::error_code error;
  const fs::file_status own = fs::symlink_status(path, error);
  if (own.type() == fs::file_type::not_found) {
    if (!fs::path(path).has_filename()) {
      return input_error(fmt::format("cannot write {}: it names a folder", path));
    }
    fs::create_directories(folder_of(path), error);
    return error ? write_error(path, error.value()) : Result<std::string>(path);
  }
  const fs::file_status reached = fs::status(path, error);
  if (own.type() == fs::file_type::symlink && reached.type() == fs::file_type::not_found) {
    return input_error(fmt::format("cannot write {}: a symbolic link that leads nowhere", path));
  }
  if (error && reached.type() == fs::file_type::none) {
    return write_error(path, error.value());
  }
  if (reached.type() != fs::file_type::regular) {
    return input_error(fmt::format("cannot write {}: it exists and is not a file", path));
  }
  if (own.type() != fs::file_type::symlink) {
    return path;
  }
  const fs::path target = fs::canonical(path, error);
  return error ? write_error(path, error.value()) : Result<std::string>(target.string());
}

Result<void> replace_file(const std::string& target, std::string_view content) {
  struct stat old {};

  const bool existed = ::stat(target.c_str(), &old) == 0;
  std::string name;
  Descriptor file(create_beside(target, 0666, name));
  if (!file.open()) {
    return write_error(target, errno);
  }
  TemporaryFile temporary(name);
  if (const int error = write_all(file.get(), content); error != 0) {
    return write_error(target, error);
  }
  if (existed && ::fchmod(file.get(), old.st_mode & 07777U) != 0) {
    return write_error(target, errno);
  }
  if (::fsync(file.get()) != 0 || !file.close() ||
      std::rename(temporary.path().c_str(), target.c_str()) != 0) {
    return write_error(target, errno);
  }
  temporary.keep();
  if (const int error = sync_folder(target); error != 0) {
    return input_error(fmt::format("{} is written, but its folder could not be synced: {}", target,
                                   errno_text(error)));
  }
  return {};
}

}  // namespace perfgate::files_detail
