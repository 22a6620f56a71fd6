// SPDX-License-Identifier: Apache-2.0
// The rules against the cases that both verifiers share: an example and what is done to it, with
// the rules that must be broken, in order.
#include "base/test_folder.h"
#include "receipt/parts.h"

#include <perfgate/schema.h>

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <vector>

using perfgate::Json;
using perfgate::judge_receipt;
using perfgate::ReceiptFinding;
using perfgate::ReceiptVerdict;

namespace {

Json load(const std::string& name) {
  const auto json = perfgate::read_json_file(std::string(PERFGATE_SOURCE_DIR) + "/" + name);
  REQUIRE(json.has_value());
  return *json;
}

std::vector<std::string> rules_of(const std::vector<ReceiptFinding>& findings) {
  std::vector<std::string> rules;
  for (const ReceiptFinding& finding : findings) {
    rules.push_back(finding.rule);
  }
  return rules;
}

std::string messages_of(const ReceiptVerdict& verdict) {
  std::string text;
  for (const ReceiptFinding& finding : verdict.violations) {
    text += finding.rule + ": " + finding.message + "\n";
  }
  return text;
}

Json mutated(const Json& example, const Json& one) {
  Json receipt = example.patch(one.at("patch"));
  if (one.contains("fill_kernels")) {
    Json ids = Json::array();
    for (int i = 0; i < one.at("fill_kernels").get<int>(); ++i) {
      ids.push_back("i2s_gemv_" + std::to_string(i) + "_avx2");
    }
    receipt["kernels"] = ids;
  }
  return receipt;
}

bool is_sentence(const std::string& message) {
  return !message.empty() && message.size() < 400 &&
         message.find_first_of("\n\r\t\x1b") == std::string::npos;
}

TEST_CASE("receipt: every shared case breaks the rules that it should, in order") {
  const Json example = load("gates/testdata/schema/receipt.json");
  std::set<std::string> broken;
  for (const Json& one : load("gates/testdata/receipt/cases.json")) {
    CAPTURE(one.at("name").get<std::string>());
    const ReceiptVerdict verdict =
        judge_receipt(mutated(example, one), "r.json", one.value("require_gpu_kernels", false));
    INFO(messages_of(verdict));
    CHECK(rules_of(verdict.violations) == one.at("violations").get<std::vector<std::string>>());
    CHECK(rules_of(verdict.warnings) == one.at("warnings").get<std::vector<std::string>>());
    for (const ReceiptFinding& finding : verdict.violations) {
      broken.insert(finding.rule);
      CHECK(is_sentence(finding.message));
      CHECK(finding.message.find("r.json") == std::string::npos);
    }
  }
  CHECK(broken.size() == 24);  // every rule of receipt.h
}

TEST_CASE("receipt: 2 084 044 800 ternary weights a token for the 2B model") {
  const Json example = load("gates/testdata/schema/receipt.json");
  Json receipt = example;
  std::uint64_t macs = 0;
  for (const auto& [id, counter] : example.at("kernel_counters").items()) {
    macs += perfgate::receipt_detail::multiplies_trits(id) ? counter.at("macs").get<std::uint64_t>()
                                                           : 0;
  }
  CHECK(macs == 2084044800U * example.at("run").at("forwarded_tokens").get<std::uint64_t>());
}

TEST_CASE("receipt: kernel classes") {
  using perfgate::receipt_detail::class_of_kernel;
  using perfgate::receipt_detail::KernelClass;
  for (const char* id : {"gemm_x", "wmma_x", "cublas_x", "cutlass_x", "cuda_x", "tl1_gpu_x",
                         "tl2_gpu_x", "i2s_quantize", "i2s_dequantize"}) {
    CHECK(class_of_kernel(id) == KernelClass::kGpu);
  }
  for (const char* id :
       {"fp32_x", "fallback_x", "dequant_x", "matmul_f32", "i2s_dequant", "x_dequant"}) {
    CHECK(class_of_kernel(id) == KernelClass::kFallback);
  }
  for (const char* id : {"i2s_gemv", "tl1_x", "tl2_x", "i2s_cpu_quantize", "i2s_quantize_avx2"}) {
    CHECK(class_of_kernel(id) == KernelClass::kCpuQuantised);
  }
  for (const char* id : {"rmsnorm", "matmul_f32_x", "x_i2s_gemv", "I2S_gemv", ""}) {
    CHECK(class_of_kernel(id) == KernelClass::kOther);
  }
}

TEST_CASE("receipt: a value of any type is judged, none is accepted") {
  for (const Json& value : {Json(), Json(1), Json("x"), Json::array(), Json::object()}) {
    CHECK_FALSE(judge_receipt(value, "r.json").violations.empty());
  }
  Json evil = load("gates/testdata/schema/receipt.json");
  evil["compute_path"] = "\x1b[31m\n";
  evil["kernels"][0] = "\x1b[31m\n" + std::string(200, 'x');
  evil["\x1b"] = 1;
  for (const ReceiptFinding& finding : judge_receipt(evil, "r.json").violations) {
    CHECK(is_sentence(finding.message));
  }
}

TEST_CASE("receipt: files") {
  const perfgate::TestFolder folder;
  folder.put("list.json", "[]");
  folder.put("none.json", "{");
  CHECK_FALSE(perfgate::judge_receipt_file(folder.path("list.json")).has_value());
  CHECK_FALSE(perfgate::judge_receipt_file(folder.path("none.json")).has_value());
  CHECK_FALSE(perfgate::judge_receipt_file(folder.path("missing.json")).has_value());
  const auto good = perfgate::judge_receipt_file(std::string(PERFGATE_SOURCE_DIR) +
                                                 "/gates/testdata/schema/receipt.json");
  REQUIRE(good.has_value());
  CHECK(good->violations.empty());
}

TEST_CASE("receipt: recognised among other files") {
  const auto schema = [](const char* text) {
    return perfgate::schema_of(Json::parse(text), "f.json").value_or("");
  };
  CHECK(schema(R"({"schema_version": "1.0.0", "kernels": []})") == "receipt");
  CHECK(schema(R"({"schema_version": 3, "compute_path": 1})") == "receipt");
  CHECK(schema(R"({"schema_version": "1.0.0", "kernel_counters": {}})") == "receipt");
  CHECK(schema(R"({"schema_version": "1.0.0"})") == "");
  CHECK(schema(R"({"kernels": []})") == "");
}

}  // namespace
