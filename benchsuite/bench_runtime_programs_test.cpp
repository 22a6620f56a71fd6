// SPDX-License-Identifier: Apache-2.0
// The bench programs of the runtime as a user runs them: row lists, one small row of each, shares
// of the machine's limits. Looks at no time.
#include "program_run.h"

#include <algorithm>

namespace benchsuite {
namespace {

using test::contains;
using test::lines_of;
using test::Output;
using test::run;

std::set<std::string> listed_rows(const std::string& program, const std::string& flags = "",
                                  const std::string& environment = "BITNET_ISA=") {
  const Output listed = run(program, "--benchmark_list_tests " + flags, environment);
  CAPTURE(listed.text);
  REQUIRE(listed.exit_code == 0);
  const std::vector<std::string> lines = lines_of(listed.text);
  const std::set<std::string> ids(lines.begin(), lines.end());
  CHECK(ids.size() == lines.size());
  return ids;
}

/// context.json of every row that the filter selects, which must all have been verified.
std::string contexts_of(const std::string& program, const std::string& filter) {
  const test::TempFolder root;
  const Output ran = run(
      program,
      "--profile=quick --benchmark_filter='" + filter + "' --criterion_dir=" + root.path().string(),
      "BITNET_BENCH_MODEL= BITNET_BENCH_TOKENIZER= BITNET_ISA=");
  CAPTURE(ran.text);
  CHECK(ran.exit_code == 0);
  test::check_tree_against_schemas(root.path());
  std::string all;
  for (const std::string& file : test::files_under(root.path())) {
    if (file.ends_with("context.json") || file.ends_with("metrics.json")) {
      const std::string text = test::read_text(root.path() / file);
      CHECK((contains(text, "\"verified\":true") || file == "metrics.json"));
      all += file + "\n" + text + "\n";
    }
  }
  return all;
}

void check_shares(const std::string& contexts, bool multiplies) {
  CAPTURE(contexts);
  CHECK(contains(contexts, "\"share_of_copy\":"));
  CHECK(contains(contexts, "\"copy_bytes_per_s\":"));
  CHECK(contains(contexts, "\"macs\":") == multiplies);
  CHECK(contains(contexts, "\"share_of_peak\":") == multiplies);
  CHECK(contains(contexts, "\"peak_macs_per_s\":") == multiplies);
}

TEST_CASE("products: every shape of the model, layout, ISA and number of tokens has a row") {
  const std::set<std::string> gemv = listed_rows("bench_gemv");
  const std::set<std::string> gemm = listed_rows("bench_gemm");
  for (const char* layout : {"bits2", "trits5", "tl1", "tl2"}) {
    for (const char* shape : {"2560x2560", "640x2560", "6912x2560", "2560x6912", "128256x2560"}) {
      const std::string kernel = std::string(layout) + "_scalar/" + shape;
      CHECK(gemv.count("gemv/" + kernel + "x1") == 1);
      for (const char* tokens : {"8", "32", "128", "512"}) {
        CHECK(gemm.count("gemm/" + kernel + "x" + tokens) == 1);
      }
    }
  }
  CHECK(gemm.size() == 4 * gemv.size());
}

TEST_CASE("--isas=best leaves the rows of one instruction set, BITNET_ISA says which") {
  const std::set<std::string> best = listed_rows("bench_gemv", "--isas=best");
  CHECK(best.size() == 20);
  CHECK(listed_rows("bench_gemv", "--isas=all").size() % 20 == 0);
  const std::set<std::string> scalar =
      listed_rows("bench_gemv", "--isas=best", "BITNET_ISA=scalar");
  CHECK(scalar.size() == 20);
  CHECK(std::all_of(scalar.begin(), scalar.end(),
                    [](const std::string& id) { return contains(id, "_scalar/"); }));
}

TEST_CASE("--max_elements leaves out what takes too long to be measured often") {
  const std::set<std::string> all = listed_rows("bench_gemm", "--isas=best");
  const std::set<std::string> some =
      listed_rows("bench_gemm", "--isas=best --max_elements=20000000000");
  CHECK(all.size() == 80);
  CHECK(some.size() == 72);  // without 128 and 512 tokens through the highest matrix
  CHECK(listed_rows("bench_gemm", "--max_elements=0").empty());
}

TEST_CASE("products and attention stand beside a copy and the peak of their ISA") {
  check_shares(contexts_of("bench_gemv", "bits2_scalar/640x2560x1$"), true);
  check_shares(contexts_of("bench_gemm", "bits2_scalar/640x2560x8$"), true);
  check_shares(contexts_of("bench_attention", "f16_scalar/1q_128$"), true);
}

TEST_CASE("rows that do not multiply stand beside a copy") {
  check_shares(contexts_of("bench_ops", "rmsnorm_scalar/2560$"), false);
  check_shares(contexts_of("bench_sampling", "sampling/greedy"), false);
  check_shares(contexts_of("bench_receipt", "receipt/verify/1000$"), false);
  check_shares(contexts_of("bench_tokenizer", "tokenizer/decode/digits$"), false);
}

TEST_CASE("an operation on a few bytes has no limit to stand beside") {
  const std::string stop = contexts_of("bench_sampling", "stop_tokens/(hit|miss)/4$");
  CHECK(contains(stop, "stop_tokens/miss/4/new/context.json"));
  CHECK_FALSE(contains(stop, "share_of"));
}

TEST_CASE("inference: rows and figures of the tiny model, under another name than a real one's") {
  const std::set<std::string> ids =
      listed_rows("bench_inference", "", "BITNET_BENCH_MODEL= BITNET_ISA=");
  for (const char* id :
       {"prefill_t1/128", "prefill_t1/512", "decode_t1/128_at_0", "decode_t1/128_at_2048",
        "load_t1/file", "first_token/t1", "128_tokens/t1", "peak_rss_over_file/t1"}) {
    CHECK(ids.count(std::string("inference_tiny/") + id) == 1);
  }
  const std::string files = contexts_of(
      "bench_inference", "prefill_t1/128$|decode_t1/128_at_0$|load_t1|(_file|token|tokens)/t1$");
  check_shares(files, true);
  CHECK(contains(files, "\"id\":\"inference_tiny/peak_rss_over_file/t1\""));
  CHECK(contains(files, "\"id\":\"inference_tiny/128_tokens/t1\""));
  CHECK(contains(files, "\"depth\":\"0\""));
}

TEST_CASE("inference: a model that is not there fails every row, by name") {
  const Output ran = run("bench_inference", "--profile=quick --benchmark_filter=_t1/128$",
                         "BITNET_BENCH_MODEL=/nonexistent/m.gguf BITNET_ISA=");
  CHECK(ran.exit_code == 1);
  CHECK(contains(ran.text, "/nonexistent/m.gguf"));
  CHECK(contains(ran.text, "No such file"));
}

}  // namespace
}  // namespace benchsuite
