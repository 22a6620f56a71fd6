// SPDX-License-Identifier: Apache-2.0
// What is on disk after a failure in the middle of a write: the file size limit in a child process,
// and errors and kills that strace injects into this very program (skipped, with a message, where
// strace is missing or may not trace). A kill says nothing about a power cut: pages that the kernel
// holds survive it.
#include "base/inject_fault.h"
#include "base/test_folder.h"

#include <perfgate/files.h>

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <unistd.h>

using perfgate::can_trace;
using perfgate::TestFolder;
using perfgate::write_file_atomic;

namespace {

constexpr const char* kTargetVariable = "PERFGATE_TEST_WRITE_TARGET";

/// The address and the thread sanitizer write files and pipes of their own, so that injections into
/// write hit them instead of the code under test.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kWriteIsOurs = false;
#else
constexpr bool kWriteIsOurs = true;
#endif

int inject(const std::string& what, const std::string& target) {
  return perfgate::inject_fault(what, {kTargetVariable, target},
                                "files: writer for fault injection");
}

}  // namespace

TEST_CASE("files: writer for fault injection" * doctest::skip()) {
  const char* target = std::getenv(kTargetVariable);
  REQUIRE(target != nullptr);
  CHECK(write_file_atomic(target, "new content").has_value());
}

TEST_CASE("files: an error in any step of the write") {
  if (!can_trace()) {
    return;
  }
  for (const char* what : {kWriteIsOurs ? "write:error=ENOSPC:when=1" : "fsync:error=ENOSPC:when=1",
                           "fsync:error=EIO:when=1", "rename:error=EACCES"}) {
    CAPTURE(std::string(what));
    const TestFolder folder;
    folder.put("f", "old");
    CHECK(inject(what, folder.path("f")) == 1);
    CHECK(folder.get("f") == "old");
    CHECK(folder.entries() == 1);
  }
}

TEST_CASE("files: when only the folder cannot be synced the new content is there") {
  if (!can_trace()) {
    return;
  }
  const TestFolder folder;
  folder.put("f", "old");
  CHECK(inject("fsync:error=EIO:when=2", folder.path("f")) == 1);
  CHECK(folder.get("f") == "new content");
  CHECK(folder.entries() == 1);
  CHECK(inject("fsync:error=EINVAL:when=2", folder.path("f")) == 0);  // not supported: no error
}

TEST_CASE("files: interrupted system calls are repeated") {
  if (!kWriteIsOurs) {
    MESSAGE("skipped: under a sanitizer this would hit its own writes");
    return;
  }
  if (!can_trace()) {
    return;
  }
  const TestFolder folder;
  CHECK(inject("write:error=EINTR:when=1", folder.path("f")) == 0);
  CHECK(folder.get("f") == "new content");
}

TEST_CASE("files: killed before the rename") {
  if (!can_trace()) {
    return;
  }
  for (const char* what : {"write:signal=KILL:when=1", "write:signal=KILL:when=2",
                           "fsync:signal=KILL:when=1", "rename:signal=KILL"}) {
    CAPTURE(std::string(what));
    const TestFolder folder;
    folder.put("f", "old");
    CHECK(inject(what, folder.path("f")) == 137);
    const std::string content = folder.get("f");
    const bool whole = content == "old" || content == "new content";
    CHECK(whole);
    CHECK(folder.entries() <= 2);  // at most one left-over, which the sweep removes a day later
  }
}

TEST_CASE("files: the file size limit is an error, not a signal") {
  const TestFolder folder;
  folder.put("f", "old");
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_DFL);
    const rlimit limit{1000, 1000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const auto result = write_file_atomic(folder.path("f"), std::string(5000, 'x'));
    const bool said = !result && result.error().message.ends_with(": File too large");
    sigset_t pending;
    sigpending(&pending);
    const bool clean = sigismember(&pending, SIGXFSZ) == 0;
    ::_exit(said && clean ? 0 : 1);
  }
  int status = -1;
  CHECK(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(folder.get("f") == "old");
  CHECK(folder.entries() == 1);
}

TEST_CASE("files: a full disk") {
  const TestFolder folder;
  const std::string mount = "mount -t tmpfs -o size=1m none '" + folder.path() + "' 2>/dev/null";
  if (std::system(mount.c_str()) != 0) {
    MESSAGE("skipped: mounting a small file system is not permitted here");
    return;
  }
  folder.put("f", "old");
  const auto result = write_file_atomic(folder.path("f"), std::string(2U << 20, 'x'));
  const std::string kept = folder.get("f");
  const std::size_t entries = folder.entries();
  CHECK(std::system(("umount '" + folder.path() + "'").c_str()) == 0);
  REQUIRE_FALSE(result.has_value());
  CHECK(result.error().message == "cannot write " + folder.path("f") + ": No space left on device");
  CHECK(kept == "old");
  CHECK(entries == 1);
}
