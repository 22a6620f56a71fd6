// SPDX-License-Identifier: Apache-2.0
// Wall time of the same work on several threads at once, for references that must load as many
// cores as the row that they stand beside.
#pragma once

#include <functional>

namespace benchsuite {

/// Runs work(thread) once on each of `threads` threads, 0 being the caller, which begin together.
/// Seconds from the first begin to the last end. Requires: threads > 0, work does not throw. Throws
/// std::system_error if the system refuses a thread; then no work was run.
[[nodiscard]] double seconds_on_threads(unsigned threads,
                                        const std::function<void(unsigned thread)>& work);

}  // namespace benchsuite
