// SPDX-License-Identifier: Apache-2.0
// The stages of the output head.
#include "model/head_thread.h"

#include <bitnet/kernels/kernels.h>

#include <algorithm>

namespace bitnet::runtime {
namespace {

Cuts group_cuts(std::uint32_t vocab, unsigned threads) noexcept {
  return {static_cast<std::uint32_t>((vocab + kHeadRowGroup - 1) / kHeadRowGroup), 1, threads};
}

}  // namespace

std::uint32_t head_ranges(unsigned threads) noexcept {
  return std::min<std::uint32_t>(threads, kMostItems);
}

Share head_range(std::uint32_t vocab, std::uint32_t range, std::uint32_t ranges) noexcept {
  return share_of(vocab, kHeadRowGroup, range, ranges);
}

std::size_t head_item_rows(std::uint32_t vocab, unsigned threads) noexcept {
  std::size_t rows = group_cuts(vocab, threads).end(0) * kHeadRowGroup;
  for (std::uint32_t range = 0; range < head_ranges(threads); ++range) {
    const Share share = head_range(vocab, range, head_ranges(threads));
    rows = std::max(rows, share.end - share.begin);
  }
  return rows;
}

HeadThread::HeadThread(const HeadWork& work, HeadThreadBuffers& mine, unsigned threads) noexcept
    : work_(work),
      config_(work.model.config()),
      weights_(work.model.weights()),
      table_(work.model.kernels()),
      mine_(mine),
      stages_(work.stages),
      groups_(group_cuts(config_.vocab, threads)),
      ranges_(head_ranges(threads), 1, threads) {}

void HeadThread::run() {
  if (work_.top == 0) {
    every_logit();
  } else {
    approximate();
    candidates();
  }
}

void HeadThread::every_logit() {
  const kernels::DenseMatrix& head = weights_.head;
  const std::size_t row_bytes = kernels::dense_row_bytes(head.type, head.cols);
  stages_.run(
      groups_, [&](bool) { normalise(); },
      [&](Share groups) {
        const Share rows = rows_of(groups);
        const auto count = static_cast<std::uint32_t>(rows.end - rows.begin);
        const kernels::DenseMatrix part = {head.data + rows.begin * row_bytes, head.type, count,
                                           head.cols};
        kernels::counted_logits(table_, part, mine_.normed, 1, config_.embd, 0, count, mine_.values,
                                count);
      },
      [&](Share groups) {
        const Share rows = rows_of(groups);
        std::copy_n(mine_.values, rows.end - rows.begin, work_.logits + rows.begin);
      });
}

void HeadThread::approximate() {
  stages_.run(
      groups_, [&](bool) { normalise(); },
      [&](Share groups) {
        const Share rows = rows_of(groups);
        if (query_.usable) {
          kernels::counted_coarse(table_, weights_.screen, query_,
                                  static_cast<std::uint32_t>(rows.begin),
                                  static_cast<std::uint32_t>(rows.end), mine_.values,
                                  mine_.values + (rows.end - rows.begin));
        }
      },
      [&](Share groups) {
        const Share rows = rows_of(groups);
        const std::size_t count = rows.end - rows.begin;
        if (query_.usable) {
          std::copy_n(mine_.values, count, work_.approximation + rows.begin);
          std::copy_n(mine_.values + count, count, work_.highest + rows.begin);
        }
      });
}

void HeadThread::candidates() {
  const auto rows = [this](Share range) {
    return head_range(config_.vocab, static_cast<std::uint32_t>(range.begin), ranges_.items());
  };
  stages_.run(
      ranges_, [&](bool) { normalise(); },
      [&](Share range) {
        const Share in = rows(range);
        range_ = {};
        if (in.begin < in.end) {
          range_.found = kernels::counted_top_rows(
              table_, weights_.head, weights_.screen, query_, static_cast<std::uint32_t>(in.begin),
              static_cast<std::uint32_t>(in.end), work_.top,
              {work_.approximation + in.begin, work_.highest + in.begin}, mine_.ids, mine_.values,
              mine_.scratch, &range_.counts);
        }
      },
      [&](Share range) {
        const std::size_t begin = rows(range).begin;
        std::copy_n(mine_.ids, range_.found, work_.found + begin);
        std::copy_n(mine_.values, range_.found, work_.logits + begin);
        work_.ranges[range.begin] = range_;
      });
}

// Once; a thread that comes late does it in the stage that it finds.
void HeadThread::normalise() {
  if (normalised_) {
    return;
  }
  normalised_ = true;
  kernels::counted_rmsnorm(table_, work_.hidden, weights_.output_norm, config_.embd,
                           config_.rms_eps, mine_.normed);
  if (work_.top != 0) {
    query_ = table_.screen.prepare(mine_.normed, config_.embd, mine_.planes);
  }
}

Share HeadThread::rows_of(Share groups) const noexcept {
  return {groups.begin * kHeadRowGroup,
          std::min<std::size_t>(groups.end * kHeadRowGroup, config_.vocab)};
}

}  // namespace bitnet::runtime
