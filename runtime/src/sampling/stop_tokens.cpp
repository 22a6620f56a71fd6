// SPDX-License-Identifier: Apache-2.0
// The bitmap of stop ids and the names of the reasons.
#include <bitnet/runtime/stop.h>

#include <fmt/format.h>

namespace bitnet::runtime {

std::string_view stop_reason_name(StopReason reason) noexcept {
  switch (reason) {
    case StopReason::kStopToken:
      return "stop_token";
    case StopReason::kStopString:
      return "stop_string";
    case StopReason::kMaxTokens:
      return "max_tokens";
    case StopReason::kContextFull:
      return "context_full";
    case StopReason::kInterrupted:
      break;
  }
  return "interrupted";
}

Result<StopTokens> StopTokens::make(std::span<const std::int32_t> ids, std::uint32_t vocab_size) {
  StopTokens stops;
  for (const std::int32_t id : ids) {
    if (id < 0 || static_cast<std::uint32_t>(id) >= vocab_size) {
      return usage_error(
          fmt::format("stop token {} is outside of the vocabulary of {} tokens", id, vocab_size));
    }
    stops.words_.resize((static_cast<std::size_t>(vocab_size) + 63) / 64);
    stops.size_ += stops.contains(id) ? 0U : 1U;
    const auto index = static_cast<std::uint32_t>(id);
    stops.words_[index / 64] |= std::uint64_t{1} << (index % 64);
  }
  return stops;
}

}  // namespace bitnet::runtime
