// SPDX-License-Identifier: Apache-2.0
// SIGBUS on a mapped file becomes one sentence and exit code 3. The handler uses nothing but
// lock-free atomics, write and _exit.
#include "base/sigbus.h"

#include <bitnet/runtime/mapped_file.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <unistd.h>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kMappings = 64;
constexpr std::uintptr_t kReserved = 1;  // slot taken, not yet filled in; no mapping begins there

struct Mapping {
  std::atomic<std::uintptr_t> begin{0};
  std::atomic<std::size_t> size{0};
  std::array<char, 512> path{};  // cut if longer
};

std::array<Mapping, kMappings> g_mappings;
std::atomic<bool> g_said{false};  // threads that read the same file fault together
static_assert(std::atomic<std::uintptr_t>::is_always_lock_free &&
                  std::atomic<bool>::is_always_lock_free,
              "used by a signal handler");

const Mapping* mapping_of(std::uintptr_t address) noexcept {
  for (const Mapping& mapping : g_mappings) {
    const std::uintptr_t begin = mapping.begin.load(std::memory_order_acquire);
    if (begin > kReserved && address >= begin &&
        address - begin < mapping.size.load(std::memory_order_relaxed)) {
      return &mapping;
    }
  }
  return nullptr;
}

void say(const char* text) noexcept {
  if (::write(STDERR_FILENO, text, std::strlen(text)) < 0) {
    return;  // nobody is left to be told
  }
}

extern "C" void bitnet_on_sigbus(int, siginfo_t* info, void*) {
  const Mapping* mapping = mapping_of(reinterpret_cast<std::uintptr_t>(info->si_addr));
  if (mapping == nullptr) {
    std::signal(SIGBUS, SIG_DFL);  // the instruction repeats and ends the process as usual
    return;
  }
  while (g_said.exchange(true)) {
    ::pause();  // until the thread that came first ends the process
  }
  say("bitnet: ");
  say(mapping->path.data());
  say(": the file shrank while it was in use\n");
  ::_exit(static_cast<int>(ExitCode::kInput));
}

// A control character in a file name must not reach a terminal.
char terminal_safe(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f ? '?' : c;
}

}  // namespace

int register_mapping(const void* begin, std::size_t size, const std::string& path) noexcept {
  for (std::size_t i = 0; i < kMappings; ++i) {
    Mapping& mapping = g_mappings[i];
    std::uintptr_t expected = 0;
    if (mapping.begin.compare_exchange_strong(expected, kReserved, std::memory_order_acquire)) {
      const std::size_t length = std::min(path.size(), mapping.path.size() - 1);
      std::transform(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(length),
                     mapping.path.begin(), terminal_safe);
      mapping.path[length] = '\0';
      mapping.size.store(size, std::memory_order_relaxed);
      mapping.begin.store(reinterpret_cast<std::uintptr_t>(begin), std::memory_order_release);
      return static_cast<int>(i);
    }
  }
  return -1;
}

void unregister_mapping(int slot) noexcept {
  g_mappings[static_cast<std::size_t>(slot)].begin.store(0, std::memory_order_release);
}

void install_sigbus_handler() noexcept {
  struct sigaction action = {};
  action.sa_sigaction = bitnet_on_sigbus;
  action.sa_flags = SA_SIGINFO;
  sigemptyset(&action.sa_mask);
  sigaction(SIGBUS, &action, nullptr);
}

}  // namespace bitnet::runtime
