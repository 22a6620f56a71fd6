// SPDX-License-Identifier: Apache-2.0
// The objectives that earlier performance reviews of the project stated. Three have rows to look
// for; the others say what is missing and stay deferred until a configuration names their source.
#include <perfgate/config.h>

namespace perfgate {

std::vector<Slo> default_slos() {
  const std::string no_engine = "no inference engine is measured yet";
  const std::string no_gpu = "no GPU rows are measured yet";
  return {
      {"inference_128_tokens", "Inference of 128 tokens", "", "time", "<=", 10, "s", "", no_engine},
      {"quantization_accuracy", "Quantisation accuracy", "^accuracy/.*/ternary/", "accuracy",
       ">=", 99, "%", "", ""},
      {"quantization_time", "Quantisation, each operation", "^quantization_sizes/", "time", "<", 10,
       "s", "", ""},
      {"cpu_regression", "CPU regression", "^(?!.*([Gg][Pp][Uu]|[Cc][Uu][Dd][Aa])).*$", "worse_pct",
       "<=", 5, "%", "", ""},
      {"gpu_speedup", "GPU speed-up over CPU", "", "time", ">=", 2, "x", "", no_gpu},
      {"gpu_fallback", "GPU falls back to CPU", "", "fallback", ">=", 1, "1", "", no_gpu},
      {"memory_overhead", "Memory overhead", "", "memory", "<", 10, "%", "", no_engine},
      {"health_endpoint", "Health endpoint", "", "time", "<", 2000, "ms", "",
       "no server is measured yet"},
      {"stop_token_lookup", "Stop-token lookup", "", "time", "<", 10, "ns", "",
       "no sampling is measured yet"},
      {"receipt_validation", "Receipt validation", "", "time", "<", 5, "ms", "",
       "no receipt validation is measured yet"},
      {"cross_validation", "Cross-validation against the reference", "", "error", "<=", 1e-5, "1",
       "", no_engine},
  };
}

}  // namespace perfgate
