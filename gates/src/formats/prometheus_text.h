// SPDX-License-Identifier: Apache-2.0
// Writer of the Prometheus text exposition format, version 0.0.4. Gauges only.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace perfgate::formats_detail {

/// One metric family: HELP, TYPE and its samples, which must stand together.
class PrometheusFamily {
 public:
  using Labels = std::vector<std::pair<std::string, std::string>>;

  /// `name` is a metric name, `help` one line of ASCII.
  PrometheusFamily(std::string name, std::string help)
      : name_(std::move(name)), help_(std::move(help)) {}

  /// Label values come from anywhere: control characters are made visible, quotes and backslashes
  /// escaped. A value that is not finite is written as NaN, +Inf or -Inf.
  void add(const Labels& labels, double value);

  /// "" for a family without samples.
  [[nodiscard]] std::string text() const;

 private:
  std::string name_, help_, samples_;
};

/// What base units are called in metric names, and the factor to that unit: "s" -> "seconds", 1;
/// "%" -> "ratio", 0.01. An unknown unit is "value", 1.
struct PrometheusUnit {
  const char* suffix;
  double factor;
};

[[nodiscard]] PrometheusUnit prometheus_unit(std::string_view unit);

}  // namespace perfgate::formats_detail
