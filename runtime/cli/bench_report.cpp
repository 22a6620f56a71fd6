// SPDX-License-Identifier: Apache-2.0
// Markdown, CSV and JSON of bench rows. CSV has the scalar members of the JSON objects.
#include "bench_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace bitnet::runtime::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kGib = 1024.0 * 1024.0 * 1024.0;

Json row_json(const BenchSetting& setting, const BenchRow& row) {
  std::vector<double> nanoseconds;
  for (const double seconds : row.seconds) {
    nanoseconds.push_back(std::round(seconds * 1e9));
  }
  const std::vector<double> rates = row.rates();
  const MeanAndDeviation ns = mean_and_deviation(nanoseconds);
  const MeanAndDeviation ts = mean_and_deviation(rates);
  return {{"build_version", setting.version},
          {"cpu_info", setting.cpu},
          {"backends", "CPU"},
          {"isa", setting.isa},
          {"layout", setting.layout},
          {"model_filename", setting.model_file},
          {"model_type", setting.model_type},
          {"head_type", setting.head_type},
          {"exact_head", setting.exact_head},
          {"model_size", setting.model_size},
          {"model_n_params", setting.model_params},
          {"load_seconds", setting.load_seconds},
          {"n_batch", setting.batch},
          {"n_threads", row.threads},
          {"type_k", setting.kv_type},
          {"type_v", setting.kv_type},
          {"n_prompt", row.n_prompt},
          {"n_gen", row.n_gen},
          {"n_depth", row.n_depth},
          {"test_time", row.time},
          {"head_fallbacks", row.head_fallbacks},
          {"head_candidates", row.head_candidates},
          {"peak_rss_bytes", row.peak_rss_bytes},
          {"avg_ns", ns.mean},
          {"stddev_ns", ns.deviation},
          {"avg_ts", ts.mean},
          {"stddev_ts", ts.deviation},
          {"samples_ns", nanoseconds},
          {"samples_ts", rates}};
}

std::string csv_field(const Json& value) {
  if (!value.is_string()) {
    return value.dump();
  }
  std::string quoted = "\"";
  for (const char c : value.get_ref<const std::string&>()) {
    quoted += c == '"' ? "\"\"" : std::string(1, c);
  }
  return quoted + "\"";
}

std::string csv_line(const Json& row, bool names) {
  std::string line;
  for (const auto& [name, value] : row.items()) {
    if (!value.is_array()) {
      line += (line.empty() ? "" : ",") + (names ? name : csv_field(value));
    }
  }
  return line + "\n";
}

}  // namespace

std::string BenchRow::test() const {
  std::string text = n_prompt > 0 ? fmt::format("pp{}", n_prompt) : fmt::format("tg{}", n_gen);
  return n_depth > 0 ? text + fmt::format(" @ d{}", n_depth) : text;
}

std::vector<double> BenchRow::rates() const {
  std::vector<double> rates;
  for (const double value : seconds) {
    rates.push_back(value > 0 ? tokens() / value : 0);
  }
  return rates;
}

MeanAndDeviation mean_and_deviation(const std::vector<double>& values) {
  if (values.empty()) {
    return {};
  }
  const auto n = static_cast<double>(values.size());
  double mean = 0;
  for (const double value : values) {
    mean += value / n;
  }
  double squares = 0;
  for (const double value : values) {
    squares += (value - mean) * (value - mean);
  }
  return {mean, values.size() > 1 ? std::sqrt(squares / (n - 1)) : 0};
}

std::string bench_markdown(const BenchSetting& setting, const std::vector<BenchRow>& rows) {
  std::string text =
      "| model                          |       size |     params | backend    | threads |"
      "            test |              t/s |\n"
      "| ------------------------------ | ---------: | ---------: | ---------- | ------: |"
      " --------------: | ---------------: |\n";
  for (const BenchRow& row : rows) {
    const MeanAndDeviation rate = mean_and_deviation(row.rates());
    text += fmt::format(
        "| {:<30} | {:>10} | {:>10} | {:<10} | {:>7} | {:>15} | {:>16} |\n", setting.model_type,
        fmt::format("{:.2f} GiB", static_cast<double>(setting.model_size) / kGib),
        fmt::format("{:.2f} B", static_cast<double>(setting.model_params) / 1e9), "CPU",
        row.threads, row.test(), fmt::format("{:.2f} \xC2\xB1 {:.2f}", rate.mean, rate.deviation));
  }
  return text + fmt::format("\nbuild: {}, {} {}, head {}{}, load {:.2f} s\n", setting.version,
                            setting.isa, setting.layout, setting.head_type,
                            setting.exact_head ? " exact" : "", setting.load_seconds);
}

std::string bench_csv(const BenchSetting& setting, const std::vector<BenchRow>& rows) {
  std::string text;
  for (const BenchRow& row : rows) {
    const Json json = row_json(setting, row);
    if (text.empty()) {
      text = csv_line(json, true);
    }
    text += csv_line(json, false);
  }
  return text;
}

std::string bench_json(const BenchSetting& setting, const std::vector<BenchRow>& rows) {
  Json all = Json::array();
  for (const BenchRow& row : rows) {
    all.push_back(row_json(setting, row));
  }
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bitnet::runtime::cli
