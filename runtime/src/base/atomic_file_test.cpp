// SPDX-License-Identifier: Apache-2.0
// AtomicFile and the digest: the target is old or new, never in between, and nothing is left over.
#include "base/atomic_file.h"

#include "base/test_folder.h"

#include <bitnet/runtime/sha256.h>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <string>
#include <unistd.h>

using bitnet::runtime::AtomicFile;
using bitnet::runtime::Result;
using bitnet::runtime::sha256_hex;
using bitnet::runtime::testing::TestFolder;

namespace {

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

}  // namespace

TEST_CASE("atomic file: large and small writes arrive in order") {
  const TestFolder folder;
  std::string expected;
  {
    Result<AtomicFile> file = AtomicFile::create(folder.path("f"));
    REQUIRE(file.has_value());
    for (const std::size_t size : {1U, 1000U, 1U << 20U, 3U, (1U << 20U) - 2U, 5U << 20U, 7U}) {
      const std::string piece(size, static_cast<char>('a' + expected.size() % 23));
      expected += piece;
      REQUIRE(file->write(bytes_of(piece)).has_value());
    }
    CHECK(file->written() == expected.size());
    CHECK(folder.get("f").empty());
    REQUIRE(file->commit().has_value());
  }
  CHECK(folder.get("f") == expected);
  CHECK(folder.entries() == 1);
}

TEST_CASE("atomic file: without commit the target keeps its bytes") {
  const TestFolder folder;
  folder.put("f", "old");
  {
    Result<AtomicFile> file = AtomicFile::create(folder.path("f"));
    REQUIRE(file.has_value());
    REQUIRE(file->write(bytes_of(std::string(3U << 20U, 'x'))).has_value());
    CHECK(folder.entries() == 2);
  }
  CHECK(folder.get("f") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("atomic file: permission bits and links of the target survive") {
  const TestFolder folder;
  folder.put("real", "old");
  REQUIRE(::chmod(folder.path("real").c_str(), 0640) == 0);
  REQUIRE(::symlink("real", folder.path("link").c_str()) == 0);
  Result<AtomicFile> file = AtomicFile::create(folder.path("link"));
  REQUIRE(file.has_value());
  REQUIRE(file->write(bytes_of("new")).has_value());
  REQUIRE(file->commit().has_value());
  CHECK(folder.get("real") == "new");
  CHECK(std::filesystem::is_symlink(folder.path("link")));
  struct stat facts = {};
  REQUIRE(::stat(folder.path("real").c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0640U);
}

TEST_CASE("atomic file: targets that cannot be files") {
  const TestFolder folder;
  REQUIRE(::mkfifo(folder.path("fifo").c_str(), 0600) == 0);
  REQUIRE(::symlink("nowhere", folder.path("dangling").c_str()) == 0);
  for (const std::string& path :
       {folder.path(), folder.path("fifo"), folder.path("dangling"), folder.path("no/such/folder"),
        folder.path("x/"), std::string("/dev/null"), std::string()}) {
    CAPTURE(path);
    const Result<AtomicFile> file = AtomicFile::create(path);
    REQUIRE_FALSE(file.has_value());
    CHECK(file.error().message.find("cannot write " + path) == 0);
  }
  CHECK(folder.entries() == 2);
}

TEST_CASE("atomic file: a file size limit is an error that leaves the old file") {
  const TestFolder folder;
  folder.put("f", "old");
  rlimit old = {};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &old) == 0);
  const auto previous = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1U << 16U, old.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::string message;
  {
    Result<AtomicFile> file = AtomicFile::create(folder.path("f"));
    const Result<void> written = file->write(bytes_of(std::string(2U << 20U, 'x')));
    message = written ? "" : written.error().message;
  }
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &old) == 0);
  std::signal(SIGXFSZ, previous);
  CHECK(message == "cannot write " + folder.path("f") + ": File too large");
  CHECK(folder.get("f") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("atomic file: old left-overs of this target are swept") {
  const TestFolder folder;
  const auto old = std::filesystem::file_time_type::clock::now() - std::chrono::hours(25);
  for (const char* name : {".f.tmp.1", ".g.tmp.1"}) {
    folder.put(name, "x");
    std::filesystem::last_write_time(folder.path(name), old);
  }
  folder.put(".f.tmp.young", "x");
  {
    const Result<AtomicFile> file = AtomicFile::create(folder.path("f"));
    REQUIRE(file.has_value());
  }
  CHECK(folder.entries() == 2);
  CHECK_FALSE(std::filesystem::exists(folder.path(".f.tmp.1")));
}

TEST_CASE("sha256: known answers") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  bitnet::runtime::Sha256 digest;
  for (int i = 0; i < 1000; ++i) {
    digest.update(bytes_of(std::string(1000, 'a')));
  }
  CHECK(digest.finish() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}
