// SPDX-License-Identifier: Apache-2.0
// Accounts of runs become receipts that nobody keeps, and these are checked.
#include "strict_runs.h"

#include "base/text.h"
#include "receipt_file.h"

#include <fmt/format.h>

#include <ostream>
#include <utility>

namespace bitnet::runtime::cli {

Result<void> StrictRuns::check(ReceiptInput run) {
  if (!on() || (run.run.interrupted && run.run.forwarded_tokens == 0)) {
    return {};
  }
  if (!run.machine) {
    if (!machine_ || machine_->threads != run.run.threads) {
      auto rate = read_rate_for(run);
      if (!rate) {
        return tl::unexpected(rate.error());
      }
      machine_ = *rate;
    }
    run.machine = machine_;
  }
  Result<void> checked = check_strict(strict_, receipt_text(run));
  passed_ += checked ? 1 : 0;
  return checked;
}

void StrictRuns::report(Context& context) const {
  if (on() && !context.quiet) {
    context.err << fmt::format("bitnet: strict mode: {} held to {} counters\n",
                               counted_noun(passed_, "run"), passed_ == 1 ? "its" : "their");
  }
}

}  // namespace bitnet::runtime::cli
