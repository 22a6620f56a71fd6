// SPDX-License-Identifier: Apache-2.0
// Bounded reading: nlohmann does the grammar, a receiver of its events builds the value and refuses
// what nlohmann would let pass. (Its own callback parser takes quadratic time for many objects.)
#include "receipt/json_text.h"

#include "base/text.h"

#include <fmt/format.h>

#include <cstddef>
#include <exception>
#include <utility>
#include <vector>

namespace bitnet::runtime::receipt {
namespace {

constexpr int kNumberOutOfRange = 406;  // nlohmann's number for it

// NOLINTNEXTLINE(bugprone-exception-escape): nothing in its implicit members throws
class Builder final : public nlohmann::json_sax<Json> {
 public:
  Json result;
  std::string fault;  // why it stopped

  bool null() override { return put(nullptr); }

  bool boolean(bool value) override { return put(value); }

  bool number_integer(std::int64_t value) override { return put(value); }

  bool number_unsigned(std::uint64_t value) override { return put(value); }

  bool number_float(double value, const std::string& /*text*/) override { return put(value); }

  bool string(std::string& value) override { return put(std::move(value)); }

  bool binary(Json::binary_t& /*value*/) override { return false; }  // JSON text has none

  bool start_object(std::size_t /*elements*/) override { return open(Json::object()); }

  bool start_array(std::size_t /*elements*/) override { return open(Json::array()); }

  bool end_object() override { return close(); }

  bool end_array() override { return close(); }

  bool key(std::string& name) override {
    const auto [member, fresh] = open_.back()->emplace(name, nullptr);
    slot_ = &*member;
    return fresh || stop(fmt::format("member {} twice in one object", in_quotes(name, 60)));
  }

  bool parse_error(std::size_t byte, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    return stop(error.id == kNumberOutOfRange ? "a number is out of range"
                                              : fmt::format("not JSON, wrong at byte {}", byte));
  }

 private:
  bool stop(std::string why) {
    fault = std::move(why);
    return false;
  }

  // Where it stands stays valid while it is open: only the innermost container grows.
  Json& place(Json value) {
    if (open_.empty()) {
      result = std::move(value);
      return result;
    }
    if (open_.back()->is_array()) {
      return open_.back()->emplace_back(std::move(value));
    }
    *slot_ = std::move(value);
    return *slot_;
  }

  bool put(Json value) {
    place(std::move(value));
    return true;
  }

  bool open(Json container) {
    if (open_.size() >= static_cast<std::size_t>(kMaxDepth)) {
      return stop(fmt::format("nested deeper than {} levels", kMaxDepth));
    }
    open_.push_back(&place(std::move(container)));
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  std::vector<Json*> open_;
  Json* slot_ = nullptr;  // of the member that was named last
};

}  // namespace

Result<Json> parse_object(std::string_view text, const std::string& origin) {
  if (text.size() > kMaxBytes) {
    return input_error(
        fmt::format("{}: larger than {} MiB, too large for a receipt", origin, kMaxBytes >> 20U));
  }
  try {
    Builder builder;
    if (!Json::sax_parse(text.begin(), text.end(), &builder)) {
      return input_error(fmt::format("{}: {}", origin, builder.fault));
    }
    if (!builder.result.is_object()) {
      return input_error(
          fmt::format("{}: found {}, wanted an object", origin, builder.result.type_name()));
    }
    return std::move(builder.result);
  } catch (const std::exception&) {  // the builder throws nothing of its own, so this is memory
    return input_error(fmt::format("{}: not enough memory to read it", origin));
  }
}

}  // namespace bitnet::runtime::receipt
