// SPDX-License-Identifier: Apache-2.0
// A fixed set of threads that work on one thing together. The caller is one of them. Waiting is a
// bounded spin, then sleep: on a machine whose cores are shared a spinning thread keeps the very
// thread off the core that it waits for. No queue, no priorities, no pinning.
#pragma once

#include <bitnet/runtime/result.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <type_traits>
#include <vector>

namespace bitnet::runtime {

inline constexpr unsigned kMaxThreads = 512;

/// CPUs that this process may run on (affinity mask and cgroup quota, rounded up), at least 1.
[[nodiscard]] unsigned usable_cpus() noexcept;

class ThreadPool {
 public:
  /// `threads` - 1 threads besides the caller. Errors: kUsage if threads is 0 or above kMaxThreads,
  /// kOutOfMemory if the system refuses a thread.
  [[nodiscard]] static Result<std::unique_ptr<ThreadPool>> create(unsigned threads);

  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  ~ThreadPool();

  [[nodiscard]] unsigned size() const noexcept { return size_; }

  /// work(thread, size()) once on every thread, 0 being the caller; returns when all have returned,
  /// and what they wrote is visible. Requires: work does not throw; no run() inside; one caller at
  /// a time.
  template <typename Work>
  void run(Work&& work) noexcept {
    using Plain = std::remove_reference_t<Work>;
    static_assert(std::is_invocable_v<Plain&, unsigned, unsigned>);
    run_erased([](void* context, unsigned thread,
                  unsigned threads) { (*static_cast<Plain*>(context))(thread, threads); },
               const_cast<void*>(static_cast<const void*>(&work)));
  }

  /// Inside work: returns when every thread of the pool has called it, and what any of them wrote
  /// before is visible to all.
  void barrier() noexcept;

 private:
  using Work = void (*)(void* context, unsigned thread, unsigned threads);

  explicit ThreadPool(unsigned threads);
  void run_erased(Work work, void* context) noexcept;
  void worker(unsigned thread) noexcept;
  void await_change(const std::atomic<int>& value, int old) const noexcept;

  unsigned size_;
  bool spin_;
  bool stop_ = false;    // written before a new epoch, read after it
  Work work_ = nullptr;  // likewise
  void* context_ = nullptr;
  alignas(64) std::atomic<int> epoch_{0};       // +1 for every run, and for the end
  alignas(64) std::atomic<int> arrived_{0};     // threads in the present barrier
  alignas(64) std::atomic<int> generation_{0};  // +1 for every barrier passed
  std::vector<std::thread> threads_;
};

/// The part [begin, end) of `count` items that falls to `thread`, in whole groups of `group` items
/// (the last group may be short), as even as groups allow.
struct Share {
  std::size_t begin = 0;
  std::size_t end = 0;
};

[[nodiscard]] constexpr Share share_of(std::size_t count, std::size_t group, unsigned thread,
                                       unsigned threads) noexcept {
  const std::size_t groups = (count + group - 1) / group;
  const auto at = [&](std::size_t t) {
    const std::size_t item =
        groups / threads * t * group + (groups % threads < t ? groups % threads : t) * group;
    return item < count ? item : count;
  };
  return {at(thread), at(std::size_t{thread} + 1)};
}

}  // namespace bitnet::runtime
