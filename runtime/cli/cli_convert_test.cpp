// SPDX-License-Identifier: Apache-2.0
// The verbs synth, info and convert, one after the other on one file, and their wrong uses.
#include "base/test_folder.h"
#include "cli_harness.h"

#include <doctest/doctest.h>

using bitnet::runtime::cli_test::call;
using bitnet::runtime::cli_test::contains;
using bitnet::runtime::cli_test::is_one_sentence;
using bitnet::runtime::cli_test::Outcome;
using bitnet::runtime::testing::TestFolder;

TEST_CASE("cli: synth, info, convert") {
  const TestFolder folder;
  const std::string model = folder.path("m.gguf");
  Outcome run = call({"synth", "--layers", "2", "--out", model});
  CHECK(run.code == 0);
  CHECK(run.out.starts_with(model + ": 24 tensors, 0.001 G ternary weights, "));
  run = call({"info", model});
  CHECK(run.code == 0);
  CHECK(contains(run.out, "2 layers, 256 wide"));
  CHECK_FALSE(contains(run.out, "blk.1.attn_q.weight"));
  run = call({"info", "--tensors", model});
  CHECK(contains(run.out, "blk.1.attn_q.weight"));
  run = call({"info", "--json", model});
  CHECK(contains(run.out, "\"layers\": 2,"));
  run = call({"convert", model, folder.path("t.gguf"), "--type", "tl2", "--head", "f32"});
  CHECK(run.code == 0);
  CHECK(contains(run.out, "14 ternary and 1 dense tensors converted, 9 copied, "));
  CHECK(contains(run.out, "read back and compared, lossless\n"));
  run = call({"convert", model, folder.path("q.gguf"), "--head", "q6_k"});
  CHECK(run.code == 0);
  CHECK(contains(run.out, ", not lossless\n"));
  CHECK(contains(run.err, "warning: tensor 'token_embd.weight': values differ by up to "));
}

TEST_CASE("cli: synth, info and convert refuse in one sentence") {
  const TestFolder folder;
  folder.put("junk", "junk");
  const std::string out = folder.path("out.gguf");
  Outcome run = call({"synth", "--heads", "3", "--out", out});
  CHECK(run.code == 2);
  CHECK(is_one_sentence(run));
  run = call({"synth", "--type", "f16", "--out", out});
  CHECK(run.code == 2);
  CHECK(is_one_sentence(run));
  run = call({"synth", "--out", folder.path("no/such/folder/m.gguf")});
  CHECK(run.code == 3);
  CHECK(is_one_sentence(run));
  run = call({"synth"});
  CHECK(run.code == 2);
  run = call({"info", folder.path("junk")});
  CHECK(run.code == 3);
  CHECK(is_one_sentence(run));
  run = call({"info", folder.path("none")});
  CHECK(run.code == 3);
  CHECK(is_one_sentence(run));
  run = call({"convert", folder.path("junk"), out, "--type", "tl1"});
  CHECK(run.code == 3);
  CHECK(is_one_sentence(run));
  CHECK(folder.entries() == 1);
}
