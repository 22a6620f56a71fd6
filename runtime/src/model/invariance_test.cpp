// SPDX-License-Identifier: Apache-2.0
// Tests: logits are the same bits for any number of threads, any batch, any division of the tokens
// into calls, every instruction set and every weight layout.
#include "model/model_testing.h"

#include <doctest/doctest.h>

#include <cstring>

namespace bitnet::runtime {
namespace {

// Positions that pass the borders of attention blocks (32), thread blocks (64) and batches.
constexpr std::size_t kPromptTokens = 110;

bool same_bits(const std::vector<float>& a, const std::vector<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

std::vector<float> run(const Model& model, unsigned threads, std::size_t chunk,
                       SessionOptions options = {}) {
  auto pool = test_pool(threads);
  Session session = Session::create(model, *pool, options).value();
  return logits_after(session, tiny_tokens(model.config(), kPromptTokens), chunk);
}

void check_invariant(const TinyOptions& options) {
  const TinyModel tiny(options);
  const Model model = tiny.make();
  const std::vector<float> wanted = run(model, 1, 1);
  for (const unsigned threads : {1U, 2U, 3U, 5U, 8U}) {
    for (const std::size_t chunk : {0U, 1U, 7U, 33U, 64U, 100U}) {
      if ((chunk == 1 && threads > 2) || (chunk == 7 && threads > 3)) {
        continue;  // many passes with more threads than cores take long
      }
      CAPTURE(threads);
      CAPTURE(chunk);
      CHECK(same_bits(run(model, threads, chunk), wanted));
    }
  }
}

TEST_CASE("invariance: threads and divisions of the tokens") {
  check_invariant({.seed = 21});
}

TEST_CASE("invariance: threads and divisions of the tokens, awkward shapes") {
  check_invariant({.seed = 22, .awkward = true});
}

TEST_CASE("invariance: batch sizes") {
  const TinyModel tiny({.seed = 23});
  const Model model = tiny.make();
  const std::vector<float> wanted = run(model, 1, 0);
  for (const std::uint32_t batch : {1U, 3U, 32U, 64U, 65U, 128U}) {
    SessionOptions options;
    options.batch = batch;
    CAPTURE(batch);
    CHECK(same_bits(run(model, batch == 1 ? 1 : 2, 0, options), wanted));
  }
}

TEST_CASE("invariance: instruction sets and weight layouts") {
  const TinyModel tiny({.seed = 24, .awkward = true});
  const std::vector<float> wanted =
      run(tiny.make(kernels::Isa::kScalar, kernels::MatmulLayout::kBits2), 1, 50);
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (!kernels::isa_available(isa)) {
      continue;
    }
    for (const kernels::MatmulLayout layout : kernels::kAllMatmulLayouts) {
      CAPTURE(kernels::isa_name(isa));
      CAPTURE(kernels::matmul_layout_name(layout));
      CHECK(same_bits(run(tiny.make(isa, layout), 2, 50), wanted));
    }
  }
}

TEST_CASE("invariance: a rewound session continues as if nothing had been behind") {
  const TinyModel tiny({.seed = 25});
  const Model model = tiny.make();
  auto pool = test_pool(2);
  const std::vector<std::int32_t> ids = tiny_tokens(model.config(), 60);
  Session fresh = Session::create(model, *pool).value();
  const std::vector<float> wanted = logits_after(fresh, ids);
  Session session = Session::create(model, *pool).value();
  must(session.prefill(std::span(ids).first(40)));
  must(session.prefill(tiny_tokens(model.config(), 50, 99)));
  session.rewind(40);
  CHECK(session.position() == 40);
  CHECK_FALSE(session.logits({}));  // those of the forgotten tokens
  CHECK(same_bits(logits_after(session, std::span(ids).subspan(40)), wanted));
  session.reset();
  CHECK(same_bits(logits_after(session, ids, 13), wanted));
}

TEST_CASE("invariance: logits behind every position are those of the single passes") {
  const TinyModel tiny({.seed = 26, .awkward = true});
  const Model model = tiny.make();
  const std::vector<std::int32_t> ids = tiny_tokens(model.config(), 70);
  for (const unsigned threads : {1U, 3U}) {
    auto pool = test_pool(threads);
    SessionOptions options;
    options.batch = 50;
    Session all = Session::create(model, *pool, options).value();
    std::vector<std::vector<float>> seen;
    std::uint32_t next = 5;
    must(all.prefill_logits(ids, 5, [&](std::uint32_t position, std::span<const float> logits) {
      CHECK(position == next);
      ++next;
      seen.emplace_back(logits.begin(), logits.end());
    }));
    REQUIRE(seen.size() == 65);
    Session single = Session::create(model, *pool).value();
    must(single.prefill(std::span(ids).first(5)));
    for (std::size_t i = 5; i < ids.size(); ++i) {
      REQUIRE(same_bits(logits_after(single, {&ids[i], 1}), seen[i - 5]));
    }
  }
}

}  // namespace
}  // namespace bitnet::runtime
