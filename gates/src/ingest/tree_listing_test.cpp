// SPDX-License-Identifier: Apache-2.0
#include "ingest/tree_listing.h"

#include "ingest/temp_tree.h"

#include <doctest/doctest.h>

#include <filesystem>

namespace perfgate {
namespace {

TEST_CASE("tree listing: finds measurements at any level, in path order") {
  const test::TempTree tree;
  tree.write_benchmark("g/b/1", {1});
  tree.write_benchmark("g/a", {1}, "base");
  tree.write("g/a/base/context.json", "{}");
  tree.write("x/metrics.json", "{}");
  const auto listing = list_tree(tree.path());
  REQUIRE(listing.has_value());
  REQUIRE(listing->measured.size() == 2);
  CHECK(listing->measured[0].benchmark == "g/a");
  CHECK(listing->measured[0].set == "base");
  CHECK(listing->measured[0].has_context);
  CHECK(listing->measured[1].benchmark == "g/b/1");
  CHECK_FALSE(listing->measured[1].has_context);
  CHECK(listing->metrics_folders == std::vector<std::string>{"x"});
}

TEST_CASE("tree listing: a missing root is an error") {
  CHECK(test::message_of(list_tree("/nonexistent/tree")) == test::Part("No such file"));
}

TEST_CASE("resolve inside: only paths that stay") {
  const test::TempTree tree;
  tree.write("round-01/suite/x", "");
  std::filesystem::create_directory_symlink("/etc", tree.at("round-01/link"));
  const auto good = resolve_inside(tree.path(), "round-01/suite");
  REQUIRE(good.has_value());
  CHECK(*good == tree.at("round-01/suite"));
  for (const char* bad : {"", "/etc/passwd", "..", "round-01/../../etc", "round-01/..", "../x"}) {
    CHECK(test::message_of(resolve_inside(tree.path(), bad)) ==
          test::Part("is not a path inside it"));
  }
  CHECK(test::message_of(resolve_inside(tree.path(), "round-01/link/passwd")) ==
        test::Part("is a symbolic link"));
  CHECK(test::message_of(resolve_inside(tree.path(), "round-02")) == test::Part("no such file"));
}

}  // namespace
}  // namespace perfgate
