#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fills a history with many points and times perfgate history trend on one row of it.

usage: scripts/history_speed.py PERFGATE [--points N] [--rows R] [--calls C]

The points go in through the public verb (perfgate history add), one Google Benchmark file a run, in a temporary folder that
is removed at the end. Prints the size of the file, the time of one addition and the median and the largest time of the calls,
program start included. Measures, judges nothing: no test depends on it."""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def results(run, rows):
    date = time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(1577836800 + 3600 * run))
    entries = []
    for row in range(rows):
        value = 1000 + row + (run * 7919 + row * 104729) % 97 / 10
        entries.append({"name": f"group/row-{row:05}", "run_name": f"group/row-{row:05}", "run_type": "iteration",
                        "repetitions": 1, "repetition_index": 0, "threads": 1, "iterations": 1000, "real_time": value,
                        "cpu_time": value, "time_unit": "ns"})
    return json.dumps({"context": {"date": date, "num_cpus": 2, "mhz_per_cpu": 2000, "library_build_type": "release"},
                       "benchmarks": entries})


def timed(argv):
    begin = time.perf_counter()
    done = subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        sys.exit(f"history_speed: {' '.join(argv[:4])}: {done.stderr.decode(errors='replace')}")
    return 1000 * (time.perf_counter() - begin)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("perfgate")
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--calls", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = pathlib.Path(folder)
        (base / "perfgate.toml").write_text("")
        command = [options.perfgate, "--config", str(base / "perfgate.toml"), "history"]
        runs = options.points // options.rows
        for first in range(0, runs, 100):
            paths = []
            for run in range(first, min(runs, first + 100)):
                path = base / f"run-{run:06}.json"
                path.write_text(results(run, options.rows))
                paths.append(str(path))
            timed([*command, "add", *paths])
            for path in paths:
                pathlib.Path(path).unlink()
        size = (base / "history.db").stat().st_size / 2**20
        (base / "last.json").write_text(results(runs, options.rows))
        adding = timed([*command, "add", str(base / "last.json")])
        middle = f"group/row-{options.rows // 2:05}"
        print(f"{runs * options.rows} points, {options.rows} rows, {size:.0f} MiB; one more run added in {adding:.0f} ms")
        for what in (["trend", middle], ["trend", middle, "--last", str(runs)], ["trend", f"{middle[:-1]}.$"],
                     ["changepoints", middle]):
            times = [timed([*command, *what]) for _ in range(options.calls)]
            print(f"  history {' '.join(what)}: median {statistics.median(times):.1f} ms, largest {max(times):.1f} ms")


if __name__ == "__main__":
    main()
