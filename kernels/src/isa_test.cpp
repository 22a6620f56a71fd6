// SPDX-License-Identifier: Apache-2.0
// Names, choice and dispatch: a forced instruction set must really be the one that runs.
#include "register.h"
#include "testing/test_data.h"

#include <doctest/doctest.h>

#include <string>
#include <thread>

namespace bitnet::kernels {
namespace {

bool same_row(const FormatKernels& a, const FormatKernels& b) {
  return a.quantize == b.quantize && a.dequantize == b.dequantize && a.pack == b.pack &&
         a.unpack == b.unpack;
}

bool same_kernels(const KernelTable& a, const KernelTable& b) {
  bool same = a.absmax == b.absmax;
  for (const Format format : kAllFormats) {
    same = same && same_row(a.of(format), b.of(format));
  }
  return same;
}

TEST_CASE("isa names are a closed, case-sensitive set") {
  for (const Isa isa : kAllIsas) {
    CHECK(isa_from_name(isa_name(isa)) == isa);
  }
  CHECK(isa_name(Isa::kAvx512Vnni) == "avx512vnni");
  CHECK_FALSE(isa_from_name("AVX2").has_value());
  CHECK_FALSE(isa_from_name("avx2 ").has_value());
  CHECK_FALSE(isa_from_name("").has_value());
  CHECK(isa_name(static_cast<Isa>(99)) == "unknown");
}

TEST_CASE("scalar is always there and the best isa is available") {
  CHECK(isa_available(Isa::kScalar));
  CHECK(isa_available(best_isa()));
  CHECK(testing::available_isas().back() == best_isa());
  CHECK_FALSE(isa_available(static_cast<Isa>(99)));
  // x86 and ARM exclude each other.
  CHECK_FALSE((isa_available(Isa::kAvx2) && isa_available(Isa::kNeonDotprod)));
  // AVX-512 tables inherit from AVX2.
  CHECK((!isa_available(Isa::kAvx512Vnni) || isa_available(Isa::kAvx2)));
}

TEST_CASE("no value of BITNET_ISA selects the best one") {
  for (const char* const value : {static_cast<const char*>(nullptr), ""}) {
    const IsaChoice choice = choose_isa(value);
    CHECK(choice.error == IsaChoiceError::kNone);
    CHECK(choice.isa == best_isa());
  }
}

TEST_CASE("unknown names and instruction sets of other machines are errors") {
  CHECK(choose_isa("sse2").error == IsaChoiceError::kUnknownName);
  CHECK(choose_isa("Scalar").error == IsaChoiceError::kUnknownName);
  CHECK(choose_isa(" ").error == IsaChoiceError::kUnknownName);
  for (const Isa isa : kAllIsas) {
    const IsaChoice choice = choose_isa(std::string(isa_name(isa)).c_str());
    CHECK(choice.error ==
          (isa_available(isa) ? IsaChoiceError::kNone : IsaChoiceError::kUnsupported));
  }
  // No machine has both.
  CHECK((choose_isa("avx2").error != IsaChoiceError::kNone ||
         choose_isa("neon_dotprod").error == IsaChoiceError::kUnsupported));
}

TEST_CASE("a forced isa selects its own table") {
  KernelTable scalar;
  install_scalar(scalar);
  for (const Isa isa : testing::available_isas()) {
    CAPTURE(isa_name(isa));
    const IsaChoice choice = choose_isa(std::string(isa_name(isa)).c_str());
    REQUIRE(choice.error == IsaChoiceError::kNone);
    const KernelTable& table = kernels_for(choice.isa);
    CHECK(table.isa == isa);
    CHECK(same_kernels(table, scalar) == (isa == Isa::kScalar));
  }
}

TEST_CASE("every row of every table is filled") {
  for (const Isa isa : testing::available_isas()) {
    const KernelTable& table = kernels_for(isa);
    bool filled = table.absmax != nullptr;
    for (const Format format : kAllFormats) {
      const FormatKernels& row = table.of(format);
      filled = filled && row.quantize != nullptr && row.dequantize != nullptr &&
               row.pack != nullptr && row.unpack != nullptr;
    }
    CHECK(filled);
  }
}

TEST_CASE("threads see one and the same table") {
  std::array<const KernelTable*, 4> seen{};
  {
    std::vector<std::jthread> threads;
    threads.reserve(seen.size());
    for (const KernelTable*& slot : seen) {
      threads.emplace_back([&slot] { slot = &kernels_for(best_isa()); });
    }
  }
  for (const KernelTable* const table : seen) {
    CHECK(table == &kernels_for(best_isa()));
  }
}

}  // namespace
}  // namespace bitnet::kernels
