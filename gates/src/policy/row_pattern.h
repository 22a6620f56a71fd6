// SPDX-License-Identifier: Apache-2.0
// A regular expression over row ids that can neither overflow the stack nor run for ever.
#pragma once

#include <perfgate/result.h>

#include <memory>
#include <optional>
#include <string>

namespace perfgate {

class RowPattern {
 public:
  /// ECMAScript syntax without back-references; at most 1000 bytes. Error (kUsage): one clause, to
  /// be put behind the place of the pattern.
  [[nodiscard]] static Result<RowPattern> compile(const std::string& pattern);

  /// Found anywhere in `id`. Ids above 4096 bytes never match.
  [[nodiscard]] bool matches(const std::string& id) const;
  /// Text of the first group where the pattern is found; "" if it has no group; nullopt = no match.
  [[nodiscard]] std::optional<std::string> first_group(const std::string& id) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace perfgate
