// SPDX-License-Identifier: Apache-2.0
// The numbers of a receipt whose form is right, summed up by class of kernel.
#pragma once

#include "receipt/json_text.h"

#include <cstdint>
#include <optional>

namespace bitnet::runtime::receipt {

/// A product or sum of numbers from a file; nullopt once it does not fit 64 bits.
class Checked {
 public:
  Checked(std::uint64_t value) : value_(value) {}  // NOLINT(google-explicit-constructor): a number

  friend Checked operator*(Checked a, Checked b);
  friend Checked operator+(Checked a, Checked b);

  [[nodiscard]] const std::optional<std::uint64_t>& value() const { return value_; }

 private:
  std::optional<std::uint64_t> value_;
};

struct ClassSum {
  std::uint64_t kernels = 0;
  Checked calls = 0, weight_bytes = 0, macs = 0;
};

struct Facts {
  // model
  std::uint64_t layers = 0, hidden = 0, intermediate = 0, heads = 0, kv_heads = 0, head_dim = 0,
                vocab = 0;
  // run
  std::uint64_t prompt = 0, generated = 0, start = 0, forwarded = 0, passes = 0, head_positions = 0,
                threads = 0, wall_ns = 0;
  bool interrupted = false;
  // counters
  ClassSum ternary, embedding, head, attention, all;
  bool screened = false;  // a kernel of the head only finds candidates
  Checked ns = 0;

  [[nodiscard]] Checked ternary_weights() const;  // of the whole model
};

/// Requires !form_fault(receipt).
[[nodiscard]] Facts facts_of(const Json& receipt);

}  // namespace bitnet::runtime::receipt
