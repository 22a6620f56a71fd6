// SPDX-License-Identifier: Apache-2.0
// MappedFile: refuse what is not a regular file, then map or read. Interprets no bytes.
#include "base/posix_file.h"
#include "base/sigbus.h"

#include <bitnet/runtime/mapped_file.h>

#include <fmt/core.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace bitnet::runtime {
namespace {

const char* kind_name(mode_t mode) {
  if (S_ISDIR(mode)) {
    return "a folder";
  }
  if (S_ISFIFO(mode)) {
    return "a FIFO";
  }
  return S_ISSOCK(mode) ? "a socket" : "a device";
}

std::size_t page_bytes() noexcept {
  return static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

std::size_t machine_bytes() noexcept {
  return static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) * page_bytes();
}

tl::unexpected<Error> read_error(const std::string& path, const std::string& why) {
  return input_error(fmt::format("cannot read {}: {}", path, why));
}

tl::unexpected<Error> memory_error(const std::string& path, std::size_t size) {
  return tl::unexpected(Error{ExitCode::kOutOfMemory,
                              fmt::format("cannot hold {} in memory: it has {} bytes, the machine "
                                          "has {}",
                                          path, size, machine_bytes())});
}

Result<std::size_t> regular_size(const Descriptor& file, const std::string& path) {
  struct stat facts = {};
  if (::fstat(file.get(), &facts) != 0) {
    return read_error(path, errno_text(errno));
  }
  if (!S_ISREG(facts.st_mode)) {
    return read_error(path, fmt::format("it is {}, not a file", kind_name(facts.st_mode)));
  }
  return static_cast<std::size_t>(facts.st_size);
}

Result<const std::byte*> map(const Descriptor& file, std::size_t size, const std::string& path) {
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.get(), 0);
  if (address == MAP_FAILED) {
    return read_error(path, fmt::format("cannot map {} bytes: {}", size, errno_text(errno)));
  }
  return static_cast<const std::byte*>(address);
}

Result<const std::byte*> read_whole(const Descriptor& file, std::size_t size,
                                    const std::string& path) {
  if (size > machine_bytes()) {
    return memory_error(path, size);
  }
  void* address = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (address == MAP_FAILED) {
    return memory_error(path, size);
  }
  std::size_t got = 0;
  const int error = read_from_start(file.get(), static_cast<std::byte*>(address), size, got);
  if (error != 0 || got != size) {
    ::munmap(address, size);
    return read_error(
        path, error != 0 ? errno_text(error)
                         : fmt::format("it shrank from {} to {} bytes meanwhile", size, got));
  }
  ::mprotect(address, size, PROT_READ);
  return static_cast<const std::byte*>(address);
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path, bool use_mmap) {
  const std::string& name = path.native();
  if (name.find('\0') != std::string::npos) {
    return input_error("cannot read a file whose name holds a NUL byte");
  }
  // O_NONBLOCK: opening a FIFO without a writer must not hang.
  const Descriptor file(open_retry(name, O_RDONLY | O_NONBLOCK | O_NOCTTY));
  if (!file.open()) {
    return read_error(name, errno_text(errno));
  }
  const Result<std::size_t> size = regular_size(file, name);
  if (!size) {
    return tl::unexpected(size.error());
  }
  MappedFile result;
  if (*size == 0) {
    return result;
  }
  const Result<const std::byte*> data =
      use_mmap ? map(file, *size, name) : read_whole(file, *size, name);
  if (!data) {
    return tl::unexpected(data.error());
  }
  result.data_ = *data;
  result.size_ = *size;
  result.is_map_ = use_mmap;
  result.slot_ = use_mmap ? register_mapping(*data, *size, name) : -1;
  return result;
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      is_map_(other.is_map_),
      slot_(std::exchange(other.slot_, -1)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  std::swap(is_map_, other.is_map_);
  std::swap(slot_, other.slot_);
  return *this;
}

MappedFile::~MappedFile() {
  release();
}

void MappedFile::release() noexcept {
  if (slot_ >= 0) {
    unregister_mapping(slot_);
  }
  if (data_ != nullptr) {
    // munmap does not write through the pointer; its signature predates const.
    ::munmap(const_cast<std::byte*>(data_),
             size_);  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  }
}

void MappedFile::drop(std::span<const std::byte> part) const noexcept {
  const std::size_t page = page_bytes();
  const auto first = static_cast<std::size_t>(part.data() - data_);
  const std::size_t begin = (first + page - 1) / page * page;
  const std::size_t end = (first + part.size()) / page * page;
  if (begin < end) {
    ::madvise(const_cast<std::byte*>(data_) + begin, end - begin,  // NOLINT
              MADV_DONTNEED);
  }
}

}  // namespace bitnet::runtime
