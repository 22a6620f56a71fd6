// SPDX-License-Identifier: Apache-2.0
// The simulations in small: noise has the properties that it claims, and a proof that fails says
// so.
#include "coverage.h"
#include "noise.h"
#include "suites.h"
#include "table.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace perfgate::proof {
namespace {

double lag1(const std::vector<double>& values) {
  const double centre = stats::mean(values);
  double above = 0;
  double below = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    below += (values[i] - centre) * (values[i] - centre);
    above += i > 0 ? (values[i] - centre) * (values[i - 1] - centre) : 0;
  }
  return above / below;
}

TEST_CASE("noise has its correlation, its skewness and its modes") {
  stats::Rng rng(1);
  const std::vector<double> correlated = log_levels(Noise::kCorrelated, 20000, 1, rng);
  CHECK(std::abs(lag1(correlated) - 0.6) <= 0.03);
  CHECK(std::abs(std::sqrt(stats::variance(correlated)) - 1) <= 0.05);
  for (const Noise noise :
       {Noise::kNormal, Noise::kLogNormal, Noise::kPareto, Noise::kTwoModes, Noise::kSpikes}) {
    CHECK(std::abs(lag1(log_levels(noise, 20000, 1, rng))) <= 0.05);
  }
  CHECK(std::abs(stats::median(log_levels(Noise::kPareto, 20001, 1, rng))) <= 0.02);
  CHECK(stats::mean(log_levels(Noise::kPareto, 20000, 1, rng)) > 0.1);
  const std::vector<double> spiky = log_levels(Noise::kSpikes, 20000, 1, rng);
  const auto spikes = std::count_if(spiky.begin(), spiky.end(), [](double v) { return v > 8; });
  CHECK(std::abs(static_cast<double>(spikes) / 20000 - 0.05) <= 0.007);
}

TEST_CASE("the same seed gives the same findings") {
  const Json one = findings_json(prove_coverage(20, 3));
  CHECK(one == findings_json(prove_coverage(20, 3)));
  CHECK(one != findings_json(prove_coverage(20, 4)));
}

TEST_CASE("a promise that is not met stands out") {
  const Finding bad{"coverage", "an interval",   "normal", "n = 6", 80,
                    100,        "at least 94 %", false,    true};
  const std::string text = findings_markdown({bad});
  CHECK(text.find("| 80.00 % (80 of 100) |") != std::string::npos);
  CHECK(text.find("NOT MET") != std::string::npos);
  Finding shown = bad;
  shown.promised = false;
  CHECK(findings_markdown({shown}).find("not promised") != std::string::npos);
}

TEST_CASE("too few trials cannot prove five percent") {
  const std::vector<Finding> findings = prove_false_blocks(1, 5);
  CHECK(findings.size() == 84);
  CHECK(std::none_of(findings.begin(), findings.end(), [](const Finding& f) { return f.met; }));
}

}  // namespace
}  // namespace perfgate::proof
