// SPDX-License-Identifier: Apache-2.0
// Threads are made anew for every call and wait for each other before the clock starts.
#include "timed_threads.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

namespace benchsuite {
namespace {

using WallClock = std::chrono::steady_clock;

struct Span {
  WallClock::time_point begin;
  WallClock::time_point end;
};

class StartingLine {
 public:
  /// False if there will be no start.
  [[nodiscard]] bool await_start() {
    ready_.fetch_add(1);
    while (state_.load() == State::kWaiting) {
      std::this_thread::yield();
    }
    return state_.load() == State::kStarted;
  }

  void start_behind(unsigned others) {
    while (ready_.load() < others) {
      std::this_thread::yield();
    }
    state_.store(State::kStarted);
  }

  void cancel() { state_.store(State::kCancelled); }

 private:
  enum class State : unsigned char { kWaiting, kStarted, kCancelled };

  std::atomic<unsigned> ready_{0};
  std::atomic<State> state_{State::kWaiting};
};

}  // namespace

double seconds_on_threads(unsigned threads, const std::function<void(unsigned thread)>& work) {
  std::vector<Span> spans(threads);
  const auto timed = [&](unsigned thread) {
    spans[thread].begin = WallClock::now();
    work(thread);
    spans[thread].end = WallClock::now();
  };
  StartingLine line;
  {
    std::vector<std::jthread> others;
    try {
      for (unsigned thread = 1; thread < threads; ++thread) {
        others.emplace_back([&line, &timed, thread] {
          if (line.await_start()) {
            timed(thread);
          }
        });
      }
    } catch (...) {
      line.cancel();
      throw;
    }
    line.start_behind(threads - 1);
    timed(0);
  }
  Span all = spans.front();
  for (const Span& span : spans) {
    all.begin = std::min(all.begin, span.begin);
    all.end = std::max(all.end, span.end);
  }
  return std::chrono::duration<double>(all.end - all.begin).count();
}

}  // namespace benchsuite
