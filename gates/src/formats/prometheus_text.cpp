// SPDX-License-Identifier: Apache-2.0
// Lines of the Prometheus text format; see prometheus_text.h. Knows nothing of reports.
#include "formats/prometheus_text.h"

#include <perfgate/text.h>

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace perfgate::formats_detail {
namespace {

struct NamedPrometheusUnit {
  std::string_view unit;
  PrometheusUnit names;
};

constexpr std::array kPrometheusUnits = {
    NamedPrometheusUnit{"s", {"seconds", 1}},
    NamedPrometheusUnit{"B", {"bytes", 1}},
    NamedPrometheusUnit{"1/s", {"per_second", 1}},
    NamedPrometheusUnit{"B/s", {"bytes_per_second", 1}},
    NamedPrometheusUnit{"%", {"ratio", 0.01}},
    NamedPrometheusUnit{"x", {"ratio", 1}},
    NamedPrometheusUnit{"dB", {"decibels", 1}},
};

std::string label_value(std::string_view text) {
  std::string out;
  for (const char c : terminal_safe(text)) {
    if (c == '\\' || c == '"') {
      out += '\\';
    }
    out += c;
  }
  return out;
}

std::string number_text(double value) {
  if (std::isnan(value)) {
    return "NaN";
  }
  return std::isinf(value) ? (value > 0 ? "+Inf" : "-Inf") : fmt::format("{}", value);
}

}  // namespace

void PrometheusFamily::add(const Labels& labels, double value) {
  samples_ += name_;
  const char* separator = "{";
  for (const auto& [name, text] : labels) {
    samples_ += fmt::format("{}{}=\"{}\"", separator, name, label_value(text));
    separator = ",";
  }
  samples_ += (labels.empty() ? " " : "} ") + number_text(value) + "\n";
}

std::string PrometheusFamily::text() const {
  return samples_.empty()
             ? std::string()
             : fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n{2}", name_, help_, samples_);
}

PrometheusUnit prometheus_unit(std::string_view unit) {
  for (const NamedPrometheusUnit& known : kPrometheusUnits) {
    if (known.unit == unit) {
      return known.names;
    }
  }
  return {"value", 1};
}

}  // namespace perfgate::formats_detail
