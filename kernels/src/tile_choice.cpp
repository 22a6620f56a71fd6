// SPDX-License-Identifier: Apache-2.0
// Published tilings of known model shapes and the rule for all others. Does not check tiles that a
// caller names: layout.cpp does.
#include "tile_choice.h"

#include "checked.h"

#include <array>

namespace bitnet::kernels {
namespace {

struct Preset {
  std::size_t rows;
  std::size_t k;
  Tile tl1;
  Tile tl2;
};

// microsoft/BitNet preset_kernels (bitnet_b1_58-3B, bitnet_b1_58-large, Llama3-8B-1.58), then the
// shapes of bitnet-b1.58-2B-4T, for which nothing is published: BM = 128 divides all of their row
// counts and BK = 128 (tl1) and 96 (tl2) their column counts, up to 64 pair columns at k = 2560.
constexpr std::array kPresets = {
    Preset{3200, 8640, {160, 64, 32}, {160, 96, 32}},
    Preset{3200, 3200, {320, 128, 64}, {320, 96, 32}},
    Preset{8640, 3200, {320, 64, 32}, {320, 96, 32}},
    Preset{1536, 4096, {256, 128, 32}, {256, 96, 32}},
    Preset{1536, 1536, {128, 64, 64}, {128, 192, 32}},
    Preset{4096, 1536, {256, 128, 32}, {256, 96, 32}},
    Preset{14336, 4096, {256, 128, 32}, {256, 96, 32}},
    Preset{4096, 14336, {128, 64, 64}, {128, 96, 32}},
    Preset{1024, 4096, {256, 128, 32}, {256, 96, 32}},
    Preset{4096, 4096, {128, 64, 64}, {128, 96, 32}},
    Preset{2560, 2560, {128, 128, 32}, {128, 96, 32}},
    Preset{640, 2560, {128, 128, 32}, {128, 96, 32}},
    Preset{6912, 2560, {128, 128, 32}, {128, 96, 32}},
    Preset{2560, 6912, {128, 128, 32}, {128, 96, 32}},
};

constexpr std::array<std::uint32_t, 4> kRowTiles = {256, 128, 64, 32};
constexpr std::array<std::uint32_t, 6> kTl1ColumnTiles = {128, 64, 32, 16, 8, 4};
constexpr std::array<std::uint32_t, 4> kTl2ColumnTiles = {96, 72, 48, 24};

// Weights stored with that tile, SIZE_MAX if the number overflows.
std::size_t stored_weights(Format format, std::size_t rows, std::size_t k, const Tile& tile) {
  const CheckedSize padded_rows = round_up(rows, tile.bm_rows);
  CheckedSize padded_k = round_up(k, tile.bk_cols);
  if (format == Format::kTl2) {
    const std::size_t three_k = tl2_triple_columns(k, tile.bk_cols);
    padded_k = CheckedSize(three_k) + round_up(k - three_k, 32);
  }
  const CheckedSize stored = padded_rows * padded_k;
  return stored.ok() ? stored.value() : SIZE_MAX;
}

class BestTile {
 public:
  BestTile(Format format, std::size_t rows, std::size_t k) : format_(format), rows_(rows), k_(k) {}

  // Candidates come largest first, so only a strictly smaller padding wins.
  void offer(const Tile& tile) noexcept {
    const std::size_t stored = stored_weights(format_, rows_, k_, tile);
    if (best_.bm_rows == 0 || stored < best_stored_) {
      best_ = tile;
      best_stored_ = stored;
    }
  }

  [[nodiscard]] const Tile& best() const noexcept { return best_; }

 private:
  Format format_;
  std::size_t rows_;
  std::size_t k_;
  Tile best_{};
  std::size_t best_stored_ = 0;
};

Tile least_padding_tile(Format format, std::size_t rows, std::size_t k) noexcept {
  BestTile search(format, rows, k);
  for (const std::uint32_t bm : kRowTiles) {
    if (format == Format::kTl2) {
      for (const std::uint32_t bk : kTl2ColumnTiles) {
        search.offer({bm, bk, 32});
      }
      continue;
    }
    for (const std::uint32_t bk : kTl1ColumnTiles) {
      const std::uint32_t sub_rows = bk == 4 ? 64 : 32;  // 256 / sub_rows columns must fit in bk
      if (bm % sub_rows == 0) {
        search.offer({bm, bk, sub_rows});
      }
    }
  }
  return search.best();
}

}  // namespace

Tile choose_tile(Format format, std::size_t rows, std::size_t k) noexcept {
  for (const Preset& preset : kPresets) {
    if (preset.rows == rows && preset.k == k) {
      return format == Format::kTl1 ? preset.tl1 : preset.tl2;
    }
  }
  return least_padding_tile(format, rows, k);
}

}  // namespace bitnet::kernels
