// SPDX-License-Identifier: Apache-2.0
// A model ready to run: ternary weights repacked for the CPU's kernels, norms, embedding and output
// head. Immutable once loaded; what changes while text is generated is in Session.
#pragma once

#include <bitnet/kernels/isa.h>
#include <bitnet/kernels/matmul.h>
#include <bitnet/runtime/gguf.h>
#include <bitnet/runtime/model_config.h>
#include <bitnet/runtime/result.h>
#include <bitnet/runtime/ternary_tensor.h>
#include <bitnet/runtime/thread_pool.h>

#include <cstddef>
#include <memory>
#include <optional>

namespace bitnet::kernels {
struct KernelTable;
}

namespace bitnet::runtime {

struct ModelWeights;

struct LoadOptions {
  kernels::Isa isa = kernels::best_isa();       // requires isa_available(isa)
  std::optional<kernels::MatmulLayout> layout;  // absent: kernels::preferred_layout(isa)
  I2sLayout i2s = I2sLayout::kX86;
  bool screen_head = true;     // make the copy of the head that screening reads (F32, F16, BF16)
  bool file_is_mapped = true;  // GgufOpenOptions::use_mmap: pages may be dropped and read again
};

class Model {
 public:
  /// Repacks every ternary tensor into memory of its own on large pages, in parallel, and gives the
  /// file's pages back. Embedding and head stay in the file, so `file` must outlive the model.
  /// Errors: the file's (model_config.h, ternary_tensor.h); a norm that is not finite;
  /// kOutOfMemory.
  [[nodiscard]] static Result<Model> load(const GgufFile& file, ThreadPool& pool,
                                          const LoadOptions& options = {});

  /// Takes weights that are already in place. Requires them to fit `config`.
  Model(ModelConfig config, const kernels::KernelTable& table, kernels::MatmulLayout layout,
        std::unique_ptr<const ModelWeights> weights);

  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  [[nodiscard]] const ModelConfig& config() const noexcept { return config_; }

  [[nodiscard]] const kernels::KernelTable& kernels() const noexcept { return *table_; }

  [[nodiscard]] kernels::MatmulLayout layout() const noexcept { return layout_; }

  [[nodiscard]] const ModelWeights& weights() const noexcept { return *weights_; }

  /// Bytes of memory that the model itself occupies (the file's mapped pages are not counted).
  [[nodiscard]] std::size_t memory_bytes() const noexcept;

 private:
  ModelConfig config_;
  const kernels::KernelTable* table_;
  kernels::MatmulLayout layout_;
  std::unique_ptr<const ModelWeights> weights_;
};

/// Bytes that load() will occupy.
[[nodiscard]] std::size_t model_memory_bytes(const ModelConfig& config, const GgufFile& file,
                                             const LoadOptions& options);

}  // namespace bitnet::runtime
