// SPDX-License-Identifier: Apache-2.0
// Parsing of --criterion_dir, --plan, --profile, --isas, --max_elements, --seed, --benchmark_filter
// and
// --benchmark_list_tests.
#include "bench_options.h"

#include <fmt/format.h>

#include <charconv>

namespace benchsuite {
namespace {

// quick: about 30 ms a row, for a look and for many rounds. full: about 1 s a row. Samples are
// spread over visits: a shared machine's slow spells last from milliseconds to seconds.
RowProfile quick_profile() {
  RowProfile profile;
  profile.sampling = {40, kMinSamples, 20e6, 3e6, SamplingMode::kAuto, 4};
  profile.resamples = 1000;
  return profile;
}

RowProfile full_profile() {
  RowProfile profile;
  profile.sampling = {100, 30, 800e6, 100e6, SamplingMode::kAuto, 5};
  profile.resamples = 10'000;
  return profile;
}

// The text behind "--name=" if the argument is that flag.
std::optional<std::string_view> value_of(std::string_view argument, std::string_view name) {
  if (argument.substr(0, name.size()) != name || argument.substr(name.size(), 1) != "=") {
    return std::nullopt;
  }
  return argument.substr(name.size() + 1);
}

Result<void> set_profile(BenchOptions& options, std::string_view name) {
  if (name != "quick" && name != "full") {
    return failure(fmt::format("--profile={}: quick or full wanted", name));
  }
  options.profile_name = name;
  options.profile = name == "quick" ? quick_profile() : full_profile();
  return {};
}

Result<void> set_isas(BenchOptions& options, std::string_view which) {
  if (which != "all" && which != "best") {
    return failure(fmt::format("--isas={}: all or best wanted", which));
  }
  options.best_isa_only = which == "best";
  return {};
}

Result<void> set_whole(std::uint64_t& value, std::string_view name, std::string_view text) {
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || rest != end) {
    return failure(fmt::format("{}={}: a whole number from 0 to 2^64-1 wanted", name, text));
  }
  return {};
}

Result<void> set_seed(BenchOptions& options, std::string_view text) {
  return set_whole(options.seed, "--seed", text);
}

Result<void> set_max_elements(BenchOptions& options, std::string_view text) {
  return set_whole(options.max_elements, "--max_elements", text);
}

Result<void> set_directory(BenchOptions& options, std::string_view text) {
  if (text.empty()) {
    return failure("--criterion_dir=: a folder wanted");
  }
  options.criterion_dir = std::filesystem::path(text);
  return {};
}

Result<void> set_plan(BenchOptions& options, std::string_view text) {
  if (text.empty()) {
    return failure("--plan=: a folder wanted");
  }
  options.plan_dir = std::filesystem::path(text);
  return {};
}

Result<void> set_filter(BenchOptions& options, std::string_view text) {
  Result<RowFilter> filter = RowFilter::parse(text);
  if (!filter) {
    return failure(filter.error());
  }
  options.filter = std::move(*filter);
  return {};
}

bool asks_for_list(std::string_view argument) {
  constexpr std::string_view kName = "--benchmark_list_tests";
  const auto value = value_of(argument, kName);
  return argument == kName || (value && (*value == "true" || *value == "1" || *value == "yes"));
}

struct Flag {
  std::string_view name;
  Result<void> (*set)(BenchOptions&, std::string_view);
};

constexpr Flag kFlags[] = {{"--criterion_dir", set_directory},   {"--plan", set_plan},
                           {"--profile", set_profile},           {"--isas", set_isas},
                           {"--max_elements", set_max_elements}, {"--seed", set_seed},
                           {"--benchmark_filter", set_filter}};

Result<void> take(BenchOptions& options, std::string_view argument) {
  for (const Flag& flag : kFlags) {
    if (argument == flag.name) {
      return failure(fmt::format("{}: write {}=VALUE", flag.name, flag.name));
    }
    if (const auto value = value_of(argument, flag.name)) {
      return flag.set(options, *value);
    }
  }
  if (asks_for_list(argument)) {
    options.list = true;
  } else {
    options.help = options.help || argument == "--help";
    options.others.emplace_back(argument);
  }
  return {};
}

}  // namespace

Result<RowFilter> RowFilter::parse(std::string_view text) {
  constexpr std::size_t kMaxLength = 1000;  // std::regex recurses; row ids are short, filters too
  RowFilter filter;
  if (text.empty() || text == "all") {
    return filter;
  }
  filter.inverted_ = text.front() == '-';
  text.remove_prefix(filter.inverted_ ? 1 : 0);
  if (text.size() > kMaxLength) {
    return failure(fmt::format("--benchmark_filter: longer than {} bytes", kMaxLength));
  }
  try {
    filter.regex_.emplace(text.begin(), text.end(), std::regex::ECMAScript);
  } catch (const std::regex_error& error) {
    return failure(
        fmt::format("--benchmark_filter={}: not a regular expression: {}", text, error.what()));
  }
  return filter;
}

bool RowFilter::selects(const std::string& id) const {
  if (!regex_) {
    return true;
  }
  const bool found = std::regex_search(id, *regex_) ||
                     std::regex_search(id + "/iterations:1/manual_time", *regex_);
  return found != inverted_;
}

Result<BenchOptions> parse_bench_options(std::span<const char* const> argv) {
  BenchOptions options;
  options.profile = full_profile();
  bool program_name = true;
  for (const char* argument : argv) {
    if (program_name) {
      options.others.emplace_back(argument);
      program_name = false;
      continue;
    }
    if (Result<void> taken = take(options, argument); !taken) {
      return failure(taken.error());
    }
  }
  if (!options.criterion_dir) {
    options.profile.sampling.visits = 1;  // later visits would be stored nowhere
  }
  return options;
}

std::string_view bench_options_help() {
  return R"(Flags of this suite:
  --criterion_dir=DIR       write every row's samples and estimates under DIR as Criterion.rs does
  --plan=DIR                take every row's iteration counts from the Criterion tree DIR, where it has
                            the row: two builds then do the same work
  --profile=quick|full      40 samples in about 30 ms, or 100 samples in about 1 s a row (default full);
                            with --criterion_dir in four or five visits, the first of which is printed
  --isas=all|best           rows of every instruction set of this machine, or of the best one only
                            (default all)
  --max_elements=N          leave out timed rows with more elements an iteration (of products: the
                            multiply-accumulates)
  --seed=N                  seed of data, bootstrap and order of later visits (default 42)
  --benchmark_filter=RE     rows whose id matches; a leading '-' inverts
  --benchmark_list_tests    print the row ids and stop
Environment: BITNET_ISA=NAME forces an instruction set.
Exit codes: 0 ok, 1 a row failed (wrong result, allocation in the timed region), 2 usage, 3 files
cannot be written.

)";
}

}  // namespace benchsuite
