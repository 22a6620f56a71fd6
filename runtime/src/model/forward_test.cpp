// SPDX-License-Identifier: Apache-2.0
// Tests: the forward pass against the reference in double precision, layer by layer; and that what
// other implementations do wrong is not done here.
#include "model/model_testing.h"

#include <bitnet/kernels/kernels.h>

#include <doctest/doctest.h>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kTokens = 12;

struct Compared {
  double logits = 0;  // largest relative distance over all tokens
  double hidden = 0;
  std::size_t differing = 0;
  std::size_t ties = 0;
  std::size_t quantised = 0;
};

SessionOptions exact_cache() {
  SessionOptions options;
  options.kv = kernels::KvType::kF32;
  return options;
}

// Runs both sides over kTokens tokens.
Compared compare(const TinyModel& tiny, const Model& model, unsigned threads,
                 SessionOptions options = exact_cache()) {
  auto pool = test_pool(threads);
  Session session = Session::create(model, *pool, options).value();
  RecordingTap tap;
  session.set_tap(&tap);
  const std::vector<std::int32_t> ids = tiny_tokens(model.config(), kTokens);
  std::vector<std::vector<float>> logits;
  for (const std::int32_t id : ids) {
    logits.push_back(logits_after(session, {&id, 1}));
  }
  ReferenceForward reference(tiny.reference());
  reference.decide_ties_by(tap.quantised_rows());
  Compared result;
  const auto worst = [](double& slot, double distance) {
    slot = distance > slot || std::isnan(distance) ? distance : slot;
  };
  for (std::uint32_t p = 0; p < kTokens; ++p) {
    const std::vector<double> wanted = reference.next(ids[p]);
    worst(result.logits, relative_distance(logits[p], wanted));
    for (std::uint32_t layer = 0; layer <= model.config().layers; ++layer) {
      worst(result.hidden, relative_distance(tap.hidden_row(layer, p), reference.hidden()[layer]));
    }
  }
  result.differing = reference.differing();
  result.ties = reference.ties();
  for (const auto& [key, row] : tap.quantised_rows()) {
    result.quantised += row.size();
  }
  return result;
}

void check_equal(const Compared& result) {
  CHECK(result.differing == 0);
  CHECK(result.ties * 1000 <= result.quantised);
  CHECK(result.hidden <= 1e-5);
  CHECK(result.logits <= 1e-5);
}

std::vector<TinyOptions> all_kinds() {
  std::vector<TinyOptions> kinds(6);
  kinds[1].awkward = true;
  kinds[2].act = Activation::kSilu;
  kinds[2].sub_norms = false;
  kinds[3].tied_head = false;
  kinds[3].dense = kernels::DenseType::kF32;
  kinds[4].awkward = true;
  kinds[4].act = Activation::kSilu;
  kinds[4].dense = kernels::DenseType::kBF16;
  kinds[5].dense = kernels::DenseType::kQ6_K;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    kinds[i].seed = i + 1;
  }
  return kinds;
}

TEST_CASE("forward: residual stream of every layer and logits equal the reference's") {
  for (const TinyOptions& options : all_kinds()) {
    CAPTURE(options.seed);
    const TinyModel tiny(options);
    check_equal(compare(tiny, tiny.make(), 2));
  }
}

TEST_CASE("forward: every instruction set and every weight layout equals the reference") {
  const TinyModel tiny({.seed = 11, .awkward = true});
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (!kernels::isa_available(isa)) {
      continue;
    }
    for (const kernels::MatmulLayout layout : kernels::kAllMatmulLayouts) {
      CAPTURE(kernels::isa_name(isa));
      CAPTURE(kernels::matmul_layout_name(layout));
      check_equal(compare(tiny, tiny.make(isa, layout), 1));
    }
  }
}

TEST_CASE("forward: an f16 cache costs about as much accuracy as f16 has") {
  const TinyModel tiny({.seed = 12});
  const Model model = tiny.make();
  auto pool = test_pool(1);
  const std::vector<std::int32_t> ids = tiny_tokens(model.config(), kTokens);
  Session exact = Session::create(model, *pool, exact_cache()).value();
  Session rounded = Session::create(model, *pool).value();
  const std::vector<float> wanted = logits_after(exact, ids);
  const double distance = relative_distance(logits_after(rounded, ids), wanted);
  CHECK(distance > 0);
  CHECK(distance <= 0.03);  // quantisation after attention amplifies the 2^-11 of f16
}

// The reference with one deviation must be far from the runtime; without it, equal.
void check_deviation(const Deviations& deviations) {
  const TinyModel tiny({.seed = 13});
  const Model model = tiny.make();
  check_equal(compare(tiny, model, 1));
  auto pool = test_pool(1);
  Session session = Session::create(model, *pool, exact_cache()).value();
  const std::vector<std::int32_t> ids = tiny_tokens(model.config(), kTokens);
  const std::vector<float> logits = logits_after(session, ids);
  ReferenceForward reference(tiny.reference(), deviations);
  std::vector<double> deviating;
  for (const std::int32_t id : ids) {
    deviating = reference.next(id);
  }
  CHECK(relative_distance(logits, deviating) > 1e-3);
}

TEST_CASE("deviation: SiLU in place of the squared ReLU is not what we compute") {
  check_deviation({.silu = true});
}

TEST_CASE("deviation: the sub-norms are applied") {
  check_deviation({.no_sub_norms = true});
}

TEST_CASE("deviation: norms subtract no mean") {
  check_deviation({.mean_subtraction = true});
}

TEST_CASE("deviation: activations are quantised to int8") {
  check_deviation({.float_activations = true});
}

TEST_CASE("deviation: codes mean -1, 0, +1 and not -2, -1, +1") {
  check_deviation({.wrong_codes = true});
}

}  // namespace
}  // namespace bitnet::runtime
