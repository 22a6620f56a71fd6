// SPDX-License-Identifier: Apache-2.0
// See judge.h. The only file that includes valijson; its exceptions end here.
#include "schema/judge.h"

#include <fmt/core.h>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <exception>
#include <utility>

// Without this valijson calls abort() on a schema that it cannot use; its CMake target defines it.
static_assert(VALIJSON_USE_EXCEPTIONS == 1);

namespace perfgate::schema_detail {

struct Judge::Compiled {
  valijson::Schema schema;
};

Judge::Judge(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}

Judge::Judge(Judge&&) noexcept = default;
Judge& Judge::operator=(Judge&&) noexcept = default;
Judge::~Judge() = default;

Result<Judge> Judge::build(const Json& schema) {
  try {
    auto compiled = std::make_unique<Compiled>();
    valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(schema), compiled->schema);
    return Judge(std::move(compiled));
  } catch (const std::exception& error) {
    return input_error(fmt::format("unusable schema: {}", error.what()));
  }
}

bool Judge::accepts(const Json& value) const {
  try {
    valijson::Validator validator;  // caches regular expressions, so it is not shared
    return validator.validate(compiled_->schema, valijson::adapters::NlohmannJsonAdapter(value),
                              nullptr);
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace perfgate::schema_detail
