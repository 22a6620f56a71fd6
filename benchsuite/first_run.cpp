// SPDX-License-Identifier: Apache-2.0
// One first run and what /proc says of its memory.
#include "first_run.h"

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <string>

namespace benchsuite {
namespace runtime = bitnet::runtime;

namespace {

double peak_resident_bytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) {
      return std::strtod(line.c_str() + 6, nullptr) * 1024;
    }
  }
  throw std::runtime_error("/proc/self/status has no VmHWM, the peak of resident memory");
}

}  // namespace

FirstRun FirstRuns::run() const {
  std::ofstream("/proc/self/clear_refs") << 5;  // VmHWM starts again from what is resident now
  LoadedModel loaded(path_, isa_, threads_);
  runtime::SessionOptions options;
  options.context = FirstRun::kPrompt + FirstRun::kGenerated;
  runtime::Session session = loaded.session(options);
  const TokenIds prompt = random_ids(FirstRun::kPrompt, seed_, loaded.model().config().vocab);
  const auto begin = std::chrono::steady_clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  must(session.prefill(prompt));
  FirstRun found;
  std::int32_t id = best_token(session);
  found.first_token_seconds = elapsed();
  for (std::uint32_t made = 1; made < FirstRun::kGenerated; ++made) {
    must(session.decode(id));
    id = best_token(session);
  }
  found.seconds = elapsed();
  found.peak_over_file = peak_resident_bytes() / static_cast<double>(loaded.file_bytes());
  return found;
}

double FirstRuns::value(Figure figure) {
  bool& taken = taken_.at(static_cast<std::size_t>(figure));
  if (!last_ || taken) {
    last_ = run();
    taken_ = {};
  }
  taken = true;
  switch (figure) {
    case Figure::kFirstToken:
      return last_->first_token_seconds;
    case Figure::kSeconds:
      return last_->seconds;
    case Figure::kPeak:
      break;
  }
  return last_->peak_over_file;
}

}  // namespace benchsuite
