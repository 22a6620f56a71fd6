// SPDX-License-Identifier: Apache-2.0
// Bounded reading; nlohmann does the grammar, a callback what it leaves out.
#include "receipt/json_text.h"

#include "base/text.h"

#include <fmt/format.h>

#include <exception>
#include <stdexcept>
#include <unordered_set>
#include <vector>

namespace bitnet::runtime::receipt {
namespace {

// Refuses a member that an object has twice (nlohmann would keep the last) and depth that would
// cost stack when the value is destroyed.
class Watch {
 public:
  bool operator()(int depth, Json::parse_event_t event, const Json& parsed) {
    switch (event) {
      case Json::parse_event_t::object_start:
      case Json::parse_event_t::array_start:
        if (depth >= kMaxDepth) {
          throw std::length_error(fmt::format("nested deeper than {} levels", kMaxDepth));
        }
        members_.resize(static_cast<std::size_t>(depth) + 1);
        members_.back().clear();
        break;
      case Json::parse_event_t::key: {
        const auto& name = parsed.get_ref<const std::string&>();
        if (!members_[static_cast<std::size_t>(depth) - 1].insert(name).second) {
          throw std::length_error(
              fmt::format("member {} twice in one object", in_quotes(name, 60)));
        }
        break;
      }
      default:
        break;
    }
    return true;
  }

 private:
  std::vector<std::unordered_set<std::string>> members_;  // of the objects that are open
};

}  // namespace

Result<Json> parse_object(std::string_view text, const std::string& origin) {
  if (text.size() > kMaxBytes) {
    return input_error(
        fmt::format("{}: larger than {} MiB, too large for a receipt", origin, kMaxBytes >> 20U));
  }
  try {
    Watch watch;
    Json json = Json::parse(text.begin(), text.end(),
                            [&watch](int depth, Json::parse_event_t event, Json& parsed) {
                              return watch(depth, event, parsed);
                            });
    if (!json.is_object()) {
      return input_error(fmt::format("{}: found {}, wanted an object", origin, json.type_name()));
    }
    return json;
  } catch (const Json::parse_error& error) {
    return input_error(fmt::format("{}: not JSON, wrong at byte {}", origin, error.byte));
  } catch (const std::length_error& error) {
    return input_error(fmt::format("{}: {}", origin, error.what()));
  } catch (const Json::exception&) {
    return input_error(fmt::format("{}: a number is out of range", origin));
  } catch (const std::exception&) {
    return input_error(fmt::format("{}: not enough memory to read it", origin));
  }
}

}  // namespace bitnet::runtime::receipt
