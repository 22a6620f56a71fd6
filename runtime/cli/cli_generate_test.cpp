// SPDX-License-Identifier: Apache-2.0
// Tests: generate, chat and perplexity on a small synthetic model, in-process.
#include "base/test_folder.h"
#include "cli_harness.h"
#include "cli_model.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace bitnet::runtime {
namespace {

using cli_test::call;
using cli_test::contains;
using cli_test::is_one_sentence;
using cli_test::Outcome;
using cli_test::SmallModel;

std::vector<std::string> greedy(const SmallModel& model, std::vector<std::string> more = {}) {
  std::vector<std::string> args = {"generate", "-m",     model.path(), "-p", "abc", "-n",
                                   "12",       "--temp", "0",          "-t", "2"};
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

TEST_CASE("generate: text on standard output, timings on standard error, -q silences them") {
  const SmallModel model;
  const Outcome loud = call(greedy(model));
  CHECK(loud.code == 0);
  CHECK(loud.out.ends_with("\n"));
  CHECK(loud.out.size() > 1);
  CHECK(contains(loud.err, "generated 12 tokens"));
  CHECK(contains(loud.err, "max_tokens"));
  const Outcome quiet = call(greedy(model, {"-q"}));
  CHECK(quiet.code == 0);
  CHECK(quiet.err.empty());
  CHECK(quiet.out == loud.out);
}

TEST_CASE("generate: the same text for threads, batches, layouts, exact head, read file") {
  const SmallModel model;
  const std::string wanted = call(greedy(model)).out;
  const std::vector<std::vector<std::string>> ways = {{"-b", "1"},
                                                      {"--exact-head"},
                                                      {"--no-mmap"},
                                                      {"--layout", "tl1"},
                                                      {"--layout", "tl2"},
                                                      {"--layout", "bits2"},
                                                      {"--layout", "trits5"},
                                                      {"-c", "64"},
                                                      {"--no-mmap", "--exact-head"}};
  for (const auto& way : ways) {
    CAPTURE(way.back());
    CHECK(call(greedy(model, way)).out == wanted);
  }
}

TEST_CASE("generate: prompt from a file and from standard input") {
  const SmallModel model;
  model.folder().put("prompt.txt", "abc");
  const std::string wanted = call(greedy(model)).out;
  const std::vector<std::string> rest = {"-n", "12", "--temp", "0"};
  std::vector<std::string> from_file = {"generate", "-m", model.path(), "-f",
                                        model.folder().path("prompt.txt")};
  from_file.insert(from_file.end(), rest.begin(), rest.end());
  CHECK(call(from_file).out == wanted);
  from_file[4] = "-";
  CHECK(call(from_file, "abc").out == wanted);
}

TEST_CASE("generate: a seed repeats, an empty prompt begins with the first token") {
  const SmallModel model;
  const std::vector<std::string> args = {"generate", "-m",      model.path(), "-p", "",
                                         "-n",       "10",      "--seed",     "7",  "--temp",
                                         "1.5",      "--top-k", "0"};
  const Outcome first = call(args);
  CHECK(first.code == 0);
  CHECK(contains(first.err, "seed 7"));
  CHECK(call(args).out == first.out);
  std::vector<std::string> none = args;
  none.emplace_back("--no-bos");
  const Outcome refused = call(none);
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "the prompt is empty"));
}

TEST_CASE("generate: a stop id ends it, and is refused outside the vocabulary") {
  const SmallModel model;
  const std::string path = model.folder().path("receipt.json");
  const auto counted = [&](const std::string& ids) {
    const Outcome made = call(greedy(model, {"--stop-id", ids, "--receipt", path}));
    CHECK_MESSAGE(made.code == 0, made.err);
    return nlohmann::json::parse(model.folder().get("receipt.json"))["run"];
  };
  std::string every = "0";
  for (int id = 1; id < 512; ++id) {
    every += "," + std::to_string(id);
  }
  CHECK(counted(every)["generated_tokens"] == 1);
  CHECK(counted(every)["stop_reason"] == "stop_token");
  const Outcome refused = call(greedy(model, {"--stop-id", "512"}));
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "stop_token_ids[0] is 512, 0 to 511 wanted"));
  CHECK(call(greedy(model, {"--stop-id", "1,-1"})).code == 2);
}

TEST_CASE("generate: a receipt that verifies, with a rerun") {
  const SmallModel model;
  const std::string path = model.folder().path("receipt.json");
  const Outcome made = call(greedy(model, {"--receipt", path, "--verify-determinism"}));
  CHECK_MESSAGE(made.code == 0, made.err);
  const auto json = nlohmann::json::parse(model.folder().get("receipt.json"));
  CHECK(json["compute_path"] == "real");
  CHECK(json["run"]["generated_tokens"] == 12);
  CHECK(json["run"]["threads"] == 2);
  CHECK(json["run"]["interrupted"] == false);
  CHECK(json["test_results"]["determinism_tests"]["identical_sequences"] == true);
  CHECK(json["model_info"]["sha256"].get<std::string>().size() == 64);
  const Outcome verified = call({"verify-receipt", path});
  const std::string said = verified.out + verified.err;
  CHECK_MESSAGE(verified.code == 0, said);
}

TEST_CASE("generate: an interrupted run says so in its receipt and exits with 130") {
  const SmallModel model;
  const std::string path = model.folder().path("receipt.json");
  const Outcome made = call(greedy(model, {"--receipt", path}), "", true);
  CHECK(made.code == 130);
  const auto json = nlohmann::json::parse(model.folder().get("receipt.json"));
  CHECK(json["run"]["interrupted"] == true);
  CHECK(json["run"]["stop_reason"] == "interrupted");
}

TEST_CASE("generate: what is refused, in one sentence, with the right code") {
  const SmallModel model;
  const std::string long_prompt(5000, 'x');

  struct Case {
    std::vector<std::string> args;
    int code;
    const char* part;
  };

  const std::string m = model.path();
  const std::vector<Case> cases = {
      {{"generate", "-m", m}, 2, "a prompt is needed"},
      {{"generate", "-p", "x"}, 2, "--model"},
      {{"generate", "-m", m, "-p", "x", "-f", "y"}, 2, ""},
      {{"generate", "-m", m, "-p", "x", "-t", "0"}, 2, "from 1 to 512, not '0'"},
      {{"generate", "-m", m, "-p", "x", "-t", "1000000"}, 2, "from 1 to 512, not '1000000'"},
      {{"generate", "-m", m, "-p", "x", "-c", "100000"}, 2, "the model was made for"},
      {{"generate", "-m", m, "-p", "x", "-c", "0"}, 2, "from 1 to"},
      {{"generate", "-m", m, "-p", "x", "--temp", "nan"}, 2, "not 'nan'"},
      {{"generate", "-m", m, "-p", "x", "--temp", "-1"}, 2, "not '-1'"},
      {{"generate", "-m", m, "-p", "x", "--top-p", "0"}, 2, "top_p"},
      {{"generate", "-m", m, "-p", "x", "-n", "0"}, 2, "not '0'"},
      {{"generate", "-m", m, "-p", "x", "--kv", "f8"}, 2, "f16, f32"},
      {{"generate", "-m", m, "-p", "x", "--layout", "none"}, 2, "trits5"},
      {{"generate", "-m", m, "-p", long_prompt}, 2, "positions are free"},
      {{"generate", "-m", m + ".no", "-p", "x"}, 3, ".no"},
      {{"generate", "-m", model.folder().path(), "-p", "x"}, 3, "it is a folder"},
      {{"generate", "-m", m, "-f", m + ".no"}, 3, ".no"},
      {{"generate", "-m", m, "-p", "x", "--receipt", "/nowhere/r.json"}, 3, "/nowhere/r.json"},
  };
  for (const Case& one : cases) {
    const Outcome outcome = call(one.args);
    CAPTURE(outcome.err);
    CHECK(outcome.code == one.code);
    CHECK(contains(outcome.err, one.part));
    CHECK(contains(outcome.err, "bitnet: "));
  }
}

TEST_CASE("generate: BITNET_ISA selects the kernels of the receipt; a wrong name is refused") {
  const SmallModel model;
  const std::string path = model.folder().path("receipt.json");
  setenv("BITNET_ISA", "scalar", 1);
  const Outcome made = call(greedy(model, {"--receipt", path}));
  setenv("BITNET_ISA", "mmx", 1);
  const Outcome refused = call(greedy(model));
  unsetenv("BITNET_ISA");
  CHECK(made.code == 0);
  CHECK(made.out == call(greedy(model)).out);
  const auto json = nlohmann::json::parse(model.folder().get("receipt.json"));
  for (const auto& kernel : json["kernels"]) {
    CHECK(kernel.get<std::string>().ends_with("_scalar"));
  }
  CHECK(refused.code == 2);
  CHECK(is_one_sentence(refused));
}

TEST_CASE("chat: turns, reset, exit; the cache changes nothing") {
  const SmallModel model;
  const std::vector<std::string> args = {"chat",   "-m", model.path(), "-n",    "5",
                                         "--temp", "0",  "--system",   "short", "-q"};
  const Outcome one = call(args, "first\n");
  CHECK_MESSAGE(one.code == 0, one.err);
  CHECK(std::count(one.out.begin(), one.out.end(), '\n') >= 1);
  const Outcome again = call(args, "first\n/reset\nfirst\n/exit\nnever\n");
  CHECK(again.code == 0);
  CHECK(again.out == one.out + one.out);
  const Outcome two = call(args, "first\n\nsecond\n");
  CHECK(two.out.starts_with(one.out));
  CHECK(two.out.size() > one.out.size());
  std::vector<std::string> single = args;
  single.insert(single.end(), {"-b", "1", "-t", "1"});
  CHECK(call(single, "first\nsecond\n").out == two.out);
}

TEST_CASE("chat: interrupted before the first turn; a conversation longer than the context") {
  const SmallModel model;
  CHECK(call({"chat", "-m", model.path()}, "x\n", true).code == 130);
  const Outcome outcome =
      call({"chat", "-m", model.path(), "-c", "24", "-n", "4"}, std::string(200, 'y') + "\n");
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.err, "the context 24 positions"));
}

TEST_CASE("perplexity: one line, the same for any batch; refusals") {
  const SmallModel model;
  std::string text;
  for (int i = 0; i < 300; ++i) {
    text += static_cast<char>('a' + i * i % 26);
  }
  model.folder().put("text.txt", text);
  const std::string file = model.folder().path("text.txt");
  const Outcome found = call({"perplexity", "-m", model.path(), "-f", file, "-c", "64", "-t", "2"});
  CHECK_MESSAGE(found.code == 0, found.err);
  CHECK(found.out.starts_with("perplexity "));
  CHECK(contains(found.err, "window 1 of "));
  CHECK(call({"perplexity", "-m", model.path(), "-f", file, "-c", "64", "-b", "7"}).out ==
        found.out);
  model.folder().put("short.txt", "");
  const Outcome refused =
      call({"perplexity", "-m", model.path(), "-f", model.folder().path("short.txt")});
  CHECK(refused.code == 2);
  CHECK(contains(refused.err, "perplexity needs 2 tokens"));
}

}  // namespace
}  // namespace bitnet::runtime
