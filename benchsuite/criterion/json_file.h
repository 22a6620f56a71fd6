// SPDX-License-Identifier: Apache-2.0
// Puts one JSON document into one file. Refuses what JSON cannot say.
#pragma once

#include <benchsuite/bench_result.h>

#include <nlohmann/json.hpp>

#include <filesystem>

namespace benchsuite {

/// Members keep the order in which they were added, as in Criterion's files.
using OrderedJson = nlohmann::ordered_json;

/// Writes the document without white space. Errors: a number that is not finite, text that is not
/// UTF-8, the file cannot be written completely.
Result<void> write_json_file(const std::filesystem::path& path, const OrderedJson& document);

}  // namespace benchsuite
