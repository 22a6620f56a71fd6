// SPDX-License-Identifier: Apache-2.0
// Tables of the members of every object in a receipt, and the walk over them.
#include "receipt/form.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <span>

namespace bitnet::runtime::receipt {
namespace {

enum class Kind : std::uint8_t {
  kText,
  kFlag,
  kCount,     // integer >= 0
  kPositive,  // integer >= 1
  kSeveral,   // integer >= 2
  kNumber,
  kNotNegative,  // number >= 0
  kAboveZero,    // number > 0
  kFraction,     // number 0..1
  kTexts,        // array of text
  kTextMap,      // object of text
  kCorrection,   // text, one of the kinds of correction
  kObject,
  kObjects,   // array of objects
  kObjectMap  // object of objects
};

struct Member {
  std::string_view name;
  Kind kind = Kind::kText;
  bool required = true;
  std::span<const Member> members;  // of the object or objects
};

constexpr bool kOptional = false;

constexpr std::array kModel = {Member{"model_path", Kind::kText, kOptional, {}},
                               Member{"quantization_type", Kind::kText, kOptional, {}},
                               Member{"layers", Kind::kPositive, true, {}},
                               Member{"hidden_size", Kind::kPositive, true, {}},
                               Member{"intermediate_size", Kind::kPositive, true, {}},
                               Member{"num_attention_heads", Kind::kPositive, true, {}},
                               Member{"num_key_value_heads", Kind::kPositive, true, {}},
                               Member{"head_dim", Kind::kPositive, true, {}},
                               Member{"vocab_size", Kind::kPositive, true, {}},
                               Member{"file_bytes", Kind::kCount, kOptional, {}},
                               Member{"sha256", Kind::kText, kOptional, {}},
                               Member{"effective_correction_digest", Kind::kText, kOptional, {}}};

constexpr std::array kAccuracy = {Member{"mse", Kind::kNotNegative, true, {}},
                                  Member{"tolerance", Kind::kNotNegative, true, {}},
                                  Member{"passed", Kind::kFlag, true, {}}};

constexpr std::array kAccuracies = {Member{"i2s_accuracy", Kind::kObject, kOptional, kAccuracy},
                                    Member{"tl1_accuracy", Kind::kObject, kOptional, kAccuracy},
                                    Member{"tl2_accuracy", Kind::kObject, kOptional, kAccuracy}};

constexpr std::array kDeterminism = {Member{"identical_sequences", Kind::kFlag, true, {}},
                                     Member{"runs", Kind::kSeveral, true, {}},
                                     Member{"tokens_per_run", Kind::kCount, true, {}}};

constexpr std::array kKvCache = {Member{"prefill_decode_parity", Kind::kFlag, true, {}},
                                 Member{"cache_hit_rate", Kind::kFraction, true, {}}};

constexpr std::array kTests = {Member{"total_tests", Kind::kCount, true, {}},
                               Member{"passed", Kind::kCount, true, {}},
                               Member{"failed", Kind::kCount, true, {}},
                               Member{"skipped", Kind::kCount, kOptional, {}},
                               Member{"accuracy_tests", Kind::kObject, kOptional, kAccuracies},
                               Member{"determinism_tests", Kind::kObject, kOptional, kDeterminism},
                               Member{"kv_cache_tests", Kind::kObject, kOptional, kKvCache}};

constexpr std::array kCache = {Member{"kv_cache_hit_rate", Kind::kFraction, true, {}},
                               Member{"tensor_cache_hits", Kind::kCount, true, {}},
                               Member{"tensor_cache_misses", Kind::kCount, true, {}}};

constexpr std::array kPerformance = {
    Member{"tokens_generated", Kind::kCount, kOptional, {}},
    Member{"total_time_ms", Kind::kNotNegative, kOptional, {}},
    Member{"tokens_per_second", Kind::kNotNegative, kOptional, {}},
    Member{"first_token_latency_ms", Kind::kNotNegative, kOptional, {}},
    Member{"average_token_latency_ms", Kind::kNotNegative, kOptional, {}},
    Member{"memory_usage_mb", Kind::kNotNegative, kOptional, {}},
    Member{"cache_efficiency", Kind::kObject, kOptional, kCache}};

constexpr std::array kCrossValidation = {Member{"cpp_reference_available", Kind::kFlag, true, {}},
                                         Member{"tolerance", Kind::kNotNegative, true, {}},
                                         Member{"parity_tests_passed", Kind::kFlag, true, {}}};

constexpr std::array kParity = {Member{"cpp_available", Kind::kFlag, true, {}},
                                Member{"cosine_similarity", Kind::kNumber, kOptional, {}},
                                Member{"exact_match_rate", Kind::kNumber, kOptional, {}},
                                Member{"status", Kind::kText, true, {}}};

constexpr std::array kCorrectionRecord = {Member{"layer", Kind::kText, true, {}},
                                          Member{"correction_type", Kind::kCorrection, true, {}},
                                          Member{"rms_before", Kind::kNumber, kOptional, {}},
                                          Member{"rms_after", Kind::kNumber, kOptional, {}},
                                          Member{"factor", Kind::kNumber, kOptional, {}},
                                          Member{"policy_fingerprint", Kind::kText, true, {}},
                                          Member{"metadata", Kind::kTextMap, kOptional, {}}};

constexpr std::array kCounter = {
    Member{"isa", Kind::kText, true, {}},    Member{"calls", Kind::kCount, true, {}},
    Member{"bytes", Kind::kCount, true, {}}, Member{"weight_bytes", Kind::kCount, true, {}},
    Member{"macs", Kind::kCount, true, {}},  Member{"ns", Kind::kCount, true, {}}};

constexpr std::array kRun = {Member{"prompt_tokens", Kind::kCount, true, {}},
                             Member{"generated_tokens", Kind::kCount, true, {}},
                             Member{"start_position", Kind::kCount, true, {}},
                             Member{"forwarded_tokens", Kind::kCount, true, {}},
                             Member{"forward_passes", Kind::kCount, true, {}},
                             Member{"head_positions", Kind::kCount, true, {}},
                             Member{"threads", Kind::kPositive, true, {}},
                             Member{"wall_ns", Kind::kCount, true, {}},
                             Member{"stop_reason", Kind::kText, true, {}},
                             Member{"interrupted", Kind::kFlag, true, {}},
                             Member{"token_sha256", Kind::kText, true, {}},
                             Member{"rerun_token_sha256", Kind::kText, kOptional, {}}};

constexpr std::array kMachine = {Member{"read_gbps", Kind::kAboveZero, true, {}},
                                 Member{"read_bytes", Kind::kPositive, true, {}},
                                 Member{"threads", Kind::kPositive, true, {}}};

constexpr std::array kReceipt = {
    Member{"schema_version", Kind::kText, true, {}},
    Member{"timestamp", Kind::kText, true, {}},
    Member{"compute_path", Kind::kText, true, {}},
    Member{"backend", Kind::kText, true, {}},
    Member{"backend_summary", Kind::kText, true, {}},
    Member{"kernels", Kind::kTexts, true, {}},
    Member{"deterministic", Kind::kFlag, true, {}},
    Member{"environment", Kind::kTextMap, true, {}},
    Member{"model_info", Kind::kObject, true, kModel},
    Member{"test_results", Kind::kObject, true, kTests},
    Member{"performance_baseline", Kind::kObject, true, kPerformance},
    Member{"cross_validation", Kind::kObject, kOptional, kCrossValidation},
    Member{"parity", Kind::kObject, kOptional, kParity},
    Member{"corrections", Kind::kObjects, true, kCorrectionRecord},
    Member{"kernel_counters", Kind::kObjectMap, true, kCounter},
    Member{"run", Kind::kObject, true, kRun},
    Member{"machine", Kind::kObject, kOptional, kMachine}};

constexpr std::array<std::string_view, 4> kCorrections = {
    "ln_gamma_rescale_rms", "ln_gamma_rescale_sqrt_hidden", "i2s_dequant_override",
    "i2s_dequant_heuristic"};

using Fault = std::optional<std::string>;

const char* wanted(Kind kind) {
  switch (kind) {
    case Kind::kText:
      return "a text";
    case Kind::kFlag:
      return "true or false";
    case Kind::kCount:
      return "an integer of at least 0";
    case Kind::kPositive:
      return "an integer of at least 1";
    case Kind::kSeveral:
      return "an integer of at least 2";
    case Kind::kNumber:
      return "a number";
    case Kind::kNotNegative:
      return "a number of at least 0";
    case Kind::kAboveZero:
      return "a number above 0";
    case Kind::kFraction:
      return "a number from 0 to 1";
    case Kind::kTexts:
    case Kind::kObjects:
      return "an array";
    case Kind::kCorrection:
      return "a kind of correction";
    case Kind::kTextMap:
    case Kind::kObject:
    case Kind::kObjectMap:
      break;
  }
  return "an object";
}

// Up to 2^63 - 1, which every reader of JSON schemas understands.
bool integer_from(const Json& value, std::int64_t least) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    return number >= static_cast<std::uint64_t>(least) && number <= kMost;
  }
  return value.is_number_integer() && value.get<std::int64_t>() >= least;
}

bool number_from(const Json& value, double least, double most) {
  return value.is_number() && value.get<double>() >= least && value.get<double>() <= most;
}

bool fits(const Json& value, Kind kind) {
  switch (kind) {
    case Kind::kText:
      return value.is_string();
    case Kind::kFlag:
      return value.is_boolean();
    case Kind::kCount:
      return integer_from(value, 0);
    case Kind::kPositive:
      return integer_from(value, 1);
    case Kind::kSeveral:
      return integer_from(value, 2);
    case Kind::kNumber:
      return value.is_number();
    case Kind::kNotNegative:
      return number_from(value, 0, HUGE_VAL);
    case Kind::kAboveZero:
      return value.is_number() && value.get<double>() > 0;
    case Kind::kFraction:
      return number_from(value, 0, 1);
    case Kind::kTexts:
    case Kind::kObjects:
      return value.is_array();
    case Kind::kCorrection:
      return value.is_string() &&
             std::find(kCorrections.begin(), kCorrections.end(),
                       value.get_ref<const std::string&>()) != kCorrections.end();
    case Kind::kTextMap:
    case Kind::kObject:
    case Kind::kObjectMap:
      break;
  }
  return value.is_object();
}

// A member's name inside a JSON pointer, safe to print.
std::string pointer_step(std::string_view name) {
  const std::string text = in_quotes(name, 60);
  return text.substr(1, text.size() - 2);
}

Fault below(std::string_view step, Fault fault) {
  if (fault) {
    fault = fmt::format("/{}{}{}", pointer_step(step), fault->starts_with('/') ? "" : ": ", *fault);
  }
  return fault;
}

Fault object_fault(const Json& object, std::span<const Member> members);

Fault parts_fault(const Json& value, const Member& member) {
  if (member.kind == Kind::kObject) {
    return object_fault(value, member.members);
  }
  const bool objects = member.kind == Kind::kObjects || member.kind == Kind::kObjectMap;
  const bool texts = member.kind == Kind::kTexts || member.kind == Kind::kTextMap;
  if (!objects && !texts) {
    return std::nullopt;
  }
  const Kind part = objects ? Kind::kObject : Kind::kText;
  std::size_t index = 0;
  for (auto at = value.begin(); at != value.end(); ++at, ++index) {
    Fault fault = !fits(*at, part)
                      ? fmt::format("found {}, wanted {}", at->type_name(), wanted(part))
                  : objects ? object_fault(*at, member.members)
                            : Fault();
    if (fault) {
      return below(value.is_object() ? at.key() : std::to_string(index), std::move(fault));
    }
  }
  return std::nullopt;
}

Fault member_fault(const Json& value, const Member& member) {
  if (!fits(value, member.kind)) {
    return fmt::format("found {}, wanted {}",
                       value.is_number() ? value.dump() : std::string(value.type_name()),
                       wanted(member.kind));
  }
  return parts_fault(value, member);
}

Fault object_fault(const Json& object, std::span<const Member> members) {
  for (const Member& member : members) {
    if (member.required && !object.contains(member.name)) {
      return fmt::format("member \"{}\" is missing", member.name);
    }
  }
  for (auto at = object.begin(); at != object.end(); ++at) {
    const auto known = std::find_if(members.begin(), members.end(),
                                    [&](const Member& member) { return member.name == at.key(); });
    if (known == members.end()) {
      return fmt::format("unknown member {}", in_quotes(at.key(), 60));
    }
    if (Fault fault = member_fault(*at, *known)) {
      return below(at.key(), std::move(fault));
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> form_fault(const Json& receipt) {
  Fault fault = object_fault(receipt, kReceipt);
  return fault && !fault->starts_with('/') ? "the receipt: " + *fault : fault;
}

}  // namespace bitnet::runtime::receipt
