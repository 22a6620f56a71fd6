// SPDX-License-Identifier: Apache-2.0
// baseline promote killed at every system call with which it changes files: the baseline is the old
// one or the new one, whole, and the old one is never lost. A kill says nothing about a power cut.
#include "base/inject_fault.h"
#include "baseline_project.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

namespace perfgate::cli_test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolderVariable = "PERFGATE_TEST_PROMOTE_IN";
constexpr int kMostCalls = 200;

Outcome promote_in(const std::string& folder) {
  return call({"--config", folder + "/perfgate.toml", "baseline", "promote", folder + "/runs/b"});
}

/// A baseline of run a with two previous ones, as many as are kept, and run b.
class Promotion : public Runs {
 public:
  Promotion() {
    run("a", kFast);
    REQUIRE(promote("a").code == 0);
    run("b", kFast);
    const std::string folder = fs::path(baseline()).parent_path().string();
    put(folder + "/previous/suite/2020-01-01T00-00-00Z-aaaaaaaa.json", kOlder);
    put(folder + "/previous/suite/2020-01-02T00-00-00Z-bbbbbbbb.json", kOlder);
    old_ = get(baseline());
    old_hash_ = stored()["content_sha256"];
    fs::copy(path("baselines"), path("saved"), fs::copy_options::recursive);
  }

  /// Exit status of a promotion of b, as a shell shows it.
  [[nodiscard]] int promote_with(const std::string& injection) const {
    fs::remove_all(path("baselines"));
    fs::copy(path("saved"), path("baselines"), fs::copy_options::recursive);
    return inject_fault(injection, {kFolderVariable, path()}, "promoter for fault injection");
  }

  [[nodiscard]] bool is_old() const { return get(baseline()) == old_; }

  /// Whole by its own hash, and made from the old one.
  void check_new() const {
    const Outcome verified = call({"verify", path(baseline())});
    CHECK_MESSAGE(verified.code == 0, verified.err);
    CHECK(stored()["promotion"]["replaces"] == old_hash_);
  }

  /// Copies are whole; returns whether one of them is the old baseline.
  [[nodiscard]] bool check_previous() const {
    bool kept = false;
    for (const std::string& name : previous()) {
      if (name.front() == '.') {
        continue;  // unfinished, under a name that nothing reads
      }
      const std::string text =
          get((fs::path(baseline()).parent_path() / "previous/suite" / name).string());
      CHECK((text == kOlder || text == old_));
      kept = kept || text == old_;
    }
    return kept;
  }

 private:
  static constexpr const char* kOlder = "{}";
  std::string old_, old_hash_;
};

}  // namespace

TEST_CASE("promoter for fault injection" * doctest::skip()) {
  const char* folder = std::getenv(kFolderVariable);
  REQUIRE(folder != nullptr);
  CHECK(promote_in(folder).code == 0);
}

TEST_CASE("baseline promote: killed between any two of its writes") {
  if (!can_trace()) {
    return;
  }
  const Promotion project;
  int old_left = 0;
  int new_left = 0;
  for (const char* calls :
       {"write", "fsync", "?rename,?renameat,?renameat2", "?unlink,?unlinkat"}) {
    int call = 1;
    for (; call <= kMostCalls; ++call) {
      CAPTURE(std::string(calls));
      CAPTURE(call);
      const int status =
          project.promote_with(std::string(calls) + ":signal=KILL:when=" + std::to_string(call));
      if (status != 137) {
        CHECK(status == 0);  // there are not so many of these calls
        project.check_new();
        break;
      }
      const bool kept = project.check_previous();
      if (project.is_old()) {
        ++old_left;
        CHECK(promote_in(project.path()).code == 0);  // as if nothing had happened
        project.check_new();
      } else {
        ++new_left;
        CHECK(kept);
        project.check_new();
      }
    }
    CHECK(call > 1);
    CHECK(call <= kMostCalls);
  }
  CHECK(old_left > 0);
  CHECK(new_left > 0);
  MESSAGE("killed " << old_left << " times before and " << new_left << " times after");
}

}  // namespace perfgate::cli_test
