// SPDX-License-Identifier: Apache-2.0
// Row documents as JSON values. Order and names of members follow files written by Criterion.rs
// 0.5; schemas/criterion-*.schema.json and schemas/context.schema.json describe the result.
#include "criterion_json.h"

namespace benchsuite {
namespace {

OrderedJson text_or_null(const std::optional<std::string>& text) {
  return text ? OrderedJson(*text) : OrderedJson(nullptr);
}

const char* unit_name(ThroughputUnit unit) {
  switch (unit) {
    case ThroughputUnit::kBytes:
      return "Bytes";
    case ThroughputUnit::kBytesDecimal:
      return "BytesDecimal";
    case ThroughputUnit::kElements:
      return "Elements";
    case ThroughputUnit::kBits:
      return "Bits";
  }
  return "";
}

OrderedJson estimate_json(const Estimate& estimate) {
  OrderedJson interval;
  interval["confidence_level"] = kConfidenceLevel;
  interval["lower_bound"] = estimate.lower;
  interval["upper_bound"] = estimate.upper;
  OrderedJson json;
  json["confidence_interval"] = std::move(interval);
  json["point_estimate"] = estimate.point;
  json["standard_error"] = estimate.standard_error;
  return json;
}

}  // namespace

OrderedJson benchmark_json(const CriterionId& id) {
  OrderedJson json;
  json["group_id"] = id.group;
  json["function_id"] = text_or_null(id.function);
  json["value_str"] = text_or_null(id.value);
  json["throughput"] = nullptr;
  if (id.throughput) {
    json["throughput"] = OrderedJson::object();
    json["throughput"][unit_name(id.throughput->unit)] = id.throughput->per_iteration;
  }
  json["full_id"] = id.full_id;
  json["directory_name"] = id.directory_name;
  json["title"] = id.title;
  return json;
}

OrderedJson sample_json(const Measurement& measurement) {
  OrderedJson json;
  json["sampling_mode"] = measurement.mode == SamplingMode::kLinear ? "Linear" : "Flat";
  json["iters"] = measurement.iters;
  json["times"] = measurement.times_ns;
  return json;
}

OrderedJson estimates_json(const Estimates& estimates) {
  OrderedJson json;
  json["mean"] = estimate_json(estimates.mean);
  json["median"] = estimate_json(estimates.median);
  json["median_abs_dev"] = estimate_json(estimates.median_abs_dev);
  json["slope"] = estimates.slope ? estimate_json(*estimates.slope) : OrderedJson(nullptr);
  json["std_dev"] = estimate_json(estimates.std_dev);
  return json;
}

OrderedJson tukey_json(const TukeyFences& fences) {
  return OrderedJson::array(
      {fences.low_severe, fences.low_mild, fences.high_mild, fences.high_severe});
}

OrderedJson context_json(const RowContext& context) {
  OrderedJson json;
  json["schema"] = "benchsuite/context/1";
  json["isa"] = context.isa;
  json["threads"] = context.threads;
  json["bytes_read"] = context.bytes_read;
  json["bytes_written"] = context.bytes_written;
  json["elements"] = context.elements;
  json["verified"] = context.verified;
  if (context.copy_bytes_per_s) {
    json["copy_bytes_per_s"] = *context.copy_bytes_per_s;
  }
  if (context.share_of_copy) {
    json["share_of_copy"] = *context.share_of_copy;
  }
  if (context.macs > 0) {
    json["macs"] = context.macs;
  }
  if (context.peak_macs_per_s) {
    json["peak_macs_per_s"] = *context.peak_macs_per_s;
  }
  if (context.share_of_peak) {
    json["share_of_peak"] = *context.share_of_peak;
  }
  json["labels"] = OrderedJson(context.labels);
  return json;
}

}  // namespace benchsuite
