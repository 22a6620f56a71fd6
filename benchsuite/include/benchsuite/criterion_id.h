// SPDX-License-Identifier: Apache-2.0
// Identity of a benchmark row and the folder that Criterion would store it in. Touches no files.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace benchsuite {

enum class ThroughputUnit : std::uint8_t { kBytes, kBytesDecimal, kElements, kBits };

struct Throughput {
  ThroughputUnit unit = ThroughputUnit::kElements;
  std::uint64_t per_iteration = 0;
};

struct CriterionId {
  std::string group;
  std::optional<std::string> function;
  std::optional<std::string> value;
  std::optional<Throughput> throughput;
  std::string full_id;         // "group/function/value", absent parts left out
  std::string directory_name;  // the same with safe parts; relative, '/'-separated, unique
  std::string title;           // full_id, at most 100 bytes + "..."; unique
};

/// One path component: each of ? " / \ * < > : | ^ becomes '_', then cut to 64 bytes on a UTF-8
/// character boundary. Beyond Criterion: control characters become '_' too, "" becomes "_", "."
/// becomes "_" and ".." becomes "__", so that no name can leave the tree or truncate a path.
[[nodiscard]] std::string directory_part(std::string_view name);

/// Makes ids whose folders and titles do not clash: the second row with the same folder gets "_2"
/// behind its name, then "_3"; titles get " #2", " #3".
class CriterionIds {
 public:
  CriterionId make(std::string group, std::optional<std::string> function,
                   std::optional<std::string> value, std::optional<Throughput> throughput);

 private:
  std::set<std::string> directories_;
  std::set<std::string> titles_;
};

}  // namespace benchsuite
