// SPDX-License-Identifier: Apache-2.0
// Makes the pages that check.mjs opens, with the perfgate that was built: synthetic results with fixed noise, hostile names among
// them. Judges nothing.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const evilName = '<img src=x onerror="window.pwned=1">/</script><script>window.pwned=2</script>';

// Numbers in [0, 1) that are the same every time.
function noise(seed) {
  let state = (seed * 2654435761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

function rowNames(rows) {
  const kinds = ["I2S", "TL1", "TL2", "TQ1_0"];
  const names = [];
  for (let i = 0; i < rows - 1; ++i) names.push(`kernels/${kinds[i % 4]}_gemv_with_a_long_name/${1024 + 64 * i}`);
  return [...names, evilName];
}

// Some rows slower, some faster, most unchanged; a few too noisy to tell.
function factorOf(row) {
  if (row % 97 === 5) return 1.4;
  if (row % 61 === 7) return 0.7;
  return 1;
}

export function googleBenchmark(rows, seed, changed) {
  const next = noise(seed);
  const benchmarks = [];
  rowNames(rows).forEach((name, row) => {
    const spread = row % 43 === 3 ? 0.35 : 0.012;
    for (let repetition = 0; repetition < 40; ++repetition) {
      const time = (1000 + 37 * row) * (changed ? factorOf(row) : 1) * (1 + spread * (next() + next() - 1));
      benchmarks.push({
        name, run_name: name, run_type: "iteration", repetitions: 40, repetition_index: repetition, threads: 1,
        iterations: 1000, real_time: time, cpu_time: time, time_unit: "ns",
      });
    }
  });
  const context = { date: "2026-03-01T00:00:00+00:00", num_cpus: 2, mhz_per_cpu: 2000, library_build_type: "release" };
  return JSON.stringify({ context, benchmarks });
}

/// Compares `rows` rows in `folder` and returns the path of the page.
export function makePage(perfgate, folder, rows) {
  mkdirSync(folder, { recursive: true });
  const path = (name) => join(folder, name);
  writeFileSync(path("perfgate.toml"), '[policy]\nundecided = "warn"\n');
  writeFileSync(path("old.json"), googleBenchmark(rows, 1, false));
  writeFileSync(path("new.json"), googleBenchmark(rows, 2, true));
  const page = path(`page-${rows}.html`);
  const args = ["compare", path("old.json"), path("new.json"), "--format", "html", "-o", page, "--config", path("perfgate.toml")];
  const run = spawnSync(perfgate, args, { encoding: "utf8", timeout: 120000 });
  if (run.error || run.status > 1) throw new Error(`perfgate ended with ${run.status}: ${run.stderr || run.error}`);
  if (!readFileSync(page, "utf8").startsWith("<!DOCTYPE html>")) throw new Error(`${page} is no page`);
  return page;
}
