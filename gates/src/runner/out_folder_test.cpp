// SPDX-License-Identifier: Apache-2.0
// Run folders are never shared and never overwritten. (Permission bits do not stop root, so
// "not writable" is a path below a file here.)
#include "runner/out_folder.h"

#include "runner/test_suites.h"

#include <doctest/doctest.h>

namespace perfgate::runner_detail {

TEST_CASE("a named folder is made with its parents, or taken when empty") {
  const test::TempFolder folder;
  CHECK(claim_folder(folder / "a/b"));
  CHECK(std::filesystem::is_directory(folder / "a/b"));
  CHECK(claim_folder(folder / "a/b"));
}

TEST_CASE("a folder in use, a file and an impossible path are refused") {
  const test::TempFolder folder;
  folder.write("file", "keep");
  const auto used = claim_folder(folder.path());
  REQUIRE_FALSE(used);
  CHECK(used.error().message.find("is not empty") != std::string::npos);
  const auto file = claim_folder(folder / "file");
  REQUIRE_FALSE(file);
  CHECK(file.error().message.find("a run needs a folder") != std::string::npos);
  const auto below = claim_folder(folder / "file/below");
  REQUIRE_FALSE(below);
  CHECK(below.error().message.find("cannot make the run folder") != std::string::npos);
  CHECK_FALSE(claim_folder("/proc/perfgate-run"));
  CHECK(folder.read("file") == "keep");
}

TEST_CASE("default names come from time and commit, and are numbered when taken") {
  const test::TempFolder folder;
  const std::string commit = "0123456789abcdef";
  const std::string now = "2026-11-20T09:16:10Z";
  const auto name = [&](const std::string& of_commit) {
    return claim_default_folder(folder / "runs", now, of_commit).value_or("error");
  };
  CHECK(name(commit) == folder / "runs/20261120T091610Z-0123456");
  CHECK(name(commit) == folder / "runs/20261120T091610Z-0123456-2");
  CHECK(name("") == folder / "runs/20261120T091610Z");
  folder.write("file", "");
  CHECK_FALSE(claim_default_folder(folder / "file", now, ""));
}

}  // namespace perfgate::runner_detail
