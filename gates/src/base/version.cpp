// SPDX-License-Identifier: Apache-2.0
// The version, which the build passes in from the one place that states it. No other build facts.
#include <perfgate/version.h>

namespace perfgate {

const char* version() {
  return PERFGATE_VERSION;
}

}  // namespace perfgate
