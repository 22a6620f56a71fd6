// SPDX-License-Identifier: Apache-2.0
// verify_conversion: reads the written file back through the loader's own path.
#include "base/text.h"
#include "convert/convert_plan.h"
#include "convert/dense_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>

namespace bitnet::runtime {
namespace {

bool same_bytes(std::span<const std::byte> a, std::span<const std::byte> b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

bool same_ternary(const TernaryTensor& a, const TernaryTensor& b, GgufType type) {
  if (b.scale() != stored_scale(type, a.scale()) || a.rows() != b.rows() || a.cols() != b.cols()) {
    return false;
  }
  const std::size_t count = std::size_t{a.rows()} * a.cols();
  std::vector<std::int8_t> first(count);
  std::vector<std::int8_t> second(count);
  return a.unpack(0, a.rows(), first.data()).has_value() &&
         b.unpack(0, b.rows(), second.data()).has_value() && first == second;
}

bool same_dense(const GgufFile& in, const GgufFile& out, const GgufTensor& from,
                const GgufTensor& to) {
  DenseRows rows(from.type, to.type, from.cols());
  const auto* source = reinterpret_cast<const std::uint8_t*>(in.data(from).data());
  const auto* target = reinterpret_cast<const std::uint8_t*>(out.data(to).data());
  for (std::uint64_t r = 0; r < from.rows(); ++r) {
    const std::span<const std::uint8_t> wanted = rows.convert(source + r * rows.from_bytes());
    if (std::memcmp(wanted.data(), target + r * rows.to_bytes(), rows.to_bytes()) != 0) {
      return false;
    }
  }
  return true;
}

bool same_tensor(const GgufFile& in, const GgufFile& out, const PlannedTensor& plan,
                 const GgufTensor& found, I2sLayout i2s) {
  if (found.type != plan.type || found.dims != plan.source->dims) {
    return false;
  }
  if (plan.action == TensorAction::kDense) {
    return same_dense(in, out, *plan.source, found);
  }
  if (plan.action == TensorAction::kTernary) {
    const Result<TernaryTensor> a = TernaryTensor::open(in, *plan.source, i2s);
    const Result<TernaryTensor> b = TernaryTensor::open(out, found);
    return a && b && same_ternary(*a, *b, plan.type);
  }
  return same_bytes(in.data(*plan.source), out.data(found));
}

bool same_metadata(const GgufFile& in, const GgufFile& out) {
  return std::all_of(in.metadata().begin(), in.metadata().end(), [&](const GgufEntry& entry) {
    const GgufValue* found = out.find(entry.key);
    return found != nullptr &&
           (entry.key == "general.file_type" ||
            (found->type == entry.value.type && same_bytes(found->bytes, entry.value.bytes)));
  });
}

}  // namespace

Result<void> verify_conversion(const GgufFile& in, const std::vector<PlannedTensor>& plan,
                               const ConvertOptions& options, const std::filesystem::path& path) {
  const auto differs = [&](const std::string& what) {
    return tl::unexpected(
        Error{ExitCode::kFailed, fmt::format("{} differs from {}", what, in.path().native())});
  };
  const Result<GgufFile> out = GgufFile::open(path);
  if (!out) {
    return tl::unexpected(out.error());
  }
  if (!same_metadata(in, *out)) {
    return differs("the metadata");
  }
  if (out->tensors().size() != plan.size()) {
    return differs("the number of tensors");
  }
  for (const PlannedTensor& planned : plan) {
    const GgufTensor* found = out->tensor(planned.source->name);
    if (found == nullptr || !same_tensor(in, *out, planned, *found, options.i2s)) {
      return differs("tensor " + in_quotes(planned.source->name));
    }
  }
  return {};
}

}  // namespace bitnet::runtime
