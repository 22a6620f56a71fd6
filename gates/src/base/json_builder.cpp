// SPDX-License-Identifier: Apache-2.0
// See json_builder.h. Pointers into the tree stay valid: an array grows only at its innermost open
// level, and no open container is inside the elements that move.
#include "base/json_builder.h"

#include <utility>

namespace perfgate::json_detail {

namespace {
constexpr int kNumberOverflow = 406;  // nlohmann's out_of_range id for "number overflow"
}

Json* Builder::place(Json value) {
  if (++values_ > kMaxJsonValues) {
    refusal = Refusal::kTooMany;
    return nullptr;
  }
  if (open_.empty()) {
    result = std::move(value);
    return &result;
  }
  Json* parent = open_.back();
  if (parent->is_array()) {
    parent->push_back(std::move(value));
    return &parent->back();
  }
  *member_ = std::move(value);
  return member_;
}

bool Builder::open(Json value) {
  if (open_.size() >= static_cast<std::size_t>(kMaxJsonDepth)) {
    refusal = Refusal::kDepth;
    return false;
  }
  Json* placed = place(std::move(value));
  if (placed != nullptr) {
    open_.push_back(placed);
  }
  return placed != nullptr;
}

bool Builder::close() {
  open_.pop_back();
  return true;
}

bool Builder::key(std::string& member) {
  auto& members = open_.back()->get_ref<Json::object_t&>();
  const auto [at, inserted] = members.try_emplace(member, nullptr);
  if (!inserted) {
    refusal = Refusal::kDuplicate;
    name = std::move(member);
    return false;
  }
  member_ = &at->second;
  return true;
}

bool Builder::parse_error(std::size_t read, const std::string& /*last_token*/,
                          const nlohmann::detail::exception& error) {
  refusal = error.id == kNumberOverflow ? Refusal::kNumberRange : Refusal::kSyntax;
  position = read;
  return false;
}

char Builder::container() const {
  if (open_.empty()) {
    return 0;
  }
  return open_.back()->is_array() ? '[' : '{';
}

}  // namespace perfgate::json_detail
