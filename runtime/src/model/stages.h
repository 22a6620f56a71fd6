// SPDX-License-Identifier: Apache-2.0
// Work of several threads in stages of small items that no thread holds up: a stage ends when its
// items are done, not when its threads have met, so a thread that the system put aside (a busy
// neighbour on its core, a hypervisor) is overtaken, and catches up where the others are. An item
// that such a thread took with it is done once more by a waiting one; the first to finish counts.
// Knows no model. For runs of many threads on the same few microseconds; ThreadPool starts them.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace bitnet::runtime {

inline constexpr std::uint32_t kMostItems = 256;

/// `count` units as items [begin(i), begin(i + 1)): large ones first, small ones at the end, where
/// they decide how long threads wait for each other.
class Cuts {
 public:
  /// Items of at least `least` units, unless there would be too many. Requires threads >= 1.
  Cuts(std::uint32_t count, std::uint32_t least, unsigned threads) noexcept;

  [[nodiscard]] std::uint32_t items() const noexcept { return items_; }

  [[nodiscard]] std::uint32_t begin(std::uint32_t item) const noexcept { return begin_[item]; }

  [[nodiscard]] std::uint32_t end(std::uint32_t item) const noexcept { return begin_[item + 1]; }

 private:
  // False: that would be more than kMostItems.
  bool cut(std::uint32_t count, std::uint32_t smallest, unsigned threads) noexcept;

  std::uint32_t items_ = 0;
  std::array<std::uint32_t, kMostItems + 1> begin_{};
};

class Stages {
 public:
  /// Back to stage 0. Requires that no thread is in run().
  void restart() noexcept;

  /// Stage number `stage`; every thread calls it for 0, 1, 2 and so on, with the same `items`
  /// (1 .. kMostItems). Returns when the stage is over, and what was committed in it is visible.
  ///   prepare(first)  at most once a thread; what earlier stages committed and this one does not
  ///                   commit to stays unchanged meanwhile, not longer. first: for one thread.
  ///   compute(item)   writes only to memory of this thread, reads nothing that a later stage
  ///                   commits to. Possibly on several threads for the same item.
  ///   commit(item)    once for every item, behind compute(item) on the same thread. Short.
  ///   discard(item)   instead, if another thread was faster.
  template <typename Prepare, typename Compute, typename Commit, typename Discard>
  void run(std::uint32_t stage, std::uint32_t items, const Prepare& prepare, const Compute& compute,
           const Commit& commit, const Discard& discard) noexcept {
    const Entry entry = enter(stage);
    if (entry == Entry::kOver) {
      return;
    }
    prepare(entry == Entry::kFirst);
    prepared(stage, items);
    while (const std::optional<std::uint32_t> item = next(stage, items)) {
      compute(*item);
      if (claim(stage, *item)) {
        commit(*item);
        committed(stage, items);
      } else {
        discard(*item);
      }
    }
  }

 private:
  enum class Entry : std::uint8_t { kOver, kFirst, kLater };

  // Of the present stage, packed into one word that changes as a whole.
  struct State {
    std::uint32_t stage = 0;
    bool entered = false;         // by any thread
    std::uint32_t preparing = 0;  // threads
    std::uint32_t taken = 0;      // items
    std::uint32_t done = 0;       // items

    [[nodiscard]] std::uint64_t packed() const noexcept;
    [[nodiscard]] static State unpacked(std::uint64_t word) noexcept;

    /// The next stage, if this one is over.
    [[nodiscard]] State settled(std::uint32_t items) const noexcept;
  };

  [[nodiscard]] Entry enter(std::uint32_t stage) noexcept;
  void prepared(std::uint32_t stage, std::uint32_t items) noexcept;
  [[nodiscard]] std::optional<std::uint32_t> next(std::uint32_t stage,
                                                  std::uint32_t items) noexcept;
  [[nodiscard]] std::optional<std::uint32_t> stuck(std::uint32_t stage,
                                                   std::uint32_t items) const noexcept;
  [[nodiscard]] bool over(std::uint32_t stage) const noexcept;
  [[nodiscard]] bool claim(std::uint32_t stage, std::uint32_t item) noexcept;
  void committed(std::uint32_t stage, std::uint32_t items) noexcept;

  template <typename Step>
  bool change(const Step& step) noexcept;

  alignas(64) std::atomic<std::uint64_t> state_{0};
  // The last stage, plus 1, in which the item of that number was claimed.
  alignas(64) std::array<std::atomic<std::uint32_t>, kMostItems> claimed_{};
};

}  // namespace bitnet::runtime
