// SPDX-License-Identifier: Apache-2.0
// What the shape of the model and the number of tokens say must have been multiplied, read and
// waited for, against what the kernels counted.
#include "receipt/facts.h"
#include "receipt/findings.h"
#include "receipt/rules.h"

#include <fmt/format.h>

#include <cmath>

namespace bitnet::runtime::receipt {
namespace {

// Clocks of different threads and rounding of ms: 1 %. A read rate measured for a moment beside one
// measured over seconds on a shared machine: 10 %.
constexpr double kTimeSlack = 1.01;
constexpr double kRateSlack = 1.10;

std::string shown(const Checked& value) {
  return value.value() ? std::to_string(*value.value()) : std::string("more than 64 bits");
}

bool equal(const Checked& a, const Checked& b) {
  return a.value() && b.value() && *a.value() == *b.value();
}

bool at_least(const Checked& a, const Checked& b) {
  return a.value() && b.value() && *a.value() >= *b.value();
}

// 1 + 2 + ... + n
Checked triangle(std::uint64_t n) {
  return n % 2 == 0 ? Checked(n / 2) * (Checked(n) + 1) : Checked(n) * Checked(n / 2 + 1);
}

void check_tokens(const Facts& facts, ReceiptVerdict& verdict) {
  const Checked most = Checked(facts.prompt) + facts.generated;
  const bool enough = facts.interrupted || at_least(Checked(facts.forwarded) + 1, most);
  if (!at_least(most, facts.forwarded) || !enough) {
    refuse(verdict, "tokens",
           fmt::format("run: {} tokens forwarded, wanted {} of the prompt and all but the last of "
                       "{} generated",
                       facts.forwarded, facts.prompt, facts.generated));
  }
  if (facts.passes < facts.generated || facts.passes > facts.forwarded) {
    refuse(verdict, "tokens",
           fmt::format("run: {} forward passes for {} generated and {} forwarded tokens, wanted at "
                       "least one a generated token and at most one a forwarded token",
                       facts.passes, facts.generated, facts.forwarded));
  }
  if (facts.head_positions < facts.generated || facts.head_positions > facts.forwarded) {
    refuse(verdict, "tokens",
           fmt::format("run: the head was computed for {} positions, wanted at least the {} "
                       "generated and at most the {} forwarded tokens",
                       facts.head_positions, facts.generated, facts.forwarded));
  }
}

void check_products(const Facts& facts, ReceiptVerdict& verdict) {
  if (!equal(facts.embedding.calls, facts.forwarded)) {
    refuse(verdict, "embedding",
           fmt::format("the embedding was looked up {} times for {} forwarded tokens",
                       shown(facts.embedding.calls), facts.forwarded));
  }
  const Checked ternary = facts.ternary_weights() * facts.forwarded;
  if (!equal(facts.ternary.macs, ternary)) {
    refuse(verdict, "ternary_macs",
           fmt::format("ternary products did {} multiply-accumulates, {} tokens through {} ternary "
                       "weights are {}",
                       shown(facts.ternary.macs), facts.forwarded, shown(facts.ternary_weights()),
                       shown(ternary)));
  }
  const Checked head = Checked(facts.vocab) * facts.hidden * facts.head_positions;
  if (!at_least(facts.head.macs, head) || (!facts.screened && !equal(facts.head.macs, head))) {
    refuse(verdict, "head_macs",
           fmt::format("the head did {} multiply-accumulates, {} positions of {} x {} are {}",
                       shown(facts.head.macs), facts.head_positions, facts.vocab, facts.hidden,
                       shown(head)));
  }
  const Checked seen = Checked(facts.forwarded) * facts.start + triangle(facts.forwarded);
  const Checked attention = Checked(2) * facts.layers * facts.heads * facts.head_dim * seen;
  if (!equal(facts.attention.macs, attention)) {
    refuse(
        verdict, "attention_macs",
        fmt::format("attention did {} multiply-accumulates, {} tokens from position {} on are {}",
                    shown(facts.attention.macs), facts.forwarded, facts.start, shown(attention)));
  }
}

// No packing of whole bytes holds more than five trits in one.
void check_bytes(const Facts& facts, ReceiptVerdict& verdict) {
  const Checked trits = facts.ternary_weights() * facts.passes;
  const Checked least =
      trits.value() ? Checked(*trits.value() / 5 + (*trits.value() % 5 != 0)) : trits;
  if (!at_least(facts.ternary.weight_bytes, least)) {
    refuse(verdict, "weight_bytes",
           fmt::format("ternary products read {} bytes of weights, {} passes over {} weights at "
                       "five a byte are more",
                       shown(facts.ternary.weight_bytes), facts.passes,
                       shown(facts.ternary_weights())));
  }
}

double real(const Checked& value) {
  return value.value() ? static_cast<double>(*value.value()) : HUGE_VAL;
}

void check_time(const Facts& facts, ReceiptVerdict& verdict) {
  const double available = static_cast<double>(facts.wall_ns) * static_cast<double>(facts.threads);
  if (!(real(facts.ns) <= available * kTimeSlack) || (facts.forwarded > 0 && facts.wall_ns == 0)) {
    refuse(verdict, "time",
           fmt::format("kernels took {} ns, but {} threads for {} ns have no more than {:.0f}",
                       shown(facts.ns), facts.threads, facts.wall_ns, available));
  }
}

void check_rate(const Json& receipt, const Facts& facts, ReceiptVerdict& verdict) {
  const auto machine = receipt.find("machine");
  if (machine == receipt.end()) {
    warn(verdict, "unmeasured",
         "machine: its read rate was not measured, so the rate of this run is not bounded by it");
    return;
  }
  const double limit = machine->at("read_gbps").get<double>();
  const double rate = real(facts.all.weight_bytes) / static_cast<double>(facts.wall_ns);
  if (!(rate <= limit * kRateSlack)) {
    refuse(verdict, "read_rate",
           fmt::format("weights were read at {:.4g} GB/s, this machine reads at most {:.4g}", rate,
                       limit));
  }
  if (machine->at("threads").get<std::uint64_t>() != facts.threads) {
    refuse(verdict, "read_rate",
           fmt::format("machine: read rate of {} threads for a run with {}",
                       machine->at("threads").dump(), facts.threads));
  }
}

bool near(double a, double b) {
  return std::abs(a - b) <= 0.01 * std::max(std::abs(a), std::abs(b));
}

// A figure that is there must follow from the run; `wanted` is not a number where it cannot exist.
void check_figure(const Json& figures, const char* name, double wanted, ReceiptVerdict& verdict) {
  const auto at = figures.find(name);
  if (at != figures.end() && !near(at->get<double>(), wanted)) {
    refuse(verdict, "performance",
           fmt::format("performance_baseline: {} is {}, the run gives {:.6g}", name, at->dump(),
                       wanted));
  }
}

void check_performance(const Json& receipt, const Facts& facts, ReceiptVerdict& verdict) {
  const Json& figures = receipt.at("performance_baseline");
  const double generated = static_cast<double>(facts.generated);
  const double total_ms = static_cast<double>(facts.wall_ns) / 1e6;
  check_figure(figures, "tokens_generated", generated, verdict);
  check_figure(figures, "total_time_ms", total_ms, verdict);
  const auto first = figures.find("first_token_latency_ms");
  const double first_ms = first == figures.end() ? NAN : first->get<double>();
  if (first != figures.end() && !(first_ms <= total_ms * kTimeSlack)) {
    refuse(verdict, "performance",
           fmt::format("performance_baseline: the first token after {} ms, the run took {:.6g}",
                       first->dump(), total_ms));
  }
  const double later = facts.generated > 1 ? generated - 1 : NAN;
  check_figure(figures, "average_token_latency_ms", (total_ms - first_ms) / later, verdict);
  check_figure(figures, "tokens_per_second", later / (total_ms - first_ms) * 1e3, verdict);
}

void check_interrupted(const Json& receipt, const Facts& facts, ReceiptVerdict& verdict) {
  const auto& reason = receipt.at("run").at("stop_reason").get_ref<const std::string&>();
  if ((reason == "interrupted") != facts.interrupted) {
    refuse(verdict, "tokens",
           fmt::format("run: interrupted is {}, but the reason to stop does not agree",
                       facts.interrupted));
  }
}

}  // namespace

void apply_conservation_rules(const Json& receipt, ReceiptVerdict& verdict) {
  const Facts facts = facts_of(receipt);
  check_tokens(facts, verdict);
  check_interrupted(receipt, facts, verdict);
  check_products(facts, verdict);
  check_bytes(facts, verdict);
  check_time(facts, verdict);
  check_rate(receipt, facts, verdict);
  check_performance(receipt, facts, verdict);
}

}  // namespace bitnet::runtime::receipt
