// SPDX-License-Identifier: Apache-2.0
// MappedFile: the same bytes either way, refusal of everything that is not a file, and what happens
// when a mapped file shrinks.
#include "base/test_folder.h"

#include <bitnet/runtime/mapped_file.h>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <string>
#include <unistd.h>

using bitnet::runtime::MappedFile;
using bitnet::runtime::Result;
using bitnet::runtime::testing::TestFolder;

namespace {

std::string text_of(const MappedFile& file) {
  std::string text;
  for (const std::byte byte : file.bytes()) {
    text += static_cast<char>(byte);
  }
  return text;
}

void check_refused(const std::string& path, const std::string& reason) {
  for (const bool use_mmap : {true, false}) {
    CAPTURE(path);
    const Result<MappedFile> file = MappedFile::open(path, use_mmap);
    REQUIRE_FALSE(file.has_value());
    CHECK(file.error().message == "cannot read " + path + ": " + reason);
    CHECK(file.error().code == bitnet::runtime::ExitCode::kInput);
  }
}

struct ChildResult {
  int status = -1;
  std::string diagnostics;
};

/// Runs `work` in a forked child and collects its stderr.
template <typename Work>
ChildResult in_child(const Work& work) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::dup2(ends[1], STDERR_FILENO);
    work();
    ::_exit(0);
  }
  ::close(ends[1]);
  ChildResult result;
  std::array<char, 256> buffer{};
  for (ssize_t n = 0; (n = ::read(ends[0], buffer.data(), buffer.size())) > 0;) {
    result.diagnostics.append(buffer.data(), static_cast<std::size_t>(n));
  }
  ::close(ends[0]);
  ::waitpid(child, &result.status, 0);
  return result;
}

}  // namespace

TEST_CASE("mapped file: mapped and read give the same bytes") {
  const TestFolder folder;
  const std::string content(100000, 'q');
  folder.put("f", content);
  folder.put("empty", "");
  for (const bool use_mmap : {true, false}) {
    Result<MappedFile> file = MappedFile::open(folder.path("f"), use_mmap);
    REQUIRE(file.has_value());
    CHECK(text_of(*file) == content);
    const std::byte* address = file->bytes().data();
    const MappedFile moved = std::move(*file);
    CHECK(moved.bytes().data() == address);
    CHECK(moved.mapped() == use_mmap);
    moved.drop(moved.bytes().subspan(1, 50000));
    CHECK(moved.bytes().back() == std::byte{'q'});
    const Result<MappedFile> empty = MappedFile::open(folder.path("empty"), use_mmap);
    REQUIRE(empty.has_value());
    CHECK(empty->bytes().empty());
  }
}

TEST_CASE("mapped file: what is not a regular file is refused at once") {
  const TestFolder folder;
  REQUIRE(::mkfifo(folder.path("fifo").c_str(), 0600) == 0);
  REQUIRE(::symlink("loop", folder.path("loop").c_str()) == 0);
  check_refused(folder.path(), "it is a folder, not a file");
  check_refused(folder.path("fifo"), "it is a FIFO, not a file");
  check_refused("/dev/zero", "it is a device, not a file");
  check_refused(folder.path("loop"), "Too many levels of symbolic links");
  check_refused(folder.path("none"), "No such file or directory");
  check_refused(folder.path(std::string(300, 'n')), "File name too long");
  CHECK_FALSE(MappedFile::open(std::string("a\0b", 3)).has_value());
}

TEST_CASE("mapped file: without read permission") {
  if (::geteuid() == 0) {
    MESSAGE("SKIPPED: root may read every file");
    return;
  }
  const TestFolder folder;
  folder.put("secret", "x");
  REQUIRE(::chmod(folder.path("secret").c_str(), 0) == 0);
  check_refused(folder.path("secret"), "Permission denied");
}

TEST_CASE("mapped file: a sparse terabyte maps at no cost and is too much to read") {
  const TestFolder folder;
  folder.put("f", "head");
  if (::truncate(folder.path("f").c_str(), off_t{1} << 40) != 0) {
    MESSAGE("SKIPPED: no sparse files of 1 TB here");
    return;
  }
  const Result<MappedFile> mapped = MappedFile::open(folder.path("f"));
  REQUIRE(mapped.has_value());
  CHECK(mapped->bytes().size() == std::size_t{1} << 40U);
  CHECK(mapped->bytes().back() == std::byte{0});
  const Result<MappedFile> read = MappedFile::open(folder.path("f"), false);
  REQUIRE_FALSE(read.has_value());
  CHECK(read.error().code == bitnet::runtime::ExitCode::kOutOfMemory);
  CHECK(read.error().message.find("it has 1099511627776 bytes, the machine has") !=
        std::string::npos);
}

TEST_CASE("mapped file: a file that shrinks while mapped ends the program with a sentence") {
  const TestFolder folder;
  folder.put("f", std::string(50000, 'x'));
  const std::string path = folder.path("f");
  const ChildResult result = in_child([&] {
    bitnet::runtime::install_sigbus_handler();
    const Result<MappedFile> file = MappedFile::open(path);
    if (file && ::truncate(path.c_str(), 100) == 0) {
      const volatile std::byte touched = file->bytes()[40000];
      (void)touched;
    }
  });
  REQUIRE(WIFEXITED(result.status));
  CHECK(WEXITSTATUS(result.status) == 3);
  CHECK(result.diagnostics == "bitnet: " + path + ": the file shrank while it was in use\n");
}

TEST_CASE("mapped file: a SIGBUS elsewhere keeps its default action") {
  const ChildResult result = in_child([] {
    bitnet::runtime::install_sigbus_handler();
    ::kill(::getpid(), SIGBUS);
    ::kill(::getpid(), SIGBUS);  // a sent signal does not repeat by itself as a fault does
  });
  REQUIRE(WIFSIGNALED(result.status));
  CHECK(WTERMSIG(result.status) == SIGBUS);
}
