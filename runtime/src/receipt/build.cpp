// SPDX-License-Identifier: Apache-2.0
// Puts a receipt together. Every figure is a counter, a member of ReceiptRun, or follows from them
// by the arithmetic below; there is no constant to be mistaken for a measurement.
#include "receipt/json_text.h"
#include "receipt/kernel_class.h"

#include <bitnet/kernels/kernels.h>
#include <bitnet/runtime/receipt.h>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <chrono>
#include <ctime>

namespace bitnet::runtime {
namespace {

using receipt::Json;

std::string now_rfc3339() {
  const auto now = std::chrono::system_clock::now();
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(seconds));
}

Json counters_json(const ReceiptInput& input) {
  Json all = Json::object();
  for (std::size_t i = 0; i < kernels::kKernelIdCount; ++i) {
    const auto id = static_cast<kernels::KernelId>(i);
    const kernels::KernelCount& count = input.counters.of(id);
    if (count.calls == 0) {
      continue;
    }
    const std::string_view isa = kernels::isa_name(kernels::kernel_isa(*input.table, id));
    all[fmt::format("{}_{}", kernels::kernel_stem(id), isa)] = {
        {"isa", isa},           {"calls", count.calls},
        {"bytes", count.bytes}, {"weight_bytes", count.weight_bytes},
        {"macs", count.macs},   {"ns", count.ns}};
  }
  return all;
}

Json names_of(const Json& counters) {
  Json names = Json::array();
  for (const auto& [id, counter] : counters.items()) {
    names.push_back(id);
  }
  return names;
}

bool any_mock(const Json& names) {
  return std::any_of(names.begin(), names.end(), [](const Json& name) {
    return receipt::is_mock(name.get_ref<const std::string&>());
  });
}

std::string backend_summary(const ReceiptInput& input) {
  std::string detected;
  for (const kernels::Isa isa : kernels::kAllIsas) {
    if (kernels::isa_available(isa)) {
      detected += (detected.empty() ? "" : ",") + std::string(kernels::isa_name(isa));
    }
  }
  return fmt::format("requested={} detected=[{}] selected={}",
                     input.settings.isa_requested ? kernels::isa_name(input.settings.isa) : "best",
                     detected, kernels::isa_name(input.table->isa));
}

Json model_json(const ReceiptModel& model) {
  Json json = {{"layers", model.layers},
               {"hidden_size", model.hidden_size},
               {"intermediate_size", model.intermediate_size},
               {"num_attention_heads", model.heads},
               {"num_key_value_heads", model.kv_heads},
               {"head_dim", model.head_dim},
               {"vocab_size", model.vocab_size}};
  if (!model.path.empty()) {
    json["model_path"] = model.path;
  }
  if (!model.quantization_type.empty()) {
    json["quantization_type"] = model.quantization_type;
  }
  if (model.file_bytes > 0) {
    json["file_bytes"] = model.file_bytes;
  }
  if (!model.sha256.empty()) {
    json["sha256"] = model.sha256;
  }
  return json;
}

Json run_json(const ReceiptRun& run) {
  Json json = {{"prompt_tokens", run.prompt_tokens},
               {"generated_tokens", run.generated_tokens},
               {"start_position", run.start_position},
               {"forwarded_tokens", run.forwarded_tokens},
               {"forward_passes", run.forward_passes},
               {"head_positions", run.head_positions},
               {"threads", run.threads},
               {"wall_ns", run.wall_ns},
               {"stop_reason", run.stop_reason},
               {"interrupted", run.interrupted},
               {"token_sha256", run.token_sha256}};
  if (run.rerun_token_sha256) {
    json["rerun_token_sha256"] = *run.rerun_token_sha256;
  }
  return json;
}

// A run without a rerun has no tests: none is claimed.
Json tests_json(const ReceiptRun& run) {
  if (!run.rerun_token_sha256) {
    return {{"total_tests", 0}, {"passed", 0}, {"failed", 0}};
  }
  const bool identical = *run.rerun_token_sha256 == run.token_sha256;
  return {{"total_tests", 1},
          {"passed", identical ? 1 : 0},
          {"failed", identical ? 0 : 1},
          {"determinism_tests",
           {{"identical_sequences", identical},
            {"runs", 2},
            {"tokens_per_run", run.generated_tokens}}}};
}

Json performance_json(const ReceiptRun& run) {
  const double total_ms = static_cast<double>(run.wall_ns) / 1e6;
  Json json = {{"tokens_generated", run.generated_tokens}, {"total_time_ms", total_ms}};
  if (run.peak_rss_bytes) {
    json["memory_usage_mb"] = static_cast<double>(*run.peak_rss_bytes) / 1e6;
  }
  if (!run.first_token_ns) {
    return json;
  }
  const double first_ms = static_cast<double>(*run.first_token_ns) / 1e6;
  json["first_token_latency_ms"] = first_ms;
  const double later_ms = total_ms - first_ms;
  if (run.generated_tokens > 1 && later_ms > 0) {
    const double later = static_cast<double>(run.generated_tokens - 1);
    json["average_token_latency_ms"] = later_ms / later;
    json["tokens_per_second"] = later / later_ms * 1e3;
  }
  return json;
}

}  // namespace

std::string receipt_text(const ReceiptInput& input) {
  Json counters = counters_json(input);
  Json names = names_of(counters);
  const char* path = any_mock(names) ? "mock" : "real";
  Json json = {{"schema_version", "1.0.0"},
               {"timestamp", now_rfc3339()},
               {"compute_path", path},
               {"backend", "cpu"},
               {"backend_summary", backend_summary(input)},
               {"kernels", std::move(names)},
               {"kernel_counters", std::move(counters)},
               {"deterministic", input.settings.deterministic},
               {"environment", receipt_environment(input.settings, input.run.threads)},
               {"model_info", model_json(input.model)},
               {"run", run_json(input.run)},
               {"test_results", tests_json(input.run)},
               {"performance_baseline", performance_json(input.run)},
               {"corrections", Json::array()}};
  if (input.machine) {
    json["machine"] = {{"read_gbps", input.machine->gbps},
                       {"read_bytes", input.machine->bytes},
                       {"threads", input.machine->threads}};
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bitnet::runtime
