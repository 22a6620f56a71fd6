// SPDX-License-Identifier: Apache-2.0
// Reads and their limits, replacement, locking, sweeping, hashing. What a crash or a full disk does
// is in files_fault_test.cpp.
#include "base/test_folder.h"

#include <perfgate/files.h>

#include <doctest/doctest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <chrono>
#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>

using perfgate::read_file;
using perfgate::Result;
using perfgate::sha256_hex;
using perfgate::TestFolder;
using perfgate::update_file;
using perfgate::write_file_atomic;

namespace {

std::string message(const Result<void>& result) {
  return result ? std::string("no error") : result.error().message;
}

mode_t mode_of(const std::string& path) {
  struct stat facts {};

  return ::stat(path.c_str(), &facts) == 0 ? facts.st_mode & 07777U : 0;
}

}  // namespace

TEST_CASE("files: read") {
  const TestFolder folder;
  const std::string bytes("a\0b\xff\n", 5);
  folder.put("f", bytes);
  CHECK(read_file(folder.path("f"), 5) == bytes);
  CHECK(read_file(folder.path("f"), 4).error().message ==
        "cannot read " + folder.path("f") + ": larger than the limit of 4 bytes");
  folder.put("empty", "");
  CHECK(read_file(folder.path("empty"), 0) == std::string());
  const std::string large(300000, 'x');
  folder.put("large", large);
  CHECK(read_file(folder.path("large"), large.size()) == large);
  CHECK_FALSE(read_file(folder.path("large"), large.size() - 1).has_value());
}

TEST_CASE("files: read what is no file") {
  const TestFolder folder;
  CHECK(read_file(folder.path("none"), 9).error().message ==
        "cannot read " + folder.path("none") + ": No such file or directory");
  CHECK(read_file("", 9).error().message == "cannot read : No such file or directory");
  CHECK(read_file(folder.path(), 9).error().message ==
        "cannot read " + folder.path() + ": it is a folder, not a file");
  REQUIRE(::mkfifo(folder.path("fifo").c_str(), 0600) == 0);
  CHECK(read_file(folder.path("fifo"), 9).error().message ==
        "cannot read " + folder.path("fifo") + ": it is a FIFO, not a file");
  CHECK(read_file("/dev/zero", 9).error().message ==
        "cannot read /dev/zero: it is a device, not a file");
  CHECK(read_file(std::string("/etc/passwd\0x", 13), 9).error().message ==
        "cannot read a file whose name holds a NUL byte");
  CHECK(read_file("/proc/self/status", 1U << 20).has_value());  // its size is stated as 0
}

TEST_CASE("files: replace") {
  const TestFolder folder;
  CHECK(write_file_atomic(folder.path("f"), "one").has_value());
  CHECK(folder.get("f") == "one");
  REQUIRE(::chmod(folder.path("f").c_str(), 0640) == 0);
  CHECK(write_file_atomic(folder.path("f"), "").has_value());
  CHECK(folder.get("f").empty());
  CHECK(mode_of(folder.path("f")) == 0640);  // kept
  CHECK(folder.entries() == 1);              // no temporary file is left
  const std::string large(5U << 20, 'y');
  CHECK(write_file_atomic(folder.path("a/b/c"), large).has_value());
  CHECK(folder.get("a/b/c") == large);
}

TEST_CASE("files: the longest name, and names that start with a dot") {
  const TestFolder folder;
  const std::string name(255, 'n');
  CHECK(write_file_atomic(folder.path(name), "x").has_value());
  CHECK(folder.get(name) == "x");
  CHECK_FALSE(write_file_atomic(folder.path(name + "n"), "x").has_value());
  CHECK(write_file_atomic(folder.path(".hidden"), "x").has_value());
  CHECK(folder.entries() == 2);
}

TEST_CASE("files: links") {
  const TestFolder folder;
  folder.put("target", "old");
  REQUIRE(::symlink("target", folder.path("link").c_str()) == 0);
  CHECK(write_file_atomic(folder.path("link"), "new").has_value());
  CHECK(folder.get("target") == "new");
  CHECK(std::filesystem::is_symlink(folder.path("link")));
  REQUIRE(::symlink("nowhere", folder.path("dangling").c_str()) == 0);
  CHECK(message(write_file_atomic(folder.path("dangling"), "x")) ==
        "cannot write " + folder.path("dangling") + ": a symbolic link that leads nowhere");
  REQUIRE(::symlink("loop", folder.path("loop").c_str()) == 0);
  CHECK_FALSE(write_file_atomic(folder.path("loop"), "x").has_value());
  CHECK_FALSE(std::filesystem::exists(folder.path("nowhere")));
}

TEST_CASE("files: what cannot be replaced stays as it is") {
  const TestFolder folder;
  folder.put("file", "old");
  CHECK(message(write_file_atomic(folder.path(), "x")) ==
        "cannot write " + folder.path() + ": it exists and is not a file");
  CHECK(message(write_file_atomic("/dev/null", "x")) ==
        "cannot write /dev/null: it exists and is not a file");
  CHECK(message(write_file_atomic(folder.path("new/"), "x")) ==
        "cannot write " + folder.path("new/") + ": it names a folder");
  CHECK(message(write_file_atomic(folder.path("file/below"), "x")) ==
        "cannot write " + folder.path("file/below") + ": Not a directory");
  CHECK_FALSE(write_file_atomic("/proc/no_such_file", "x").has_value());
  CHECK_FALSE(write_file_atomic("", "x").has_value());
  CHECK_FALSE(write_file_atomic(std::string("a\0b", 3), "x").has_value());
  CHECK(folder.get("file") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("files: update") {
  const TestFolder folder;
  const auto append = [](const std::string& old) -> Result<std::string> { return old + "x"; };
  CHECK(update_file(folder.path("new/f"), 100, append).has_value());
  CHECK(update_file(folder.path("new/f"), 100, append).has_value());
  CHECK(folder.get("new/f") == "xx");
  CHECK_FALSE(update_file(folder.path("new/f"), 1, append).has_value());  // too large to read
  const auto fail = [](const std::string&) -> Result<std::string> {
    return perfgate::usage_error("no");
  };
  CHECK(message(update_file(folder.path("new/f"), 100, fail)) == "no");
  const auto raise = [](const std::string&) -> Result<std::string> {
    throw std::runtime_error("thrown");
  };
  CHECK(message(update_file(folder.path("new/f"), 100, raise)) ==
        "cannot update " + folder.path("new/f") + ": thrown");
  CHECK(folder.get("new/f") == "xx");
}

TEST_CASE("files: an update without a change leaves the file alone") {
  const TestFolder folder;
  folder.put("f", "same");

  struct stat before {
  }, after{};

  REQUIRE(::stat(folder.path("f").c_str(), &before) == 0);
  CHECK(update_file(folder.path("f"), 100, [](const std::string& old) {
          return Result<std::string>(old);
        }).has_value());
  REQUIRE(::stat(folder.path("f").c_str(), &after) == 0);
  CHECK(before.st_ino == after.st_ino);
}

TEST_CASE("files: a lock that is a link is refused") {
  const TestFolder folder;
  folder.put("victim", "v");
  REQUIRE(::symlink("victim", folder.path("f.lock").c_str()) == 0);
  CHECK_FALSE(update_file(folder.path("f"), 100, [](const std::string& old) {
                return Result<std::string>(old + "x");
              }).has_value());
  CHECK(folder.get("victim") == "v");
}

TEST_CASE("files: two processes lose no update") {
  constexpr int kUpdates = 50;
  const TestFolder folder;
  pid_t children[2] = {};
  for (pid_t& child : children) {
    child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      bool good = true;
      for (int i = 0; i < kUpdates; ++i) {
        good &= update_file(folder.path("n"), 100, [](const std::string& old) {
                  return Result<std::string>(std::to_string(std::stoi("0" + old) + 1));
                }).has_value();
      }
      ::_exit(good ? 0 : 1);
    }
  }
  for (const pid_t child : children) {
    int status = -1;
    CHECK(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
  }
  CHECK(folder.get("n") == std::to_string(2 * kUpdates));
}

TEST_CASE("files: sweep removes only old left-overs of this file") {
  const TestFolder folder;
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(25);
  for (const char* name : {".f.tmp.1", ".f.tmp.2", ".g.tmp.1", "f", ".f.other"}) {
    folder.put(name, "x");
    std::filesystem::last_write_time(folder.path(name), old);
  }
  folder.put(".f.tmp.young", "x");
  std::filesystem::create_directory(folder.path(".f.tmp.folder"));
  std::filesystem::last_write_time(folder.path(".f.tmp.folder"), old);
  perfgate::sweep_stale_temporaries(folder.path("f"));
  CHECK_FALSE(std::filesystem::exists(folder.path(".f.tmp.1")));
  CHECK_FALSE(std::filesystem::exists(folder.path(".f.tmp.2")));
  CHECK(folder.entries() == 5);
  perfgate::sweep_stale_temporaries(folder.path("none/f"));  // no such folder: nothing happens
}

TEST_CASE("files: SHA-256 known answers") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
