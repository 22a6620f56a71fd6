// SPDX-License-Identifier: Apache-2.0
// How fast this machine's threads read memory. memchr for a byte that is not there is the reader:
// the C library's is vectorised in every build of ours, also the unoptimised one.
#include <bitnet/runtime/receipt.h>

#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <barrier>
#include <chrono>
#include <cstring>
#include <thread>

namespace bitnet::runtime {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{256} << 20U;
constexpr std::uint64_t kLeastBytes = std::uint64_t{1} << 20U;
constexpr std::uint64_t kLargePage = std::uint64_t{2} << 20U;
constexpr double kSeconds = 0.3;
constexpr int kLeastPasses = 5;

using Clock = std::chrono::steady_clock;

class Buffer {
 public:
  explicit Buffer(std::size_t bytes) : bytes_(bytes) {
    void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory != MAP_FAILED) {
      data_ = static_cast<unsigned char*>(memory);
      madvise(memory, bytes, MADV_HUGEPAGE);
    }
  }

  ~Buffer() {
    if (data_ != nullptr) {
      munmap(data_, bytes_);
    }
  }

  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  [[nodiscard]] unsigned char* data() const { return data_; }

 private:
  unsigned char* data_ = nullptr;
  std::size_t bytes_;
};

// The clock of thread 0 from barrier to barrier; the best of all passes.
class Passes {
 public:
  Passes(const Buffer& buffer, std::uint64_t bytes, unsigned threads)
      : buffer_(buffer), bytes_(bytes), threads_(threads), barrier_(threads) {}

  double best_seconds() {
    std::vector<std::thread> others;
    for (unsigned t = 1; t < threads_; ++t) {
      others.emplace_back([this, t] { read(t); });
    }
    read(0);
    for (std::thread& other : others) {
      other.join();
    }
    return best_;
  }

 private:
  void read(unsigned thread) {
    unsigned char* const begin = buffer_.data() + bytes_ / threads_ * thread;
    const std::uint64_t length =
        thread + 1 == threads_ ? bytes_ - bytes_ / threads_ * thread : bytes_ / threads_;
    std::memset(begin, 1, length);  // each thread touches its own part first
    const Clock::time_point start = Clock::now();
    for (int pass = 0; !done_; ++pass) {
      barrier_.arrive_and_wait();
      const Clock::time_point pass_start = Clock::now();
      const bool absent = std::memchr(begin, 2, length) == nullptr;
      barrier_.arrive_and_wait();
      if (thread == 0 && absent) {
        const std::chrono::duration<double> took = Clock::now() - pass_start;
        const std::chrono::duration<double> all = Clock::now() - start;
        best_ = pass == 0 ? took.count() : std::min(best_, took.count());
        done_ = pass + 1 >= kLeastPasses && all.count() > kSeconds;
      }
      barrier_.arrive_and_wait();  // everyone sees the same `done_`
    }
  }

  const Buffer& buffer_;
  std::uint64_t bytes_;
  unsigned threads_;
  std::barrier<> barrier_;
  bool done_ = false;  // written by thread 0 between barriers
  double best_ = 0;
};

}  // namespace

Result<ReadRate> measure_read_rate(unsigned threads, std::uint64_t bytes) {
  const std::uint64_t size = std::clamp(bytes, kLeastBytes, kMostBytes) / 4096 * 4096;
  const unsigned readers = std::max(threads, 1U);
  const Buffer buffer((size + kLargePage - 1) / kLargePage * kLargePage);
  if (buffer.data() == nullptr) {
    return tl::unexpected(
        Error{ExitCode::kOutOfMemory,
              fmt::format("no memory for a buffer of {} bytes to measure the read rate", size)});
  }
  Passes passes(buffer, size, readers);
  const double seconds = passes.best_seconds();
  return ReadRate{static_cast<double>(size) / seconds / 1e9, size, readers};
}

}  // namespace bitnet::runtime
