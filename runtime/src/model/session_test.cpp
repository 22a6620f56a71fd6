// SPDX-License-Identifier: Apache-2.0
// Tests: what a session refuses, what it counts, and screened logits beside the full ones.
#include "model/model_testing.h"

#include <bitnet/kernels/kernels.h>

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <tuple>
#include <vector>

namespace bitnet::runtime {
namespace {

using kernels::KernelId;

std::string refusal(const Result<void>& result) {
  REQUIRE_FALSE(result);
  CHECK(result.error().code == ExitCode::kUsage);
  return result.error().message;
}

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("session: refused contexts and batches") {
  const TinyModel tiny;
  const Model model = tiny.make();
  auto pool = test_pool(1);
  const auto error_of = [&](const SessionOptions& options) {
    const auto session = Session::create(model, *pool, options);
    REQUIRE_FALSE(session);
    CHECK(session.error().code == ExitCode::kUsage);
    return session.error().message;
  };
  SessionOptions options;
  options.context = 161;
  CHECK(contains(error_of(options), "161"));
  CHECK(contains(error_of(options), "160"));
  options.context = 0;
  options.batch = 0;
  CHECK(contains(error_of(options), "1 to 512"));
  options.batch = kMaxBatch + 1;
  CHECK(contains(error_of(options), "513"));
}

TEST_CASE("session: refused tokens leave it as it was") {
  const TinyModel tiny;
  const Model model = tiny.make();
  auto pool = test_pool(1);
  SessionOptions options;
  options.context = 4;
  Session session = Session::create(model, *pool, options).value();
  CHECK(contains(refusal(session.prefill({})), "no tokens"));
  const std::vector<std::int32_t> outside = {1, 515};
  CHECK(contains(refusal(session.prefill(outside)), "token 1 is 515"));
  const std::vector<std::int32_t> negative = {-1};
  CHECK(contains(refusal(session.prefill(negative)), "token 0 is -1"));
  const std::vector<std::int32_t> five(5, 1);
  CHECK(contains(refusal(session.prefill(five)), "5 tokens do not fit"));
  CHECK(session.position() == 0);
  CHECK_FALSE(session.logits({}));

  must(session.prefill(std::span(five).first(4)));
  CHECK(session.position() == 4);
  CHECK(contains(refusal(session.decode(1)), "4 of 4"));
  CHECK(session.logits({}));
}

TEST_CASE("session: a set stop flag ends a prefill without an error") {
  const TinyModel tiny;
  const Model model = tiny.make();
  auto pool = test_pool(2);
  Session session = Session::create(model, *pool).value();
  const std::atomic<bool> stop{true};
  CHECK(session.prefill(tiny_tokens(model.config(), 20), &stop));
  CHECK(session.position() == 0);
}

// Sets the flag when a layer begins.
class StoppingTap : public ForwardTap {
 public:
  StoppingTap(std::atomic<bool>& stop, std::uint32_t layer) : stop_(stop), layer_(layer) {}

  void hidden(std::uint32_t layer, std::uint32_t /*position*/,
              std::span<const float> /*values*/) override {
    deepest_ = std::max(deepest_.load(), layer);
    if (layer == layer_) {
      stop_ = true;
    }
  }

  void quantised(std::uint32_t /*layer*/, QuantSite /*site*/, std::uint32_t /*position*/,
                 std::span<const std::int8_t> /*values*/, float /*scale*/) override {}

  [[nodiscard]] std::uint32_t deepest() const { return deepest_; }

 private:
  std::atomic<bool>& stop_;
  std::uint32_t layer_;
  std::atomic<std::uint32_t> deepest_{0};
};

TEST_CASE("session: a prefill that is stopped within a pass leaves the session as before it") {
  const TinyModel tiny({.seed = 35});
  const Model model = tiny.make();
  REQUIRE(model.config().layers >= 2);
  for (const unsigned threads : {1U, 2U, 3U}) {
    for (const std::size_t tokens : {5U, 100U}) {  // rows shared out; tokens shared out
      CAPTURE(threads);
      CAPTURE(tokens);
      auto pool = test_pool(threads);
      SessionOptions options;
      options.count_kernels = true;
      Session session = Session::create(model, *pool, options).value();
      must(session.decode(7));
      const kernels::KernelCounters before = session.counters();
      std::atomic<bool> stop{false};
      StoppingTap tap(stop, 0);
      session.set_tap(&tap);
      const std::vector<std::int32_t> ids = tiny_tokens(model.config(), tokens);
      CHECK(session.prefill(ids, &stop));
      CHECK(stop);
      CHECK(tap.deepest() < model.config().layers);
      CHECK(session.position() == 1);
      CHECK(session.pass_counts().tokens == 1);
      for (std::size_t id = 0; id < kernels::kKernelIdCount; ++id) {
        CHECK(session.counters().count[id].calls == before.count[id].calls);
        CHECK(session.counters().count[id].macs == before.count[id].macs);
      }
      CHECK_FALSE(session.logits({}));
      session.set_tap(nullptr);
      Session fresh = Session::create(model, *pool).value();
      must(fresh.decode(7));
      CHECK(logits_after(session, ids) == logits_after(fresh, ids));
    }
  }
}

TEST_CASE("session: screened logits contain the k best, with the bits of the full head") {
  for (const bool awkward : {false, true}) {
    const TinyModel tiny({.seed = 31, .awkward = awkward});
    const Model model = tiny.make();
    for (const unsigned threads : {1U, 2U, 5U}) {
      auto pool = test_pool(threads);
      Session session = Session::create(model, *pool).value();
      for (const std::int32_t id : tiny_tokens(model.config(), 10)) {
        must(session.decode(id));
        const LogitView full_view = session.logits({}).value();
        const std::vector<float> full(full_view.logits.begin(), full_view.logits.end());
        std::vector<float> sorted = full;
        std::sort(sorted.begin(), sorted.end(), std::greater<>());
        for (const std::uint32_t k : {1U, 5U, 40U}) {
          const LogitView view = session.logits({HeadNeedKind::kTopK, k}).value();
          REQUIRE(view.ids.size() == view.logits.size());
          std::size_t best = 0;
          for (std::size_t i = 0; i < view.ids.size(); ++i) {
            CHECK(view.logits[i] == full[static_cast<std::size_t>(view.ids[i])]);
            best += view.logits[i] >= sorted[k - 1] ? 1 : 0;
          }
          CHECK(best >= k);
        }
      }
      CHECK(session.head_counts().full == 10);
      CHECK(session.head_counts().screened + session.head_counts().fallbacks == 30);
    }
  }
}

// Which thread does which rows differs from call to call; with more threads than cores some rows
// are done twice.
TEST_CASE("session: candidates, their order and what was counted are the same every time") {
  const TinyModel tiny({.seed = 34});
  const Model model = tiny.make();
  for (const unsigned threads : {1U, 3U, 12U}) {
    auto pool = test_pool(threads);
    SessionOptions options;
    options.count_kernels = true;
    Session session = Session::create(model, *pool, options).value();
    must(session.decode(3));
    const auto once = [&](const HeadNeed& need) {
      session.clear_counters();
      const LogitView view = session.logits(need).value();
      return std::tuple(std::vector<std::int32_t>(view.ids.begin(), view.ids.end()),
                        std::vector<float>(view.logits.begin(), view.logits.end()),
                        session.counters().of(KernelId::kScreen).macs,
                        session.counters().of(KernelId::kHeadF16).macs);
    };
    const std::uint64_t products = std::uint64_t{515} * model.config().embd;
    const auto top = once({HeadNeedKind::kTopK, 5});
    const auto all = once({HeadNeedKind::kFull, 0});
    CHECK(std::is_sorted(std::get<0>(top).begin(), std::get<0>(top).end()));
    CHECK(std::get<2>(top) > products);
    CHECK(std::get<3>(top) == 0);
    CHECK(std::get<3>(all) == products);
    for (int i = 0; i < 50; ++i) {
      CHECK((once({HeadNeedKind::kTopK, 5}) == top));
      CHECK((once({HeadNeedKind::kFull, 0}) == all));
    }
  }
}

TEST_CASE("session: what needs all logits, or too many, is not screened") {
  const TinyModel tiny;
  const Model model = tiny.make();
  auto pool = test_pool(1);
  Session session = Session::create(model, *pool).value();
  must(session.decode(3));
  CHECK(session.logits({HeadNeedKind::kTopK, 257}).value().ids.empty());
  CHECK(session.logits({HeadNeedKind::kFull, 0}).value().logits.size() == 515);
  SessionOptions options;
  options.exact_head = true;
  Session exact = Session::create(model, *pool, options).value();
  must(exact.decode(3));
  CHECK(exact.logits({HeadNeedKind::kGreedy, 1}).value().logits.size() == 515);
  CHECK(exact.head_counts().full == 1);
}

TEST_CASE("session: counters say what the model's shape demands, for any threads and batches") {
  const TinyModel tiny({.seed = 33});
  const Model model = tiny.make();
  const ModelConfig& config = model.config();
  const std::uint64_t per_layer =
      std::uint64_t{config.embd} * (2 * config.embd + 2 * config.kv_dim() + 3 * config.ff);
  for (const unsigned threads : {1U, 2U, 3U}) {
    auto pool = test_pool(threads);
    SessionOptions options;
    options.count_kernels = true;
    Session session = Session::create(model, *pool, options).value();
    must(session.prefill(tiny_tokens(config, 70)));
    must(session.decode(1));
    REQUIRE(session.logits({}));
    const kernels::KernelCounters counters = session.counters();
    std::uint64_t macs = 0;
    for (const KernelId id :
         {KernelId::kGemvBits2, KernelId::kGemvTrits5, KernelId::kGemvTl1, KernelId::kGemvTl2,
          KernelId::kGemmBits2, KernelId::kGemmTrits5, KernelId::kGemmTl1, KernelId::kGemmTl2}) {
      macs += counters.of(id).macs;
    }
    CHECK(macs == 71 * per_layer * config.layers);
    CHECK(counters.of(KernelId::kEmbedF16).calls == 71);
    CHECK(counters.of(KernelId::kHeadF16).macs == std::uint64_t{config.vocab} * config.embd);
    std::uint64_t attended = 0;
    for (std::uint64_t p = 1; p <= 71; ++p) {
      attended += p;
    }
    CHECK(counters.of(KernelId::kAttentionF16).macs == 2 * attended * config.embd * config.layers);
    session.clear_counters();
    CHECK(session.counters().of(KernelId::kEmbedF16).calls == 0);
  }
}

}  // namespace
}  // namespace bitnet::runtime
