// SPDX-License-Identifier: Apache-2.0
// The state of a stage and its changes. Every change is a compare-and-swap of one word, so that
// "the last item is done and nobody prepares" ends a stage exactly once.
#include "model/stages.h"

#include <algorithm>
#include <cassert>
#include <thread>

namespace bitnet::runtime {
namespace {

using Clock = std::chrono::steady_clock;

// Longer than the items at the end of a stage take: a thread that has not finished its item by then
// is most likely not running.
constexpr std::chrono::microseconds kPatience{20};
// Then waiting is left to the scheduler: whoever is waited for may need this very core.
constexpr std::chrono::microseconds kYieldAfter{50};
constexpr int kSpinsPerCheck = 32;  // between two looks at the clock (25 ns each)

constexpr unsigned kDoneBits = 14;
constexpr unsigned kTakenBits = 14;
constexpr unsigned kPreparingBits = 11;
constexpr std::uint64_t kOne = 1;

void pause_briefly() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

constexpr std::uint32_t field(std::uint64_t word, unsigned shift, unsigned bits) noexcept {
  return static_cast<std::uint32_t>((word >> shift) & ((kOne << bits) - 1));
}

}  // namespace

Cuts::Cuts(std::uint32_t count, std::uint32_t least, unsigned threads) noexcept {
  std::uint32_t smallest = threads == 1 ? std::max(1U, count) : std::max(1U, least);
  while (!cut(count, smallest, threads)) {
    smallest *= 2;
  }
}

bool Cuts::cut(std::uint32_t count, std::uint32_t smallest, unsigned threads) noexcept {
  items_ = 0;
  for (std::uint32_t at = 0; at < count;) {
    if (items_ == kMostItems) {
      return false;
    }
    const std::uint32_t left = count - at;
    at += std::min(left, std::max(smallest, left / (3 * threads)));
    begin_[++items_] = at;
  }
  return true;
}

std::uint64_t Stages::State::packed() const noexcept {
  std::uint64_t word = stage;
  word = word << 1U | (entered ? 1U : 0U);
  word = word << kPreparingBits | preparing;
  word = word << kTakenBits | taken;
  return word << kDoneBits | done;
}

Stages::State Stages::State::unpacked(std::uint64_t word) noexcept {
  State state;
  state.done = field(word, 0, kDoneBits);
  state.taken = field(word, kDoneBits, kTakenBits);
  state.preparing = field(word, kDoneBits + kTakenBits, kPreparingBits);
  const std::uint64_t rest = word >> (kDoneBits + kTakenBits + kPreparingBits);
  state.entered = (rest & 1U) != 0;
  state.stage = static_cast<std::uint32_t>(rest >> 1U);
  return state;
}

Stages::State Stages::State::settled(std::uint32_t items) const noexcept {
  if (done < items || preparing > 0) {
    return *this;
  }
  State next;
  next.stage = stage + 1;
  return next;
}

// step(state) alters the state and returns true; if it returns false nothing changes.
template <typename Step>
bool Stages::change(const Step& step) noexcept {
  std::uint64_t word = state_.load(std::memory_order_acquire);
  for (;;) {
    State state = State::unpacked(word);
    if (!step(state)) {
      return false;
    }
    if (state_.compare_exchange_weak(word, state.packed(), std::memory_order_acq_rel,
                                     std::memory_order_acquire)) {
      return true;
    }
  }
}

void Stages::restart() noexcept {
  state_.store(0, std::memory_order_relaxed);
  for (std::atomic<std::uint32_t>& claimed : claimed_) {
    claimed.store(0, std::memory_order_relaxed);
  }
}

Stages::Entry Stages::enter(std::uint32_t stage) noexcept {
  bool first = false;
  const bool entered = change([&](State& state) {
    assert(state.stage >= stage);
    first = !state.entered;
    state.entered = true;
    ++state.preparing;
    return state.stage == stage;
  });
  return !entered ? Entry::kOver : first ? Entry::kFirst : Entry::kLater;
}

void Stages::prepared([[maybe_unused]] std::uint32_t stage, std::uint32_t items) noexcept {
  change([&](State& state) {
    assert(state.stage == stage && state.preparing > 0);
    --state.preparing;
    state = state.settled(items);
    return true;
  });
}

std::optional<std::uint32_t> Stages::next(std::uint32_t stage, std::uint32_t items) noexcept {
  std::uint32_t item = 0;
  const bool took = change([&](State& state) {
    item = state.taken;
    ++state.taken;
    return state.stage == stage && item < items;
  });
  if (took) {
    return item;
  }
  const Clock::time_point begin = Clock::now();
  while (!over(stage)) {
    for (int i = 0; i < kSpinsPerCheck; ++i) {
      if (over(stage)) {
        return std::nullopt;
      }
      pause_briefly();
    }
    const Clock::duration waited = Clock::now() - begin;
    if (waited > kPatience) {
      if (const std::optional<std::uint32_t> other = stuck(stage, items)) {
        return other;
      }
    }
    if (waited > kYieldAfter) {
      std::this_thread::yield();
    }
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Stages::stuck(std::uint32_t stage,
                                           std::uint32_t items) const noexcept {
  for (std::uint32_t i = 0; i < items; ++i) {
    if (claimed_[i].load(std::memory_order_relaxed) <= stage) {
      return i;
    }
  }
  return std::nullopt;
}

bool Stages::over(std::uint32_t stage) const noexcept {
  return State::unpacked(state_.load(std::memory_order_acquire)).stage != stage;
}

// Once the stage is over every item of it has been claimed, so that a late thread cannot succeed.
bool Stages::claim(std::uint32_t stage, std::uint32_t item) noexcept {
  std::uint32_t last = claimed_[item].load(std::memory_order_relaxed);
  while (last <= stage) {
    if (claimed_[item].compare_exchange_weak(last, stage + 1, std::memory_order_relaxed)) {
      return true;
    }
  }
  return false;
}

void Stages::committed([[maybe_unused]] std::uint32_t stage, std::uint32_t items) noexcept {
  change([&](State& state) {
    assert(state.stage == stage);
    ++state.done;
    state = state.settled(items);
    return true;
  });
}

}  // namespace bitnet::runtime
