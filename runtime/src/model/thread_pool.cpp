// SPDX-License-Identifier: Apache-2.0
// Epoch counter and barrier of the thread pool. All waiting goes through await_change: spin for at
// most kSpinTime, then sleep in std::atomic::wait (a futex).
#include <bitnet/runtime/thread_pool.h>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sched.h>
#include <string>
#include <system_error>

namespace bitnet::runtime {
namespace {

// Steps of a forward pass take 5 to 500 microseconds and the threads finish within a few of each
// other; a futex sleep and wake-up in a virtual machine costs about 50.
constexpr std::chrono::microseconds kSpinTime{50};
constexpr int kSpinsPerLook = 64;  // between two looks at the clock (25 ns each)

void relax() noexcept {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

// CPUs that a cgroup v2 quota amounts to, rounded up; 0 if there is none.
unsigned quota_cpus() noexcept {
  try {
    std::ifstream file("/sys/fs/cgroup/cpu.max");
    std::string quota;
    double period = 0;
    if (!(file >> quota >> period) || quota == "max" || !(period > 0)) {
      return 0;
    }
    const double cpus = std::strtod(quota.c_str(), nullptr) / period;
    return cpus > 0 && cpus < kMaxThreads ? static_cast<unsigned>(cpus + 0.999) : 0;
  } catch (...) {
    return 0;  // no file, no quota
  }
}

}  // namespace

unsigned usable_cpus() noexcept {
  cpu_set_t set;
  CPU_ZERO(&set);
  unsigned cpus = std::max(1U, std::thread::hardware_concurrency());
  if (sched_getaffinity(0, sizeof set, &set) == 0) {
    cpus = std::max(1U, static_cast<unsigned>(CPU_COUNT(&set)));
  }
  const unsigned quota = quota_cpus();
  return std::min({cpus, quota == 0 ? cpus : quota, kMaxThreads});
}

Result<std::unique_ptr<ThreadPool>> ThreadPool::create(unsigned threads) {
  if (threads == 0 || threads > kMaxThreads) {
    return usage_error(
        fmt::format("the number of threads must be 1 to {}, not {}", kMaxThreads, threads));
  }
  std::unique_ptr<ThreadPool> pool(new ThreadPool(threads));  // NOLINT: private constructor
  try {
    pool->threads_.reserve(threads - 1);
    for (unsigned i = 1; i < threads; ++i) {
      pool->threads_.emplace_back([raw = pool.get(), i] { raw->worker(i); });
    }
  } catch (const std::system_error& error) {
    const std::size_t running = pool->threads_.size() + 1;
    return tl::unexpected(Error{
        ExitCode::kOutOfMemory,
        fmt::format("the system allows {} of {} threads: {}", running, threads, error.what())});
  }
  return pool;
}

ThreadPool::ThreadPool(unsigned threads) : size_(threads), spin_(threads <= usable_cpus()) {}

ThreadPool::~ThreadPool() {
  stop_ = true;
  epoch_.fetch_add(1);
  epoch_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void ThreadPool::run_erased(Work work, void* context) noexcept {
  work_ = work;
  context_ = context;
  epoch_.fetch_add(1);
  epoch_.notify_all();
  work(context, 0, size_);
  barrier();
}

void ThreadPool::worker(unsigned thread) noexcept {
  for (int seen = 0;;) {
    await_change(epoch_, seen);
    seen = epoch_.load(std::memory_order_acquire);
    if (stop_) {
      return;
    }
    work_(context_, thread, size_);
    barrier();
  }
}

void ThreadPool::barrier() noexcept {
  const int generation = generation_.load(std::memory_order_acquire);
  if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 < static_cast<int>(size_)) {
    await_change(generation_, generation);
    return;
  }
  arrived_.store(0, std::memory_order_relaxed);
  // Sequentially consistent: the sleeper count inside notify_all must be read after this store.
  generation_.fetch_add(1);
  generation_.notify_all();
}

void ThreadPool::await_change(const std::atomic<int>& value, int old) const noexcept {
  if (spin_) {
    const auto end = std::chrono::steady_clock::now() + kSpinTime;
    do {
      for (int i = 0; i < kSpinsPerLook; ++i) {
        if (value.load(std::memory_order_acquire) != old) {
          return;
        }
        relax();
      }
    } while (std::chrono::steady_clock::now() < end);
  }
  value.wait(old, std::memory_order_acquire);
}

}  // namespace bitnet::runtime
