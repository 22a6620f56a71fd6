// SPDX-License-Identifier: Apache-2.0
// Conservation: a token costs what the shape of the model says, whoever computes it. Integers of
// any size, so that no number of a hostile file can wrap around.
#include "receipt/parts.h"

#include <boost/multiprecision/cpp_int.hpp>
#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace perfgate::receipt_detail {
namespace {

using Integer = boost::multiprecision::cpp_int;

// Clocks of several threads and rounded milliseconds; a read rate that was measured for a moment.
constexpr double kClockSlack = 1.01;
constexpr double kRateSlack = 1.10;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// What does not fit 64 bits was not counted by any kernel.
bool fits(const Integer& value) {
  return value <= std::numeric_limits<std::uint64_t>::max();
}

struct Sum {
  Integer calls = 0, weight_bytes = 0, macs = 0, ns = 0;
};

Integer integer(const Json& object, const char* name) {
  return object.at(name).get<std::uint64_t>();
}

template <typename Belongs>
Sum sum_of(const Json& counters, const Belongs& belongs) {
  Sum sum;
  for (const auto& [id, counter] : counters.items()) {
    if (belongs(id)) {
      sum.calls += integer(counter, "calls");
      sum.weight_bytes += integer(counter, "weight_bytes");
      sum.macs += integer(counter, "macs");
      sum.ns += integer(counter, "ns");
    }
  }
  return sum;
}

class Run {
 public:
  Run(const Json& receipt, ReceiptVerdict& verdict)
      : receipt_(receipt),
        run_(receipt.at("run")),
        counters_(receipt.at("kernel_counters")),
        verdict_(verdict),
        prompt_(integer(run_, "prompt_tokens")),
        generated_(integer(run_, "generated_tokens")),
        forwarded_(integer(run_, "forwarded_tokens")),
        passes_(integer(run_, "forward_passes")),
        positions_(integer(run_, "head_positions")),
        wall_ns_(run_.at("wall_ns").get<double>()),
        weights_(ternary_weights(receipt.at("model_info"))) {}

  void judge() {
    judge_tokens();
    judge_products();
    judge_clock();
    judge_rate();
    judge_figures();
  }

 private:
  static Integer ternary_weights(const Json& model) {
    const Integer hidden = integer(model, "hidden_size");
    const Integer queries = integer(model, "num_attention_heads") * integer(model, "head_dim");
    const Integer keys = integer(model, "num_key_value_heads") * integer(model, "head_dim");
    const Integer middle = integer(model, "intermediate_size");
    return integer(model, "layers") * hidden * (2 * queries + 2 * keys + 3 * middle);
  }

  void refuse(const char* rule, std::string message) {
    violation(verdict_, rule, std::move(message));
  }

  void judge_tokens() {
    const bool interrupted = run_.at("interrupted").get<bool>();
    const Integer most = prompt_ + generated_;
    if (forwarded_ > most || (!interrupted && forwarded_ + 1 < most)) {
      refuse("tokens", fmt::format("{} prompt and {} generated tokens, but {} went through the "
                                   "model",
                                   prompt_.str(), generated_.str(), forwarded_.str()));
    }
    if (passes_ < generated_ || passes_ > forwarded_) {
      refuse("tokens", fmt::format("{} passes cannot forward {} tokens and generate {}",
                                   passes_.str(), forwarded_.str(), generated_.str()));
    }
    if (positions_ < generated_ || positions_ > forwarded_) {
      refuse("tokens", fmt::format("{} positions of the head do not fit {} generated and {} "
                                   "forwarded tokens",
                                   positions_.str(), generated_.str(), forwarded_.str()));
    }
    if (interrupted != (run_.at("stop_reason") == "interrupted")) {
      refuse("tokens", "interrupted and stop_reason contradict each other");
    }
  }

  void judge_products() {
    const Json& model = receipt_.at("model_info");
    const Sum embedding =
        sum_of(counters_, [](const std::string& id) { return id.starts_with("embed_"); });
    if (embedding.calls != forwarded_) {  // which fits 64 bits
      refuse("embedding", fmt::format("{} rows of the embedding for {} tokens",
                                      embedding.calls.str(), forwarded_.str()));
    }
    const Sum ternary = sum_of(counters_, multiplies_trits);
    wanted("ternary_macs", ternary.macs, weights_ * forwarded_);
    judge_head(integer(model, "vocab_size") * integer(model, "hidden_size") * positions_);
    const Sum attention =
        sum_of(counters_, [](const std::string& id) { return id.starts_with("attention_"); });
    const Integer seen =
        forwarded_ * integer(run_, "start_position") + forwarded_ * (forwarded_ + 1) / 2;
    wanted("attention_macs", attention.macs,
           2 * integer(model, "layers") * integer(model, "num_attention_heads") *
               integer(model, "head_dim") * seen);
    if (ternary.weight_bytes * 5 < weights_ * passes_ || !fits(ternary.weight_bytes) ||
        !fits(weights_ * passes_)) {  // a byte holds five trits at most
      refuse("weight_bytes",
             fmt::format("{} bytes of ternary weights were read, {} passes need at least {}",
                         ternary.weight_bytes.str(), passes_.str(),
                         Integer(weights_ * passes_ / 5).str()));
    }
  }

  void wanted(const char* rule, const Integer& found, const Integer& needed) {
    if (found != needed || !fits(found)) {
      refuse(rule, fmt::format("{} multiply-accumulates were counted, the model and its tokens "
                               "need {}",
                               found.str(), needed.str()));
    }
  }

  void judge_head(const Integer& needed) {
    bool screened = false;
    const Sum head = sum_of(counters_, [&screened](const std::string& id) {
      screened = screened || id.starts_with("screen_");
      return id.starts_with("head_") || id.starts_with("screen_");
    });
    if (!screened || head.macs < needed || !fits(head.macs)) {
      wanted("head_macs", head.macs, needed);
    }
  }

  void judge_clock() {
    const Sum all = sum_of(counters_, [](const std::string&) { return true; });
    const double limit = wall_ns_ * run_.at("threads").get<double>();
    if (!(all.ns.convert_to<double>() <= limit * kClockSlack) || !fits(all.ns) ||
        (wall_ns_ == 0 && forwarded_ > 0)) {
      refuse("time", fmt::format("kernels say {} ns, the threads had {:.0f} together", all.ns.str(),
                                 limit));
    }
  }

  void judge_rate() {
    if (!receipt_.contains("machine")) {
      note(verdict_.warnings, "unmeasured",
           "the read rate of the machine was not measured, so nothing bounds that of the run");
      return;
    }
    const Json& machine = receipt_.at("machine");
    const Sum all = sum_of(counters_, [](const std::string&) { return true; });
    const double rate = all.weight_bytes.convert_to<double>() / wall_ns_;
    if (!(rate <= machine.at("read_gbps").get<double>() * kRateSlack) || !fits(all.weight_bytes)) {
      refuse("read_rate",
             fmt::format("weights came at {:.4g} GB/s from a memory that gives {} GB/s", rate,
                         machine.at("read_gbps").dump()));
    }
    if (machine.at("threads") != run_.at("threads")) {
      refuse("read_rate", "the read rate was measured with another number of threads");
    }
  }

  // Only figures that are there are judged; one that cannot exist has no value that fits.
  void figure(const char* name, double value) {
    const double found = receipt_.at("performance_baseline").value(name, kNone);
    const bool absent = !receipt_.at("performance_baseline").contains(name);
    if (!absent &&
        !(std::abs(found - value) <= 0.01 * std::max(std::abs(found), std::abs(value)))) {
      refuse("performance", fmt::format("{} is {}, the run gives {:.6g}", name, found, value));
    }
  }

  void judge_figures() {
    const double total = wall_ns_ / 1e6;
    const double first = receipt_.at("performance_baseline").value("first_token_latency_ms", kNone);
    figure("tokens_generated", generated_.convert_to<double>());
    figure("total_time_ms", total);
    if (first > total * kClockSlack) {
      refuse("performance",
             fmt::format("the first token came after {} ms, the end after {:.6g}", first, total));
    }
    const double later = generated_ > 1 ? Integer(generated_ - 1).convert_to<double>() : kNone;
    figure("average_token_latency_ms", (total - first) / later);
    figure("tokens_per_second", 1e3 * later / (total - first));
  }

  const Json& receipt_;
  const Json& run_;
  const Json& counters_;
  ReceiptVerdict& verdict_;
  Integer prompt_, generated_, forwarded_, passes_, positions_;
  double wall_ns_;
  Integer weights_;
};

}  // namespace

void judge_arithmetic(const Json& receipt, ReceiptVerdict& verdict) {
  Run(receipt, verdict).judge();
}

}  // namespace perfgate::receipt_detail
