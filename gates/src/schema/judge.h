// SPDX-License-Identifier: Apache-2.0
// The full JSON Schema (draft 7) decision by valijson: yes or no. Words are walk.h's part.
#pragma once

#include <perfgate/json.h>
#include <perfgate/result.h>

#include <memory>

namespace perfgate::schema_detail {

/// A schema as valijson compiled it; usable from several threads.
class Judge {
 public:
  /// Errors: a schema that valijson refuses.
  [[nodiscard]] static Result<Judge> build(const Json& schema);

  Judge(Judge&&) noexcept;
  Judge& operator=(Judge&&) noexcept;
  ~Judge();

  [[nodiscard]] bool accepts(const Json& value) const;

 private:
  struct Compiled;
  explicit Judge(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

}  // namespace perfgate::schema_detail
