// SPDX-License-Identifier: Apache-2.0
// The two files that `perfgate init` writes. Text only; every key shown has its default value, so
// that the file documents itself.
#pragma once

namespace perfgate::cli {

inline constexpr const char* kConfigTemplate =
    R"(# What `perfgate run` measures here and what `perfgate gate` demands.
# Every key is optional and shown with its default; an unknown key is an error.

[run]
rounds = 5                     # fresh processes of every suite; five are the least for a verdict
round_spacing_s = 5            # least time between the starts of two rounds: what slows a machine down lasts
paired_rounds = 20             # pairs of processes of perfgate paired
steal_pct = 1                  # CPU time a hypervisor may take before a process is void and repeated
runs_dir = "runs"              # run folders; not for version control
baselines_dir = "baselines"    # <machine key>/<name>.json
reports_dir = "reports/latest"
baselines_kept = 5             # previous baselines that perfgate baseline promote and rotate keep
# history = "history.db"       # with this line every perfgate gate adds its results there

[policy]
alpha = 0.05          # false alarms per whole suite (Holm over all rows)
power = 0.8           # of the smallest detectable change that is printed for every row
noise_band = 0.02     # a change within +-2 % counts as none
minor_pct = 5         # classes: how much worse, judged on the good end of the interval
major_pct = 10
critical_pct = 15
investigate_pct = 10
escalate_pct = 20
blocking = "minor"    # this class and worse fail the gate
floor_ns = 0          # smaller changes never block; 0 = five times the clock resolution
undecided = "fail"    # rows that cannot be tested at this budget: "fail" (exit 5) or "warn"
missing = "fail"      # rows that only the baseline has: "fail" or "warn"
seed = 42
run_summary = "minimum"  # of the samples of one run or round, decides: "minimum" or "median"
reserved_share = 0    # of alpha, for the rows of SLOs that say critical = true
second_stage = true   # failing and undecided rows once more, decided on the new data alone
waiver_grace_days = 14  # so long an expired waiver is a warning; then it fails the gate

[policy.tolerance_pct]  # the limit of a row, by feature
cpu = 5
gpu = 10
memory = 2

# How a commit becomes programs, for perfgate paired --base-ref REF; each command runs in its checkout.
# Where code lies in memory changes times by some percent, by chance. With `variants` above 1 every
# commit is built so often, {seed} in a command is 0, 1, 2, ..., e.g. as the order of linking, and
# the rounds rotate through the builds: a difference of layout is then noise, not a finding.
#
# [build]
# commands = [["cmake", "--preset", "release"], ["cmake", "--build", "--preset", "release"]]
# timeout_s = 3600
# variants = 1

# A suite is a program that runs benchmarks. {out}, {filter} and {seed} are replaced; relative paths
# start in the folder of this file. `list` prints one row id a line: with it, a row that is not
# delivered is a failed row instead of a missing one. In a paired run `plan` is appended, so that the
# program takes the iteration counts of an earlier result {plan} of its own, and `cores` says to how
# many cores its processes are pinned (0 = all that are allowed):
#   plan = ["--plan={plan}"]
#   cores = 1
#
# Google Benchmark (output = "google_benchmark": {out} is a JSON file):
#
# [[suite]]
# name = "micro"
# features = ["cpu"]
# command = ["build/bench_micro", "--benchmark_out={out}", "--benchmark_out_format=json", "--benchmark_filter={filter}"]
# list = ["build/bench_micro", "--benchmark_list_tests=true", "--benchmark_filter={filter}"]
# profile.quick = ["--benchmark_min_time=0.05"]
# profile.full = ["--benchmark_repetitions=10"]
# output = "google_benchmark"
# timeout_s = 300
#
# Criterion (output = "criterion", the default: {out} is a folder with a Criterion tree):
#
# [[suite]]
# name = "criterion"
# features = ["cpu"]
# command = ["env", "CRITERION_HOME={out}", "cargo", "bench", "--", "{filter}"]
# timeout_s = 1800

# Service-level objectives. `rows` is a regular expression over row ids; `over` is one, too, whose
# rows they are divided by (unit = "x"). `deferred` says why one cannot be measured yet (it is
# counted, never met by default); `critical` = true gives its rows policy.reserved_share of alpha.
#
# [[slo]]
# id = "startup"
# title = "Start-up time"
# rows = "^startup/"
# metric = "time"
# op = "<="
# limit = 50
# unit = "ms"

# A waiver lets one row and metric be worse for a while. It never turns into a pass, and an expired
# or unused one is reported.
#
# [[waiver]]
# row = "parse/large/65536"
# metric = "time"
# ceiling_pct = 12
# expires = "2030-01-31"
# owner = "name"
# issue = "where it is discussed"
# reason = "why it is accepted"
)";

inline constexpr const char* kWorkflowTemplate =
    R"(# Performance gate. Baselines belong to one machine: hosted runners differ from job to job, so run
# this on a runner of your own and keep the baselines folder in version control or in a cache.
name: perfgate

on:
  pull_request:
  workflow_dispatch:

permissions:
  contents: read

concurrency:
  group: perfgate  # two measurements at once would disturb each other
  cancel-in-progress: false

jobs:
  gate:
    runs-on: [self-hosted, perf]
    timeout-minutes: 60
    steps:
      - uses: actions/checkout@v4
      - name: Build the benchmarks
        run: |
          cmake -S . -B build -DCMAKE_BUILD_TYPE=Release
          cmake --build build --parallel
      - name: Measure, compare, judge
        run: perfgate gate
      - name: Summary
        if: always()
        run: cat reports/latest/gate.md >> "$GITHUB_STEP_SUMMARY"
      - name: Keep the report
        if: always()
        uses: actions/upload-artifact@v4
        with:
          name: perfgate
          path: |
            reports/latest
            runs
)";

}  // namespace perfgate::cli
