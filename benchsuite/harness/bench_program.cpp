// SPDX-License-Identifier: Apache-2.0
// Start and end of a bench program. Rows run in bench_session.cpp.
#include "bench_program.h"

#include "bench_session.h"
#include "build_facts.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <system_error>

namespace benchsuite {
namespace kernels = bitnet::kernels;

namespace {

int complain(BenchExit code, std::string_view program, std::string_view sentence) {
  std::cerr << program << ": " << sentence << '\n';
  return static_cast<int>(code);
}

std::string isa_names(bool available_only) {
  std::string names;
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (!available_only || kernels::isa_available(isa)) {
      names += names.empty() ? "" : ", ";
      names += kernels::isa_name(isa);
    }
  }
  return names;
}

Result<BenchSetup> make_setup(const char* bitnet_isa, const BenchOptions& options) {
  const kernels::IsaChoice choice = kernels::choose_isa(bitnet_isa);
  switch (choice.error) {
    case kernels::IsaChoiceError::kUnknownName:
      return failure(fmt::format("BITNET_ISA={}: unknown instruction set, one of {} wanted",
                                 bitnet_isa, isa_names(false)));
    case kernels::IsaChoiceError::kUnsupported:
      return failure(fmt::format("BITNET_ISA={}: not on this machine, which has {}", bitnet_isa,
                                 isa_names(true)));
    case kernels::IsaChoiceError::kNone:
      break;
  }
  BenchSetup setup{&kernels::kernels_for(choice.isa), {}, options.seed};
  const bool forced = options.best_isa_only || (bitnet_isa != nullptr && *bitnet_isa != '\0');
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (forced ? isa == choice.isa : kernels::isa_available(isa)) {
      setup.isas.push_back(isa);
    }
  }
  return setup;
}

bool help_was_asked = false;

// Google Benchmark calls this for --help and for values it cannot use, and then exits with 0. A bad
// value must not look like success.
void print_help() {
  std::cout << bench_options_help();
  benchmark::PrintDefaultHelp();
  std::cout.flush();
  std::fflush(stdout);
  if (!help_was_asked) {
    std::cerr << "a flag has a value that it cannot have\n";
    std::exit(static_cast<int>(BenchExit::kUsage));
  }
}

// True if nothing is left over. Google Benchmark keeps a pointer to the program name until the end,
// so `arguments` must live as long as the run.
bool initialize_google_benchmark(std::vector<std::string>& arguments) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) {
    argv.push_back(argument.data());
  }
  auto argc = static_cast<int>(argv.size());
  argv.push_back(nullptr);
  benchmark::Initialize(&argc, argv.data(), print_help);
  return !benchmark::ReportUnrecognizedArguments(argc, argv.data());
}

void add_context(const BenchOptions& options, const BenchSetup& setup) {
  benchmark::AddCustomContext("build_type", std::string(build_type()));
  benchmark::AddCustomContext("compiler", std::string(compiler()));
  benchmark::AddCustomContext("flags", std::string(compiler_flags()));
  benchmark::AddCustomContext("isa", std::string(kernels::isa_name(setup.table->isa)));
  benchmark::AddCustomContext("threads", "1");
  benchmark::AddCustomContext("profile", options.profile_name);
  benchmark::AddCustomContext("seed", std::to_string(options.seed));
}

int run_rows(const BenchOptions& options, const BenchRows& rows, std::string_view program) {
  BenchSession session(options);
  session.register_rows(rows);
  if (session.registered() == 0) {
    std::cerr << program << ": no row of this program matches the filter\n";
    return static_cast<int>(BenchExit::kOk);
  }
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  session.revisit_rows();
  if (const Result<void> written = session.write_figures(); !written) {
    return complain(BenchExit::kCannotWrite, program, written.error());
  }
  if (session.cannot_write()) {
    return complain(BenchExit::kCannotWrite, program, "some rows could not be stored");
  }
  return static_cast<int>(session.any_failed() ? BenchExit::kFailedRow : BenchExit::kOk);
}

Result<void> make_folder(const BenchOptions& options) {
  std::error_code error;
  if (options.criterion_dir) {
    std::filesystem::create_directories(*options.criterion_dir, error);
  }
  if (error) {
    return failure(fmt::format("--criterion_dir={}: cannot be created: {}",
                               options.criterion_dir->string(), error.message()));
  }
  return {};
}

void list_rows(const BenchRows& rows, const RowFilter& filter) {
  for (const std::string& id : row_ids(rows)) {
    if (filter.selects(id)) {
      std::cout << id << '\n';
    }
  }
}

int run_checked(std::span<const char* const> argv, const RowSource& source) {
  const std::string program =
      argv.empty() ? "bench" : std::filesystem::path(argv.front()).filename().string();
  const Result<BenchOptions> options = parse_bench_options(argv);
  if (!options) {
    return complain(BenchExit::kUsage, program, options.error());
  }
  const Result<BenchSetup> setup = make_setup(std::getenv("BITNET_ISA"), *options);
  if (!setup) {
    return complain(BenchExit::kUsage, program, setup.error());
  }
  std::vector<std::string> arguments = options->others;
  help_was_asked = options->help;
  if (!initialize_google_benchmark(arguments)) {
    return static_cast<int>(BenchExit::kUsage);
  }
  BenchRows rows = source(*setup);
  std::erase_if(rows.timed,
                [&](const BenchRow& row) { return row.elements > options->max_elements; });
  if (options->list) {
    list_rows(rows, options->filter);
    return static_cast<int>(BenchExit::kOk);
  }
  if (const Result<void> made = make_folder(*options); !made) {
    return complain(BenchExit::kCannotWrite, program, made.error());
  }
  add_context(*options, *setup);
  return run_rows(*options, rows, program);
}

}  // namespace

int run_bench_program(int argc, char** argv, const RowSource& rows) {
  try {
    return run_checked({argv, static_cast<std::size_t>(argc)}, rows);
  } catch (const std::exception& error) {
    return complain(BenchExit::kFailedRow, "bench", error.what());
  }
}

}  // namespace benchsuite
