// SPDX-License-Identifier: Apache-2.0
// The version of perfgate, as the build states it once (project() of the root CMakeLists.txt).
#pragma once

namespace perfgate {

/// "major.minor.patch".
[[nodiscard]] const char* version();

}  // namespace perfgate
