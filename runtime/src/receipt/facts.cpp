// SPDX-License-Identifier: Apache-2.0
// Numbers out of the JSON, sums by class, and what the shape of the model implies.
#include "receipt/facts.h"

#include "receipt/kernel_class.h"

namespace bitnet::runtime::receipt {
namespace {

std::uint64_t count_of(const Json& object, const char* name) {
  return object.at(name).get<std::uint64_t>();
}

void add(ClassSum& sum, const Json& counter) {
  ++sum.kernels;
  sum.calls = sum.calls + count_of(counter, "calls");
  sum.weight_bytes = sum.weight_bytes + count_of(counter, "weight_bytes");
  sum.macs = sum.macs + count_of(counter, "macs");
}

void add_counters(const Json& counters, Facts& facts) {
  for (auto at = counters.begin(); at != counters.end(); ++at) {
    const std::string& id = at.key();
    add(facts.all, *at);
    facts.ns = facts.ns + count_of(*at, "ns");
    if (is_ternary_product(id)) {
      add(facts.ternary, *at);
    } else if (is_embedding(id)) {
      add(facts.embedding, *at);
    } else if (is_head(id)) {
      add(facts.head, *at);
      facts.screened = facts.screened || id.starts_with("screen_");
    } else if (is_attention(id)) {
      add(facts.attention, *at);
    }
  }
}

}  // namespace

Checked operator*(Checked a, Checked b) {
  std::uint64_t product = 0;
  if (!a.value_ || !b.value_ || __builtin_mul_overflow(*a.value_, *b.value_, &product)) {
    a.value_.reset();
  } else {
    a.value_ = product;
  }
  return a;
}

Checked operator+(Checked a, Checked b) {
  std::uint64_t sum = 0;
  if (!a.value_ || !b.value_ || __builtin_add_overflow(*a.value_, *b.value_, &sum)) {
    a.value_.reset();
  } else {
    a.value_ = sum;
  }
  return a;
}

// Per layer: query and output projections, key and value, gate, up and down.
Checked Facts::ternary_weights() const {
  const Checked query = Checked(hidden) * heads * head_dim;
  const Checked key = Checked(hidden) * kv_heads * head_dim;
  const Checked feed_forward = Checked(hidden) * intermediate;
  return Checked(layers) * (Checked(2) * query + Checked(2) * key + Checked(3) * feed_forward);
}

Facts facts_of(const Json& receipt) {
  Facts facts;
  const Json& model = receipt.at("model_info");
  facts.layers = count_of(model, "layers");
  facts.hidden = count_of(model, "hidden_size");
  facts.intermediate = count_of(model, "intermediate_size");
  facts.heads = count_of(model, "num_attention_heads");
  facts.kv_heads = count_of(model, "num_key_value_heads");
  facts.head_dim = count_of(model, "head_dim");
  facts.vocab = count_of(model, "vocab_size");
  const Json& run = receipt.at("run");
  facts.prompt = count_of(run, "prompt_tokens");
  facts.generated = count_of(run, "generated_tokens");
  facts.start = count_of(run, "start_position");
  facts.forwarded = count_of(run, "forwarded_tokens");
  facts.passes = count_of(run, "forward_passes");
  facts.head_positions = count_of(run, "head_positions");
  facts.threads = count_of(run, "threads");
  facts.wall_ns = count_of(run, "wall_ns");
  facts.interrupted = run.at("interrupted").get<bool>();
  add_counters(receipt.at("kernel_counters"), facts);
  return facts;
}

}  // namespace bitnet::runtime::receipt
