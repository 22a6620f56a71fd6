// SPDX-License-Identifier: Apache-2.0
// convert_model: plan, write under a temporary name, read back, rename. Holds one ternary tensor in
// memory at a time.
#include "base/text.h"
#include "convert/convert_plan.h"
#include "convert/dense_rows.h"
#include "convert/tensor_packing.h"

#include <bitnet/runtime/gguf_writer.h>
#include <bitnet/runtime/model_config.h>

#include <fmt/core.h>

#include <cmath>

namespace bitnet::runtime {
namespace {

Result<void> write_ternary(const GgufFile& in, const PlannedTensor& plan, I2sLayout i2s,
                           const GgufSink& sink, ConvertSummary& summary) {
  const Result<TernaryTensor> source = TernaryTensor::open(in, *plan.source, i2s);
  if (!source) {
    return tl::unexpected(source.error());
  }
  std::vector<std::int8_t> trits(std::size_t{source->rows()} * source->cols());
  if (Result<void> done = source->unpack(0, source->rows(), trits.data()); !done) {
    return done;
  }
  const float stored = stored_scale(plan.type, source->scale());
  if (stored != source->scale()) {
    summary.lossless = false;
    summary.notes.push_back(fmt::format("tensor {}: scale {} becomes {} in f16",
                                        in_quotes(plan.source->name), source->scale(), stored));
  }
  ++summary.ternary_tensors;
  return sink(pack_ternary(plan.type, source->rows(), source->cols(), trits, source->scale()));
}

Result<void> write_dense(const GgufFile& in, const PlannedTensor& plan, const GgufSink& sink,
                         ConvertSummary& summary) {
  const GgufTensor& source = *plan.source;
  DenseRows rows(source.type, plan.type, source.cols());
  const auto* data = reinterpret_cast<const std::uint8_t*>(in.data(source).data());
  for (std::uint64_t r = 0; r < source.rows(); ++r) {
    const auto row = rows.convert(data + r * rows.from_bytes());
    if (Result<void> done = sink(std::as_bytes(row)); !done) {
      return done;
    }
  }
  if (rows.largest_difference() > 0) {
    summary.lossless = false;
    summary.notes.push_back(fmt::format("tensor {}: values differ by up to {:.3g} in {}",
                                        in_quotes(source.name), rows.largest_difference(),
                                        gguf_type_name(plan.type)));
  }
  ++summary.dense_tensors;
  return {};
}

Result<void> write_tensor(const GgufFile& in, const PlannedTensor& plan, I2sLayout i2s,
                          const GgufSink& sink, ConvertSummary& summary) {
  switch (plan.action) {
    case TensorAction::kTernary:
      return write_ternary(in, plan, i2s, sink, summary);
    case TensorAction::kDense:
      return write_dense(in, plan, sink, summary);
    case TensorAction::kCopy:
      break;
  }
  ++summary.copied_tensors;
  return sink(in.data(*plan.source));
}

Result<void> check_options(const ConvertOptions& options) {
  if (options.weights && !is_ternary(*options.weights)) {
    return usage_error(
        fmt::format("{} cannot hold ternary weights, wanted I2_S, TL1, TL2, TQ1_0 "
                    "or TQ2_0",
                    gguf_type_name(*options.weights)));
  }
  if (options.head && is_ternary(*options.head)) {
    return usage_error(
        fmt::format("{} cannot hold a head, wanted F32, F16, BF16, Q8_0, Q6_K or "
                    "Q4_0",
                    gguf_type_name(*options.head)));
  }
  return {};
}

tl::unexpected<Error> not_replaced(const std::filesystem::path& out, const Error& why) {
  return tl::unexpected(
      Error{why.code, fmt::format("{} was not written: read back, {}", out.native(), why.message)});
}

}  // namespace

Result<ConvertSummary> convert_model(const std::filesystem::path& in,
                                     const std::filesystem::path& out,
                                     const ConvertOptions& options) {
  return convert_and_check(in, out, options, verify_conversion);
}

Result<ConvertSummary> convert_and_check(const std::filesystem::path& in,
                                         const std::filesystem::path& out,
                                         const ConvertOptions& options,
                                         const ConversionCheck& check) {
  if (const Result<void> good = check_options(options); !good) {
    return tl::unexpected(good.error());
  }
  const Result<GgufFile> file = GgufFile::open(in);
  if (!file) {
    return tl::unexpected(file.error());
  }
  if (const Result<ModelConfig> config = model_config_from(*file); !config) {
    return tl::unexpected(config.error());
  }
  const std::vector<PlannedTensor> plan = plan_conversion(*file, options);
  ConvertSummary summary;
  GgufWriter writer;
  for (const GgufEntry& entry : file->metadata()) {
    writer.set(entry);
  }
  if (options.weights) {
    writer.set_u32("general.file_type", file_type_of(*options.weights));
  }
  for (const PlannedTensor& planned : plan) {
    writer.add_tensor(planned.source->name, planned.type, planned.source->dims,
                      [&](const GgufSink& sink) {
                        return write_tensor(*file, planned, options.i2s, sink, summary);
                      });
  }
  summary.file_bytes = writer.file_bytes();
  const GgufCheck read_back = [&](const std::filesystem::path& path) -> Result<void> {
    const Result<void> same = check(*file, plan, options, path);
    return same ? same : not_replaced(out, same.error());
  };
  if (const Result<void> written = writer.write(out, read_back); !written) {
    return tl::unexpected(written.error());
  }
  return summary;
}

}  // namespace bitnet::runtime
