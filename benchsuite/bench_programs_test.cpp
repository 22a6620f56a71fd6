// SPDX-License-Identifier: Apache-2.0
// The bench programs as a user runs them: row lists, exit codes, files. Looks at no time.
#include "program_run.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

namespace benchsuite {
namespace {

namespace fs = std::filesystem;
using test::contains;
using test::files_under;
using test::lines_of;
using test::Output;
using test::run;

TEST_CASE("at least 119 timed rows, all ids different, the published grid among them") {
  std::set<std::string> ids;
  std::size_t rows = 0;
  for (const char* program :
       {"bench_quantize", "bench_dequantize", "bench_roundtrip", "bench_isa", "bench_memory"}) {
    const Output listed = run(program, "--benchmark_list_tests=true --benchmark_filter=");
    REQUIRE(listed.exit_code == 0);
    for (const std::string& id : lines_of(listed.text)) {
      ids.insert(id);
      ++rows;
    }
  }
  CHECK(rows >= 119);
  CHECK(ids.size() == rows);
  for (const char* format : {"I2S", "TL1", "TL2", "I2_S", "TQ1_0", "TQ2_0"}) {
    for (const char* n : {"1024", "4096", "16384", "65536", "262144", "16777216"}) {
      const std::string name = format;
      CHECK(ids.count("quantization_sizes/" + name + "_quantize/" + n) == 1);
      CHECK(ids.count("dequantization_sizes/" + name + "_dequantize/" + n) == 1);
    }
  }
}

TEST_CASE("accuracy lists the ids that it writes") {
  const test::TempFolder root;
  const Output listed = run("bench_accuracy", "--benchmark_list_tests");
  REQUIRE(lines_of(listed.text).size() == 60);
  const Output ran = run("bench_accuracy", "--criterion_dir=" + root.path().string());
  CHECK(ran.exit_code == 0);
  CHECK(files_under(root.path()) == std::set<std::string>{"metrics.json"});
  const std::string text = test::read_text(root.path() / "metrics.json");
  for (const std::string& id : lines_of(listed.text)) {
    CHECK(contains(text, "\"id\":\"" + id + "\""));
  }
  for (const char* format : {"I2S", "TL1", "TL2", "I2_S", "TQ1_0", "TQ2_0"}) {
    for (const char* rule : {"absmax", "mse"}) {
      const std::string id = std::string("accuracy/") + format + "/" + rule + "/ternary/exact_pct";
      CHECK(contains(text, "\"id\":\"" + id + "\",\"metric\":\"accuracy\",\"unit\":\"%\"," +
                               "\"direction\":\"higher_is_better\",\"value\":100.0,"));
    }
  }
  test::check_tree_against_schemas(root.path());
}

TEST_CASE("a filtered run writes the matching rows and no others") {
  const test::TempFolder root;
  const Output ran = run("bench_quantize",
                         "--profile=quick --benchmark_filter='/TL1_.*/4096$' "
                         "--criterion_dir=" +
                             root.path().string());
  CHECK(ran.exit_code == 0);
  CHECK(contains(ran.text, "quantization_sizes/TL1_quantize/4096"));
  const std::string folder = "quantization_sizes/TL1_quantize/4096/new/";
  CHECK(files_under(root.path()) ==
        std::set<std::string>{folder + "benchmark.json", folder + "context.json",
                              folder + "estimates.json", folder + "sample.json",
                              folder + "tukey.json"});
  const std::string context = test::read_text(root.path() / folder / "context.json");
  CHECK(contains(context, "\"verified\":true"));
  CHECK(contains(context, "\"shape\":\"32x128\""));
  const std::string sample = test::read_text(root.path() / folder / "sample.json");
  CHECK(std::count(sample.begin(), sample.end(), ',') == 40 + 40);  // of all visits
  test::check_tree_against_schemas(root.path());
}

TEST_CASE("BITNET_ISA decides the table and is stored with every row") {
  const test::TempFolder root;
  const Output ran = run("bench_quantize",
                         "--profile=quick --benchmark_filter=I2S_quantize/1024$ "
                         "--criterion_dir=" +
                             root.path().string(),
                         "BITNET_ISA=scalar");
  CHECK(ran.exit_code == 0);
  CHECK(contains(
      test::read_text(root.path() / "quantization_sizes/I2S_quantize/1024/new" / "context.json"),
      "\"isa\":\"scalar\""));
  const Output listed = run("bench_isa", "--benchmark_list_tests", "BITNET_ISA=scalar");
  CHECK(lines_of(listed.text).size() == 25);
  const Output unknown = run("bench_isa", "--benchmark_list_tests", "BITNET_ISA=AVX2");
  CHECK(unknown.exit_code == 2);
  CHECK(lines_of(unknown.text).size() == 1);
  CHECK(contains(unknown.text, "BITNET_ISA=AVX2: unknown instruction set"));
#if defined(__x86_64__)
  const Output foreign = run("bench_memory", "", "BITNET_ISA=neon_dotprod");
  CHECK(foreign.exit_code == 2);
  CHECK(contains(foreign.text, "BITNET_ISA=neon_dotprod: not on this machine"));
#endif
}

TEST_CASE("bad command lines exit with 2 and say why") {
  CHECK(run("bench_fixture", "--profile=fast").exit_code == 2);
  CHECK(run("bench_fixture", "--benchmark_filter='('").exit_code == 2);
  const Output unknown = run("bench_fixture", "--criterion_dirs=x");
  CHECK(unknown.exit_code == 2);
  CHECK(contains(unknown.text, "--criterion_dirs=x"));
  CHECK(run("bench_fixture", "stray").exit_code == 2);
  CHECK(run("bench_fixture", "--benchmark_format=xml").exit_code == 2);
  const Output help = run("bench_fixture", "--help");
  CHECK(help.exit_code == 0);
  CHECK(contains(help.text, "--criterion_dir=DIR"));
  CHECK(contains(help.text, "--benchmark_filter"));
}

TEST_CASE("a failed row fails the program, leaves no files and does not stop the others") {
  const test::TempFolder root;
  const std::string flags = "--profile=quick --criterion_dir=" + root.path().string();
  const fs::path stale = root.path() / "fixture/wrong/1/new";
  fs::create_directories(stale);
  std::ofstream(stale / "sample.json") << "{}";
  const Output ran = run("bench_fixture", flags + " --seed=9 --benchmark_filter=-good");
  CHECK(ran.exit_code == 1);
  CHECK(contains(ran.text, "wrong result: answer is not 1"));
  CHECK(contains(ran.text, "heap allocations in the timed region"));
  CHECK(contains(ran.text, "no such data"));
  CHECK(contains(ran.text, "fixture/later/1: wrong result: answer is not 1"));
  CHECK(contains(ran.text, "there is no such figure"));
  std::set<std::string> files = files_under(root.path());
  CHECK(files.erase("metrics.json") == 1);
  CHECK(contains(test::read_text(root.path() / "metrics.json"), "\"value\":9.0"));
  for (const std::string& file : files) {
    CHECK(contains(file, "fixture/go_od/1"));
  }
  CHECK(files.size() == 10);  // "go:od" and "go?od" share a folder name and are kept apart
  CHECK(fs::exists(root.path() / "fixture/go_od/1_2/new/sample.json"));
  test::check_tree_against_schemas(root.path());
}

TEST_CASE("Google Benchmark's own flags work: JSON, repetitions") {
  const test::TempFolder root;
  const std::string out = (root.path() / "out.json").string();
  const Output ran = run("bench_fixture",
                         "--profile=quick --benchmark_filter='good|seed' "
                         "--benchmark_repetitions=2 --benchmark_out=" +
                             out + " --criterion_dir=" + root.path().string());
  CHECK(ran.exit_code == 0);
  const std::string json = test::read_text(out);
  for (const char* key : {"build_type", "compiler", "flags", "isa", "profile", "seed"}) {
    CHECK(contains(json, std::string("\"") + key + "\": \""));
  }
  CHECK(contains(json, "\"name\": \"fixture/good/1/iterations:1/manual_time\""));
  CHECK(contains(json, "\"bytes_per_second\""));
  CHECK(contains(json, "\"label\": \"isa:scalar threads:1\""));
  CHECK(fs::exists(root.path() / "fixture/good/1/new/sample.json"));
  CHECK(fs::exists(root.path() / "metrics.json"));
}

TEST_CASE("a filter that matches nothing is no failure of this program, and says so") {
  const Output ran = run("bench_fixture", "--benchmark_filter=^nothing$");
  CHECK(ran.exit_code == 0);
  CHECK(contains(ran.text, "no row of this program matches the filter"));
}

TEST_CASE("a folder that cannot be written exits with 3") {
  const test::TempFolder root;
  const fs::path file = root.path() / "file";
  std::ofstream(file) << "x";
  const Output ran =
      run("bench_fixture", "--profile=quick --criterion_dir=" + (file / "tree").string());
  CHECK(ran.exit_code == 3);
  CHECK(contains(ran.text, "cannot be created"));
  std::ofstream(root.path() / "fixture") << "in the way of a row";
  const Output row =
      run("bench_fixture",
          "--profile=quick --benchmark_filter=good --criterion_dir=" + root.path().string());
  CHECK(row.exit_code == 3);
}

}  // namespace
}  // namespace benchsuite
