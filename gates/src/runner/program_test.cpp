// SPDX-License-Identifier: Apache-2.0
// Programs that are there, and the four ways in which they are not.
#include "runner/program.h"

#include "runner/test_suites.h"

#include <doctest/doctest.h>

namespace perfgate::runner_detail {

TEST_CASE("programs are looked up as exec will do it") {
  const test::TempFolder folder;
  folder.script("bench", "");
  folder.write("text", "");
  CHECK(check_program("./bench", folder.path()));
  CHECK(check_program(folder / "bench", "/"));
  CHECK(check_program("sh", folder.path()));

  const auto message = [&](const std::string& name) {
    const auto checked = check_program(name, folder.path());
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == ExitCode::kInput);
    return checked.error().message;
  };
  CHECK(message("./missing").find("program not found") != std::string::npos);
  CHECK(message("./text").find("not executable") != std::string::npos);
  CHECK(message("/").find("not a program") != std::string::npos);
  CHECK(message("./text/below").find("program not found") != std::string::npos);
  // Without a slash it is never taken from the config's folder.
  CHECK(message("bench").find("is not in PATH") != std::string::npos);
  CHECK(message("") == "a suite's program name is empty");
}

}  // namespace perfgate::runner_detail
