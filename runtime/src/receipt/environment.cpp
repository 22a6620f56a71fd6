// SPDX-License-Identifier: Apache-2.0
// Reading the variables, and the facts of machine and build.
#include "base/text.h"

#include <bitnet/runtime/environment.h>

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <string_view>

namespace bitnet::runtime {
namespace {

std::string_view value_of(const EnvironmentReader& read, const char* name) {
  const char* value = read(name);
  return value == nullptr ? std::string_view() : value;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

Result<bool> flag_of(const EnvironmentReader& read, const char* name) {
  const std::string value = lower(value_of(read, name));
  if (value == "1" || value == "true") {
    return true;
  }
  if (value.empty() || value == "0" || value == "false") {
    return false;
  }
  return usage_error(
      fmt::format("{}: found {}, wanted 1, true, 0 or false", name, in_quotes(value, 40)));
}

Result<std::optional<std::uint64_t>> seed_of(const EnvironmentReader& read) {
  const std::string_view text = value_of(read, "BITNET_SEED");
  if (text.empty()) {
    return std::optional<std::uint64_t>();
  }
  std::uint64_t seed = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seed);
  if (error != std::errc() || end != text.data() + text.size()) {
    return usage_error(
        fmt::format("BITNET_SEED: found {}, wanted a decimal number from 0 to 18446744073709551615",
                    in_quotes(text, 40)));
  }
  return std::optional(seed);
}

std::string isa_names() {
  std::string names;
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (kernels::isa_available(isa)) {
      names += (names.empty() ? "" : ", ") + std::string(kernels::isa_name(isa));
    }
  }
  return names;
}

Result<kernels::Isa> isa_of(const EnvironmentReader& read) {
  const char* value = read("BITNET_ISA");
  const kernels::IsaChoice choice = kernels::choose_isa(value);
  if (choice.error == kernels::IsaChoiceError::kNone) {
    return choice.isa;
  }
  const char* what = choice.error == kernels::IsaChoiceError::kUnknownName
                         ? "which is no instruction set of this program"
                         : "which this machine cannot run";
  return usage_error(fmt::format("BITNET_ISA: found {}, {}; wanted one of {}", in_quotes(value, 40),
                                 what, isa_names()));
}

Result<StrictMode> strict_of(const EnvironmentReader& read) {
  StrictMode strict;
  bool all = false;
  const std::pair<const char*, bool*> flags[] = {
      {"BITNET_STRICT_MODE", &all},
      {"BITNET_STRICT_FAIL_ON_MOCK", &strict.fail_on_mock},
      {"BITNET_STRICT_REQUIRE_QUANTIZATION", &strict.require_quantization},
      {"BITNET_STRICT_VALIDATE_PERFORMANCE", &strict.validate_performance}};
  for (const auto& [name, flag] : flags) {
    const Result<bool> value = flag_of(read, name);
    if (!value) {
      return tl::unexpected(value.error());
    }
    *flag = *value;
  }
  return all ? StrictMode{true, true, true} : strict;
}

// "linux-x86_64"
std::string system_name() {
  utsname facts{};
  if (uname(&facts) != 0) {
    return "unknown";
  }
  return lower(facts.sysname) + "-" + facts.machine;
}

std::string cpu_brand() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (line.starts_with("model name") && colon != line.npos && colon + 2 <= line.size()) {
      return line.substr(colon + 2);
    }
  }
  return "unknown";
}

std::string compiler() {
#if defined(__clang__)
  return fmt::format("clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
  return fmt::format("gcc {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

}  // namespace

const char* process_environment(const char* name) {
  return std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing here sets variables
}

Result<RunSettings> run_settings_from(const EnvironmentReader& read) {
  RunSettings settings;
  const Result<bool> deterministic = flag_of(read, "BITNET_DETERMINISTIC");
  if (!deterministic) {
    return tl::unexpected(deterministic.error());
  }
  const Result<std::optional<std::uint64_t>> seed = seed_of(read);
  if (!seed) {
    return tl::unexpected(seed.error());
  }
  const Result<kernels::Isa> isa = isa_of(read);
  if (!isa) {
    return tl::unexpected(isa.error());
  }
  const Result<StrictMode> strict = strict_of(read);
  if (!strict) {
    return tl::unexpected(strict.error());
  }
  settings.deterministic = *deterministic;
  settings.seed = *seed;
  settings.isa = *isa;
  settings.isa_requested = !value_of(read, "BITNET_ISA").empty();
  settings.strict = *strict;
  return settings;
}

std::map<std::string, std::string> receipt_environment(const RunSettings& settings,
                                                       unsigned threads) {
  std::map<std::string, std::string> facts = {{"BITNET_VERSION", BITNET_VERSION},
                                              {"BITNET_ISA", std::string(isa_name(settings.isa))},
                                              {"OS", system_name()},
                                              {"CPU_BRAND", cpu_brand()},
                                              {"THREADS", std::to_string(threads)},
                                              {"COMPILER", compiler()}};
  if (settings.deterministic) {
    facts["BITNET_DETERMINISTIC"] = "1";
  }
  if (settings.seed) {
    facts["BITNET_SEED"] = std::to_string(*settings.seed);
  }
  const StrictMode& strict = settings.strict;
  if (strict.fail_on_mock && strict.require_quantization && strict.validate_performance) {
    facts["BITNET_STRICT_MODE"] = "1";
  }
  return facts;
}

}  // namespace bitnet::runtime
