// SPDX-License-Identifier: Apache-2.0
// Strict mode: each of its three parts refuses what it is for, and leaves the rest alone.
#include "receipt/testing_receipt.h"

#include <doctest/doctest.h>

#include <string>

namespace bitnet::runtime {
namespace {

using receipt::Json;

constexpr StrictMode kMock{true, false, false};
constexpr StrictMode kQuantisation{false, true, false};
constexpr StrictMode kPerformance{false, false, true};
constexpr StrictMode kAll{true, true, true};

// "" = nothing to object to.
std::string objection(const StrictMode& strict, const Json& receipt) {
  const auto checked = check_strict(strict, receipt.dump());
  if (checked) {
    return "";
  }
  CHECK(checked.error().code == ExitCode::kFailed);
  CHECK(checked.error().message.starts_with("strict mode: "));
  CHECK(checked.error().message.find('\n') == std::string::npos);
  return checked.error().message;
}

Json good() {
  return Json::parse(receipt::example_text());
}

void rename_kernel(Json& receipt, const std::string& from, const std::string& to,
                   const std::string& isa) {
  Json& counters = receipt.at("kernel_counters");
  counters[to] = counters.at(from);
  counters[to]["isa"] = isa;
  counters.erase(from);
  for (Json& id : receipt.at("kernels")) {
    if (id == from) {
      id = to;
    }
  }
}

TEST_CASE("strict: a sound receipt passes, and so does anything when strict mode is off") {
  CHECK(objection(kAll, good()) == "");
  CHECK(objection(kAll, Json::parse(receipt_text(receipt::good_input()))) == "");
  CHECK(objection(StrictMode{}, Json()) == "");
}

TEST_CASE("strict: mock kernels") {
  Json receipt = good();
  rename_kernel(receipt, "i2s_trits5_gemv_avx512vnni", "i2s_mock_gemv_avx512vnni", "avx512vnni");
  CHECK(objection(kMock, receipt).find("is a mock") != std::string::npos);
  CHECK(objection(kPerformance, receipt) == "");
}

TEST_CASE("strict: fallback kernels, a weaker ISA, two layouts") {
  Json fallback = good();
  fallback["kernels"].push_back("fp32_gemv_avx512vnni");
  fallback["kernel_counters"]["fp32_gemv_avx512vnni"] =
      fallback["kernel_counters"]["add_avx512vnni"];
  const std::string message = objection(kQuantisation, fallback);
  CHECK(message.find("fp32 fallback") != std::string::npos);
  CHECK(message.find("30 layers of 2560 x 6912") != std::string::npos);
  CHECK(objection(kMock, fallback) == "");

  Json weaker = good();
  rename_kernel(weaker, "i2s_trits5_gemm_avx512vnni", "i2s_trits5_gemm_scalar", "scalar");
  CHECK(objection(kQuantisation, weaker).find("'avx512vnni' was selected") != std::string::npos);

  Json layouts = good();
  rename_kernel(layouts, "i2s_trits5_gemm_avx512vnni", "i2s_gemm_avx512vnni", "avx512vnni");
  CHECK(objection(kQuantisation, layouts).find("two layouts") != std::string::npos);
  CHECK(objection(kPerformance, layouts) == "");
}

TEST_CASE("strict: figures that contradict the counters; speed alone is no offence") {
  Json receipt = good();
  receipt["run"]["wall_ns"] = 1000000000;
  CHECK(objection(kPerformance, receipt) != "");
  CHECK(objection(kQuantisation, receipt) == "");

  ReceiptInput fast = receipt::good_input();  // 5000 tokens per second
  CHECK(objection(kPerformance, Json::parse(receipt_text(fast))) == "");
  fast.machine = ReadRate{0.01, 1, 2};
  CHECK(objection(kPerformance, Json::parse(receipt_text(fast))).find("GB/s") != std::string::npos);
}

TEST_CASE("strict: no receipt, or half of one") {
  CHECK(objection(kMock, Json::array()) != "");
  Json half = good();
  half.erase("run");
  CHECK(objection(kMock, half).find("\"run\" is missing") != std::string::npos);
}

}  // namespace
}  // namespace bitnet::runtime
