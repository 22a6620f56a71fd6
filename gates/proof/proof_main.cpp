// SPDX-License-Identifier: Apache-2.0
// perfgate_proof PART TRIALS SEED FOLDER [DATA]: simulates one part (coverage, false_blocks, power)
// or judges recorded runs with known truth (recorded: DATA holds truth.json, every TRIALS-th
// unpaired comparison is made) or counts the reports of comparisons on this machine (measured: DATA
// holds them) and writes FOLDER/<part>.json and .md with seed, machine and date.
// Exit code 1 when something that is promised was not met, 2 for wrong arguments, 3 when a file
// cannot be read or written.
#include "coverage.h"
#include "measured.h"
#include "recorded.h"
#include "suites.h"
#include "table.h"

#include <perfgate/files.h>
#include <perfgate/machine.h>
#include <perfgate/version.h>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace {

using perfgate::proof::Finding;

std::optional<std::uint64_t> whole(const std::string& text) {
  std::uint64_t value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && stop == text.data() + text.size() ? std::optional(value)
                                                                   : std::nullopt;
}

perfgate::Result<std::vector<Finding>> prove_recorded(const std::string& folder, std::size_t step) {
  const perfgate::Result<perfgate::proof::Recording> recording =
      perfgate::proof::read_recording(folder);
  if (!recording) {
    return tl::unexpected(recording.error());
  }
  return perfgate::proof::prove_recorded(*recording, step);
}

perfgate::Result<std::vector<Finding>> prove(const std::vector<std::string>& arguments,
                                             std::size_t trials, std::uint64_t seed) {
  const std::string& part = arguments[0];
  if (part == "recorded" && arguments.size() == 5) {
    return prove_recorded(arguments[4], trials);
  }
  if (part == "measured" && arguments.size() == 5) {
    return perfgate::proof::prove_measured(arguments[4]);
  }
  if (part == "coverage") {
    return perfgate::proof::prove_coverage(trials, seed);
  }
  if (part == "false_blocks") {
    return perfgate::proof::prove_false_blocks(trials, seed);
  }
  if (part == "power") {
    return perfgate::proof::prove_power(trials, seed);
  }
  return perfgate::usage_error(
      "wanted PART TRIALS SEED FOLDER [DATA], PART one of coverage, "
      "false_blocks, power, recorded and measured (these need DATA)");
}

bool written(const std::string& path, const std::string& text) {
  const perfgate::Result<void> result = perfgate::write_file_atomic(path, text);
  if (!result) {
    std::cerr << "perfgate_proof: " << result.error().message << '\n';
  }
  return result.has_value();
}

int fail(const perfgate::Error& error) {
  std::cerr << "perfgate_proof: " << error.message << '\n';
  return static_cast<int>(error.code);
}

int run(const std::vector<std::string>& arguments) {
  const bool enough = arguments.size() == 4 || arguments.size() == 5;
  const auto trials = enough ? whole(arguments[1]) : std::nullopt;
  const auto seed = enough ? whole(arguments[2]) : std::nullopt;
  if (!trials || !seed || *trials == 0) {
    return fail({perfgate::ExitCode::kUsage,
                 "TRIALS and SEED are whole numbers, TRIALS at least 1; wanted PART TRIALS SEED "
                 "FOLDER [DATA]"});
  }
  const auto findings = prove(arguments, *trials, *seed);
  if (!findings) {
    return fail(findings.error());
  }
  const std::string date = perfgate::now_rfc3339();
  const std::string machine = perfgate::detect_machine().key();
  const auto unmet = std::count_if(findings->begin(), findings->end(),
                                   [](const Finding& f) { return f.promised && !f.met; });
  const perfgate::Json json = {
      {"part", arguments[0]}, {"version", perfgate::version()},
      {"trials", *trials},    {"seed", *seed},
      {"machine", machine},   {"date", date},
      {"unmet", unmet},       {"findings", perfgate::proof::findings_json(*findings)}};
  const std::string head = fmt::format(
      "# Proof: {}\n\n`perfgate_proof {} {} {}`, machine {}, {}; {} of {} promises not met.\n",
      arguments[0], arguments[0], *trials, *seed, machine, date, unmet,
      std::count_if(findings->begin(), findings->end(),
                    [](const Finding& f) { return f.promised; }));
  const std::string base = arguments[3] + "/" + arguments[0];
  if (!written(base + ".json", perfgate::dump_json(json)) ||
      !written(base + ".md", head + perfgate::proof::findings_markdown(*findings))) {
    return 3;
  }
  std::cout << head;
  return unmet > 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run({argv + 1, argv + argc});
  } catch (const std::exception& error) {  // out of memory, a folder that vanished
    std::cerr << "perfgate_proof: " << error.what() << '\n';
    return 3;
  }
}
