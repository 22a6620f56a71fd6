// SPDX-License-Identifier: Apache-2.0
// A small synthetic model file for tests of verbs. Only for tests.
#pragma once

#include "base/test_folder.h"
#include "cli_harness.h"

#include <doctest/doctest.h>

#include <string>

namespace bitnet::runtime::cli_test {

class SmallModel {
 public:
  SmallModel() {
    const Outcome made = call({"synth", "--preset", "tiny", "--layers", "2", "--out", path()});
    REQUIRE_MESSAGE(made.code == 0, made.err);
  }

  [[nodiscard]] std::string path() const { return folder_.path("model.gguf"); }

  [[nodiscard]] const testing::TestFolder& folder() const { return folder_; }

 private:
  testing::TestFolder folder_;
};

}  // namespace bitnet::runtime::cli_test
