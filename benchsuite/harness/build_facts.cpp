// SPDX-License-Identifier: Apache-2.0
// Build type and flags as CMake passes them to this file alone. Flags that single ISA objects get
// in addition are not here.
#include "build_facts.h"

namespace benchsuite {

std::string_view build_type() noexcept {
  return BENCHSUITE_BUILD_TYPE;
}

std::string_view compiler() noexcept {
#if defined(__clang__)
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}

std::string_view compiler_flags() noexcept {
  return BENCHSUITE_CXX_FLAGS;
}

}  // namespace benchsuite
