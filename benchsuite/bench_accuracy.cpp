// SPDX-License-Identifier: Apache-2.0
// How much of the weights survives quantisation, per format and rule, with formula, data, n and
// seed in every row. Times nothing: the figures go to metrics.json.
#include "harness/accuracy_score.h"
#include "harness/aligned_array.h"
#include "harness/bench_program.h"
#include "harness/format_work.h"

#include <bitnet/kernels/convert.h>

#include <fmt/format.h>

#include <cmath>

namespace benchsuite {
namespace {

namespace kernels = bitnet::kernels;

enum class Rule : std::uint8_t { kAbsmax, kMse };

struct Score {
  const char* name;  // last part of the id
  const char* unit;
  const char* formula;
  double (*compute)(std::span<const float>, std::span<const float>);
};

struct Question {
  const char* data_id;  // part of the id
  Data data;
  std::size_t n;
  Score score;
};

constexpr Score kExact{"exact_pct", "%", "100 * share of weights equal after the round trip",
                       exact_percent};
constexpr Score kSqnr{"sqnr_db", "dB", "10 * log10(sum w^2 / sum (w - d)^2)", sqnr_db};
constexpr Score kCosine{"cosine", "1", "sum w*d / sqrt(sum w^2 * sum d^2)", cosine_similarity};
constexpr Score kRmse{"score_pct", "%", "100 * (1 - RMSE / RMS(w))", rmse_score_percent};

// The ramp score measures the length of the ramp more than the format: neighbours are almost equal,
// so it grows with n. It is here because published figures use it, twice, to show just that.
constexpr Question kQuestions[] = {{"ternary", Data::kTernary, 65536, kExact},
                                   {"gaussian", Data::kGaussian, 65536, kSqnr},
                                   {"gaussian", Data::kGaussian, 65536, kCosine},
                                   {"ramp_65536", Data::kRamp, 65536, kRmse},
                                   {"ramp_1024", Data::kRamp, 1024, kRmse}};

AlignedArray<float> round_trip(const kernels::KernelTable& table, kernels::Format format, Rule rule,
                               const AlignedArray<float>& weights) {
  // One row: blocks of 256 are then filled with 256 weights of the tensor, not with padding.
  const kernels::PackedLayout layout = kernels::make_layout(format, 1, weights.size()).layout;
  AlignedArray<std::uint8_t> packed(layout.total_bytes);
  if (rule == Rule::kMse) {
    AlignedArray<std::uint8_t> scratch(kernels::quantize_mse_scratch_bytes(layout));
    kernels::quantize_mse(table, layout, weights.data(), packed.data(), scratch.data());
  } else {
    table.of(format).quantize(layout, weights.data(), packed.data());
  }
  AlignedArray<float> decoded(weights.size());
  table.of(format).dequantize(layout, packed.data(), decoded.data());
  return decoded;
}

Result<MetricRow> answer(const std::string& id, const Question& question, kernels::Format format,
                         Rule rule, const BenchSetup& setup) {
  AlignedArray<float> weights(question.n);
  fill_data(question.data, setup.seed, weights.span());
  const AlignedArray<float> decoded = round_trip(*setup.table, format, rule, weights);
  const Score& score = question.score;
  MetricRow row{id, "accuracy", score.unit, Better::kHigher, 0, {}};
  row.value = score.compute(weights.span(), decoded.span());
  if (!std::isfinite(row.value)) {
    return failure(fmt::format("{} is {}", id, row.value));
  }
  row.labels = {{"formula", score.formula},
                {"data", std::string(data_name(question.data))},
                {"n", std::to_string(question.n)},
                {"rule", rule == Rule::kMse ? "mse" : "absmax"},
                {"shape", fmt::format("1x{}", question.n)}};
  if (data_is_seeded(question.data)) {
    row.labels["seed"] = std::to_string(setup.seed);
  }
  return row;
}

BenchRows accuracy_rows(const BenchSetup& setup) {
  BenchRows rows;
  for (const kernels::Format format : kernels::kAllFormats) {
    for (const Rule rule : {Rule::kAbsmax, Rule::kMse}) {
      for (const Question& question : kQuestions) {
        const std::string id = fmt::format("accuracy/{}/{}/{}/{}", row_format_name(format),
                                           rule == Rule::kMse ? "mse" : "absmax", question.data_id,
                                           question.score.name);
        rows.figures.push_back({id, [=] { return answer(id, question, format, rule, setup); }});
      }
    }
  }
  return rows;
}

}  // namespace
}  // namespace benchsuite

int main(int argc, char** argv) {
  return benchsuite::run_bench_program(argc, argv, benchsuite::accuracy_rows);
}
