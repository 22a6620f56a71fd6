// SPDX-License-Identifier: Apache-2.0
// perfgate_proof_bench: a small benchmark program for proofs on a real machine. Six kinds of work,
// each as a row "plain" and a row "slow"; --extra=PERCENT adds real work to the slow rows, so that
// a slowdown is made and not computed. `list` prints the rows; OUT SEED writes a Criterion tree,
// rows in random order. Counts are fixed: every process does the same work.
#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kUnits = 400;  // of work in a sample: one percent is four of them
constexpr std::size_t kSamples = 10;
constexpr std::size_t kWords = 2048;

// Work that no compiler can drop: every unit feeds `state`, which is printed at the end.
struct Memory {
  std::vector<std::uint32_t> words = std::vector<std::uint32_t>(kWords);
  std::vector<std::uint32_t> other = std::vector<std::uint32_t>(kWords);
  std::vector<float> floats = std::vector<float>(kWords, 0.5F);
  std::uint64_t state = 88172645463325252U;
};

std::uint64_t next(Memory& memory) {
  memory.state ^= memory.state << 13U;
  memory.state ^= memory.state >> 7U;
  memory.state ^= memory.state << 17U;
  return memory.state;
}

void mix(Memory& memory) {
  for (int i = 0; i < 1500; ++i) {
    next(memory);
  }
}

void sort(Memory& memory) {
  for (std::size_t i = 0; i < 64; ++i) {
    memory.other[i] = static_cast<std::uint32_t>(next(memory));
  }
  std::sort(memory.other.begin(), memory.other.begin() + 64);
  memory.state += memory.other[1];
}

void copy(Memory& memory) {
  for (int i = 0; i < 12; ++i) {
    std::memcpy(memory.other.data(), memory.words.data(), kWords * sizeof(std::uint32_t));
    memory.words[next(memory) % kWords] ^= 1U;
  }
  memory.state += memory.other[2];
}

void chase(Memory& memory) {
  std::uint32_t at = 0;
  for (int i = 0; i < 600; ++i) {
    at = memory.words[at % kWords] + static_cast<std::uint32_t>(i);
  }
  memory.state += at;
}

void dot(Memory& memory) {
  float sum = 0;
  for (const float value : memory.floats) {
    sum += value * value;
  }
  memory.state += static_cast<std::uint64_t>(sum);
}

void branch(Memory& memory) {
  for (int i = 0; i < 300; ++i) {
    if ((next(memory) & 3U) == 0) {
      memory.state += 7;
    } else {
      memory.state ^= 0x55;
    }
  }
}

struct Kind {
  const char* name;
  void (*unit)(Memory&);
};

constexpr std::array<Kind, 6> kWork{{{"mix", mix},
                                     {"sort", sort},
                                     {"copy", copy},
                                     {"chase", chase},
                                     {"dot", dot},
                                     {"branch", branch}}};

double sample_ns(const Kind& kind, std::size_t units, Memory& memory) {
  const auto start = std::chrono::steady_clock::now();
  for (std::size_t i = 0; i < units; ++i) {
    kind.unit(memory);
  }
  return std::chrono::duration<double, std::nano>(std::chrono::steady_clock::now() - start).count();
}

bool write_row(const std::string& out, const std::string& kind, const std::string& variant,
               const std::vector<double>& times) {
  const fs::path folder = fs::path(out) / "work" / kind / variant / "new";
  std::error_code error;
  fs::create_directories(folder, error);
  const std::string id = "work/" + kind + "/" + variant;
  std::ofstream(folder / "benchmark.json")
      << R"({"group_id":"work","function_id":")" << kind << R"(","value_str":")" << variant
      << R"(","throughput":null,"full_id":")" << id << R"(","directory_name":")" << id
      << R"(","title":")" << id << "\"}";
  std::ofstream sample(folder / "sample.json");
  sample.precision(17);
  sample << R"({"sampling_mode":"Flat","iters":[)";
  for (std::size_t i = 0; i < times.size(); ++i) {
    sample << (i == 0 ? "" : ",") << kUnits << ".0";
  }
  sample << R"(],"times":[)";
  for (std::size_t i = 0; i < times.size(); ++i) {
    sample << (i == 0 ? "" : ",") << times[i];
  }
  sample << "]}";
  return sample.good();
}

bool measure_all(const std::string& out, std::uint32_t seed, double extra_percent) {
  std::array<std::size_t, 2 * kWork.size()> order{};
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), std::minstd_rand(seed));
  Memory memory;
  std::iota(memory.words.begin(), memory.words.end(), 17U);
  bool good = true;
  for (const std::size_t place : order) {
    const Kind& kind = kWork[place / 2];
    const bool slow = place % 2 == 1;
    const double factor = slow ? 1 + extra_percent / 100 : 1;
    const auto units = static_cast<std::size_t>(std::llround(static_cast<double>(kUnits) * factor));
    sample_ns(kind, units, memory);
    std::vector<double> times;
    for (std::size_t i = 0; i < kSamples; ++i) {
      times.push_back(sample_ns(kind, units, memory));
    }
    good = write_row(out, kind.name, slow ? "slow" : "plain", times) && good;
  }
  std::cout << "state " << memory.state << '\n';
  return good;
}

int run(const std::vector<std::string>& arguments) {
  double extra = 0;
  std::vector<std::string> words;
  for (const std::string& argument : arguments) {
    constexpr std::string_view kExtra = "--extra=";
    if (argument.starts_with(kExtra)) {
      const char* const end = argument.data() + argument.size();
      std::from_chars(argument.data() + kExtra.size(), end, extra);
    } else {
      words.push_back(argument);
    }
  }
  if (words.size() == 1 && words[0] == "list") {
    for (const Kind& kind : kWork) {
      std::cout << "work/" << kind.name << "/plain\nwork/" << kind.name << "/slow\n";
    }
    return 0;
  }
  std::uint32_t seed = 0;
  if (words.size() != 2 || !(extra >= 0) || extra > 1000 ||
      std::from_chars(words[1].data(), words[1].data() + words[1].size(), seed).ec != std::errc()) {
    std::cerr << "perfgate_proof_bench: wanted list, or OUT SEED [--extra=PERCENT]\n";
    return 2;
  }
  return measure_all(words[0], seed, extra) ? 0 : 3;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {
    std::cerr << "perfgate_proof_bench: " << error.what() << '\n';
    return 3;
  }
}
