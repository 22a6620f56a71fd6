// SPDX-License-Identifier: Apache-2.0
// The sample.json of Criterion 0.2 and earlier: two bare arrays. Its estimates.json (capitalised
// keys) is not needed: nothing is taken from estimates.
#include "ingest/criterion_sample.h"

#include <fmt/format.h>

namespace perfgate {

CriterionSamples read_legacy_samples(const Json& json, ReadStatus& status) {
  if (json.size() != 2) {
    status.fail("", fmt::format("found an array of {} elements, wanted [[iterations], [times]]",
                                json.size()));
    return {};
  }
  return {read_numbers(json[0], "/0", status), read_numbers(json[1], "/1", status)};
}

}  // namespace perfgate
