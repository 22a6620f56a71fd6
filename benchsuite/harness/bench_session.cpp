// SPDX-License-Identifier: Apache-2.0
// Bodies of the rows: run, hand the samples to the writer, tell Google Benchmark what to print.
#include "bench_session.h"

#include "row_runner.h"
#include "stored_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <memory>
#include <new>
#include <random>
#include <utility>
#include <vector>

namespace benchsuite {
namespace {

std::string id_of(const BenchRow& row) {
  return fmt::format("{}/{}/{}", row.group, row.function, row.value);
}

// Rows allocate their buffers and call code that may throw; a row that does is a failed row.
template <typename T, typename Body>
Result<T> without_exceptions(const Body& body) {
  try {
    return body();
  } catch (const std::bad_alloc&) {
    return failure("not enough memory");
  } catch (const std::exception& error) {
    return failure(error.what());
  }
}

// Google Benchmark's manual-time mode takes one iteration of the time that we estimated.
void report(benchmark::State& state, const RowOutcome& outcome) {
  for ([[maybe_unused]] const auto iteration : state) {
    state.SetIterationTime(outcome.estimates.median.point * 1e-9);
  }
  const RowContext& context = outcome.context;
  state.SetBytesProcessed(static_cast<std::int64_t>(context.bytes_read + context.bytes_written));
  state.SetItemsProcessed(static_cast<std::int64_t>(context.elements));
  if (context.copy_bytes_per_s && context.share_of_copy) {
    state.counters["copy_bytes_per_s"] = *context.copy_bytes_per_s;
    state.counters["share_of_copy"] = *context.share_of_copy;
  }
  if (context.peak_macs_per_s && context.share_of_peak) {
    state.counters["peak_macs_per_s"] = *context.peak_macs_per_s;
    state.counters["share_of_peak"] = *context.share_of_peak;
  }
  std::string label = fmt::format("isa:{} threads:{}", context.isa, context.threads);
  for (const char* key : {"inherited_from", "shape"}) {
    if (const auto found = context.labels.find(key); found != context.labels.end()) {
      label += fmt::format(" {}:{}", key, found->second);
    }
  }
  state.SetLabel(label);
}

}  // namespace

std::vector<std::string> row_ids(const BenchRows& rows) {
  std::vector<std::string> ids;
  for (const BenchRow& row : rows.timed) {
    ids.push_back(id_of(row));
  }
  for (const FigureRow& row : rows.figures) {
    ids.push_back(row.id);
  }
  return ids;
}

void BenchSession::register_rows(const BenchRows& rows) {
  for (const BenchRow& row : rows.timed) {
    // Made for every row, so that a filter does not change which folder a row gets.
    const CriterionId id = ids_.make(row.group, row.function, row.value,
                                     Throughput{ThroughputUnit::kElements, row.elements});
    if (options_.filter.selects(id.full_id)) {
      const auto body = [this, &row, id](benchmark::State& state) { run_timed(state, row, id); };
      benchmark::RegisterBenchmark(id.full_id.c_str(), body)->Iterations(1)->UseManualTime();
      ++registered_;
    }
  }
  for (const FigureRow& row : rows.figures) {
    if (options_.filter.selects(row.id)) {
      const auto body = [this, &row](benchmark::State& state) { run_figure(state, row); };
      benchmark::RegisterBenchmark(row.id.c_str(), body)->Iterations(1);
      ++registered_;
    }
  }
}

void BenchSession::run_timed(benchmark::State& state, const BenchRow& row, const CriterionId& id) {
  // Old files go first: after a failure there must be none that look like this run's.
  if (options_.criterion_dir) {
    if (const Result<void> gone = discard_row(*options_.criterion_dir, id); !gone) {
      cannot_write_ = true;
      return fail(state, gone.error());
    }
  }
  std::erase_if(visited_, [&](const VisitedRow& earlier) { return earlier.row == &row; });
  Result<RowVisits> visits = without_exceptions<RowVisits>([&]() -> Result<RowVisits> {
    const std::unique_ptr<Workload> work = row.make();
    const Result<std::optional<SamplingPlan>> plan = stored_plan(options_.plan_dir, id);
    if (!plan) {
      return failure(plan.error());
    }
    return run_row(*work, options_.profile, options_.seed, *plan ? &**plan : nullptr);
  });
  if (!visits) {
    return fail(state, visits.error());
  }
  // At once: a later row may crash the program.
  if (const Result<void> stored = store(id, visits->outcome); !stored) {
    cannot_write_ = true;
    return fail(state, stored.error());
  }
  report(state, visits->outcome);
  if (!visits->samples.complete()) {
    visited_.push_back({&row, id, std::move(*visits)});
  }
}

void BenchSession::revisit_rows() {
  std::mt19937_64 random(options_.seed);
  while (!visited_.empty()) {
    std::shuffle(visited_.begin(), visited_.end(), random);
    std::vector<VisitedRow> unfinished;
    for (VisitedRow& visited : visited_) {
      if (const Result<void> again = revisit(visited); !again) {
        drop(visited.id, again.error());
      } else if (!visited.visits.samples.complete()) {
        unfinished.push_back(std::move(visited));
      }
    }
    visited_ = std::move(unfinished);
  }
}

Result<void> BenchSession::revisit(VisitedRow& visited) {
  Result<void> measured = without_exceptions<void>([&]() -> Result<void> {
    const std::unique_ptr<Workload> work = visited.row->make();
    return revisit_row(*work, options_.profile, options_.seed, visited.visits);
  });
  if (!measured || !visited.visits.samples.complete()) {
    return measured;
  }
  Result<void> stored = store(visited.id, visited.visits.outcome);
  cannot_write_ = cannot_write_ || !stored;
  return stored;
}

// Google Benchmark has printed its table: the reason goes to standard error.
void BenchSession::drop(const CriterionId& id, const std::string& reason) {
  any_failed_ = true;
  std::cerr << fmt::format("{}: {}\n", id.full_id, reason);
  if (const Result<void> gone = discard_row(*options_.criterion_dir, id); !gone) {
    cannot_write_ = true;
    std::cerr << fmt::format("{}: {}\n", id.full_id, gone.error());
  }
}

Result<void> BenchSession::store(const CriterionId& id, const RowOutcome& outcome) const {
  if (!options_.criterion_dir) {
    return {};
  }
  return write_row(*options_.criterion_dir,
                   {id, outcome.measurement, outcome.estimates, outcome.fences, outcome.context});
}

void BenchSession::run_figure(benchmark::State& state, const FigureRow& row) {
  const Result<MetricRow> figure = without_exceptions<MetricRow>(row.compute);
  if (!figure) {
    return fail(state, figure.error());
  }
  for ([[maybe_unused]] const auto iteration : state) {
  }
  state.counters["value"] = figure->value;
  state.SetLabel(figure->unit);
  // With --benchmark_repetitions a row runs again; its last figure counts.
  std::erase_if(figures_, [&](const MetricRow& earlier) { return earlier.id == figure->id; });
  figures_.push_back(*figure);
}

void BenchSession::fail(benchmark::State& state, const std::string& reason) {
  any_failed_ = true;
  state.SkipWithError(reason.c_str());
}

Result<void> BenchSession::write_figures() const {
  if (figures_.empty() || !options_.criterion_dir) {
    return {};
  }
  return write_metrics(*options_.criterion_dir, figures_);
}

}  // namespace benchsuite
