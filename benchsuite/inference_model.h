// SPDX-License-Identifier: Apache-2.0
// The model that inference rows run on: found or made, loaded once for the rows that need it with
// the same number of threads. Measures nothing.
#pragma once

#include <bitnet/runtime/model.h>
#include <bitnet/runtime/session.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace benchsuite {

using TokenIds = std::vector<std::int32_t>;

/// A failed step of a benchmark is a failed row: the frame prints what was thrown.
template <typename T>
T must(bitnet::runtime::Result<T> result) {
  if (!result) {
    throw std::runtime_error(result.error().message);
  }
  if constexpr (!std::is_void_v<T>) {
    return std::move(*result);
  }
}

/// BITNET_BENCH_MODEL, or a tiny synthetic model that lives as long as this object.
class ModelFile {
 public:
  ModelFile();
  ModelFile(const ModelFile&) = delete;
  ModelFile& operator=(const ModelFile&) = delete;
  ~ModelFile();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Of the row ids: figures of the tiny model must not pass for a real one's.
  [[nodiscard]] const char* group() const { return own_ ? "inference_tiny" : "inference"; }

 private:
  std::filesystem::path path_;
  bool own_ = false;
};

class LoadedModel {
 public:
  LoadedModel(const std::filesystem::path& path, bitnet::kernels::Isa isa, unsigned threads);

  /// The context is cut to the model's.
  [[nodiscard]] bitnet::runtime::Session session(bitnet::runtime::SessionOptions options);

  [[nodiscard]] const bitnet::runtime::Model& model() const { return model_; }

  [[nodiscard]] std::uint64_t file_bytes() const { return file_.file_size(); }

 private:
  bitnet::runtime::GgufFile file_;
  std::unique_ptr<bitnet::runtime::ThreadPool> pool_;
  bitnet::runtime::Model model_;
};

/// One loaded model at a time, shared by successive rows.
class ModelCache {
 public:
  ModelCache(std::filesystem::path path, bitnet::kernels::Isa isa)
      : path_(std::move(path)), isa_(isa) {}

  [[nodiscard]] LoadedModel& get(unsigned threads);

  /// Rows that measure loading or memory want no other model beside theirs.
  void drop() { loaded_.reset(); }

 private:
  std::filesystem::path path_;
  bitnet::kernels::Isa isa_;
  unsigned threads_ = 0;
  std::unique_ptr<LoadedModel> loaded_;
};

[[nodiscard]] TokenIds random_ids(std::size_t count, std::uint64_t seed, std::uint32_t vocab);

/// The most likely token behind the session's last one; `need` says how much of the head may be
/// looked at.
[[nodiscard]] std::int32_t best_token(
    bitnet::runtime::Session& session,
    bitnet::runtime::HeadNeedKind need = bitnet::runtime::HeadNeedKind::kGreedy);

}  // namespace benchsuite
