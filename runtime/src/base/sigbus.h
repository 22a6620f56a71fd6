// SPDX-License-Identifier: Apache-2.0
// The table of mapped files that the SIGBUS handler looks an address up in. Async-signal-safe to
// read; the handler itself is installed by install_sigbus_handler (mapped_file.h).
#pragma once

#include <cstddef>
#include <string>

namespace bitnet::runtime {

/// Slot that now describes [begin, begin + size), or -1 if the table is full: then a SIGBUS there
/// keeps its default action. Threads: safe.
[[nodiscard]] int register_mapping(const void* begin, std::size_t size,
                                   const std::string& path) noexcept;

/// Requires a slot from register_mapping that was not given back yet.
void unregister_mapping(int slot) noexcept;

}  // namespace bitnet::runtime
