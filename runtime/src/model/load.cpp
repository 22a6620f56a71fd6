// SPDX-License-Identifier: Apache-2.0
// Model::load: plan, check memory, copy norms, build the screen, repack the ternary tensors; all
// threads take chunks of rows from one counter. The screen comes first and the file's pages are
// given back tensor by tensor, so that file and copies are never in memory as a whole together.
#include "model/load.h"

#include "gguf/kernel_types.h"

#include <bitnet/kernels/kernels.h>
#include <bitnet/runtime/session.h>

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <mutex>
#include <numeric>
#include <vector>

namespace bitnet::runtime {
namespace {

constexpr std::size_t kChunkTrits = std::size_t{512} << 10U;  // half of a core's L2
constexpr std::uint32_t kScreenRows = 512;                    // rows of the head in a chunk

struct Chunk {
  std::uint32_t matrix = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

const GgufTensor& tensor_of(const GgufFile& file, std::string_view name) {
  return *file.tensor(name);  // model_config_from has seen it
}

class Repacker {
 public:
  Repacker(const GgufFile& file, const WeightPlan& plan, std::vector<TernaryTensor> sources,
           kernels::MatmulLayout layout, I2sLayout i2s, std::uint8_t* codes)
      : file_(file),
        plan_(plan),
        sources_(std::move(sources)),
        layout_(layout),
        i2s_(i2s),
        codes_(codes),
        left_(plan.matrices.size()) {
    for (std::uint32_t m = 0; m < plan.matrices.size(); ++m) {
      add_chunks(m);
    }
  }

  Result<void> run(ThreadPool& pool) {
    std::vector<std::vector<std::int8_t>> trits(pool.size());
    for (std::vector<std::int8_t>& buffer : trits) {
      buffer.resize(largest_);
    }
    pool.run([&](unsigned thread, unsigned) {
      for (std::size_t i = next_++; i < chunks_.size(); i = next_++) {
        repack(i, trits[thread].data());
      }
    });
    if (failed_ < chunks_.size()) {
      return tl::unexpected(error_);
    }
    return {};
  }

 private:
  void add_chunks(std::uint32_t m) {
    const MatrixPlan& matrix = plan_.matrices[m];
    std::uint32_t group = std::lcm(sources_[m].row_group(), kernels::kMatmulRowGroup);
    if (std::size_t{group} * matrix.cols > 4 * kChunkTrits) {
      group = kernels::kMatmulRowGroup;  // other ranges are read too, only slower
    }
    const auto groups = std::max<std::size_t>(1, kChunkTrits / (std::size_t{group} * matrix.cols));
    const std::size_t rows = std::min<std::size_t>(groups * group, matrix.rows);
    largest_ = std::max(largest_, rows * matrix.cols);
    for (std::size_t begin = 0; begin < matrix.rows; begin += rows) {
      const std::size_t end = std::min<std::size_t>(begin + rows, matrix.rows);
      chunks_.push_back({m, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
      ++left_[m];
    }
  }

  void repack(std::size_t i, std::int8_t* trits) {
    const Chunk& chunk = chunks_[i];
    const MatrixPlan& matrix = plan_.matrices[chunk.matrix];
    if (!repacked_directly(chunk, matrix, trits)) {
      const Result<void> unpacked = sources_[chunk.matrix].unpack(chunk.begin, chunk.end, trits);
      if (unpacked) {
        kernels::matmul_repack(layout_, matrix.rows, matrix.cols, chunk.begin, chunk.end, trits,
                               codes_ + matrix.offset);
      } else {
        keep(i, unpacked.error());
      }
    }
    if (--left_[chunk.matrix] == 0) {
      file_.drop_pages(tensor_of(file_, matrix.tensor_name()));
    }
  }

  // The common case without the detour over trits. False: not that case, or the codes are bad,
  // which the detour can name.
  bool repacked_directly(const Chunk& chunk, const MatrixPlan& matrix, std::int8_t* scratch) const {
    const GgufTensor& tensor = tensor_of(file_, matrix.tensor_name());
    if (tensor.type != GgufType::kI2_S || i2s_ != I2sLayout::kX86 || matrix.cols % 128 != 0) {
      return false;
    }
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes of the file
    const auto* packed = reinterpret_cast<const std::uint8_t*>(file_.data(tensor).data());
    return kernels::matmul_repack_i2s(layout_, matrix.rows, matrix.cols, chunk.begin, chunk.end,
                                      packed + std::size_t{chunk.begin} * (matrix.cols / 4),
                                      scratch, codes_ + matrix.offset);
  }

  // The error of the first chunk in the file's order, whichever thread is faster.
  void keep(std::size_t i, const Error& error) {
    const std::lock_guard lock(mutex_);
    if (i < failed_) {
      failed_ = i;
      error_ = error;
    }
  }

  const GgufFile& file_;
  const WeightPlan& plan_;
  std::vector<TernaryTensor> sources_;
  kernels::MatmulLayout layout_;
  I2sLayout i2s_;
  std::uint8_t* codes_;
  std::vector<Chunk> chunks_;
  std::size_t largest_ = 0;
  std::vector<std::atomic<std::uint32_t>> left_;  // chunks of each matrix still to be repacked
  std::atomic<std::size_t> next_{0};
  std::mutex mutex_;
  std::size_t failed_ = std::numeric_limits<std::size_t>::max();
  Error error_;
};

Result<void> copy_norms(const GgufFile& file, const WeightPlan& plan, std::vector<float>& norms) {
  norms.resize(plan.norm_floats);
  for (const NormPlan& norm : plan.norms) {
    float* const values = norms.data() + norm.offset;
    std::memcpy(values, file.data(tensor_of(file, norm.name)).data(), norm.size * sizeof(float));
    for (std::uint32_t i = 0; i < norm.size; ++i) {
      if (!std::isfinite(values[i])) {
        return input_error(fmt::format("{}: tensor {}: element {} is {}, a finite number is wanted",
                                       file.path().string(), norm.name, i, values[i]));
      }
    }
  }
  return {};
}

kernels::DenseMatrix dense_of(const GgufFile& file, std::string_view name) {
  const GgufTensor& tensor = tensor_of(file, name);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes of the file
  return {reinterpret_cast<const std::uint8_t*>(file.data(tensor).data()), dense_type(tensor.type),
          static_cast<std::uint32_t>(tensor.rows()), static_cast<std::uint32_t>(tensor.cols())};
}

void build_screen(const kernels::KernelTable& table, ThreadPool& pool, ModelWeights& weights) {
  const kernels::DenseMatrix& head = weights.head;
  std::atomic<std::uint32_t> next{0};
  const std::size_t floats = kernels::screen_build_scratch_floats(head.cols);
  std::vector<float> scratch(floats * pool.size());
  pool.run([&](unsigned thread, unsigned) {
    for (std::uint32_t row = next.fetch_add(kScreenRows); row < head.rows;
         row = next.fetch_add(kScreenRows)) {
      table.screen.build_rows(head, row, std::min(row + kScreenRows, head.rows),
                              weights.screen_bytes.data(), scratch.data() + thread * floats);
    }
  });
  weights.screen = {weights.screen_bytes.data(), head.rows, head.cols};
}

std::size_t screen_size(const kernels::DenseMatrix& head, const LoadOptions& options) {
  return options.screen_head && worth_screening(head.type, head.cols)
             ? kernels::screen_bytes(head.rows, head.cols)
             : 0;
}

Result<std::vector<TernaryTensor>> open_sources(const GgufFile& file, const WeightPlan& plan,
                                                I2sLayout i2s) {
  std::vector<TernaryTensor> sources;
  sources.reserve(plan.matrices.size());
  for (const MatrixPlan& matrix : plan.matrices) {
    auto source = TernaryTensor::open(file, tensor_of(file, matrix.tensor_name()), i2s);
    if (!source) {
      return tl::unexpected(source.error());
    }
    sources.push_back(*source);
  }
  return sources;
}

kernels::MatmulLayout layout_of(const LoadOptions& options) {
  return options.layout.value_or(kernels::preferred_layout(options.isa));
}

Result<void> fill(const GgufFile& file, ThreadPool& pool, const ModelConfig& config,
                  const LoadOptions& options, ModelWeights& weights) {
  const kernels::MatmulLayout layout = layout_of(options);
  const WeightPlan plan = plan_weights(config, layout);
  auto sources = open_sources(file, plan, options.i2s);
  if (!sources) {
    return tl::unexpected(sources.error());
  }
  Result<void> norms = copy_norms(file, plan, weights.norms);
  if (!norms) {
    return norms;
  }
  weights.embedding = dense_of(file, "token_embd.weight");
  weights.head = dense_of(file, head_tensor_name(config));
  if (const std::size_t bytes = screen_size(weights.head, options); bytes > 0) {
    auto buffer = HugeBuffer::create(bytes, "the screen of the output head");
    if (!buffer) {
      return tl::unexpected(buffer.error());
    }
    weights.screen_bytes = std::move(*buffer);
    build_screen(kernels::kernels_for(options.isa), pool, weights);
    weights.head_is_mapped = options.file_is_mapped;
    if (options.file_is_mapped) {  // single rows will be read again, from the page cache
      file.drop_pages(tensor_of(file, head_tensor_name(config)));
    }
  }
  auto codes = HugeBuffer::create(plan.code_bytes, "the ternary weights");
  if (!codes) {
    return tl::unexpected(codes.error());
  }
  weights.codes = std::move(*codes);
  bind_weights(config, plan, layout, weights);
  for (std::size_t m = 0; m < plan.matrices.size(); ++m) {
    const MatrixPlan& matrix = plan.matrices[m];
    (weights.layers[matrix.layer].*matrix.member).scale = (*sources)[m].scale();
  }
  return Repacker(file, plan, std::move(*sources), layout, options.i2s, weights.codes.data())
      .run(pool);
}

}  // namespace

bool worth_screening(kernels::DenseType type, std::uint32_t cols) noexcept {
  // The screen reads about 5.1 bits a weight; rows that stay undecided cost a few percent.
  const double bits = 8.0 * static_cast<double>(kernels::dense_row_bytes(type, cols)) / cols;
  return bits > 6.0 && cols <= kernels::kScreenMaxCols;
}

std::size_t model_memory_bytes(const ModelConfig& config, const GgufFile& file,
                               const LoadOptions& options) {
  const WeightPlan plan = plan_weights(config, layout_of(options));
  return plan.code_bytes + plan.norm_floats * sizeof(float) +
         screen_size(dense_of(file, head_tensor_name(config)), options);
}

Result<Model> Model::load(const GgufFile& file, ThreadPool& pool, const LoadOptions& options) {
  auto config = model_config_from(file);
  if (!config) {
    return tl::unexpected(config.error());
  }
  if (std::max(config->embd, config->ff) > kernels::kMatmulMaxCols) {
    return input_error(fmt::format("{}: matrices of {} columns; at most {} are supported",
                                   file.path().string(), std::max(config->embd, config->ff),
                                   kernels::kMatmulMaxCols));
  }
  const Result<void> fits =
      check_memory(model_memory_bytes(*config, file, options), "the weights of the model");
  if (!fits) {
    return tl::unexpected(fits.error());
  }
  auto weights = std::make_unique<ModelWeights>();
  const Result<void> filled = fill(file, pool, *config, options, *weights);
  if (!filled) {
    return tl::unexpected(filled.error());
  }
  return Model(std::move(*config), kernels::kernels_for(options.isa), layout_of(options),
               std::move(weights));
}

}  // namespace bitnet::runtime
